import { countdownTask } from "../countdown/index.js";
import { inBatches } from "../files/index.js";
import type { LanguageModel, Tokenizer } from "../models/index.js";
import { type SampleOptions, sampleResponses, taskResponses } from "../rollout/index.js";
import type { Task } from "../task/index.js";
import { ofResponse } from "../tokens/index.js";
import type { Prompt } from "./prompt.js";

/** One sampled response with the measures of its tokens. */
export interface MeasuredResponse {
  /** Place in the stream of the prompts that one line of the file stands for. */
  problem: number;
  /** Known for problems with a known answer. */
  asked?: Prompt["asked"];
  tokens: Int32Array;
  /** nats, at the decoding temperature */
  entropies: Float32Array;
  /** nats */
  logProbs: Float32Array;
  /** The role of each token of a response to a problem, an index into the task's `roles`, where it knows them. */
  roles?: Uint8Array;
}

/** Lines whose prompts are decoded together. */
const LINES_AT_ONCE = 64;

/**
 * Samples responses to a stream of prompts, line by line; memory does not grow with their number.
 *
 *     for await (const { entropies } of sampledResponses(model, lines, { maxNewTokens: 95, rng, eosId: 1 })) ...
 *
 * @param options task: of the prompts that are problems; default Countdown
 */
export async function* sampledResponses(
  model: LanguageModel,
  lines: AsyncIterable<readonly Prompt[]> | Iterable<readonly Prompt[]>,
  { task = countdownTask(), tokenizer, ...options }: SampleOptions & { task?: Task; tokenizer?: Tokenizer },
): AsyncGenerator<MeasuredResponse> {
  let before = 0;
  for await (const group of inBatches(lines, LINES_AT_ONCE)) {
    const prompts = group.flatMap((line, place) => line.map((prompt) => ({ ...prompt, place })));
    const { columns } = sampleResponses(
      model,
      prompts.map(({ tokens }) => tokens),
      options,
    );
    for (const [r, response] of taskResponses(columns, task, tokenizer).entries()) {
      const { problem, asked, place } = prompts[columns.prompts[r]];
      yield {
        problem: before + place,
        asked,
        tokens: response.tokens,
        entropies: ofResponse(columns, columns.entropies, r),
        logProbs: ofResponse(columns, columns.logProbs, r),
        roles: problem === undefined ? undefined : task.verify(problem, response).roles,
      };
    }
    before += group.length;
  }
}
