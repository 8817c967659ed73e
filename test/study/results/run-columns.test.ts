import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRng } from "../../../src/random/index.js";
import { fromColumns, toColumns } from "../../../src/study/results/run-columns.js";

test("lines of several kinds come back in their order, keys too, every number equal", () => {
  const rng = seededRng(3);
  const lines = Array.from({ length: 200 }, (_, step) => {
    const shared = {
      step,
      accuracy: Math.floor(rng.uniform() * 129) / 128,
      loss: (rng.uniform() - 0.5) * 10 ** (20 * rng.uniform() - 10),
    };
    const kind = Math.floor(rng.uniform() * 3);
    if (kind === 0) return shared;
    if (kind === 1)
      return {
        ...shared,
        split: "test",
        problems: 7,
        samples: 3,
        share: Math.floor(rng.uniform() * 22) / 21,
      };
    return {
      loss: shared.loss,
      threshold: rng.uniform() < 0.5 ? null : Math.fround(rng.uniform()),
      rightCounts: [1, 2, step],
    };
  });
  const read = fromColumns(JSON.parse(JSON.stringify(toColumns(lines, { totals: [128] }))));
  assert.equal(JSON.stringify(read), JSON.stringify(lines));
});

test("shares of a known total become counts, and a column with one other number stays as it is", () => {
  const lines = [0.75, 0.5, 1].map((valid, i) => ({ valid, other: i === 0 ? 1 / 3 : valid, whole: i }));
  assert.deepEqual(toColumns(lines, { totals: [128] }), {
    order: [0, 0, 0],
    tables: [{ valid: { of: 128, counts: [96, 64, 128] }, other: [1 / 3, 0.5, 1], whole: [0, 1, 2] }],
  });
  const evaluations = [{ problems: 3, samples: 4, accuracy: 5 / 12, passAtK: 2 / 3 }];
  const [table] = toColumns(evaluations).tables;
  assert.deepEqual(table.accuracy, { of: 12, counts: [5] });
  assert.deepEqual(table.passAtK, { of: 3, counts: [2] });
});
