import type { Figure } from "../../rendering/index.js";
import { horizontalLine } from "../parts.js";
import { figureLayout, GREY } from "../theme.js";

/**
 * Expected return over gradient steps, one curve per way of getting the gradient.
 * @param options.curves expected return after 0, 1, 2, ... steps, with a name each; the first is drawn dashed
 * @param options.legendAt the height of the legend's middle, from 0 to 1
 * @param options.best the largest expected return that any policy reaches, drawn as a line
 * @example gradientAscentFigure({ curves: [{ name: "exact", values: [0.2, 0.4] }], best: 1 })
 */
export function gradientAscentFigure({
  curves,
  best,
  title = "Climbing the expected return",
  x = "gradient step",
  legendAt = 0.45,
}: {
  curves: readonly { name: string; values: readonly number[] }[];
  best: number;
  title?: string;
  x?: string;
  legendAt?: number;
}): Figure {
  const last = Math.max(...curves.map(({ values }) => values.length)) - 1;
  return {
    data: curves.map(({ name, values }, i) => ({
      name,
      x: values.map((_, step) => step),
      y: values,
      mode: "lines",
      line: { width: i === 0 ? 3 : 1.5, dash: i === 0 ? "dash" : "solid" },
    })),
    layout: figureLayout({
      title,
      x,
      y: "expected return J(θ)",
      more: {
        shapes: [horizontalLine(best, { color: GREY, width: 1, dash: "dot" }, [0, last])],
        annotations: [
          { x: 0, y: best, text: "best possible", showarrow: false, xanchor: "left", yanchor: "bottom" },
        ],
        legend: { x: 0.98, xanchor: "right", y: legendAt, yanchor: "middle" },
      },
    }),
  };
}
