import { type Arm, builtInRule } from "../../token-rules/index.js";
import type { LaunchSettings } from "../launch/settings.js";
import {
  type Became,
  type Options,
  OWN_ENGINES,
  option,
  type Refusal,
  refuse,
} from "../launch/translation.js";

const ACTOR = "actor_rollout_ref.actor";

/** Rules that are policy losses of verl itself, each with the rule's own clip. */
const POLICY_LOSSES = {
  cispo: "cispo",
  gspo: "gspo",
  sapo: "sapo",
  dppo: "dppo_tv",
  "clip-cov": "clip_cov",
  "kl-cov": "kl_cov",
} as const;

/** Beyond this ratio DPPO's factor grows no more (`dppo` of the token rules; 20 is the paper's too). */
const DPPO_LARGEST_RATIO = 20;

export function isPolicyLoss(arm: string): arm is keyof typeof POLICY_LOSSES {
  return arm in POLICY_LOSSES;
}

/** What the rule's own paper divides by, or else what the run says, in verl's words. */
export function lossAggregation({ arm, normalizer, ...config }: LaunchSettings["config"]): string {
  const own = builtInRule(arm as Arm, config, config.ruleParameters).normalizer ?? normalizer;
  return own === "responses" ? "seq-mean-token-mean" : "token-mean";
}

/** A rule's parameters as options of verl's policy loss (verl/trainer/ppo/core_algos.py of 0.9.1). */
export function policyLoss({ config }: LaunchSettings, rule: keyof typeof POLICY_LOSSES): Became | Refusal {
  const { parameters } = builtInRule(rule, config, config.ruleParameters);
  const value = (name: string): number => Number(parameters[name]);
  const clip = (low: number, high: number): Options => ({
    [`${ACTOR}.clip_ratio_low`]: low,
    [`${ACTOR}.clip_ratio_high`]: high,
  });
  const loss = { [`${ACTOR}.policy_loss.loss_mode`]: POLICY_LOSSES[rule] };
  switch (rule) {
    case "cispo":
    case "gspo":
      return option({ ...loss, ...clip(value("clipLow"), value("clipHigh")) });
    case "sapo":
      return option({
        ...loss,
        [`${ACTOR}.tau_pos`]: value("tauPositive"),
        [`${ACTOR}.tau_neg`]: value("tauNegative"),
      });
    case "dppo":
      return option({
        ...loss,
        ...clip(value("distance"), value("distance")),
        [`${ACTOR}.clip_ratio_c`]: DPPO_LARGEST_RATIO,
      });
    case "kl-cov":
      return option({
        ...loss,
        [`${ACTOR}.policy_loss.kl_cov_ratio`]: value("share"),
        [`${ACTOR}.policy_loss.ppo_kl_coef`]: value("beta"),
      });
    case "clip-cov":
      if (config.clipLow !== 1 || config.clipHigh !== 1)
        return refuse(
          "verl clips the loss where it spares tokens from being dropped, which is at ratios of 1 +- 1: " +
            `wanted clipLow = 1 and clipHigh = 1, received ${config.clipLow} and ${config.clipHigh}`,
          ...OWN_ENGINES,
        );
      return option({
        ...loss,
        ...clip(1, 1),
        [`${ACTOR}.policy_loss.clip_cov_ratio`]: value("share"),
        [`${ACTOR}.policy_loss.clip_cov_lb`]: value("low"),
        [`${ACTOR}.policy_loss.clip_cov_ub`]: value("high"),
      });
  }
}
