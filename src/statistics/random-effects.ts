import type { Interval } from "./bootstrap.js";
import { studentCritical } from "./student.js";

/** The mean of effects that differ among themselves, and by how much they do. */
export interface RandomEffects {
  /** With its 95 % interval; infinite ends for a single effect. */
  mean: Interval;
  /** Standard deviation of the true effects, in their unit (DerSimonian and Laird). */
  tau: number;
  /** Cochran's Q, about `degrees` where the effects are all the same. */
  q: number;
  degrees: number;
}

/**
 * Random-effects mean of independent effects (DerSimonian and Laird 1986), each weighed by 1 / (its variance + tau^2),
 * with the interval of Hartung and Knapp (2001): by Student's t and the spread of the effects themselves, as is right
 * for a handful of them; never narrower than the variances alone make it.
 *
 * @param effects estimate and sampling variance (the square of its standard error) of each
 * @throws on no effect, or a variance that is not above 0
 * @example randomEffectsMean([{ estimate: 1, variance: 1 }, { estimate: 3, variance: 1 }]).mean.estimate // 2
 */
export function randomEffectsMean(effects: readonly { estimate: number; variance: number }[]): RandomEffects {
  if (effects.length === 0) throw new Error("randomEffectsMean wants at least one effect, received none");
  const wrong = effects.find(({ variance }) => !(variance > 0));
  if (wrong) throw new Error(`the variance of an effect must lie above 0, received ${wrong.variance}`);
  const degrees = effects.length - 1;
  const fixed = weighed(effects, 0);
  const squaredWeights = effects.reduce((sum, { variance }) => sum + 1 / variance ** 2, 0);
  const tau2 = Math.max(0, (fixed.q - degrees) / (fixed.weight - squaredWeights / fixed.weight)) || 0;
  const { estimate, weight, q } = weighed(effects, tau2);
  const half =
    degrees === 0
      ? Number.POSITIVE_INFINITY
      : studentCritical(degrees) * Math.sqrt(Math.max(1, q / degrees) / weight);
  return {
    mean: { estimate, low: estimate - half, high: estimate + half },
    tau: Math.sqrt(tau2),
    q: fixed.q,
    degrees,
  };
}

/** The mean weighed by 1 / (variance + tau2), the sum of the weights, and the weighed squares around the mean. */
function weighed(
  effects: readonly { estimate: number; variance: number }[],
  tau2: number,
): { estimate: number; weight: number; q: number } {
  const weights = effects.map(({ variance }) => 1 / (variance + tau2));
  const weight = weights.reduce((sum, w) => sum + w, 0);
  const estimate = effects.reduce((sum, effect, i) => sum + weights[i] * effect.estimate, 0) / weight;
  const q = effects.reduce((sum, effect, i) => sum + weights[i] * (effect.estimate - estimate) ** 2, 0);
  return { estimate, weight, q };
}
