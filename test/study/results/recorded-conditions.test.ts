import assert from "node:assert/strict";
import { test } from "node:test";
import { recordedConditions } from "../../../src/study/index.js";
import { sampleRun } from "../sample-runs.js";

test("a condition is on the map once both arms share a seed", () => {
  const all = sampleRun({ config: { arm: "all", seed: 0 }, accuracy: 0.5 });
  const top = (seed: number) => sampleRun({ config: { arm: "top", seed }, accuracy: 0.5 });
  const other = sampleRun({ config: { arm: "top", rho: 0.1, seed: 0 }, experiment: "rho", accuracy: 0.5 });
  assert.deepEqual(recordedConditions([all, top(1), other]), []);
  const [{ condition, top: found }] = recordedConditions([all, top(0), other]);
  assert.equal(condition.experiment, "main");
  assert.deepEqual(
    found.runs.map(({ name }) => name),
    ["main/M-top-seed0"],
  );
});
