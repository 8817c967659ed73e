import type { Policy, Tokenizer } from "../models/index.js";
import type { Rng } from "../random/index.js";
import { type Sequence, scoreTokens, sequencesOf, verifiedRollouts } from "../rollout/index.js";
import type { Task, Verdict } from "../task/index.js";
import { startsOf } from "../tokens/index.js";
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

/** Samples responses of a policy at temperature 1 and records them with the distributions of their tokens. */
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
  const { vocabSize } = policy.config;
  return {
    ...{ name, about, separator, forkRoles, vocabSize },
    texts: Array.from({ length: vocabSize }, (_, id) => tokenizer.token(id)),
    prompts: problems.map(promptText),
    roleNames: task.roles ?? [],
    responses: exploredResponses(
      policy,
      sequencesOf(rollouts).map((sequence, r) => ({
        ...sequence,
        ...{ group: rollouts.columns.prompts[r], verdict: rollouts.verdicts[r] },
      })),
    ),
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

/** Responses with all that the explorer shows of their tokens, at temperature 1. */
export function exploredResponses(policy: Policy, judged: readonly JudgedSequence[]): ExploredResponse[] {
  const { vocabSize } = policy.config;
  const scores = scoreTokens(policy, judged, { statistics: STATISTICS });
  const starts = startsOf(judged.map(({ response }) => response.length));
  return judged.map(({ group, response, verdict }, r) => {
    const [from, to] = [starts[r], starts[r + 1]];
    const part = (column: Float32Array): number[] => Array.from(column.subarray(from, to), short);
    return {
      prompt: group,
      tokens: Array.from(response),
      entropies: part(scores.entropies),
      logProbs: part(scores.logProbs),
      ...(verdict.roles && { roles: Array.from(verdict.roles) }),
      reward: verdict.reward,
      outcome: verdict.outcome,
      top: Array.from({ length: to - from }, (_, t) =>
        likeliest(scores.distribution!.subarray((from + t) * vocabSize, (from + t + 1) * vocabSize)),
      ),
      statistics: {
        maxProbability: part(scores.maxProbability!),
        collisionMass: part(scores.collisionMass!),
        collisionLog: part(scores.collisionLog!),
      },
    };
  });
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
