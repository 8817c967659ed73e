import { countdownTask } from "../countdown/index.js";
import type { Policy, Tokenizer } from "../models/index.js";
import { seededRng } from "../random/index.js";
import { type TemperatureRule, twoTemperatures, verifiedRollouts } from "../rollout/index.js";
import { bootstrapInterval, type Interval, mean, shareInterval } from "../statistics/index.js";
import type { Task } from "../task/index.js";

/** Scores at one pair of decoding temperatures: one number a problem, the mean over its samples. */
export interface SplitScores {
  high: number;
  low: number;
  /** Share of right answers. */
  accuracy: Float64Array;
  /** Share of complete answers in the required format, right or wrong. */
  valid: Float64Array;
}

/** Stands for temperature 0, which the softmax cannot divide by: ties aside, the most likely token is certain. */
const ALMOST_ZERO = 1e-6;

/**
 * Decodes at two temperatures, one for the forks and one for the other tokens (Wang et al. 2025, Eq. 5, Fig 3).
 *
 *     splitDecoding(policy, task.problems("test"), { task, high: 1.2, low: 1, threshold: 0.672 }).accuracy
 *
 * @param options high: temperature of the forks; low: of the others; 0 is greedy; threshold: forks are the tokens of
 * entropy above it (nats at T = 1), or "real forks": the decisions that matter, known by construction; samples: a problem
 * @throws Error naming the task if it does not know its real forks ahead, where they are asked for
 */
export function splitDecoding(
  policy: Policy,
  problems: readonly unknown[],
  options: {
    high: number;
    low: number;
    threshold: number | "real forks";
    /** Default: Countdown as the study has it. */
    task?: Task;
    /** The model's, for a task that speaks in text. */
    tokenizer?: Tokenizer;
    samples?: number;
    seed?: number;
  },
): SplitScores {
  const { high, low, threshold, task = countdownTask(), tokenizer, samples = 2, seed = 0 } = options;
  const temperatures = { high: Math.max(high, ALMOST_ZERO), low: Math.max(low, ALMOST_ZERO) };
  const temperature =
    threshold === "real forks"
      ? atRealForks(task, problems, temperatures)
      : twoTemperatures({ threshold, ...temperatures });
  const { columns, verdicts } = verifiedRollouts(policy, problems, {
    ...{ task, tokenizer, temperature, maxNewTokens: task.maxResponseTokens },
    samplesPerPrompt: samples,
    rng: seededRng(seed),
  });
  const accuracy = new Float64Array(problems.length);
  const valid = new Float64Array(problems.length);
  verdicts.forEach((verdict, r) => {
    accuracy[columns.prompts[r]] += verdict.reward / samples;
    if (verdict.valid) valid[columns.prompts[r]] += 1 / samples;
  });
  return { high, low, accuracy, valid };
}

function atRealForks(
  task: Task,
  problems: readonly unknown[],
  { high, low }: { high: number; low: number },
): TemperatureRule {
  const real = task.roles?.indexOf("real") ?? -1;
  if (!task.nextRole || real < 0)
    throw new Error(
      `"real forks" wants a task with \`nextRole\` and a role "real"; "${task.name}" lacks them`,
    );
  return ({ group, response }) => (task.nextRole!(problems[group], response) === real ? high : low);
}

/**
 * Mean score over problems, each from 0 to 1, with its 95 % interval: bootstrap over problems, exact where all score alike.
 * @example meanOverProblems(Float64Array.of(0, 1, 1, 0.5)).estimate // 0.625
 */
export function meanOverProblems(scores: Float64Array): Interval {
  return shareInterval(Array.from(scores), { rng: seededRng(0) });
}

/**
 * Mean difference of two scores of the same problems with its interval: the problems are drawn together.
 * @example pairedDifference(Float64Array.of(1, 0.5), Float64Array.of(0.5, 0.5)).estimate // 0.25
 */
export function pairedDifference(scores: Float64Array, reference: Float64Array): Interval {
  return bootstrapInterval(Array.from(scores), mean, { rng: seededRng(0), paired: Array.from(reference) });
}
