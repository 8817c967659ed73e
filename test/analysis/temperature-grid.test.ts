import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { before, test } from "node:test";
import {
  gridsText,
  type RecordedGrids,
  readGrids,
  splitDecoding,
  type TemperatureGrid,
  temperatureGrid,
} from "../../src/analysis/index.js";
import { countdownTask } from "../../src/countdown/index.js";
import { projectPath } from "../../src/files/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { loadPolicy } from "../../src/models/index.js";
import { paperTable } from "../../src/paper/index.js";

const RECORDED = projectPath("data/measurements/two-temperatures.json");

before(() => selectBackend({ force: "wasm" }));

/** A grid of two temperatures with 3 responses to each of 2 problems. */
const made = (threshold: TemperatureGrid["threshold"], right: number): TemperatureGrid => ({
  threshold,
  temperatures: [0.5, 1],
  high: [0.5, 1].map((high) => ({
    ...{ high, low: 1 },
    ...{ accuracy: Float64Array.of(right / 3, 1), valid: Float64Array.of(1, 1) },
  })),
  low: [0.5, 1].map((low) => ({
    ...{ high: 1, low },
    ...{ accuracy: Float64Array.of(0, 2 / 3), valid: Float64Array.of(0, 1) },
  })),
});
const grids: RecordedGrids = {
  ...{ command: "npm test", problems: 2, samples: 3, seed: 5 },
  base: { byEntropy: made(0.7, 0), byTruth: made("real forks", 1) },
  trained: { byEntropy: made(0.6, 2), byTruth: made("real forks", 3) },
};

function written(t: { after(run: () => void): void }, text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "grids-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "grids.json");
  writeFileSync(file, text);
  return file;
}

test("grids are read as they were written", (t) => {
  assert.deepEqual(readGrids(written(t, gridsText(grids))), grids);
});

test("a grid that lacks a problem or a setting is refused by name", (t) => {
  const text = gridsText(grids);
  assert.throws(
    () => readGrids(written(t, text.replace('"problems": 2', '"problems": 3'))),
    /grids\.json: wanted a digit for each of 3 problems, received 2/,
  );
  const lacking = JSON.parse(text);
  lacking.trained.byTruth.low.pop();
  assert.throws(
    () => readGrids(written(t, JSON.stringify(lacking))),
    /byTruth.*wanted scores for each temp/s,
  );
});

test("the recorded scores are those that their settings decode", async () => {
  const { base, seed, samples, problems } = readGrids(RECORDED);
  const all = countdownTask().problems("test");
  assert.equal(problems, all.length);
  // the first problems alone would draw other numbers, so one setting is decoded whole
  const { threshold, temperatures, low } = base.byEntropy;
  const policy = loadPolicy(projectPath("data/models/M"));
  const at = temperatures.indexOf(0.3);
  const again = splitDecoding(policy, all, { high: 1, low: 0.3, threshold, samples, seed });
  policy.dispose();
  assert.deepEqual(again, low[at]);
});

test("every setting is decoded once, T = 1 for both curves", async () => {
  const problems = countdownTask().problems("test").slice(0, 3);
  const policy = loadPolicy(projectPath("data/models/S"));
  let settings = 0;
  const options = { threshold: 0.5, temperatures: [0, 1, 2], seed: 1, onSetting: () => settings++ };
  const { high, low } = temperatureGrid(policy, problems, options);
  policy.dispose();
  assert.equal(settings, 5);
  assert.deepEqual(
    high.map((scores) => [scores.high, scores.low]),
    [
      [0, 1],
      [1, 1],
      [2, 1],
    ],
  );
  assert.deepEqual(
    low.map((scores) => [scores.high, scores.low]),
    [
      [1, 0],
      [1, 1],
      [1, 2],
    ],
  );
  assert.deepEqual(low[1], high[1]);
});

test("the recorded temperatures are the paper's and finer ones", () => {
  const { base, trained } = readGrids(RECORDED);
  for (const { temperature } of paperTable("figure-3-temperatures"))
    for (const { byEntropy } of [base, trained]) assert.ok(byEntropy.temperatures.includes(temperature));
});
