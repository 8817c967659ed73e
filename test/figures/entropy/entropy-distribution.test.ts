import assert from "node:assert/strict";
import { test } from "node:test";
import { streamingDistribution } from "../../../src/entropy/index.js";
import { cumulativeEntropyFigure, entropyDistributionFigure } from "../../../src/figures/index.js";
import { seededRng } from "../../../src/random/index.js";

const series = [{ name: "base", entropies: [0, 0.001, 0.5, 1, 2] }];

test("the histogram's shares sum to one, and the 80th percentiles are marked beside the paper's", () => {
  const distribution = streamingDistribution({ vocabSize: 8, rng: seededRng(1) });
  for (const entropy of series[0].entropies) distribution.add([entropy]);
  const figure = entropyDistributionFigure([{ name: "base", distribution }], {
    binWidth: 0.5,
    paperPercentile80: 0.672,
  });
  assert.deepEqual(figure.data[0].x, [0, 0.5, 1, 1.5, 2, 2.5]);
  const shares = (figure.data[0].y as number[]).map((y) => (y < 1e-6 ? 0 : y));
  assert.deepEqual(shares, [0.4, 0.2, 0.2, 0, 0.2, 0]);
  const labels = (figure.layout.annotations as { text: string }[]).map(({ text }) => text);
  assert.match(labels[0], /^80th percentile, base: 1\.001 \[/);
  assert.equal(labels[1], "80th percentile, paper: 0.672");
});

test("raw entropies draw the same outline as their distribution", () => {
  const distribution = streamingDistribution({ vocabSize: 8, rng: seededRng(1) });
  distribution.add(series[0].entropies);
  const [raw, streamed] = entropyDistributionFigure([series[0], { name: "base", distribution }]).data;
  assert.deepEqual([raw.x, raw.y, raw.name], [streamed.x, streamed.y, streamed.name]);
});

test("the cumulative curve ends at one and carries the paper's points", () => {
  const { data } = cumulativeEntropyFigure(series, { paper: [[0.01, 0.5064]] });
  const y = Array.from(data[0].y as Float64Array);
  assert.equal(y[y.length - 1], 1);
  assert.deepEqual([data[1].x, data[1].y, data[1].name], [[0.01], [0.5064], "paper, Fig 2(a)"]);
});

test("the legend stands below the percentiles, however many series there are", () => {
  const series = Array.from({ length: 5 }, (_, i) => ({ name: `m${i}`, entropies: [0, 0.5, 1] }));
  const { layout } = entropyDistributionFigure(series, { paperPercentile80: 0.672 });
  const lowest = Math.min(...(layout.annotations as { y: number }[]).map(({ y }) => y));
  assert.ok((layout.legend as { y: number }).y < lowest);
});
