import { existsSync } from "node:fs";
import {
  loadPolicy,
  loadTokenizer,
  openModelFiles,
  type Policy,
  type Tokenizer,
  weightsDigest,
} from "../models/index.js";
import { inTurns } from "../rollout/index.js";
import type { Split, Task } from "../task/index.js";
import { configuredTask, EVALUATED_PROBLEMS, type RlvrConfig, rlvrConfig } from "./config.js";
import { createCritic } from "./critic.js";
import { evaluatePolicy } from "./evaluation.js";
import { runTraining, type TrainingOptions, type TrainingResult } from "./loop.js";
import type { RecordedEvaluation } from "./metrics-lines.js";
import { loadParts, type OwnParts, type PartRecord } from "./own-parts.js";
import { rehearse } from "./rehearsal.js";
import { type CompleteRun, completeRun, rlvrOptimizer, rlvrStepwise } from "./rlvr.js";
import { RunFolder } from "./run-folder.js";
import { planRun, startingPolicy } from "./start-run.js";
import {
  requireThreadedBackend,
  startTrainingThreads,
  type TrainingThreads,
} from "./threads/training-threads.js";
import { needsCritic } from "./token-advantages.js";

export type RlvrOptions = TrainingOptions<RlvrConfig> &
  OwnParts & {
    /** Evaluations beside those of the configuration, after `step` steps; they change nothing of the training. */
    alsoEvaluate?: (policy: Policy, step: number) => RecordedEvaluation[];
    /** Whether a prompt and its response may be longer than the positions that the base states; default: not. */
    beyondPositions?: boolean;
  };

/**
 * Trains a policy by RLVR from a base model. Metrics: one line a step (`StepMetrics`) and one for each
 * evaluation, which has a `split`. Task, rule and reward of one's own come as values or as paths of modules; they are
 * rehearsed on a few responses first, and the run folder records them.
 *
 *     await trainRlvr({ base: "data/models/S", steps: 20 }, { reward: ({ reward }, { tokens }) => reward / tokens.length });
 *
 * @throws Error before anything is written, naming the module or part, what came and what was wanted
 */
export async function trainRlvr(
  input: Partial<RlvrConfig> & { base: string },
  { task, rule, reward, alsoEvaluate, beyondPositions, ...options }: RlvrOptions = {},
): Promise<TrainingResult> {
  const { records, ...parts } = await loadParts({ task, rule, reward });
  const config = rlvrConfig(withParts(input, parts));
  const tokenizer = parts.task && baseTokenizer(config.base);
  const run = completeRun(config, { ...parts, tokenizer, beyondPositions, signal: options.signal });
  if (existsSync(config.base)) run.batchRows = planRun(run, { ownTask: parts.task !== undefined }).batchRows;
  const { threads = 1 } = config;
  requireThreadedBackend(threads);
  const recorded = { ...records, ...baseRecord(config) };
  let base: Policy | undefined;
  try {
    run.reference = loadReference(run);
    const hasOwn = Object.keys(records).length > 0;
    const goesOn = hasCheckpoint(options.folder);
    // before the run has a folder: a base that does not open leaves none
    if (hasOwn || !goesOn) base = startingPolicy(config);
    if (hasOwn && base) rehearse(run, base);
    if (goesOn) {
      base?.dispose();
      base = undefined;
    }
    return await runTraining(
      {
        kind: "rlvr",
        config,
        parts: recorded,
        base: config.base,
        save: tokenizer || config.loraRank ? { from: config.base } : undefined,
        start: () => {
          const policy = base ?? startingPolicy(config);
          base = undefined;
          return policy;
        },
        optimizer: (policy) => rlvrOptimizer(policy, config),
        critic: needsCritic(config.advantage) ? (policy) => createCritic(policy, config) : undefined,
        prepare: async ({ config: decoder }) => {
          if (threads > 1) run.threads = await startTrainingThreads(decoder, threads);
        },
        step: (policy, adam, step, critic) =>
          inTurns(rlvrStepwise(policy, adam, config, step, { ...run, critic })),
        evaluate: (policy, step) => [
          ...(isDue(config, step) ? [evaluationLine(policy, config, step, run)] : []),
          ...(alsoEvaluate?.(policy, step) ?? []),
        ],
        hasEvaluation: ({ step, split }) => split !== config.evaluationSplit || isDue(config, step),
        keepModel: (step) =>
          config.keepCheckpoints && (step % config.checkpointEvery === 0 || step === config.steps),
      },
      options,
    );
  } finally {
    base?.dispose();
    run.reference?.dispose();
    run.threads?.dispose();
  }
}

/** The configuration that goes with own parts: the arm is "own", and the budget by default that of the task. */
function withParts<Input extends Partial<RlvrConfig>>(
  input: Input,
  { task, rule }: Pick<Partial<CompleteRun>, "task" | "rule">,
): Input {
  if (rule && input.arm !== undefined && input.arm !== "own")
    throw new Error(`give an arm or a rule, not both; received the arm "${input.arm}" and "${rule.name}"`);
  if (rule && input.ruleParameters)
    throw new Error(
      `ruleParameters are for rules that are built in; received ${JSON.stringify(input.ruleParameters)} for "${rule.name}"`,
    );
  return {
    ...input,
    ...(rule && { arm: "own" }),
    ...(task && input.maxNewTokens === undefined && { maxNewTokens: task.maxResponseTokens }),
  };
}

function baseTokenizer(base: string): Tokenizer | undefined {
  return openModelFiles(base).has("tokenizer.json") ? loadTokenizer(base) : undefined;
}

/** Adapters are worth nothing without their base, which is not copied: it is recorded as a part of the run. */
function baseRecord({ base, loraRank }: RlvrConfig): Record<string, PartRecord> {
  const sha256 = loraRank && weightsDigest(base);
  return sha256 ? { base: { name: base, sha256 } } : {};
}

function hasCheckpoint(folder: TrainingOptions<RlvrConfig>["folder"]): boolean {
  const run = typeof folder === "string" ? new RunFolder<RlvrConfig>(folder) : folder;
  return run?.hasCheckpoint() ?? false;
}

/** The reference model where the rule needs one. */
function loadReference({ rule, config }: CompleteRun): Policy | undefined {
  return rule.needs?.includes("referenceLogProbs") ? loadPolicy(config.reference ?? config.base) : undefined;
}

function isDue({ evaluateEvery, steps }: RlvrConfig, step: number): boolean {
  return step === 0 || step === steps || (evaluateEvery > 0 && step % evaluateEvery === 0);
}

/**
 * The evaluation of a run after `step` steps, as a metrics line; on its own split and samples unless others are given.
 * @param options perProblem: keep the right responses of each problem
 * @example evaluationLine(policy, config, 0, { split: "test", samples: 4 }).accuracy
 */
export function evaluationLine(
  policy: Policy,
  config: RlvrConfig,
  step: number,
  {
    split = config.evaluationSplit,
    samples = config.evaluationSamples,
    perProblem = false,
    task = configuredTask(config),
    tokenizer,
    batchRows,
    signal,
    threads,
  }: {
    split?: Split;
    samples?: number;
    perProblem?: boolean;
    task?: Task;
    tokenizer?: Tokenizer;
    batchRows?: number;
    signal?: AbortSignal;
    threads?: TrainingThreads;
  } = {},
): RecordedEvaluation {
  const { accuracyInterval, rightCounts, ...evaluation } = evaluatePolicy(policy, {
    ...{ split, samples, task, tokenizer, batchRows, signal, sampler: threads?.sample },
    ...(config.klToBase && step === config.steps && { reference: config.base }),
    maxNewTokens: config.maxNewTokens,
    limit: EVALUATED_PROBLEMS,
    greedy: true,
  });
  return {
    step,
    ...evaluation,
    ...(perProblem ? { rightCounts } : {}),
    accuracyLow: accuracyInterval.low,
    accuracyHigh: accuracyInterval.high,
  };
}
