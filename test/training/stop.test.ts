import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { selectBackend, tf } from "../../src/kernels/index.js";
import { savePolicy } from "../../src/models/index.js";
import { inTurns } from "../../src/rollout/index.js";
import { evaluateStepwise, type LoggedLine, trainRlvr } from "../../src/training/index.js";
import { tinyPolicy } from "./tiny-policy.js";

const folder = mkdtempSync(path.join(tmpdir(), "stop-"));
const base = path.join(folder, "base");

before(async () => {
  await selectBackend();
  savePolicy(tinyPolicy(), base);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("a Stop that arrives while a step is sampling ends the run before that step", async () => {
  const stop = new AbortController();
  const lines: LoggedLine[] = [];
  const tensors = tf.memory().numTensors;
  const config = { base, steps: 1, prompts: 400, samples: 8, maxNewTokens: 95, evaluationSamples: 1 };
  const training = trainRlvr(config, {
    folder: path.join(folder, "run"),
    signal: stop.signal,
    onMetrics: (line) => {
      lines.push(line);
      setTimeout(() => stop.abort(new Error("enough")), 1);
    },
  });
  await assert.rejects(training, /enough/);
  assert.deepEqual(
    lines.map(({ split }) => split),
    ["validation"],
    "the evaluation before the first step alone",
  );
  assert.ok(!existsSync(path.join(folder, "run/checkpoint")));
  assert.equal(tf.memory().numTensors, tensors);
});

test("a timer ends an evaluation in turns", async () => {
  const policy = tinyPolicy();
  const signal = AbortSignal.timeout(20);
  const evaluation = evaluateStepwise(policy, { split: "validation", samples: 16, signal });
  await assert.rejects(inTurns(evaluation), { name: "TimeoutError" });
  policy.dispose();
});
