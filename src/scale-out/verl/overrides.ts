import type { LaunchSettings } from "../launch/settings.js";
import { type Options, type OptionValue, optionsOf, type TranslatedSetting } from "../launch/translation.js";
import type { VerlTargetName } from "./target.js";

/** Prompt tokens at most; the official script's. */
const MAX_PROMPT_TOKENS = 2048;
/** Countdown's prompts have at most this many tokens. */
const MAX_COUNTDOWN_PROMPT_TOKENS = 16;

/** The messages of a prompt one after the other, with nothing around them: data/ holds the text that the model reads. */
const PLAIN_TEMPLATE = "{% for message in messages %}{{ message.content }}{% endfor %}";

/** Every override of the run: our settings, and what the official script sets beyond them. */
export function verlOverrides(
  { config, optimizer, task, nodes, gpus }: LaunchSettings,
  translated: readonly TranslatedSetting[],
  target: VerlTargetName,
): Options {
  const small = task === "countdown";
  const promptTokens = small ? MAX_COUNTDOWN_PROMPT_TOKENS : MAX_PROMPT_TOKENS;
  const tokens = promptTokens + config.maxNewTokens;
  const actor = "actor_rollout_ref.actor";
  const rollout = "actor_rollout_ref.rollout";
  const reward = target === "fork" ? "custom_reward_function" : "reward.custom_reward_function";
  return {
    "data.train_files": "$HERE/data/train.parquet",
    "data.val_files": "$HERE/data/validation.parquet",
    "data.prompt_key": "prompt",
    "data.truncation": "error",
    "data.max_prompt_length": promptTokens,
    [`${actor}.clip_ratio_c`]: optimizer.dualClip ?? 1000, // a rule may have its own
    ...optionsOf(translated),
    [`${reward}.path`]: "$HERE/reward.py",
    [`${reward}.name`]: "compute_score",
    "algorithm.use_kl_in_reward": false,
    "algorithm.filter_groups.enable": true,
    "algorithm.filter_groups.metric": target === "fork" ? "acc" : "reward",
    "algorithm.filter_groups.max_num_gen_batches": 10,
    "actor_rollout_ref.model.custom_chat_template": PLAIN_TEMPLATE,
    "actor_rollout_ref.model.enable_gradient_checkpointing": !small,
    "actor_rollout_ref.model.use_remove_padding": !small,
    [`${actor}.use_kl_loss`]: false,
    ...(config.arm !== "entropy-bonus" && { [`${actor}.entropy_coeff`]: 0 }),
    [`${actor}.optim.weight_decay`]: optimizer.weightDecay,
    [`${actor}.optim.betas`]: [optimizer.beta1, optimizer.beta2],
    [`${actor}.use_dynamic_bsz`]: true,
    [`${actor}.ppo_max_token_len_per_gpu`]: small ? 64 * tokens : tokens,
    [`${actor}.ulysses_sequence_parallel_size`]: small ? 1 : 8,
    [`${actor}.fsdp_config.param_offload`]: !small,
    [`${actor}.fsdp_config.optimizer_offload`]: !small,
    [`${rollout}.name`]: "vllm",
    [`${rollout}.dtype`]: small ? "float32" : "bfloat16",
    [`${rollout}.tensor_model_parallel_size`]: small ? 1 : 4,
    [`${rollout}.gpu_memory_utilization`]: small ? 0.3 : 0.8,
    [`${rollout}.enable_chunked_prefill`]: true,
    [`${rollout}.max_num_batched_tokens`]: Math.max(tokens, 8192),
    [`${rollout}.val_kwargs.top_p`]: small ? 1 : 0.7,
    [`${rollout}.val_kwargs.top_k`]: -1,
    "trainer.nnodes": nodes,
    "trainer.n_gpus_per_node": gpus,
    "trainer.logger": ["console", "file"],
    "trainer.project_name": "forking-tokens",
    "trainer.experiment_name": "run",
    "trainer.default_local_dir": "$HERE/run",
    "trainer.rollout_data_dir": "$HERE/run/rollouts",
    "trainer.resume_mode": "auto",
  };
}

/** One override as a word of a shell script: quoted for Hydra, and for the shell, which may read `$HERE` alone. */
export function overrideWord(name: string, value: OptionValue): string {
  const escaped = hydraValue(value).replace(/["`\\]|\$(?!HERE)/g, "\\$&");
  return `"${name}=${escaped}"`;
}

/** A value in Hydra's grammar. */
export function hydraValue(value: OptionValue): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return numberText(value);
  if (Array.isArray(value))
    return `[${value.map((item) => (typeof item === "number" ? numberText(item) : item)).join(",")}]`;
  return /^[\w$./+-]*$|^\$\{[\w.]+\}$/.test(value as string) ? (value as string) : `'${value}'`;
}

/** YAML reads 1e-6 as a word; 1.0e-6 is a number. */
function numberText(value: number): string {
  const text = String(value);
  return /^\d+e/.test(text) ? text.replace("e", ".0e") : text;
}
