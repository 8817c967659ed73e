import { cumulativeShare, entropyEdges } from "../../entropy/index.js";
import type { Figure } from "../../rendering/index.js";
import { paperPoints } from "../parts.js";
import { figureLayout, seriesColor } from "../theme.js";

/** The entropies of one model's response tokens, in nats. */
export interface EntropySeries {
  name: string;
  entropies: ArrayLike<number>;
}

/**
 * The share of tokens at or below each entropy, on a log axis that shows the near-certain majority, with the
 * two points of the same curve that the paper prints.
 *
 * @param options paper: points (nats, share of tokens) printed in the paper
 * @example cumulativeEntropyFigure(series, { paper: [[0.672, 0.8]] })
 */
export function cumulativeEntropyFigure(
  series: readonly EntropySeries[],
  {
    lowest = 1e-5,
    highest = 5,
    paper,
  }: { lowest?: number; highest?: number; paper?: [number, number][] } = {},
): Figure {
  const x = entropyEdges(lowest, highest, { bins: 200, spacing: "log" });
  const curves = series.map(({ name, entropies }, i) => ({
    type: "scatter",
    mode: "lines",
    name,
    x,
    y: cumulativeShare(entropies, x),
    line: { color: seriesColor(i), width: 2 },
  }));
  const points = paper
    ? [
        paperPoints({
          x: paper.map(([nats]) => nats),
          y: paper.map(([, share]) => share),
          source: "Fig 2(a)",
        }),
      ]
    : [];
  return {
    data: [...curves, ...points],
    layout: figureLayout({
      title: "Share of tokens up to each entropy",
      x: "token entropy (nats), log scale",
      y: "share of tokens at or below",
      more: {
        xaxis: { type: "log", dtick: 1, exponentformat: "power" },
        yaxis: { range: [0, 1.02], tickformat: ".0%" },
        legend: { x: 0.02, y: 0.98 },
      },
    }),
  };
}
