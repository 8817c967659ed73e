import type { Figure } from "../../rendering/index.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/**
 * The probabilities of one position's tokens before and after a policy-gradient step on the sampled one.
 * @param options.tokens names, one per bar group
 * @param options.before,options.rewarded,options.punished probabilities: before the step, after one with weight +1,
 *   after one with weight -1
 * @example oneTokenUpdateFigure({ tokens: ["+", "-"], before, rewarded, punished })
 */
export function oneTokenUpdateFigure({
  tokens,
  before,
  rewarded,
  punished,
}: {
  tokens: readonly string[];
  before: ArrayLike<number>;
  rewarded: ArrayLike<number>;
  punished: ArrayLike<number>;
}): Figure {
  const bars = (name: string, y: ArrayLike<number>, color: string) => ({
    type: "bar",
    name,
    x: tokens,
    y: Array.from(y),
    marker: { color },
    text: Array.from(y, (p) => p.toFixed(2)),
    textposition: "outside",
  });
  return {
    data: [
      bars("before", before, "#AAAAAA"),
      bars("after weight +1", rewarded, OKABE_ITO.blue),
      bars("after weight −1", punished, OKABE_ITO.vermillion),
    ],
    layout: figureLayout({
      title: "One step on one sampled token",
      x: "token",
      y: "probability",
      more: { barmode: "group", yaxis: { range: [0, 1] }, legend: { x: 0.98, xanchor: "right", y: 0.98 } },
    }),
  };
}
