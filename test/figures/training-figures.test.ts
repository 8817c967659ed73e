import assert from "node:assert/strict";
import { test } from "node:test";
import {
  covarianceFigure,
  entropyPercentilesFigure,
  entropyPerformanceFigure,
  forkDetectionFigure,
  groupSharesFigure,
} from "../../src/figures/index.js";
import { renderFigure } from "../../src/rendering/index.js";

test("one panel a percentile, each with axes of its own", () => {
  const { data, layout } = entropyPercentilesFigure({
    steps: [0, 1],
    percentiles: [50, 100],
    values: [
      [1, 2],
      [3, 4],
    ],
  });
  assert.deepEqual(
    data.map(({ xaxis, y }) => [xaxis, y]),
    [
      ["x", [1, 2]],
      ["x2", [3, 4]],
    ],
  );
  assert.ok("yaxis2" in layout);
});

test("fits, covariances, detections and shares are drawn", async () => {
  const shares = [{ group: "real", count: 1, tokenShare: 0.3, mean: 1, share: 0.8 }];
  const figures = [
    entropyPerformanceFigure([{ name: "all", entropies: [0, 1, 2], performance: [0.5, 0.3, 0.1] }]),
    covarianceFigure([{ step: 0, covariance: 0.1, nextChange: -0.2 }], { correlation: -1 }),
    forkDetectionFigure([
      { name: "real", points: [{ rho: 0.2, threshold: 1, precision: 0.7, recall: 0.9 }], prevalence: 0.2 },
    ]),
    groupSharesFigure([{ name: "entropy", shares }], { title: "shares", y: "share" }),
  ];
  for (const figure of figures) assert.doesNotMatch((await renderFigure(figure)).svg, /NaN/);
});
