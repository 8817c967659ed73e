import type { Figure } from "../../rendering/index.js";
import type { Interval } from "../../statistics/index.js";
import { errorBars } from "../parts.js";
import { figureLayout, seriesColor } from "../theme.js";

export interface VarianceCurve {
  name: string;
  exact: number;
  /** One measurement per sample size. */
  measured: readonly Interval[];
}

/**
 * Measured variances with intervals over the number of trajectories, each beside its exact value (dashed).
 * @example varianceBySamplesFigure({ sampleSizes: [10, 100], curves })
 */
export function varianceBySamplesFigure({
  sampleSizes,
  curves,
}: {
  sampleSizes: readonly number[];
  curves: readonly VarianceCurve[];
}): Figure {
  const shift = (i: number): number => 1.06 ** (i - (curves.length - 1) / 2);
  return {
    data: curves.flatMap(({ name, exact, measured }, i) => [
      {
        name,
        legendgroup: name,
        mode: "markers",
        x: sampleSizes.map((n) => n * shift(i)),
        y: measured.map(({ estimate }) => estimate),
        error_y: errorBars(measured, {}),
        marker: { color: seriesColor(i), size: 7 },
      },
      {
        legendgroup: name,
        showlegend: false,
        mode: "lines",
        x: [sampleSizes[0] / 1.4, sampleSizes[sampleSizes.length - 1] * 1.4],
        y: [exact, exact],
        line: { color: seriesColor(i), dash: "dash", width: 1 },
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
