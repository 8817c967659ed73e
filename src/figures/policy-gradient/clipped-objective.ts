import type { Figure } from "../../rendering/index.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/**
 * The clipped objective of one token over the probability ratio, for a positive and a negative advantage.
 * @param options.ratios pi_theta / pi_old
 * @param options.positive,options.negative min(r A, clip(r) A) for A = +1 and A = -1
 * @param options.clipLow,options.clipHigh the band [1 - clipLow, 1 + clipHigh], shaded
 * @example clippedObjectiveFigure({ ratios, positive, negative, clipLow: 0.2, clipHigh: 0.28 })
 */
export function clippedObjectiveFigure({
  ratios,
  positive,
  negative,
  clipLow,
  clipHigh,
}: {
  ratios: readonly number[];
  positive: readonly number[];
  negative: readonly number[];
  clipLow: number;
  clipHigh: number;
}): Figure {
  const band = {
    type: "rect",
    yref: "paper",
    y0: 0,
    y1: 1,
    line: { width: 0 },
    fillcolor: "rgba(0,0,0,0.06)",
  };
  return {
    data: [
      { name: "A = +1", x: ratios, y: positive, mode: "lines", line: { color: OKABE_ITO.blue, width: 3 } },
      {
        name: "A = −1",
        x: ratios,
        y: negative,
        mode: "lines",
        line: { color: OKABE_ITO.vermillion, width: 3, dash: "dash" },
      },
    ],
    layout: figureLayout({
      title: "The clip: flat where the policy has moved far enough",
      x: "ratio r = π / π<sub>old</sub>",
      y: "objective of the token",
      more: {
        shapes: [{ ...band, x0: 1 - clipLow, x1: 1 + clipHigh }],
        legend: { x: 0.02, y: 0.55 },
      },
    }),
  };
}
