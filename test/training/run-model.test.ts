import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { RunFolder, runModel } from "../../src/training/index.js";

test("a run folder stands for its checkpoint and task, any other folder for itself", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "run-model-"));
  t.after(() => rmSync(folder, { recursive: true }));
  assert.deepEqual(runModel(folder), { folder, task: {} });

  const config = { numberCount: 4, operations: "+-*/", maxAttempts: 2, seed: 3 };
  const record = { kind: "rlvr" as const, config, backend: "wasm", versions: {}, step: 5, finished: true };
  new RunFolder(folder).writeRecord(record);
  assert.throws(() => runModel(folder), /is a run without a checkpoint; its command/);
  const kept = path.join(folder, "models", "step-5");
  mkdirSync(kept, { recursive: true });
  assert.throws(() => runModel(folder), new RegExp(`it has kept ${kept}`));

  mkdirSync(path.join(folder, "checkpoint"));
  const { seed: _, ...task } = config;
  assert.deepEqual(runModel(folder), { folder: path.join(folder, "checkpoint"), task });
});
