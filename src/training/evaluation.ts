import {
  type CountdownRules,
  type Problem,
  problemsOf,
  ROLE,
  type Split,
  STANDARD_RULES,
} from "../countdown/index.js";
import type { Policy } from "../models/index.js";
import { seededRng } from "../random/index.js";
import type { SampleOptions } from "../rollout/index.js";
import { type VerifiedRollouts, verifiedRollouts } from "../rollout/index.js";
import { bootstrapInterval, type Interval, mean } from "../statistics/index.js";

export interface EvaluationOptions {
  split: Split;
  /** Responses a problem. */
  samples?: number;
  /** A number, or a rule that gives each token its own (see `sampleResponses`). */
  temperature?: SampleOptions["temperature"];
  rules?: CountdownRules;
  maxNewTokens: number;
  seed?: number;
  /** Also decode each problem once greedily. */
  greedy?: boolean;
  /** At most this many problems, evenly spaced over the split; default all. */
  limit?: number;
  onProgress?: SampleOptions["onProgress"];
}

/** Rates over all responses, each problem counting the same. Entropies in nats, lengths in tokens. */
export interface Evaluation {
  split: Split;
  problems: number;
  samples: number;
  /** Mean over problems of the share of right responses (avg@k). */
  accuracy: number;
  /** Its 95 % bootstrap interval, problems as clusters. */
  accuracyInterval: Interval;
  /** Share of problems with at least one right response among the samples (pass@k). */
  passAtK: number;
  /** Greedy decoding; null where it was not asked for. */
  accuracyGreedy: number | null;
  /** Right or wrong, that is complete and in the required format. */
  validRate: number;
  outOfBudgetRate: number;
  brokenRate: number;
  firstAttemptAccuracy: number;
  meanAttempts: number;
  meanWaits: number;
  meanLength: number;
  meanEntropy: number;
  /** Mean entropy at real forks; null where no response holds one. */
  forkEntropy: number | null;
  /** Right responses of each problem, in the order of `problemsOf`. */
  rightCounts: number[];
}

/** At most this many problems in a run's evaluations: all of a split with three numbers, a part of those with four. */
export const EVALUATED_PROBLEMS = 400;

/** Evaluates a policy on the distinct problems of a split. */
export function evaluatePolicy(
  policy: Policy,
  {
    split,
    samples = 4,
    temperature = 1,
    rules = STANDARD_RULES,
    maxNewTokens,
    seed = 0,
    greedy = false,
    limit,
    onProgress,
  }: EvaluationOptions,
): Evaluation {
  const problems = evenlySpaced(
    problemsOf(split, { rules }).map(({ problem }) => problem),
    limit,
  );
  const rng = seededRng(seed);
  const rollouts = verifiedRollouts(policy, problems, {
    samplesPerPrompt: samples,
    temperature,
    maxNewTokens,
    rules,
    rng,
    onProgress,
  });
  const greedyRewards = greedy
    ? verifiedRollouts(policy, problems, { samplesPerPrompt: 1, greedy: true, maxNewTokens, rules, rng })
        .batch.rewards
    : null;
  return {
    split,
    problems: problems.length,
    samples,
    ...accuracies(rollouts, samples),
    accuracyGreedy: greedyRewards && mean(greedyRewards),
    ...formatRates(rollouts),
    ...entropies(rollouts),
  };
}

function accuracies(
  { batch, problems }: VerifiedRollouts,
  samples: number,
): Pick<Evaluation, "rightCounts" | "accuracy" | "accuracyInterval" | "passAtK"> {
  const rightCounts = problems.map((_, i) =>
    batch.rewards.subarray(i * samples, (i + 1) * samples).reduce((sum, reward) => sum + reward, 0),
  );
  const perProblem = rightCounts.map((right) => right / samples);
  return {
    rightCounts,
    accuracy: mean(perProblem),
    accuracyInterval: bootstrapInterval(perProblem, mean, { rng: seededRng(1) }),
    passAtK: mean(perProblem.map((rate) => (rate > 0 ? 1 : 0))),
  };
}

function formatRates({
  batch,
  verdicts,
}: VerifiedRollouts): Pick<
  Evaluation,
  | "validRate"
  | "outOfBudgetRate"
  | "brokenRate"
  | "firstAttemptAccuracy"
  | "meanAttempts"
  | "meanWaits"
  | "meanLength"
> {
  const rate = (of: (verdict: (typeof verdicts)[number]) => number | boolean): number =>
    mean(verdicts.map((verdict) => Number(of(verdict))));
  return {
    validRate: rate(({ outcome }) => outcome === "right" || outcome === "wrong"),
    outOfBudgetRate: rate(({ outcome }) => outcome === "out-of-budget"),
    brokenRate: rate(({ outcome }) => outcome === "broken"),
    firstAttemptAccuracy: rate(({ firstAttemptRight }) => firstAttemptRight),
    meanAttempts: rate(({ attempts }) => attempts),
    meanWaits: rate(({ waits }) => waits),
    meanLength: mean(batch.lengths),
  };
}

function entropies({ batch, verdicts }: VerifiedRollouts): Pick<Evaluation, "meanEntropy" | "forkEntropy"> {
  let sum = 0;
  let count = 0;
  let forkSum = 0;
  let forks = 0;
  for (let row = 0; row < batch.count; row++) {
    for (let t = 0; t < batch.lengths[row]; t++) {
      const entropy = batch.entropies[row * batch.maxLength + t];
      sum += entropy;
      count++;
      if (verdicts[row].roles[t] !== ROLE.real) continue;
      forkSum += entropy;
      forks++;
    }
  }
  return { meanEntropy: sum / count, forkEntropy: forks > 0 ? forkSum / forks : null };
}

function evenlySpaced(problems: Problem[], limit: number | undefined): Problem[] {
  if (limit === undefined || limit >= problems.length) return problems;
  return Array.from({ length: limit }, (_, i) => problems[Math.floor((i * problems.length) / limit)]);
}
