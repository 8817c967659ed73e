import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { readTrainingLog } from "../../src/analysis/index.js";

const folder = mkdtempSync(path.join(tmpdir(), "training-log-"));
after(() => rmSync(folder, { recursive: true }));

function log(...rows: string[]): string {
  const file = path.join(folder, "run_metrics.csv");
  writeFileSync(
    file,
    ["step,total_steps,reward_avg,avg_response_len,entropy_avg,eval_acc", ...rows].join("\n"),
  );
  return file;
}

test("steps are taken together, and a run that started again counts from there", () => {
  const file = log(
    "1,9,0,5,9,",
    "2,9,0,5,9,",
    "1,5,0.5,10,1,3",
    "2,5,0.5,20,2,",
    "3,5,1,30,3,",
    "4,5,1,40,4,",
    "5,5,0,6,8,",
  );
  const { name, bins } = readTrainingLog(file, { every: 2 });
  assert.equal(name, "run");
  assert.deepEqual(
    bins.map(({ step, entropy, reward, length }) => [step, entropy.mean, reward.mean, length.mean]),
    [
      [2, 1.5, 0.5, 15],
      [4, 3.5, 1, 35],
      [5, 8, 0, 6],
    ],
  );
  assert.deepEqual([bins[0].entropy.low, bins[0].entropy.high], [1.25, 1.75]);
});

test("a missing column is named with its row", () => {
  assert.throws(
    () => readTrainingLog(log("1,9,0,5,1,", "2,9,x,5,1,")),
    /run_metrics\.csv, row 2: .*reward_avg/s,
  );
});
