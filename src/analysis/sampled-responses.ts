import { type CountdownRules, STANDARD_RULES, verify } from "../countdown/index.js";
import { inBatches } from "../files/index.js";
import type { LanguageModel } from "../models/index.js";
import { type SampleOptions, sampleResponses } from "../rollout/index.js";
import { ofResponse, responseCount } from "../tokens/index.js";
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
  /** A `ROLE` for each token of a response to a Countdown problem. */
  roles?: Uint8Array;
}

/** Lines whose prompts are decoded together. */
const LINES_AT_ONCE = 64;

/** Samples responses to a stream of prompts, line by line; memory does not grow with their number. */
export async function* sampledResponses(
  model: LanguageModel,
  lines: AsyncIterable<readonly Prompt[]> | Iterable<readonly Prompt[]>,
  { rules = STANDARD_RULES, ...options }: SampleOptions & { rules?: CountdownRules },
): AsyncGenerator<MeasuredResponse> {
  let before = 0;
  for await (const group of inBatches(lines, LINES_AT_ONCE)) {
    const prompts = group.flatMap((line, place) => line.map((prompt) => ({ ...prompt, place })));
    const { columns } = sampleResponses(
      model,
      prompts.map(({ tokens }) => tokens),
      options,
    );
    for (let r = 0; r < responseCount(columns); r++) {
      const tokens = ofResponse(columns, columns.tokens, r);
      const { problem, asked, place } = prompts[columns.prompts[r]];
      yield {
        problem: before + place,
        asked,
        tokens,
        entropies: ofResponse(columns, columns.entropies, r),
        logProbs: ofResponse(columns, columns.logProbs, r),
        roles: problem && verify(problem, tokens, { rules }).roles,
      };
    }
    before += group.length;
  }
}
