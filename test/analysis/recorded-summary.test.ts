import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { readSummary, summaryDistribution } from "../../src/analysis/index.js";

const FOLDER = "data/measurements";
const names = readdirSync(FOLDER).filter(
  (name) => name !== "grpo-logs" && existsSync(path.join(FOLDER, name, "summary.json")),
);

test("every recorded summary holds its command, and a histogram of all its tokens that fits its percentile", () => {
  assert.ok(names.length >= 1);
  for (const name of names) {
    const summary = readSummary(path.join(FOLDER, name, "summary.json"));
    assert.match(summary.command, /^npm run measure -- (?!\/)/, name);
    const distribution = summaryDistribution(summary);
    const counts = distribution.counts();
    const below = counts.subarray(0, Math.ceil(summary.percentile80.estimate / distribution.resolution));
    const total = counts.reduce((sum, count) => sum + count, 0);
    assert.equal(total, summary.tokens, name);
    assert.ok(below.reduce((sum, count) => sum + count, 0) >= 0.8 * total - 1e-9, name);
    for (const { low, estimate, high } of [
      summary.meanEntropy,
      summary.topFifthEntropy,
      summary.shareAbovePaper,
    ])
      assert.ok(low <= estimate && estimate <= high, name);
    assert.throws(() => distribution.percentile(50), /80th percentile, not the 50th/);
  }
});

test("no share of answers stands in a record as if it were known exactly", () => {
  for (const name of names)
    for (const { format, compliant, readable, right, cutOff } of readSummary(
      path.join(FOLDER, name, "summary.json"),
    ).formats ?? [])
      for (const share of [compliant, readable, right, cutOff])
        if (share)
          assert.ok(
            share.low < share.high,
            `${name}, ${format}: ${share.estimate} [${share.low}, ${share.high}]`,
          );
});
