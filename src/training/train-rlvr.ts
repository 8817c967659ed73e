import { loadPolicy, type Policy } from "../models/index.js";
import type { Split } from "../task/index.js";
import { configuredTask, type RlvrConfig, rlvrConfig } from "./config.js";
import { createCritic } from "./critic.js";
import { EVALUATED_PROBLEMS, evaluatePolicy } from "./evaluation.js";
import { runTraining, type TrainingOptions, type TrainingResult } from "./loop.js";
import { rlvrOptimizer, rlvrStep } from "./rlvr.js";
import type { MetricsLine } from "./run-folder.js";
import { needsCritic } from "./token-advantages.js";

/**
 * Trains a policy by RLVR from a base model. Metrics: one line a step (`StepMetrics`) and one for each
 * evaluation, which has a `split`.
 */
export function trainRlvr(
  input: Partial<RlvrConfig> & { base: string },
  options: TrainingOptions = {},
): Promise<TrainingResult> {
  const config = rlvrConfig(input);
  return runTraining(
    {
      kind: "rlvr",
      config,
      start: () => loadPolicy(config.base),
      optimizer: (policy) => rlvrOptimizer(policy, config),
      critic: needsCritic(config.advantage) ? (policy) => createCritic(policy, config) : undefined,
      step: (policy, adam, step, critic) => ({ ...rlvrStep(policy, adam, config, step, { critic }) }),
      evaluate: (policy, step) => (isDue(config, step) ? [evaluationLine(policy, config, step)] : []),
      keepModel: (step) =>
        config.keepCheckpoints && (step % config.checkpointEvery === 0 || step === config.steps),
    },
    options,
  );
}

function isDue({ evaluateEvery, steps }: RlvrConfig, step: number): boolean {
  return step === 0 || step === steps || (evaluateEvery > 0 && step % evaluateEvery === 0);
}

/**
 * The evaluation of a run after `step` steps, as a metrics line; on its own split and samples unless others are given.
 * @param options perProblem: keep the right responses of each problem
 */
export function evaluationLine(
  policy: Policy,
  config: RlvrConfig,
  step: number,
  {
    split = config.evaluationSplit,
    samples = config.evaluationSamples,
    perProblem = false,
  }: { split?: Split; samples?: number; perProblem?: boolean } = {},
): MetricsLine {
  const { accuracyInterval, rightCounts, ...evaluation } = evaluatePolicy(policy, {
    split,
    samples,
    maxNewTokens: config.maxNewTokens,
    task: configuredTask(config),
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
