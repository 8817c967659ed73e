import assert from "node:assert/strict";
import { test } from "node:test";
import {
  baselineVarianceFigure,
  clippedObjectiveFigure,
  criticValuesFigure,
  estimatorConvergenceFigure,
  gaeTradeoffFigure,
  gradientAscentFigure,
  maskComparisonFigure,
  oneTokenUpdateFigure,
  predictedEntropyChangeFigure,
  promptWeightFigure,
  returnFormsFigure,
  varianceBySamplesFigure,
} from "../../src/figures/index.js";

const measured = { estimate: 2, low: 1.5, high: 3 };

test("estimator convergence: every repetition, and their root mean square per size", () => {
  const { data } = estimatorConvergenceFigure({
    sampleSizes: [10, 100],
    distances: [[3, 4], [1]],
    predicted: [4, 1],
  });
  assert.deepEqual(
    [data[0].x, data[0].y],
    [
      [10, 10, 100],
      [3, 4, 1],
    ],
  );
  assert.deepEqual(data[1].y, [Math.sqrt(12.5), 1]);
});

test("return forms: bias left, exact and measured variance right, intervals as distances from the estimate", () => {
  const { data } = returnFormsFigure({
    forms: [
      { name: "a", bias: 0, variance: 2.1, measured },
      { name: "b", bias: 0.5, measured },
    ],
  });
  assert.deepEqual(data[0].text, ["0", "0.500"]);
  assert.deepEqual([data[1].x, data[1].y], [[2.1], ["a"]]);
  const error = data[2].error_x as { array: number[]; arrayminus: number[] };
  assert.deepEqual(
    [error.array, error.arrayminus],
    [
      [1, 1],
      [0.5, 0.5],
    ],
  );
});

test("variance by samples: a measured and an exact trace a form, in one colour", () => {
  const { data } = varianceBySamplesFigure({
    sampleSizes: [100, 1000],
    curves: [{ name: "a", exact: 2.2, measured: [measured, measured] }],
  });
  assert.deepEqual(data[1].y, [2.2, 2.2]);
  assert.equal((data[0].marker as { color: string }).color, (data[1].line as { color: string }).color);
});

test("GAE trade-off: bias and standard deviation add in squares", () => {
  const { data } = gaeTradeoffFigure({ lambdas: [0], biases: [3], variances: [64], trajectories: 4 });
  assert.deepEqual(
    data.map(({ y }) => y),
    [[3], [4], [5]],
  );
});

test("critic values: the sampled value with its band, the critic beside it, a line at each fork", () => {
  const { data, layout } = criticValuesFigure({
    tokens: ["try", "6"],
    sampled: [measured, { estimate: 1, low: 0.5, high: 1.5 }],
    critic: Float32Array.of(0.25, 0.5),
    forks: [1],
    title: "One response",
  });
  assert.deepEqual(data[0].y, [3, 1.5, 0.5, 1.5]);
  assert.deepEqual(
    [data[1].y, data[2].y],
    [
      [2, 1],
      [0.25, 0.5],
    ],
  );
  assert.deepEqual(
    (layout.shapes as { x0: number }[]).map(({ x0 }) => x0),
    [1],
  );
  assert.deepEqual((layout.xaxis as { ticktext: string[] }).ticktext, ["try", "6"]);
});

test("mask comparison: a row per mask, a line where a response begins, thicker for a rank", () => {
  const { data, layout } = maskComparisonFigure({
    entropies: [0.1, 0.9],
    masks: [
      { name: "a", mask: [0, 1] },
      { name: "b", mask: Uint8Array.of(1, 1) },
    ],
    boundaries: [
      { token: 1, rank: false },
      { token: 2, rank: true },
    ],
  });
  assert.deepEqual(data[1].z, [
    [0, 1],
    [1, 1],
  ]);
  const lines = layout.shapes as { x0: number; line: { width: number } }[];
  assert.deepEqual(
    lines.map(({ x0 }) => x0),
    [0.5, 1.5],
  );
  assert.ok(lines[1].line.width > lines[0].line.width);
});

test("predicted entropy change: the diagonal spans all dots", () => {
  const { data } = predictedEntropyChangeFigure({
    series: [{ name: "a", predicted: [-1, 2], actual: [-3, 1] }],
  });
  assert.deepEqual(
    [data[0].x, data[0].y],
    [
      [-3, 2],
      [-3, 2],
    ],
  );
});

test("the simple curves carry their values and names", () => {
  const ascent = gradientAscentFigure({ curves: [{ name: "a", values: [0, 1, 2] }], best: 3 });
  assert.deepEqual(
    [ascent.data[0].x, ascent.data[0].y],
    [
      [0, 1, 2],
      [0, 1, 2],
    ],
  );
  assert.equal((ascent.layout.shapes as { y0: number }[])[0].y0, 3);

  const weight = promptWeightFigure({ rates: [0.1], curves: [{ name: "GRPO", values: [0.2] }] });
  assert.deepEqual([weight.data[0].name, weight.data[0].y], ["GRPO", [0.2]]);

  const marks = [{ name: "V", baseline: 0.5, variance: 2 }];
  const baseline = baselineVarianceFigure({ baselines: [0], variances: [3], marks, state: "road" });
  assert.deepEqual([baseline.data[1].x, baseline.data[1].y], [[0.5], [2]]);

  const clip = clippedObjectiveFigure({
    ratios: [1],
    positive: [1],
    negative: [-1],
    clipLow: 0.2,
    clipHigh: 0.28,
  });
  const [band] = clip.layout.shapes as { x0: number; x1: number }[];
  assert.deepEqual([band.x0, band.x1], [0.8, 1.28]);

  const bars = oneTokenUpdateFigure({ tokens: ["x"], before: [0.25], rewarded: [0.5], punished: [0.125] });
  assert.deepEqual(
    bars.data.map(({ y }) => y),
    [[0.25], [0.5], [0.125]],
  );
});
