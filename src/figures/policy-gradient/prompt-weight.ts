import type { Figure } from "../../rendering/index.js";
import { figureLayout } from "../theme.js";

/**
 * How strongly a prompt pulls in expectation, over its rate of right answers.
 * @param options.rates from 0 to 1
 * @param options.curves expected gradient entries, one list per group advantage
 * @example promptWeightFigure({ rates: [0.2, 0.5], curves: [{ name: "GRPO", values: [0.4, 0.5] }] })
 */
export function promptWeightFigure({
  rates,
  curves,
}: {
  rates: readonly number[];
  curves: readonly { name: string; values: readonly number[] }[];
}): Figure {
  return {
    data: curves.map(({ name, values }, i) => ({
      name,
      x: rates,
      y: values,
      mode: "lines",
      line: { dash: ["solid", "dash", "dot"][i % 3], width: 2.5 },
    })),
    layout: figureLayout({
      title: "What dividing by the standard deviation changes",
      x: "rate of right answers to the prompt",
      y: "expected gradient of the right answer's logit",
      more: { legend: { x: 0.5, xanchor: "center", y: 0.03, yanchor: "bottom" } },
    }),
  };
}
