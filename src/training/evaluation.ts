import { openModel, type Policy, readModelConfig, type Tokenizer } from "../models/index.js";
import { seededRng } from "../random/index.js";
import {
  atOnce,
  type SampleOptions,
  type Sampler,
  type Stepwise,
  scoreTokens,
  sequencesOf,
  type VerifiedRollouts,
  verifiedStepwise,
} from "../rollout/index.js";
import { type Interval, mean, shareInterval } from "../statistics/index.js";
import { extraMeans, outcomeRates, type Split, type Task } from "../task/index.js";
import { responseLengths } from "../tokens/index.js";
import { STANDARD_TASK } from "./config.js";
import { forkEntropy } from "./step-metrics.js";

export interface EvaluationOptions {
  split: Split;
  /** Default: Countdown as the study has it. */
  task?: Task;
  /** The model's, for a task that speaks in text. */
  tokenizer?: Tokenizer;
  /** Responses a problem. */
  samples?: number;
  /** A number, or a rule that gives each token its own (see `sampleResponses`). */
  temperature?: SampleOptions["temperature"];
  /** Response budget in tokens; default: the longest response that can be right. */
  maxNewTokens?: number;
  seed?: number;
  /** Also decode each problem once greedily. */
  greedy?: boolean;
  /**
   * Also measures how far the policy is from the model of this folder or GGUF file; `temperature` is a number then. It is
   * opened for reading, in a memory of its own: beside a large model and Adam's state, tfjs's has no room for another.
   */
  reference?: string;
  /** At most this many problems, evenly spaced over the split; default all. */
  limit?: number;
  /** Sequences that are decoded at the same time; default: see `sampleResponses`. */
  batchRows?: number;
  onProgress?: SampleOptions["onProgress"];
  /** Looked at while sampling. */
  signal?: AbortSignal;
  /** How responses are sampled; default `sampleStepwise`. */
  sampler?: Sampler;
}

/**
 * Rates over all responses, each problem counting the same. Entropies in nats, lengths in tokens. Those marked as
 * Countdown's are there for that task; another has those of its own outcomes and extras.
 */
export interface Evaluation {
  split: Split;
  problems: number;
  samples: number;
  /** Mean over problems of the mean reward: the share of right responses (avg@k) where right pays 1 and wrong 0. */
  accuracy: number;
  /** Its 95 % interval: bootstrap over problems, exact where all problems have the same share. */
  accuracyInterval: Interval;
  /** Share of problems with at least one rewarded response among the samples (pass@k). */
  passAtK: number;
  /** Greedy decoding; null where it was not asked for. */
  accuracyGreedy: number | null;
  /** Complete and in the required format, right or wrong. */
  validRate: number;
  /** Countdown's, as the next four. */
  outOfBudgetRate?: number;
  brokenRate?: number;
  firstAttemptAccuracy?: number;
  meanAttempts?: number;
  meanWaits?: number;
  meanLength: number;
  meanEntropy: number;
  /** Mean over the sampled tokens of ln p - ln p of the reference, nats: an estimate of KL(policy || reference) a token. */
  klToReference?: number;
  /** Mean entropy at tokens of role "real"; null where no response holds one. */
  forkEntropy?: number | null;
  /** Sum of the rewards of each problem's responses, in the order of the task's problems: right responses. */
  rightCounts: number[];
}

/**
 * Evaluates a policy on the distinct problems of a split.
 *
 *     evaluatePolicy(loadPolicy("data/models/M"), { split: "test", samples: 4 }).accuracy
 *
 * @throws Error naming the task and the split if there is no problem; as `openModel` does where the reference does not open
 */
export function evaluatePolicy(policy: Policy, options: EvaluationOptions): Evaluation {
  return atOnce(evaluateStepwise(policy, options));
}

/**
 * `evaluatePolicy`, waiting before each token that is sampled where it is asked to.
 * @example await inTurns(evaluateStepwise(policy, { split: "test", signal: AbortSignal.timeout(60_000) }))
 */
export function* evaluateStepwise(
  policy: Policy,
  {
    split,
    task = STANDARD_TASK,
    tokenizer,
    samples = 4,
    temperature = 1,
    maxNewTokens = task.maxResponseTokens,
    seed = 0,
    greedy = false,
    reference,
    limit,
    batchRows,
    onProgress,
    signal,
    sampler,
  }: EvaluationOptions,
): Stepwise<Evaluation> {
  const problems = evenlySpaced(task.problems(split), limit);
  if (problems.length === 0)
    throw new Error(`the task "${task.name}" has no problem of the split "${split}"; wanted at least one`);
  if (reference !== undefined) readModelConfig(reference);
  const shared = { task, tokenizer, maxNewTokens, batchRows, rng: seededRng(seed), signal, sampler };
  const rollouts = yield* verifiedStepwise(policy, problems, {
    ...shared,
    ...{ samplesPerPrompt: samples, temperature, onProgress },
  });
  const greedyRewards = greedy
    ? (yield* verifiedStepwise(policy, problems, { ...shared, greedy })).columns.rewards
    : null;
  const { columns, verdicts } = rollouts;
  return {
    split,
    problems: problems.length,
    samples,
    ...accuracies(rollouts, samples),
    accuracyGreedy: greedyRewards && mean(greedyRewards),
    ...outcomeRates(verdicts, task),
    ...extraMeans(verdicts, task, "evaluations"),
    meanLength: mean(responseLengths(columns)),
    meanEntropy: mean(columns.entropies),
    ...(reference && { klToReference: klDivergence(reference, rollouts, temperature as number) }),
    ...forkEntropy(columns, task, null),
  };
}

function accuracies(
  { columns, problems }: VerifiedRollouts,
  samples: number,
): Pick<Evaluation, "rightCounts" | "accuracy" | "accuracyInterval" | "passAtK"> {
  const rightCounts = problems.map((_, i) =>
    columns.rewards.subarray(i * samples, (i + 1) * samples).reduce((sum, reward) => sum + reward, 0),
  );
  const perProblem = rightCounts.map((right) => right / samples);
  return {
    rightCounts,
    accuracy: mean(perProblem),
    accuracyInterval: shareInterval(perProblem, { rng: seededRng(1) }),
    passAtK: mean(perProblem.map((rate) => (rate > 0 ? 1 : 0))),
  };
}

function klDivergence(
  reference: string,
  { prompts, columns }: VerifiedRollouts,
  temperature: number,
): number {
  const sequences = sequencesOf({ prompts, columns });
  const maxLength = Math.max(...sequences.map(({ prompt, response }) => prompt.length + response.length));
  const model = openModel(reference, { rows: 1, threads: 1, maxLength });
  try {
    const { logProbs } = scoreTokens(model, sequences, { temperature });
    return mean(columns.logProbs.map((logProb, t) => logProb - logProbs[t]));
  } finally {
    model.dispose();
  }
}

function evenlySpaced<T>(problems: readonly T[], limit: number | undefined): readonly T[] {
  if (limit === undefined || limit >= problems.length) return problems;
  return Array.from({ length: limit }, (_, i) => problems[Math.floor((i * problems.length) / limit)]);
}
