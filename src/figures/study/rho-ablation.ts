import type { Figure } from "../../rendering/index.js";
import type { Interval } from "../../statistics/index.js";
import { errorBars, horizontalLine } from "../parts.js";
import { ARM_STYLES, figureLayout, OKABE_ITO } from "../theme.js";

/**
 * The ablation over the share of tokens that receive gradient, highest entropy first: accuracy against rho, where a
 * share of 1 is all tokens. Other arms that use a share stand beside it as single points.
 *
 * @param shares ascending, `rho` on (0, 1]
 * @example rhoAblationFigure([{ rho: 0.2, accuracy, values: [0.6, 0.62] }], { title: "Accuracy by rho", base })
 */
export function rhoAblationFigure(
  shares: readonly { rho: number; accuracy: Interval; values: readonly number[] }[],
  {
    title,
    base,
    others = [],
  }: {
    title: string;
    /** Accuracy before training, drawn as a line. */
    base?: number;
    others?: readonly { name: string; rho: number; accuracy: Interval; color: string }[];
  },
): Figure {
  const { color } = ARM_STYLES.top;
  return {
    data: [
      {
        type: "scatter",
        mode: "lines+markers",
        name: "highest entropy",
        x: shares.map(({ rho }) => rho),
        y: shares.map(({ accuracy }) => accuracy.estimate),
        error_y: errorBars(shares.map(({ accuracy }) => accuracy)),
        line: { color, width: 2 },
        marker: { color, size: 9 },
      },
      {
        type: "scatter",
        mode: "markers",
        name: "its seeds",
        x: shares.flatMap(({ rho, values }) => values.map(() => rho)),
        y: shares.flatMap(({ values }) => [...values]),
        marker: { symbol: "circle-open", color, size: 7 },
      },
      ...others.map((other) => ({
        type: "scatter",
        mode: "markers",
        name: other.name,
        x: [other.rho],
        y: [other.accuracy.estimate],
        error_y: errorBars([other.accuracy]),
        marker: { symbol: "square", color: other.color, size: 9 },
      })),
    ],
    layout: figureLayout({
      title,
      x: "share of tokens that receive gradient (log scale)",
      y: "accuracy at T = 1, test",
      more: {
        xaxis: {
          type: "log",
          tickvals: [0.05, 0.1, 0.2, 0.5, 0.8, 1],
          ticktext: ["5 %", "10 %", "20 %", "50 %", "80 %", "100 %"],
        },
        yaxis: { rangemode: "tozero" },
        shapes:
          base === undefined ? [] : [horizontalLine(base, { color: OKABE_ITO.black, width: 1, dash: "dot" })],
        legend: { x: 1.02, y: 1 },
        width: 760,
      },
    }),
  };
}
