import assert from "node:assert/strict";
import { test } from "node:test";
import { deviations } from "../../src/claims/index.js";
import type { RunGroup } from "../../src/study/index.js";
import { sampleRun } from "../study/sample-runs.js";

test("every deviation has the paper's setting and ours, as the runs record it", () => {
  const group = (steps: number, samples: number): RunGroup => {
    const run = sampleRun({
      config: { arm: "top", steps, prompts: 5, samples: 7, miniBatches: 3 },
      accuracy: 0.5,
    });
    const evaluations = run.evaluations.map((line) => ({ ...line, samples }));
    return { label: "top 20 %", config: run.config, runs: [{ ...run, evaluations }] };
  };
  const rows = deviations(group(100, 4), group(400, 32));
  assert.equal(rows.length, 11);
  for (const row of rows) for (const text of Object.values(row)) assert.notEqual(text.trim(), "");
  const here = Object.fromEntries(rows.map((row) => [row.setting, row.here]));
  assert.equal(here["responses a batch"], "5 prompts × 7 responses");
  assert.equal(here["gradient steps in all"], "300; 1200 in the longest runs");
  assert.equal(here["samples a problem, evaluation"], "4; 32 in P1 to P5 of notebook 12");
  assert.match(here["problems in pre-training"], /^all of them/);
  const lag = rows.find(({ setting }) => setting === "entropy for the mask")!;
  assert.equal(lag["what it may do"], "the mask lags by up to 2 of 3 gradient steps");
});
