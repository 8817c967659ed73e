import { CHOICES, type Choice, choiceAt } from "../countdown/index.js";
import { entropyThreshold } from "../policy-gradient/index.js";
import type { VerifiedRollouts } from "../rollout/index.js";
import { responseTokens } from "../rollout/index.js";

/** How one kind of choice fares under the entropy mask. */
export interface ChoiceShare {
  choice: Choice;
  /** Tokens of this kind. */
  count: number;
  /** nats; NaN where there are none */
  meanEntropy: number;
  /** Share of them that the mask keeps; NaN where there are none. */
  kept: number;
  /** Share of the kept tokens that are of this kind. */
  ofMask: number;
}

/** Which choices are among the rho share of highest entropy of a rollout batch (quantile rule, over the batch). */
export function choiceShares(
  { batch, verdicts }: VerifiedRollouts,
  { rho = 0.2 }: { rho?: number } = {},
): ChoiceShare[] {
  const entropies: number[] = [];
  const choices: (Choice | null)[] = [];
  for (let row = 0; row < batch.count; row++) {
    const response = responseTokens(batch, row);
    for (let t = 0; t < response.length; t++) {
      entropies.push(batch.entropies[row * batch.maxLength + t]);
      choices.push(choiceAt(response, verdicts[row].roles, t));
    }
  }
  const threshold = entropyThreshold(entropies, { rho, rule: "quantile" });
  const mask = entropies.filter((entropy) => entropy >= threshold).length;
  return CHOICES.map((choice) => {
    const own = entropies.filter((_, i) => choices[i] === choice);
    const kept = own.filter((entropy) => entropy >= threshold).length;
    return {
      choice,
      count: own.length,
      meanEntropy: own.reduce((sum, entropy) => sum + entropy, 0) / own.length,
      kept: kept / own.length,
      ofMask: kept / mask,
    };
  });
}
