import type { LaunchSettings } from "../launch/settings.js";
import { trlBatches } from "./batches.js";

/** What TRL does otherwise than our own training (and the paper) even so, for these settings. */
export function trlDeviations(settings: LaunchSettings): string[] {
  const { config, optimizer, gpus } = settings;
  const { pool, accumulation } = trlBatches(settings);
  const masked = config.arm !== "all";
  return [
    "No dynamic sampling: groups whose rewards are all equal stay in the batch. Their advantage is 0, but their tokens count in the denominator and compete for the threshold; TRL only logs their share (frac_reward_zero_std).",
    "Advantages are divided by the standard deviation with G - 1 in its denominator, plus 0.0001; ours by that with G: a factor of the learning rate that Adam cancels, except through gradient clipping.",
    "The denominator of a step is the mean number of tokens of the rollout batch's steps, not the step's own.",
    ...(masked
      ? [
          `The threshold is taken over a micro-batch of ${pool} responses at every gradient step, with the entropies of the policy being trained (as the paper's code does); ours over the rollout batch of ${config.prompts * config.samples}, with those of the policy that sampled.`,
        ]
      : []),
    ...(masked && accumulation > 1
      ? [
          `The paper takes the threshold over a batch: with ${accumulation} micro-batches a step, each of ${pool} responses, a share of ${config.rho} is kept of every ${pool} responses instead. More GPUs or more memory a GPU make the pool larger.`,
        ]
      : []),
    ...(optimizer.dualClip !== null
      ? [
          `delta = ${optimizer.dualClip} stands for the official script's dual clip; it caps the ratio of tokens of negative advantage, as that does.`,
        ]
      : []),
    ...(gpus > 0
      ? [
          "vLLM samples and PyTorch scores: their log-probabilities differ a little. TRL's correction for it is turned off, for the paper has none.",
        ]
      : []),
  ];
}
