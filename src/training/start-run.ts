import { requireVocabulary } from "../countdown/index.js";
import {
  adaptPolicy,
  type DecoderConfig,
  type LowRankOptions,
  loadPolicy,
  type Policy,
  readModelConfig,
  TARGET_MODULES,
} from "../models/index.js";
import { seededRng } from "../random/index.js";
import { taskPrompt } from "../rollout/index.js";
import type { RlvrConfig } from "./config.js";
import { type MemoryPlan, planMemory, requireMemory } from "./memory-plan.js";
import type { CompleteRun } from "./rlvr.js";
import { needsCritic } from "./token-advantages.js";

/** The adapters that a configuration describes; undefined where the weights themselves are trained. */
export function adapterOptions({
  loraRank: rank,
  loraAlpha,
  loraModules: targetModules = TARGET_MODULES,
}: Pick<RlvrConfig, "loraRank" | "loraAlpha" | "loraModules">): LowRankOptions | undefined {
  return rank === undefined ? undefined : { rank, alpha: loraAlpha ?? 2 * rank, targetModules };
}

/** The policy that a run starts from: its base, with fresh adapters on it where the configuration has them. */
export function startingPolicy(config: RlvrConfig): Policy {
  const base = loadPolicy(config.base);
  const adapters = adapterOptions(config);
  return adapters ? adaptPolicy(base, adapters, { rng: seededRng(config.seed).split(-2) }) : base;
}

/**
 * Looks at what a run is going to need before anything is loaded or written.
 * @param options ownTask: whether the task is not the one that is built in
 * @throws Error where task and base do not go together, where a prompt leaves no room for a response, and where the run
 * does not fit into memory
 */
export function planRun(run: CompleteRun, { ownTask }: { ownTask: boolean }): MemoryPlan {
  const { config, rule } = run;
  const { base } = config;
  const decoder = readModelConfig(base);
  const adapters = adapterOptions(config);
  if (!ownTask) requireVocabulary(base, decoder);
  if (adapters && needsCritic(config.advantage))
    throw new Error(`adapters are trained without a critic; received the advantage "${config.advantage}"`);
  const promptTokens = longestPrompt(run, decoder, { ownTask });
  const { maxNewTokens, threads } = config;
  if (ownTask && promptTokens + maxNewTokens > decoder.maxPositions)
    throw new Error(
      `the longest prompt of "${run.task.name}" has ${promptTokens} tokens, with a response of up to ${maxNewTokens} ` +
        `more than the ${decoder.maxPositions} positions of ${base}: shorten it or lower maxNewTokens`,
    );
  const reference = rule.needs?.includes("referenceLogProbs") ?? false;
  const plan = planMemory(decoder, { promptTokens, maxNewTokens, adapters, reference, threads });
  requireMemory(plan, { model: base });
  return plan;
}

/** Tokens of the longest prompt that evaluation, and where they are listed training, will see. */
function longestPrompt(
  { task, tokenizer, config: { evaluationSplit } }: CompleteRun,
  config: DecoderConfig,
  { ownTask }: { ownTask: boolean },
): number {
  const splits = new Set(ownTask ? ([evaluationSplit, "train"] as const) : [evaluationSplit]);
  let longest = 0;
  for (const split of splits)
    for (const problem of task.problems(split))
      longest = Math.max(longest, taskPrompt(task, problem, { config }, tokenizer).length);
  return longest;
}
