import { requireVocabulary } from "../countdown/index.js";
import {
  adaptPolicy,
  type DecoderConfig,
  type LowRankOptions,
  loadPolicy,
  type Policy,
  readModelConfig,
  TARGET_MODULES,
  weightTypes,
} from "../models/index.js";
import { seededRng } from "../random/index.js";
import { taskPrompt } from "../rollout/index.js";
import type { RlvrConfig } from "./config.js";
import { type MemoryPlan, planMemory, requireMemory } from "./memory-plan.js";
import type { CompleteRun } from "./rlvr.js";
import { drawnProblems, requireRoom, stepStream } from "./step-problems.js";
import { needsCritic } from "./token-advantages.js";

/** The adapters that a configuration describes; undefined where the weights themselves are trained. */
export function adapterOptions({
  loraRank: rank,
  loraAlpha,
  loraModules: targetModules = TARGET_MODULES,
}: Pick<RlvrConfig, "loraRank" | "loraAlpha" | "loraModules">): LowRankOptions | undefined {
  return rank === undefined ? undefined : { rank, alpha: loraAlpha ?? 2 * rank, targetModules };
}

/**
 * What a run reads and trains, in a line.
 * @example whatIsTrained(rlvrConfig({ base: "data/models/M" })) // "F32 weights, trained"
 */
export function whatIsTrained({ base, loraRank }: Pick<RlvrConfig, "base" | "loraRank">): string {
  const types = weightTypes(base);
  const read = types.join() === "F32" ? "" : ", read as float32";
  const weights = `${types.join(" and ")} weights${read}`;
  if (loraRank !== undefined) return `${weights}; adapters of rank ${loraRank} on them are trained`;
  return `${weights}${read ? " and trained so" : ", trained"}`;
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
  requireRoom(run, promptTokens, decoder);
  const { maxNewTokens, threads } = config;
  const reference = rule.needs?.includes("referenceLogProbs") ?? false;
  const plan = planMemory(decoder, { promptTokens, maxNewTokens, adapters, reference, threads });
  requireMemory(plan, { model: base });
  return plan;
}

/** Training problems that are looked at where they are drawn. */
const DRAWN = 1000;

/** Tokens of the longest prompt that evaluation and training will see; where training draws them, in its first steps. */
function longestPrompt(run: CompleteRun, decoder: DecoderConfig, { ownTask }: { ownTask: boolean }): number {
  const { task, tokenizer, config } = run;
  const { evaluationSplit, steps, prompts } = config;
  const splits = new Set(ownTask ? ([evaluationSplit, "train"] as const) : [evaluationSplit]);
  const problems = [...splits].flatMap((split) => task.problems(split));
  if (task.sample)
    for (let step = 0; step < Math.min(steps, Math.ceil(DRAWN / prompts)); step++)
      problems.push(...drawnProblems(run, stepStream(config, step)));
  return problems.reduce<number>(
    (longest, problem) => Math.max(longest, taskPrompt(task, problem, { config: decoder }, tokenizer).length),
    0,
  );
}
