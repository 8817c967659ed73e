import type { LaunchSettings } from "../launch/settings.js";
import { isPolicyLoss } from "./policy-losses.js";
import type { VerlTargetName } from "./target.js";

/** What verl does otherwise than our own training (and the paper's text) even so, for these settings. */
export function verlDeviations(
  { config, optimizer, task }: LaunchSettings,
  target: VerlTargetName,
): string[] {
  return [
    ...(config.arm === "top"
      ? [
          "The threshold is taken over one micro-batch of one rank at every gradient step (the fork's get_global_entropy_top_mask sees no other rank), with the entropies of the policy being trained; ours over the rollout batch, with those of the policy that sampled.",
          "A micro-batch holds as many responses as fit into ppo_max_token_len_per_gpu x ulysses_sequence_parallel_size tokens; micro-batches count by their number of responses, not by their kept tokens.",
        ]
      : []),
    ...(config.arm === "clip-cov" || config.arm === "kl-cov"
      ? [
          "The covariance and the number of tokens that the rule picks, at least one, are taken over one micro-batch of one rank; ours over the mini-batch.",
        ]
      : []),
    "Groups without spread are replaced by sampling more, up to 10 times, so that every step has its full number of prompts; ours are dropped.",
    "Mini-batches are parted in the order of the data, not at random (actor.shuffle is of no effect on one pass).",
    "Advantages are divided by the standard deviation with G - 1 in its denominator, plus 0.000001; ours by that with G.",
    ...(optimizer.dualClip === null && !isPolicyLoss(config.arm)
      ? ["Dual clip cannot be turned off: clip_ratio_c = 1000 lets it act on ratios above 1000 alone."]
      : []),
    ...(task === "countdown"
      ? [
          "The verifier sees text: <pad> inside a response is lost to it, and <eos> is added to every response shorter than the budget.",
        ]
      : [
          "The official script trains on another data set (guru, 54.4k questions) and warms up over 10 steps; these folders follow the paper's text.",
        ]),
    ...(target === "mainline"
      ? ["verl 0.9 trains through its v1 trainer (trainer.use_v1), which wants TransferQueue."]
      : []),
  ];
}
