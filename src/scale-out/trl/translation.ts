import { type Arm, builtInRule } from "../../token-rules/index.js";
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
import { trlBatches } from "./batches.js";

/** The TRL release that the option names and the behaviour below were read in. */
export const TRL_VERSION = "1.13.0";

/** Rules of train.py that need to know the true forks. */
const ROLE_MASKS: readonly string[] = ["oracle", "oracle-errors", "decorative"];
/** Ratio rules that TRL has itself, as a loss. */
const LOSS_TYPES: Readonly<Record<string, "cispo" | "sapo" | "gspo">> = {
  cispo: "cispo",
  sapo: "sapo",
  gspo: "gspo",
};

const isMasked = (arm: string): boolean => arm !== "all" && !(arm in LOSS_TYPES);

/** Our settings in TRL's GRPOConfig, or in train.py where TRL has no option. */
export const TRL_TRANSLATION: Translation = {
  base: ({ task }) => by(task === "countdown" ? "model/" : "train.py", "the model that is trained"),
  arm: tokenRule,
  ruleParameters: ({ config }) =>
    config.ruleParameters === undefined ? unused("the rule's defaults") : by("the rule's options"),
  entropyOf: ({ config }) => {
    if (!isMasked(config.arm)) return unused("the rule reads no entropy");
    return config.entropyOf === "current"
      ? by("TRL")
      : refuse("TRL takes the entropies of the policy being trained, anew at each step", ...OWN_ENGINES);
  },
  reference: () => unused("no rule that these folders know has a reference"),
  loraRank: withoutAdapters,
  loraAlpha: withoutAdapters,
  loraModules: withoutAdapters,
  rho: ({ config }) => (isMasked(config.arm) ? by("top_entropy_quantile") : unused("the rule has no share")),
  rule: ({ config }) =>
    config.rule === "quantile" || !isMasked(config.arm)
      ? by("TRL", "every token at or above the interpolated quantile, ties kept")
      : refuse(
          "TRL keeps the tokens at or above a quantile, never exactly ceil(rho n)",
          "verl",
          ...OWN_ENGINES,
        ),
  scope: ({ config }) => {
    if (config.scope === "batch" || !isMasked(config.arm))
      return by("TRL", "the pool is a micro-batch over all ranks");
    return config.scope === "response"
      ? by("train.py")
      : refuse("a micro-batch need not hold the whole group of a prompt", ...OWN_ENGINES);
  },
  normalizer: ({ config }) => {
    if (config.arm in LOSS_TYPES) return unused("the rule's own loss type");
    if (config.normalizer === "responses")
      return isMasked(config.arm)
        ? refuse("TRL's mean over a response counts all of its tokens", ...OWN_ENGINES)
        : option({ loss_type: "grpo" });
    return option(
      { loss_type: "dapo" },
      isMasked(config.arm) && config.normalizer === "selected"
        ? "TRL divides by all tokens; train.py divides by the share kept, which restores the paper's normaliser"
        : undefined,
    );
  },
  advantage: ({ config }) => {
    if (config.advantage === "group") return option({ scale_rewards: "group" });
    if (config.advantage === "baselined") return option({ scale_rewards: "none" });
    if (config.advantage === "leave-one-out")
      return refuse("TRL's GRPO takes a response's own reward into its baseline", "verl", ...OWN_ENGINES);
    return refuse("TRL's GRPO has no such return", ...OWN_ENGINES);
  },
  lambda: withoutCritic,
  criticLearningRate: withoutCritic,
  criticMiniBatches: withoutCritic,
  criticWarmup: withoutCritic,
  seed: ({ config, task }) =>
    option(
      { seed: config.seed, shuffle_dataset: task !== "countdown" },
      task === "countdown" ? "data/train.jsonl holds this seed's problems in their order" : undefined,
    ),
  steps: ({ config }) =>
    option({ max_steps: config.steps * config.miniBatches }, "counted in optimiser steps"),
  prompts: (settings) => {
    const { microBatch, accumulation } = trlBatches(settings);
    return option(
      { per_device_train_batch_size: microBatch, gradient_accumulation_steps: accumulation },
      "with steps_per_generation: responses a rollout batch",
    );
  },
  samples: ({ config }) => option({ num_generations: config.samples }),
  temperature: ({ config }) => option({ temperature: config.temperature, top_p: 1, top_k: 0 }),
  miniBatches: (settings) =>
    option({
      steps_per_generation: settings.config.miniBatches * trlBatches(settings).accumulation,
      num_iterations: 1,
    }),
  learningRate: ({ config, optimizer }) =>
    option({
      learning_rate: config.learningRate,
      lr_scheduler_type: optimizer.warmupSteps > 0 ? "constant_with_warmup" : "constant",
      warmup_steps: optimizer.warmupSteps,
    }),
  clipLow: ({ config }) =>
    config.arm in LOSS_TYPES ? unused("the rule's own clip") : option({ epsilon: config.clipLow }),
  clipHigh: ({ config }) =>
    config.arm in LOSS_TYPES ? unused("the rule's own clip") : option({ epsilon_high: config.clipHigh }),
  maxGradNorm: ({ config }) => option({ max_grad_norm: config.maxGradNorm }),
  numberCount: countdownOnly,
  operations: countdownOnly,
  maxAttempts: countdownOnly,
  openers: countdownOnly,
  maxNewTokens: ({ config }) => option({ max_completion_length: config.maxNewTokens }),
  attemptCost: () => by("reward.py"),
  tokenCost: () => by("reward.py"),
  overlongBuffer: () => by("reward.py"),
  evaluateEvery: evaluation,
  evaluationSplit: ({ task }) => (task === "countdown" ? by("import-runs") : by("data/validation.jsonl")),
  evaluationSamples: ({ task }) => (task === "countdown" ? by("import-runs") : by("num_generations_eval")),
  klToBase: withoutKl,
  fineTuning: withoutFineTuning,
  checkpointEvery: ({ config }) =>
    option({ save_strategy: "steps", save_steps: config.checkpointEvery * config.miniBatches }),
  keepCheckpoints: ({ config, task }) =>
    task === "countdown"
      ? option({ save_total_limit: null }, "all are kept, for import-runs judges them")
      : option({ save_total_limit: config.keepCheckpoints ? null : 2 }),
  threads: withoutThreads,
};

/** Ours are judged by our own evaluator after the import; other models by TRL on the validation problems. */
function evaluation({ config, task }: LaunchSettings): Became {
  if (task === "countdown" || config.evaluateEvery === 0)
    return {
      ...option({ eval_strategy: "no" }),
      by: "import-runs",
      note: "our own evaluator judges the checkpoints, so that all numbers are of one kind",
    };
  return option({
    eval_strategy: "steps",
    eval_steps: config.evaluateEvery * config.miniBatches,
    per_device_eval_batch_size: config.evaluationSamples,
    num_generations_eval: config.evaluationSamples,
  });
}

function tokenRule({ config, task }: LaunchSettings): Became | Refusal {
  const { arm, rho } = config;
  if (arm === "all") return option({ top_entropy_quantile: 1, importance_sampling_level: "token" });
  if (arm in LOSS_TYPES) return ratioRule(config);
  if (ROLE_MASKS.includes(arm) && task !== "countdown")
    return refuse("it needs the true forks, which only the Countdown task knows");
  if (!knowsRule("trl", arm)) return refuse("these folders have no such token rule", ...enginesWithRule(arm));
  const share = { top_entropy_quantile: rho, importance_sampling_level: "token" };
  return { ...option(share, "a share kept, in spite of its name"), ...(arm !== "top" && { by: "train.py" }) };
}

/** CISPO, SAPO and GSPO as TRL has them; CISPO's epsilon_high is the ratio itself, not its distance from 1. */
function ratioRule(config: RlvrConfig): Became | Refusal {
  const { parameters } = builtInRule(config.arm as Arm, config, config.ruleParameters);
  const all = { top_entropy_quantile: 1 };
  const value = (name: string): number => Number(parameters[name]);
  switch (LOSS_TYPES[config.arm]) {
    case "cispo":
      if (value("clipLow") < 1)
        return refuse("TRL's CISPO clips no ratio below", "verl --mainline", ...OWN_ENGINES);
      return option({
        ...all,
        loss_type: "cispo",
        importance_sampling_level: "token",
        epsilon_high: 1 + value("clipHigh"),
      });
    case "sapo":
      return option({
        ...all,
        loss_type: "sapo",
        importance_sampling_level: "token",
        sapo_temperature_pos: value("tauPositive"),
        sapo_temperature_neg: value("tauNegative"),
      });
    case "gspo":
      return option({
        ...all,
        loss_type: "grpo",
        importance_sampling_level: "sequence",
        epsilon: value("clipLow"),
        epsilon_high: value("clipHigh"),
      });
  }
}
