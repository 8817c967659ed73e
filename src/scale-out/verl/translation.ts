import { builtInRule } from "../../token-rules/index.js";
import type { RlvrConfig } from "../../training/index.js";
import { enginesWithRule, knowsRule } from "../launch/engines-by-rule.js";
import type { LaunchSettings } from "../launch/settings.js";
import {
  type Became,
  by,
  countdownOnly,
  OWN_ENGINES,
  option,
  type Refusal,
  refuse,
  type Translation,
  unused,
  withoutAdapters,
  withoutCritic,
  withoutFineTuning,
  withoutKl,
  withoutThreads,
} from "../launch/translation.js";
import { isPolicyLoss, lossAggregation, policyLoss } from "./policy-losses.js";
import type { VerlTargetName } from "./target.js";

const ACTOR = "actor_rollout_ref.actor";
const ROLLOUT = "actor_rollout_ref.rollout";

/** Our settings as overrides of verl's configuration. */
export function verlTranslation(target: VerlTargetName): Translation {
  const masked = ({ config }: LaunchSettings): boolean => config.arm === "top";
  return {
    base: ({ config, task }) =>
      option({ "actor_rollout_ref.model.path": task === "countdown" ? "$HERE/model" : config.base }),
    arm: (settings) => tokenRule(settings, target),
    ruleParameters: ({ config }) =>
      config.ruleParameters === undefined ? unused("the rule's defaults") : by("the rule's options"),
    entropyOf: (settings) => {
      if (!masked(settings)) return unused("no token is left out by entropy");
      return settings.config.entropyOf === "current"
        ? by("the fork")
        : refuse("the fork takes the entropies of the policy being trained", ...OWN_ENGINES);
    },
    reference: () => unused("the rule has none"),
    loraRank: withoutAdapters,
    loraAlpha: withoutAdapters,
    loraModules: withoutAdapters,
    rho: (settings) =>
      masked(settings) ? by(`${ACTOR}.entropy_top_ratio`) : unused("no token is left out by entropy"),
    rule: (settings) => {
      if (!masked(settings)) return unused("no token is left out by entropy");
      return settings.config.rule === "top-k"
        ? by("the fork", "exactly ceil(rho n) tokens, ties as torch.topk leaves them")
        : refuse("the fork keeps exactly ceil(rho n) tokens, whatever the quantile", "trl", ...OWN_ENGINES);
    },
    scope: (settings) => {
      if (!masked(settings)) return unused("no token is left out by entropy");
      return settings.config.scope === "batch"
        ? by("the fork", "the pool is a micro-batch of one rank")
        : refuse(
            "the fork pools the responses of a micro-batch",
            ...(settings.config.scope === "response" ? ["trl"] : []),
            ...OWN_ENGINES,
          );
    },
    normalizer: (settings) => {
      const { arm, normalizer } = settings.config;
      if (!knowsRule("verl", arm) && !isPolicyLoss(arm)) return unused("the rule is refused");
      if (!masked(settings) || normalizer === "selected")
        return option({ [`${ACTOR}.loss_agg_mode`]: lossAggregation(settings.config) });
      return refuse(
        "the fork divides by the kept tokens",
        ...(normalizer === "all" ? ["trl"] : []),
        ...OWN_ENGINES,
      );
    },
    advantage: ({ config }) => {
      const estimator = "algorithm.adv_estimator";
      const standardized = "algorithm.norm_adv_by_std_in_grpo";
      if (config.advantage === "group") return option({ [estimator]: "grpo", [standardized]: true });
      if (config.advantage === "baselined") return option({ [estimator]: "grpo", [standardized]: false });
      if (config.advantage === "leave-one-out") return option({ [estimator]: "rloo" });
      return refuse("these folders set up no critic and no return without a baseline", ...OWN_ENGINES);
    },
    lambda: withoutCritic,
    criticLearningRate: withoutCritic,
    criticMiniBatches: withoutCritic,
    criticWarmup: withoutCritic,
    seed: ({ config, task }) => option({ "data.seed": config.seed, "data.shuffle": task !== "countdown" }),
    steps: ({ config }) =>
      option(
        { "trainer.total_training_steps": config.steps, "trainer.total_epochs": 1000 },
        "counted in rollout batches",
      ),
    prompts: ({ config }) =>
      option(
        { "data.train_batch_size": config.prompts, "data.gen_batch_size": 3 * config.prompts },
        "three times as many are sampled at once, for groups without spread are dropped",
      ),
    samples: ({ config }) => option({ [`${ROLLOUT}.n`]: config.samples }),
    temperature: ({ config }) =>
      option({
        [`${ROLLOUT}.temperature`]: config.temperature,
        [`${ROLLOUT}.top_p`]: 1,
        [`${ROLLOUT}.top_k`]: -1,
        [`${ROLLOUT}.val_kwargs.temperature`]: config.temperature,
        [`${ROLLOUT}.val_kwargs.do_sample`]: true,
      }),
    miniBatches: ({ config }) => {
      const prompts = config.prompts / config.miniBatches;
      if (!Number.isInteger(prompts))
        return refuse(
          `${config.prompts} prompts cannot be parted into as many mini-batches`,
          "trl",
          ...OWN_ENGINES,
        );
      return option(
        { [`${ACTOR}.ppo_mini_batch_size`]: prompts, [`${ACTOR}.ppo_epochs`]: 1 },
        "counted in prompts",
      );
    },
    learningRate: ({ config, optimizer }) =>
      option({
        [`${ACTOR}.optim.lr`]: config.learningRate,
        [`${ACTOR}.optim.lr_scheduler_type`]: "constant",
        [`${ACTOR}.optim.lr_warmup_steps`]: optimizer.warmupSteps,
      }),
    clipLow: ({ config }) => clip(config, "clip_ratio_low", config.clipLow),
    clipHigh: ({ config }) => clip(config, "clip_ratio_high", config.clipHigh),
    maxGradNorm: ({ config }) => option({ [`${ACTOR}.grad_clip`]: config.maxGradNorm }),
    numberCount: countdownOnly,
    operations: countdownOnly,
    maxAttempts: countdownOnly,
    openers: countdownOnly,
    maxNewTokens: ({ config }) => option({ "data.max_response_length": config.maxNewTokens }),
    attemptCost: () => by("reward.py"),
    tokenCost: () => by("reward.py"),
    overlongBuffer: ({ config }) => overlong(config, target),
    evaluateEvery: ({ config }) =>
      option({
        "trainer.test_freq": config.evaluateEvery > 0 ? config.evaluateEvery : config.steps,
        "trainer.val_before_train": true,
      }),
    evaluationSplit: () => by("data/validation.parquet"),
    evaluationSamples: ({ config }) => option({ [`${ROLLOUT}.val_kwargs.n`]: config.evaluationSamples }),
    klToBase: withoutKl,
    fineTuning: withoutFineTuning,
    checkpointEvery: ({ config }) => option({ "trainer.save_freq": config.checkpointEvery }),
    keepCheckpoints: ({ config }) =>
      option({ "trainer.max_actor_ckpt_to_keep": config.keepCheckpoints ? null : 2 }),
    threads: withoutThreads,
  };
}

function tokenRule(settings: LaunchSettings, target: VerlTargetName): Became | Refusal {
  const { arm, rho } = settings.config;
  if (arm === "all") return unused("all tokens are verl's default");
  if (arm === "top")
    return target === "fork"
      ? option({ [`${ACTOR}.entropy_top_ratio`]: rho })
      : refuse("verl itself has no entropy mask", "verl without --mainline", "trl", ...OWN_ENGINES);
  if (arm === "entropy-bonus") return entropyBonus(settings.config);
  if (!isPolicyLoss(arm)) return refuse("verl has no such token rule", ...enginesWithRule(arm));
  if (target === "fork")
    return refuse(
      "the fork passes entropy_top_mask to every policy loss, and none but its plain one takes it",
      ...enginesWithRule(arm),
    );
  return policyLoss(settings, arm);
}

/** verl adds the mean entropy over all tokens to what is maximized. */
function entropyBonus(config: RlvrConfig): Became {
  const { coefficient } = builtInRule("entropy-bonus", config, config.ruleParameters).parameters;
  return option(
    { [`${ACTOR}.entropy_coeff`]: Number(coefficient) },
    "with the gradient of each token's entropy, of which ours takes one sample",
  );
}

/** Rules that are losses of verl's bring their own clip, or none. */
function clip({ arm }: RlvrConfig, name: string, value: number): Became {
  return isPolicyLoss(arm) ? unused("the rule's own clip") : option({ [`${ACTOR}.${name}`]: value });
}

/** DAPO's penalty is part of the reward manager, whose options have moved. */
function overlong({ overlongBuffer: buffer, maxNewTokens }: RlvrConfig, target: VerlTargetName): Became {
  const enabled = buffer > 0;
  if (target === "fork")
    return option({
      "reward_model.reward_manager": "dapo",
      "reward_model.overlong_buffer.enable": enabled,
      "reward_model.overlong_buffer.len": buffer,
      "reward_model.overlong_buffer.penalty_factor": 1,
    });
  const group = "+reward.reward_kwargs.overlong_buffer_cfg";
  return option({
    "reward.reward_manager.name": "dapo",
    [`${group}.enable`]: enabled,
    [`${group}.len`]: buffer,
    [`${group}.penalty_factor`]: 1,
    [`${group}.log`]: false,
    "+reward.reward_kwargs.max_resp_len": maxNewTokens,
  });
}
