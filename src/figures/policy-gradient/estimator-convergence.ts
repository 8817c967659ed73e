import type { Figure } from "../../rendering/index.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/**
 * How far the mean of n gradient estimates lies from the exact gradient, over n, on two logarithmic axes.
 * @param options.sampleSizes n
 * @param options.distances |mean of n estimates - exact gradient|, one list of repetitions per n
 * @param options.predicted the root-mean-square distance sqrt(variance / n) that theory gives, one per n
 * @example estimatorConvergenceFigure({ sampleSizes: [10, 100], distances: [[1], [0.3]], predicted: [1, 0.32] })
 */
export function estimatorConvergenceFigure({
  sampleSizes,
  distances,
  predicted,
}: {
  sampleSizes: readonly number[];
  distances: readonly (readonly number[])[];
  predicted: readonly number[];
}): Figure {
  return {
    data: [
      {
        x: distances.flatMap((list, i) => list.map(() => sampleSizes[i])),
        y: distances.flat(),
        name: "one repetition",
        mode: "markers",
        marker: { color: OKABE_ITO.skyBlue, size: 6, opacity: 0.6 },
      },
      {
        x: sampleSizes,
        y: distances.map((list) => Math.sqrt(list.reduce((sum, d) => sum + d * d, 0) / list.length)),
        name: "root mean square",
        mode: "lines+markers",
        line: { color: OKABE_ITO.blue },
        marker: { size: 8 },
      },
      {
        x: sampleSizes,
        y: predicted,
        name: "theory: √(variance / n)",
        mode: "lines",
        line: { color: OKABE_ITO.black, dash: "dash" },
      },
    ],
    layout: figureLayout({
      title: "The estimator approaches the exact gradient as 1/√n",
      x: "trajectories n",
      y: "distance to the exact gradient",
      more: {
        xaxis: { type: "log", dtick: 1 },
        yaxis: { type: "log", dtick: 1 },
        legend: { x: 0.98, xanchor: "right", y: 0.98 },
      },
    }),
  };
}
