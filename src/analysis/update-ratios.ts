import { countdownTask } from "../countdown/index.js";
import type { Policy } from "../models/index.js";
import { groupAdvantage, highEntropyMask, perToken } from "../policy-gradient/index.js";
import { seededRng } from "../random/index.js";
import { scoreTokens, sequencesOf } from "../rollout/index.js";
import { clusteredMean, type Interval, mean } from "../statistics/index.js";
import { drawProblem } from "../task/index.js";
import { type RlvrConfig, rlvrOptimizer, rlvrStep } from "../training/index.js";
import { measuredRollouts } from "./measured-rollouts.js";
import { problemOfTokens } from "./token-means.js";

/** The tokens of some rollout batches, after the last gradient step on each; all columns [tokens]. */
export interface UpdateRatios {
  /** pi / pi_old: the probability of the token after the update over that before. */
  ratios: Float64Array;
  /** Group advantage of the token's response; 0 in a group without spread. */
  advantages: Float64Array;
  /** nats, when the token was sampled */
  entropies: Float64Array;
  /** 1 where the token is among the top 20 % of its batch. */
  top: Uint8Array;
  /** The problem of each token; those of one batch are not those of another. */
  problems: Int32Array;
}

/**
 * Trains a policy for a few steps on Countdown and looks, at the end of each, at the importance ratios that the last
 * gradient step leaves on the batch. Changes the policy.
 *
 * @throws Error if the batch that is measured is not the one that is trained on
 * @example updateRatios(loadPolicy("data/models/M"), rlvrConfig({ base: "data/models/M" })).ratios
 */
export function updateRatios(policy: Policy, config: RlvrConfig, { batches = 4 } = {}): UpdateRatios {
  const optimizer = rlvrOptimizer(policy, config);
  const parts = Array.from({ length: batches }, (_, step) => {
    // the same draws as rlvrStep makes
    const rng = seededRng(config.seed).split(step);
    const task = countdownTask();
    const drawn = Array.from({ length: config.prompts }, () => drawProblem(task, rng, "train"));
    const { samples: samplesPerPrompt, maxNewTokens } = config;
    const rollouts = measuredRollouts(policy, drawn, { samplesPerPrompt, maxNewTokens, rng });
    const { columns } = rollouts;
    const { trainAccuracy } = rlvrStep(policy, optimizer, config, step);
    if (Math.abs(mean(columns.rewards) - trainAccuracy) > 1e-6)
      throw new Error(
        `the batch measured, ${mean(columns.rewards)} right, is not that trained on, ${trainAccuracy}`,
      );
    const { logProbs } = scoreTokens(policy, sequencesOf(rollouts));
    return {
      ratios: Float64Array.from(logProbs, (logProb, t) => Math.exp(logProb - columns.logProbs[t])),
      advantages: perToken(groupAdvantage(columns.rewards, columns.prompts), columns.responses),
      entropies: columns.entropies,
      top: highEntropyMask(columns.entropies),
      problems: problemOfTokens(columns).map((problem) => step * config.prompts + problem),
    };
  });
  const joined = (key: keyof UpdateRatios): number[] => parts.flatMap((part) => Array.from(part[key]));
  return {
    ratios: Float64Array.from(joined("ratios")),
    advantages: Float64Array.from(joined("advantages")),
    entropies: Float64Array.from(joined("entropies")),
    top: Uint8Array.from(joined("top")),
    problems: Int32Array.from(joined("problems")),
  };
}

/** The tokens on which a raised upper clip acts. */
export interface ReleasedTokens {
  tokens: number;
  /** Those that a clip at `above` would have stopped. */
  released: number;
  /** Share of them in the top 20 % of their batch, with its interval over problems. */
  top: Interval;
  /** Their mean entropy, nats. */
  entropy: Interval;
}

/**
 * Which tokens clip-higher acts on: those of positive advantage whose ratio lies above the symmetric clip. With a negative
 * advantage the minimum in the objective lets a high ratio pass under either clip.
 * @param options above: 1 + the symmetric clip, default 1.2
 * @example releasedTokens(updateRatios(policy, config), { above: 1.2 })
 */
export function releasedTokens(
  { ratios, advantages, entropies, top, problems }: UpdateRatios,
  { above = 1.2, seed = 0 }: { above?: number; seed?: number } = {},
): ReleasedTokens {
  const weights = ratios.map((ratio, t) => (ratio > above && advantages[t] > 0 ? 1 : 0));
  const over = (values: ArrayLike<number>): Interval =>
    clusteredMean(values, problems, { weights, exact: false, rng: seededRng(seed) });
  return {
    tokens: ratios.length,
    released: weights.reduce((sum, weight) => sum + weight, 0),
    top: over(top),
    entropy: over(entropies),
  };
}
