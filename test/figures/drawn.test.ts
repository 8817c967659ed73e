import assert from "node:assert/strict";
import { test } from "node:test";
import {
  covarianceFigure,
  entropyPerformanceFigure,
  forkDetectionFigure,
  gainBySizeFigure,
  groupSharesFigure,
  rhoAblationFigure,
} from "../../src/figures/index.js";
import { renderFigure } from "../../src/rendering/index.js";

const interval = { estimate: 0.5, low: 0.4, high: 0.7 };
const unknown = { estimate: 1, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
const shares = [{ group: "real", count: 1, tokenShare: 0.3, mean: 1, share: 0.8 }];
const points = [{ rho: 0.2, threshold: 1, precision: 0.7, recall: 0.9 }];

test("figures are drawn without a number that is none, also with an interval that one seed leaves unknown", async () => {
  const figures = [
    entropyPerformanceFigure([{ name: "all", entropies: [0, 1, 2], performance: [0.5, 0.3, 0.1] }]),
    covarianceFigure([{ step: 0, covariance: 0.1, nextChange: -0.2 }], { correlation: -1 }),
    forkDetectionFigure([{ name: "real", points, prevalence: 0.2 }]),
    groupSharesFigure([{ name: "entropy", shares }], { title: "shares", y: "share" }),
    gainBySizeFigure([{ name: "M", gain: unknown, seeds: 1 }]),
    rhoAblationFigure([{ rho: 0.2, accuracy: interval, values: [0.5] }], {
      title: "shares",
      base: 0.2,
      others: [{ name: "bottom 80 %", rho: 0.8, accuracy: interval, color: "#009E73" }],
    }),
  ];
  for (const figure of figures) assert.doesNotMatch((await renderFigure(figure)).svg, /NaN|Infinity/);
});
