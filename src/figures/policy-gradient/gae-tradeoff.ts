import type { Figure } from "../../rendering/index.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/**
 * Bias and variance of generalized advantage estimation over lambda, with a wrong value function.
 * @param options.lambdas from 0 (TD residual) to 1 (reward-to-go minus V)
 * @param options.biases,options.variances one per lambda
 * @param options.trajectories how many the error is shown for: sqrt(bias^2 + variance / trajectories)
 * @example gaeTradeoffFigure({ lambdas: [0, 1], biases: [0.4, 0], variances: [0.1, 2], trajectories: 32 })
 */
export function gaeTradeoffFigure({
  lambdas,
  biases,
  variances,
  trajectories,
}: {
  lambdas: readonly number[];
  biases: readonly number[];
  variances: readonly number[];
  trajectories: number;
}): Figure {
  const deviations = variances.map((variance) => Math.sqrt(variance / trajectories));
  const curve = (name: string, y: readonly number[], color: string, dash: string) => ({
    name,
    x: lambdas,
    y,
    mode: "lines",
    line: { color, dash },
  });
  return {
    data: [
      curve("bias", biases, OKABE_ITO.vermillion, "solid"),
      curve(`standard deviation, ${trajectories} trajectories`, deviations, OKABE_ITO.blue, "dash"),
      curve(
        "both together",
        biases.map((bias, i) => Math.hypot(bias, deviations[i])),
        OKABE_ITO.black,
        "dot",
      ),
    ],
    layout: figureLayout({
      title: "λ trades bias against variance",
      x: "λ",
      y: "error of the gradient",
      more: { yaxis: { rangemode: "tozero" } },
    }),
  };
}
