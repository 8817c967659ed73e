import assert from "node:assert/strict";
import { test } from "node:test";
import { overlapThroughTrainingFigure } from "../../../src/figures/index.js";
import { paperTable } from "../../../src/paper/index.js";

test("both scales run from 0 to 1, and the paper's suspect step is left out", () => {
  const interval = { estimate: 0.9, low: 0.8, high: 1 };
  const checkpoints = [0, 40, 160].map((step) => ({ step, withBase: interval, withFinal: interval }));
  const { data } = overlapThroughTrainingFigure(checkpoints, paperTable("table-1"));
  const ours = data.find(({ name }) => name === "ours, with the base model");
  assert.deepEqual(ours?.x, [0, 0.25, 1]);
  const paper = data.filter(({ name }) => String(name).startsWith("paper, Table 1"));
  assert.equal(paper.length, 2);
  for (const { x } of paper) {
    assert.equal((x as number[]).length, 9);
    assert.ok(!(x as number[]).includes(840 / 1360));
    assert.equal((x as number[])[8], 1);
  }
});
