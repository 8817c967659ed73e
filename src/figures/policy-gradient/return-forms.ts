import type { Figure } from "../../rendering/index.js";
import type { Interval } from "../../statistics/index.js";
import { errorBars } from "../parts.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/** One form's estimator: its distance from the exact gradient in expectation, and its variance. */
export interface FormMoments {
  name: string;
  /** |expectation - exact gradient|; 0 if unbiased. */
  bias: number;
  /** Exact variance of the estimate from one trajectory; left out where it can only be measured. */
  variance?: number;
  /** Measured variance with its interval. */
  measured: Interval;
}

/**
 * All forms side by side: left the bias, right the variance (line: exact; dot and bar: measured, with interval).
 * @example returnFormsFigure({ forms: [{ name: "total return", bias: 0, variance: 4, measured }] })
 */
export function returnFormsFigure({ forms }: { forms: readonly FormMoments[] }): Figure {
  const names = forms.map(({ name }) => name);
  const exact = forms.filter(({ variance }) => variance !== undefined);
  return {
    data: [
      {
        type: "bar",
        orientation: "h",
        name: "bias",
        x: forms.map(({ bias }) => bias),
        y: names,
        text: forms.map(({ bias }) => (bias < 1e-9 ? "0" : bias.toFixed(3))),
        textposition: "outside",
        cliponaxis: false,
        marker: { color: OKABE_ITO.vermillion },
        showlegend: false,
      },
      {
        name: "variance, exact",
        mode: "markers",
        x: exact.map(({ variance }) => variance),
        y: exact.map(({ name }) => name),
        xaxis: "x2",
        marker: { symbol: "line-ns", size: 18, line: { width: 3, color: OKABE_ITO.black } },
      },
      {
        name: "variance, measured (95 % interval)",
        mode: "markers",
        x: forms.map(({ measured }) => measured.estimate),
        y: names,
        xaxis: "x2",
        error_x: errorBars(forms.map(({ measured }) => measured)),
        marker: { color: OKABE_ITO.blue, size: 8 },
      },
    ],
    layout: figureLayout({
      title: "Bias and variance of every form",
      width: 900,
      height: 90 + 34 * forms.length + 60,
      more: {
        grid: { rows: 1, columns: 2 },
        xaxis: {
          title: { text: "bias (distance to the exact gradient)" },
          domain: [0, 0.3],
          rangemode: "tozero",
        },
        xaxis2: {
          title: { text: "variance of one trajectory's estimate" },
          domain: [0.4, 1],
          rangemode: "tozero",
        },
        yaxis: { autorange: "reversed" },
        legend: { orientation: "h", x: 1, xanchor: "right", y: 1.02, yanchor: "bottom" },
      },
    }),
  };
}
