import type { Figure } from "../../rendering/index.js";
import { figureLayout } from "../theme.js";

export interface VarianceCurve {
  name: string;
  exact: number;
  /** One measurement per sample size. */
  measured: readonly { estimate: number; low: number; high: number }[];
}

/** Measured variances with intervals over the number of trajectories, each beside its exact value (dashed). */
export function varianceBySamplesFigure({
  sampleSizes,
  curves,
}: {
  sampleSizes: readonly number[];
  curves: readonly VarianceCurve[];
}): Figure {
  const colors = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];
  const shift = (i: number): number => 1.06 ** (i - (curves.length - 1) / 2);
  return {
    data: curves.flatMap(({ name, exact, measured }, i) => [
      {
        name,
        legendgroup: name,
        mode: "markers",
        x: sampleSizes.map((n) => n * shift(i)),
        y: measured.map(({ estimate }) => estimate),
        error_y: {
          type: "data",
          symmetric: false,
          array: measured.map(({ estimate, high }) => high - estimate),
          arrayminus: measured.map(({ estimate, low }) => estimate - low),
        },
        marker: { color: colors[i % colors.length], size: 7 },
      },
      {
        legendgroup: name,
        showlegend: false,
        mode: "lines",
        x: [sampleSizes[0] / 1.4, sampleSizes[sampleSizes.length - 1] * 1.4],
        y: [exact, exact],
        line: { color: colors[i % colors.length], dash: "dash", width: 1 },
      },
    ]),
    layout: figureLayout({
      title: "Measured variance closes in on the exact one (dashed)",
      x: "trajectories n",
      y: "variance of one estimate",
      width: 800,
      more: { xaxis: { type: "log", tickvals: sampleSizes }, yaxis: { rangemode: "tozero" } },
    }),
  };
}
