import assert from "node:assert/strict";
import { test } from "node:test";
import { cumulativeEntropyFigure, entropyDistributionFigure } from "../../src/figures/index.js";

const series = [{ name: "base", entropies: [0, 0.001, 0.5, 1, 2] }];

test("the histogram's shares sum to one, and the 80th percentiles are marked beside the paper's", () => {
  const { data, layout } = entropyDistributionFigure(series, { bins: 4, paperPercentile80: 0.672 });
  const shares = (data[0].y as number[]).map((y) => (y < 1e-6 ? 0 : y));
  assert.deepEqual(shares, [0.4, 0.2, 0.2, 0.2, 0]);
  const labels = (layout.annotations as { text: string }[]).map(({ text }) => text);
  assert.deepEqual(labels, ["80th percentile, base: 1.200", "80th percentile, paper: 0.672"]);
});

test("the cumulative curve ends at one and carries the paper's points", () => {
  const { data } = cumulativeEntropyFigure(series, { paper: [[0.01, 0.5064]] });
  const y = Array.from(data[0].y as Float64Array);
  assert.equal(y[y.length - 1], 1);
  assert.deepEqual([data[1].x, data[1].y, data[1].name], [[0.01], [0.5064], "paper, Fig 2(a)"]);
});
