import type { Figure } from "../../rendering/index.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/**
 * The variance of the estimate as a function of one state's baseline.
 * @param options.baselines,options.variances the curve
 * @param options.marks baselines to point out, with their variance
 * @param options.state the state's name
 * @example baselineVarianceFigure({ baselines: [0, 1], variances: [2, 1], marks: [], state: "start" })
 */
export function baselineVarianceFigure({
  baselines,
  variances,
  marks,
  state,
}: {
  baselines: readonly number[];
  variances: readonly number[];
  marks: readonly { name: string; baseline: number; variance: number }[];
  state: string;
}): Figure {
  return {
    data: [
      { x: baselines, y: variances, name: "exact variance", mode: "lines", line: { color: OKABE_ITO.blue } },
      ...marks.map(({ name, baseline, variance }, i) => ({
        x: [baseline],
        y: [variance],
        name,
        mode: "markers",
        marker: {
          size: 11,
          symbol: ["circle", "diamond", "star"][i % 3],
          color: [OKABE_ITO.orange, OKABE_ITO.vermillion, OKABE_ITO.green][i % 3],
        },
      })),
    ],
    layout: figureLayout({
      title: "Every baseline is unbiased; the variance is a parabola",
      x: `baseline at "${state}"`,
      y: "variance of one estimate",
    }),
  };
}
