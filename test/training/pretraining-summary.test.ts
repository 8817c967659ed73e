import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { isPretrainedBy, pretrainConfig } from "../../src/training/index.js";

test("a model is taken for that of a configuration if it had as many steps or fewer", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "pretrained-"));
  t.after(() => rmSync(folder, { recursive: true }));
  assert.equal(isPretrainedBy(pretrainConfig({ size: "S" }), folder), false);
  const config = pretrainConfig({ size: "S", steps: 20 });
  writeFileSync(path.join(folder, "pretraining.json"), JSON.stringify({ config }));
  const fits = (steps: number, seed = 0): boolean =>
    isPretrainedBy(pretrainConfig({ size: "S", steps, seed }), folder);
  assert.deepEqual([fits(20), fits(40), fits(1), fits(20, 1)], [true, true, false, false]);
});
