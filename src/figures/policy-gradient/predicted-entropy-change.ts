import type { Figure } from "../../rendering/index.js";
import { figureLayout, GREY } from "../theme.js";

/**
 * Entropy changes that the covariance foretells against those that came about, with the diagonal.
 * @param options.series nats per step; one dot each
 * @example predictedEntropyChangeFigure({ series: [{ name: "all", predicted: [-0.1], actual: [-0.12] }] })
 */
export function predictedEntropyChangeFigure({
  series,
}: {
  series: readonly { name: string; predicted: readonly number[]; actual: readonly number[] }[];
}): Figure {
  const all = series.flatMap(({ predicted, actual }) => [...predicted, ...actual]);
  const ends = [Math.min(...all), Math.max(...all)];
  return {
    data: [
      {
        x: ends,
        y: ends,
        mode: "lines",
        line: { color: GREY, width: 1, dash: "dash" },
        name: "predicted = actual",
      },
      ...series.map(({ name, predicted, actual }, i) => ({
        name,
        x: predicted,
        y: actual,
        mode: "markers",
        marker: { size: 6, opacity: 0.6, symbol: ["circle", "diamond", "x"][i % 3] },
      })),
    ],
    layout: figureLayout({
      title: "The covariance foretells the change of entropy",
      x: "−Cov(log π, Δz), predicted (nats)",
      y: "H after − H before, actual (nats)",
      more: { legend: { x: 0.02, y: 0.98 } },
    }),
  };
}
