import assert from "node:assert/strict";
import { test } from "node:test";
import { type RecordedRun, repeatedRuns } from "../../../src/study/index.js";
import { sampleRun } from "../sample-runs.js";

const recorded = sampleRun({ config: { arm: "all", seed: 0 }, accuracy: 0.5 });
const step = { step: 0, loss: 0.25, rolloutSeconds: 1, updateSeconds: 2 };
const withStep = (own: object, run: RecordedRun = recorded): RecordedRun => ({
  ...run,
  steps: [{ ...step, ...own } as RecordedRun["steps"][number]],
});

test("a run done again is the same where every recorded number is, times and new numbers left out", () => {
  const again = withStep({ rolloutSeconds: 9, updateSeconds: 9, updateNorm: 0.1 });
  const lines = 1 + recorded.evaluations.length;
  assert.deepEqual(repeatedRuns([again], [withStep({})]), [{ name: recorded.name, lines, differences: [] }]);
});

test("what differs is quoted with what was recorded and where", () => {
  const [{ differences }] = repeatedRuns([withStep({ loss: 0.2500001 })], [withStep({})]);
  assert.deepEqual(differences, ["step 0, loss: 0.2500001, recorded 0.25"]);
  const [first, ...others] = recorded.evaluations;
  const worse = { ...recorded, evaluations: [{ ...first, accuracy: 0.1 }, ...others] };
  const [evaluated] = repeatedRuns([worse], [recorded]);
  assert.match(evaluated.differences[0], /^\w+ after 0 steps, accuracy: 0\.1, recorded 0\.2$/);
  const missing = { ...recorded, evaluations: others };
  assert.match(repeatedRuns([missing], [recorded])[0].differences[0], /^\d evaluations, recorded \d$/);
  const lost = withStep({ loss: undefined });
  assert.match(repeatedRuns([lost], [withStep({})])[0].differences[0], /loss: undefined, recorded 0\.25/);
});

test("a run that is not recorded is compared with nothing", () => {
  assert.deepEqual(repeatedRuns([{ ...recorded, name: "main/other" }], [recorded]), []);
});
