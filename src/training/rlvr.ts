import { type Adam, createAdam } from "../kernels/index.js";
import type { Policy, Tokenizer } from "../models/index.js";
import { groupsWithSpread } from "../policy-gradient/index.js";
import type { Rng } from "../random/index.js";
import {
  answeredProblems,
  atOnce,
  type Stepwise,
  sequencesOf,
  taskPrompt,
  taskResponses,
  type VerifiedRollouts,
  verifiedStepwise,
} from "../rollout/index.js";
import { type Reward, requireAnswers, shapedReward, type Task } from "../task/index.js";
import { builtInRule, type TokenRule } from "../token-rules/index.js";
import { type ResponseTokens, responseCount, selectResponses } from "../tokens/index.js";
import { configuredTask, type RlvrConfig } from "./config.js";
import type { Critic, ResponseValues } from "./critic.js";
import { type UpdateBatch, type UpdateMetrics, updatePolicy } from "./policy-update.js";
import { weighTokens } from "./rule-weights.js";
import { type BatchMetrics, batchMetrics, type CriticMetrics, criticMetrics } from "./step-metrics.js";
import { drawnProblems, requireRoom, stepStream } from "./step-problems.js";
import type { TrainingThreads } from "./threads/training-threads.js";
import { needsCritic, tokenAdvantages } from "./token-advantages.js";

/** One line of `metrics.jsonl`. Entropies in nats, lengths in tokens. */
export type StepMetrics = { step: number; rolloutSeconds: number; updateSeconds: number } & BatchMetrics &
  UpdateMetrics &
  Partial<CriticMetrics>;

/** What a run is made of beside its configuration; what is left out is the configuration's. */
export interface RlvrParts {
  /** Default: Countdown, with the configured numbers, operations and attempts. */
  task?: Task;
  /** Which tokens receive how much gradient; default: the configured arm. */
  rule?: TokenRule;
  /** Default: the verifier's, less the configured costs. */
  reward?: Reward;
  /** The model's, for a task that speaks in text. */
  tokenizer?: Tokenizer;
  /** For a rule that needs `referenceLogProbs`. */
  reference?: Policy;
  critic?: Critic;
  /** Sequences that are decoded at the same time; default: see `sampleResponses`. */
  batchRows?: number;
  /** Looked at while sampling. */
  signal?: AbortSignal;
  /** Threads that share sampling and gradients; default: this one alone. */
  threads?: TrainingThreads;
  /** Whether a prompt and its response may be longer than the positions that the model states; default: not. */
  beyondPositions?: boolean;
}

/** Parts with nothing left out, and the configuration. */
export type CompleteRun = RlvrParts &
  Required<Pick<RlvrParts, "task" | "rule" | "reward">> & { config: RlvrConfig };

/** A judged rollout batch. */
interface Judged extends VerifiedRollouts {
  /** `rewards` are those of the run's reward. */
  columns: ResponseTokens & { rewards: Float64Array };
  /** The prompts whose rewards are not all equal. */
  spread: Set<number>;
}

/**
 * The optimizer of a run: Adam with the betas of the usual recipe.
 * @example rlvrOptimizer(policy, { learningRate: 2e-4 })
 */
export function rlvrOptimizer(policy: Policy, { learningRate }: Pick<RlvrConfig, "learningRate">): Adam {
  return createAdam(policy.variables(), { learningRate, beta1: 0.9, beta2: 0.95, eps: 1e-8 });
}

/**
 * One step of reinforcement learning with verifiable rewards: sample a group of responses to each problem, judge them,
 * turn rewards into advantages, weigh the tokens, and take `miniBatches` gradient steps on the clipped surrogate of the
 * tokens that have weight (paper Eq. 6; DAPO). Its random streams depend on the seed and the step alone.
 *
 *     const config = rlvrConfig({ base: "data/models/S", arm: "top" });
 *     const policy = loadPolicy(config.base);
 *     const { trainAccuracy } = rlvrStep(policy, rlvrOptimizer(policy, config), config, 0);
 */
export function rlvrStep(
  policy: Policy,
  optimizer: Adam,
  config: RlvrConfig,
  step: number,
  parts: RlvrParts = {},
): StepMetrics {
  return atOnce(rlvrStepwise(policy, optimizer, config, step, parts));
}

/** `rlvrStep`, waiting before each token that is sampled where it is asked to. */
export function* rlvrStepwise(
  policy: Policy,
  optimizer: Adam,
  config: RlvrConfig,
  step: number,
  parts: RlvrParts,
): Stepwise<StepMetrics> {
  const run = completeRun(config, parts);
  const { critic } = run;
  const rng = stepStream(config, step);
  const started = performance.now();
  const rollouts = yield* sample(run, policy, rng);
  const sampled = performance.now();

  const judged = judge(run, rollouts);
  const sequences = sequencesOf(judged);
  // before the critic is fitted to this batch: values that had seen the reward would not be a function of the state
  const values = critic?.values(sequences);
  const trained = trainedResponses(run, judged, step, values);
  const weighed = weigh(run, policy, trained, step, rng);
  const { normalizer = config.normalizer } = run.rule;
  const update = updatePolicy(policy, optimizer, weighed, { ...config, normalizer }, rng, parts);
  critic?.fit(sequences, judged.columns.rewards, rng);
  const updated = performance.now();

  return {
    step,
    ...batchMetrics(rollouts, weighed, run.task, config),
    groupsWithSpread: judged.spread.size,
    ...update,
    ...(values && criticMetrics(values, judged.columns.rewards)),
    rolloutSeconds: (sampled - started) / 1000,
    updateSeconds: (updated - sampled) / 1000,
  };
}

/** A run with the task, rule and reward that its configuration describes, where it has none of its own. */
export function completeRun(config: RlvrConfig, parts: RlvrParts = {}): CompleteRun {
  const {
    task = configuredTask(config),
    reward = shapedReward(config),
    rule = configuredRule(config),
  } = parts;
  if (config.fineTuning) {
    requireAnswers(task, config.fineTuning);
    if (needsCritic(config.advantage))
      throw new Error(`fine-tuning has no critic; received the advantage "${config.advantage}"`);
  }
  return { ...parts, config, task, reward, rule: config.fineTuning ? onAnswers(rule) : rule };
}

/** No ratio: answers were not sampled, so there is no policy to correct for. */
const onAnswers = (rule: TokenRule): TokenRule => ({
  ...rule,
  coefficients: ({ advantages }) => advantages,
});

function configuredRule({ arm, ruleParameters, ...selection }: RlvrConfig): TokenRule {
  if (arm !== "own") return builtInRule(arm, selection, ruleParameters);
  throw new Error('the arm "own" wants a rule, received none');
}

/** A group of verified responses to each of the step's problems: the policy's own, or in fine-tuning the task's. */
export function* sample(run: CompleteRun, policy: Policy, rng: Rng): Stepwise<VerifiedRollouts> {
  const { config, task, tokenizer, batchRows, signal, threads } = run;
  const problems = drawnProblems(run, rng);
  for (const problem of problems)
    requireRoom(run, taskPrompt(task, problem, policy, tokenizer).length, policy.config);
  const { samples: samplesPerPrompt, maxNewTokens, temperature } = config;
  const options = { task, tokenizer, rng, samplesPerPrompt, maxNewTokens, temperature };
  if (config.fineTuning !== undefined)
    return answeredProblems(policy, problems, { ...options, kind: config.fineTuning });
  return yield* verifiedStepwise(policy, problems, {
    ...options,
    batchRows,
    signal,
    sampler: threads?.sample,
  });
}

/** What the run's reward pays for each response. */
export function judge({ task, tokenizer, reward }: CompleteRun, rollouts: VerifiedRollouts): Judged {
  const { columns, verdicts } = rollouts;
  const rewards = Float64Array.from(taskResponses(columns, task, tokenizer), (response, r) =>
    paid(reward, reward(verdicts[r], response)),
  );
  return {
    ...rollouts,
    columns: { ...columns, rewards },
    spread: groupsWithSpread(rewards, columns.prompts),
  };
}

function paid({ name }: Reward, reward: number): number {
  if (typeof reward === "number" && Number.isFinite(reward)) return reward;
  throw new Error(
    `the reward "${name}" gave ${typeof reward === "number" ? reward : JSON.stringify(reward)}; wanted a finite number`,
  );
}

/**
 * The responses that are trained on, with their advantages. Groups without spread are dropped (dynamic sampling). With
 * a critic no group is, for its advantages need no group; but all are until the critic has warmed up. In fine-tuning
 * every answer is kept, with advantage 1.
 */
export function trainedResponses(
  { config }: CompleteRun,
  { prompts, columns, spread }: Judged,
  step: number,
  values?: readonly ResponseValues[],
): Pick<UpdateBatch, "prompts"> & { columns: ResponseTokens & Required<Pick<ResponseTokens, Added>> } {
  if (config.fineTuning)
    return { prompts, columns: { ...columns, advantages: new Float64Array(columns.tokens.length).fill(1) } };
  const advantages = tokenAdvantages({ ...columns, values }, config);
  const kept = Array.from({ length: responseCount(columns) }, (_, r) => r).filter((r) =>
    needsCritic(config.advantage) ? step >= config.criticWarmup : spread.has(columns.prompts[r]),
  );
  return {
    prompts,
    columns: selectResponses({ ...columns, advantages }, kept) as ResponseTokens &
      Required<Pick<ResponseTokens, Added>>,
  };
}

type Added = "advantages" | "rewards";

/** The rule's weights of the tokens that are trained on. */
export function weigh(
  { config, task, rule, reference }: CompleteRun,
  policy: Policy,
  trained: ReturnType<typeof trainedResponses>,
  step: number,
  rng: Rng,
): UpdateBatch {
  const context = {
    ...{ rng, step, steps: config.steps, temperature: config.temperature },
    vocabSize: policy.config.vocabSize,
    roleNames: task.roles ?? [],
  };
  return { ...trained, ...weighTokens({ rule, context, policy, reference, config }, trained) };
}
