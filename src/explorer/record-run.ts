import type { Policy, Tokenizer } from "../models/index.js";
import type { Rng } from "../random/index.js";
import { type Sequence, scoreTokens, sequencesOf, verifiedRollouts } from "../rollout/index.js";
import type { Task, Verdict } from "../task/index.js";
import type { ExploredResponse, ExploredRun } from "./explored-run.js";

/** Of a distribution the tokens are recorded that have at least this probability, and no more than this many. */
const SHOWN = { probability: 0.005, tokens: 8 };

const STATISTICS = ["maxProbability", "collisionMass", "collisionLog", "distribution"] as const;

export interface RecordOptions<Problem> {
  name: string;
  about: string;
  task: Task<Problem>;
  problems: readonly Problem[];
  /** Text of a problem's prompt, for a reader. */
  promptText: (problem: Problem) => string;
  tokenizer: Tokenizer;
  /** Default: none, as the tokens of real models have their spaces in them. */
  separator?: string;
  samplesPerPrompt: number;
  /** Roles in which what is chosen decides the reward. */
  forkRoles?: readonly string[];
  rng: Rng;
}

/**
 * Samples responses of a policy at temperature 1 and records them with the distributions of their tokens.
 * @example recordRun(policy, { name: "M", about, task, problems, promptText, tokenizer, samplesPerPrompt: 4, rng })
 */
export function recordRun<Problem>(policy: Policy, options: RecordOptions<Problem>): ExploredRun {
  const {
    name,
    about,
    task,
    problems,
    promptText,
    tokenizer,
    samplesPerPrompt,
    separator = "",
    forkRoles = [],
    rng,
  } = options;
  const rollouts = verifiedRollouts(policy, problems, {
    ...{ task, tokenizer, samplesPerPrompt, rng },
    maxNewTokens: task.maxResponseTokens,
  });
  const responses = sequencesOf(rollouts).map((sequence, r) =>
    exploredResponse(policy, {
      ...sequence,
      ...{ group: rollouts.columns.prompts[r], verdict: rollouts.verdicts[r] },
    }),
  );
  return {
    ...{ name, about, separator, forkRoles, responses },
    vocabSize: policy.config.vocabSize,
    texts: textsOf(responses, tokenizer),
    prompts: problems.map(promptText),
    roleNames: task.roles ?? [],
    continuations: [],
    branches: [],
  };
}

/** A response with the prompt that it answers and how it was judged. */
export interface JudgedSequence extends Sequence {
  /** Index of the prompt. */
  group: number;
  verdict: Verdict;
}

/** A response with all that the explorer shows of its tokens, at temperature 1. */
export function exploredResponse(policy: Policy, judged: JudgedSequence): ExploredResponse {
  const { group, response, verdict } = judged;
  const { vocabSize } = policy.config;
  const scores = scoreTokens(policy, [judged], { statistics: STATISTICS });
  const rounded = (column: Float32Array): number[] => Array.from(column, short);
  return {
    prompt: group,
    tokens: Array.from(response),
    entropies: rounded(scores.entropies),
    logProbs: rounded(scores.logProbs),
    ...(verdict.roles && { roles: Array.from(verdict.roles) }),
    reward: verdict.reward,
    outcome: verdict.outcome,
    top: Array.from({ length: response.length }, (_, t) =>
      likeliest(scores.distribution!.subarray(t * vocabSize, (t + 1) * vocabSize)),
    ),
    statistics: {
      maxProbability: rounded(scores.maxProbability!),
      collisionMass: rounded(scores.collisionMass!),
      collisionLog: rounded(scores.collisionLog!),
    },
  };
}

/** Text of every token that occurs or might have. */
export function textsOf(
  responses: readonly ExploredResponse[],
  tokenizer: Tokenizer,
): Record<number, string> {
  const ids = new Set(
    responses.flatMap(({ tokens, top }) => [
      ...tokens,
      ...top!.flatMap((pairs) => pairs.filter((_, i) => i % 2 === 0)),
    ]),
  );
  return Object.fromEntries(Array.from(ids, (id) => [id, tokenizer.displayToken(id).replaceAll("␣", " ")]));
}

/** id, probability, id, probability, ..., the likeliest first. */
function likeliest(distribution: Float32Array): number[] {
  return Array.from(distribution, (probability, id) => ({ id, probability }))
    .filter(({ probability }) => probability >= SHOWN.probability)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, SHOWN.tokens)
    .flatMap(({ id, probability }) => [id, short(probability)]);
}

/** Four significant digits are more than a picture shows. */
function short(value: number): number {
  return Number(value.toPrecision(4));
}
