import { z } from "zod";
import { readJson } from "../files/index.js";
import type { LanguageModel, Policy, Tokenizer } from "../models/index.js";
import { groupAdvantage } from "../policy-gradient/index.js";
import { seededRng } from "../random/index.js";
import { type VerifiedRollouts, verifiedRollouts } from "../rollout/index.js";
import { quantile } from "../statistics/index.js";
import type { Task } from "../task/index.js";
import { gradientShares } from "./gradient-shares.js";
import { entropyShift, learnedTokens, type ReadTwice, readTwice } from "./learned-tokens.js";

const number = z.number();
const numbers = z.array(number);
const learnedToken = z.object({
  ...{ text: z.string(), token: number, count: number, gained: number },
  ...{ surprise: number, entropy: number, position: number },
});
const bin = { fromPercent: number, toPercent: number };
const learnedSchema = z.object({
  responses: number,
  percentile80: number,
  risen: z.array(learnedToken),
  fallen: z.array(learnedToken),
  overlap: number,
  change: z.array(z.object({ ...bin, count: number, meanBefore: number, meanChange: number })),
  gained: numbers,
  gradient: z.array(z.object({ ...bin, tokens: number, length: number, share: number })).nullable(),
  response: z.object({ texts: z.array(z.string()), before: numbers, after: numbers, gained: numbers }),
});

/**
 * What a run has taught its base, from responses of the trained model that both have read. Beside what `learnedTokens` and
 * `entropyShift` say: responses, how many; percentile80, nats, of the base's entropies there; gradient, that of the base's own
 * responses (null where no group of them differs in reward, or it was not asked for); response, the best of them token by
 * token: entropies before and after, and what ln p gained, nats.
 */
export type WhatWasLearned = z.output<typeof learnedSchema>;

export interface WhatWasLearnedOptions<Problem> {
  task: Task<Problem>;
  /** Writes out the tokens; puts the problems of a task that speaks in text. */
  tokenizer: Tokenizer;
  /** Default 8. */
  samplesPerPrompt?: number;
  /** Default: the task's budget. */
  maxNewTokens?: number;
  /** Default 0. */
  seed?: number;
  /** The base as it writes and reads; default the base itself. Opened by `openModel`, it takes no room from the gradient. */
  reader?: LanguageModel;
  /** Whether the base's gradient is taken, which is most of the work; default true. */
  gradient?: boolean;
}

/**
 * Samples responses of a model after training and of its base, and holds the two against each other, token by token.
 *
 *     whatWasLearned(base, trained, task.problems("validation"), { task, tokenizer }).risen[0].text // "␣answer"
 *
 * @param base the gradient is taken in it
 * @param trained only read, so that `openModel` may have opened it
 * @throws as `verifiedRollouts` and `entropyShift` do
 */
export function whatWasLearned<Problem>(
  base: Policy,
  trained: LanguageModel,
  problems: readonly Problem[],
  {
    task,
    tokenizer,
    samplesPerPrompt = 8,
    maxNewTokens = task.maxResponseTokens,
    seed = 0,
    reader = base,
    gradient = true,
  }: WhatWasLearnedOptions<Problem>,
): WhatWasLearned {
  const writtenBy = (model: LanguageModel) =>
    verifiedRollouts(model, problems, {
      ...{ task, tokenizer, samplesPerPrompt, maxNewTokens, rng: seededRng(seed) },
    });
  const after = writtenBy(trained);
  const read = readTwice(reader, trained, after);
  const textOf = (token: number): string => tokenizer.displayToken(token);
  const named = (order: "risen" | "fallen") =>
    learnedTokens(read, { order }).map((one) => ({ text: textOf(one.token), ...one }));

  const { rewards } = after.columns;
  return {
    responses: rewards.length,
    percentile80: quantile(read.before.entropies, 0.8),
    risen: named("risen"),
    fallen: named("fallen"),
    ...entropyShift(read),
    gradient: gradient ? sharesOf(base, writtenBy(reader)) : null,
    response: readResponse(read, rewards.indexOf(Math.max(...rewards)), textOf),
  };
}

/** Of the gradient of responses whose groups differ in reward; null where none does. */
function sharesOf(base: Policy, own: VerifiedRollouts): WhatWasLearned["gradient"] {
  const ofResponses = groupAdvantage(own.columns.rewards, own.columns.prompts);
  const advantages = Float64Array.from(own.columns.responses, (response) => ofResponses[response]);
  return advantages.some((advantage) => advantage !== 0)
    ? gradientShares(base, { ...own, advantages })
    : null;
}

function readResponse(
  { columns, before, after }: ReadTwice,
  response: number,
  textOf: (token: number) => string,
): WhatWasLearned["response"] {
  const [from, to] = [columns.starts[response], columns.starts[response + 1]];
  const of = (values: Float32Array): number[] => Array.from(values.subarray(from, to));
  const [was, is] = [before, after].map(({ logProbs }) => of(logProbs));
  return {
    texts: Array.from(columns.tokens.subarray(from, to), textOf),
    before: of(before.entropies),
    after: of(after.entropies),
    gained: is.map((logProb, t) => logProb - was[t]),
  };
}

/**
 * Reads what `data/experiments/answer-format/what-was-learned.mjs` has written. Throws when it is missing or damaged, naming it.
 * @example readWhatWasLearned("learned.json").overlap
 */
export function readWhatWasLearned(file: string): WhatWasLearned {
  return readJson(file, learnedSchema);
}
