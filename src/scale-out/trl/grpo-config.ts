import { z } from "zod";
import { projectPath, readJson } from "../../files/index.js";
import type { LaunchSettings } from "../launch/settings.js";
import { type Options, optionsOf, type TranslatedSetting } from "../launch/translation.js";

/** The fields of GRPOConfig in TRL 1.13.0 with their defaults as declared; null also where there is none. */
const DEFAULTS_FILE = "src/scale-out/trl/grpo-config-defaults.json";

/**
 * What TRL would have taken for each option, had it not been written out.
 * @example grpoDefaults().beta
 */
export function grpoDefaults(): Options {
  const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
  return readJson(projectPath(DEFAULTS_FILE), z.record(z.string(), value));
}

/** Loss types and advantage scales that TRL knows; it checks neither before the first rollout. */
const ALLOWED: Readonly<Record<string, readonly unknown[]>> = {
  loss_type: ["grpo", "bnpo", "dr_grpo", "dapo", "luspo", "cispo", "sapo", "vespo"],
  scale_rewards: ["group", "batch", "none"],
  importance_sampling_level: ["token", "sequence"],
};

/** Every option of the run, written out so that no default of TRL is relied upon. */
export function grpoConfig(
  { optimizer, gpus, task }: LaunchSettings,
  translated: readonly TranslatedSetting[],
): Options {
  const onGpu = gpus > 0;
  const options: Options = {
    ...optionsOf(translated),
    delta: optimizer.dualClip,
    beta: 0,
    mask_truncated_completions: false,
    optim: onGpu ? "adamw_torch_fused" : "adamw_torch",
    adam_beta1: optimizer.beta1,
    adam_beta2: optimizer.beta2,
    adam_epsilon: optimizer.epsilon,
    weight_decay: optimizer.weightDecay,
    use_cpu: !onGpu,
    bf16: task !== "countdown",
    gradient_checkpointing: task !== "countdown",
    use_vllm: task !== "countdown",
    ...(task !== "countdown" && {
      vllm_mode: "colocate",
      vllm_gpu_memory_utilization: 0.3,
      vllm_tensor_parallel_size: Math.min(2, gpus),
      vllm_importance_sampling_correction: false,
    }),
    logging_steps: 1,
    log_completions: false,
    report_to: "none",
    disable_tqdm: true,
    dataloader_num_workers: 0,
  };
  checkGrpoConfig(options);
  return options;
}

/**
 * Refuses what TRL would swallow: a name that GRPOConfig does not have, a share outside (0, 1] (it trains on all tokens
 * then), an unknown loss type (it fails after the first rollout).
 */
export function checkGrpoConfig(options: Options): void {
  const known = grpoDefaults();
  const unknown = Object.keys(options).filter((name) => !(name in known));
  if (unknown.length > 0) throw new Error(`GRPOConfig has no option ${unknown.join(", ")}`);
  const share = options.top_entropy_quantile;
  if (typeof share !== "number" || !(share > 0 && share <= 1))
    throw new Error(
      `top_entropy_quantile is a share of tokens in (0, 1], received ${share}; TRL takes it and trains on all tokens`,
    );
  for (const [name, values] of Object.entries(ALLOWED)) {
    if (!values.includes(options[name]))
      throw new Error(`${name} is one of ${values.join(", ")}, received ${JSON.stringify(options[name])}`);
  }
}
