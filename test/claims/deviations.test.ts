import assert from "node:assert/strict";
import { test } from "node:test";
import { deviations } from "../../src/claims/index.js";
import type { RunGroup } from "../../src/study/index.js";
import { rlvrConfig } from "../../src/training/index.js";

test("every deviation has the paper's setting and ours, as the runs record it", () => {
  const group = (steps: number): RunGroup => ({
    label: "top 20 %",
    config: rlvrConfig({ base: "data/models/M", steps, prompts: 5, samples: 7, miniBatches: 3 }),
    runs: [],
  });
  const rows = deviations(group(100), group(400));
  assert.equal(rows.length, 9);
  for (const row of rows) for (const text of Object.values(row)) assert.notEqual(text.trim(), "");
  const here = Object.fromEntries(rows.map((row) => [row.setting, row.here]));
  assert.equal(here["responses a batch"], "5 prompts × 7 responses");
  assert.equal(here["gradient steps in all"], "300; 1200 in the longest runs");
});
