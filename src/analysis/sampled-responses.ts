import { type CountdownRules, STANDARD_RULES, verify } from "../countdown/index.js";
import { inBatches } from "../files/index.js";
import type { LanguageModel } from "../models/index.js";
import { type SampleOptions, sampleResponses } from "../rollout/index.js";
import { ofResponse, responseCount } from "../tokens/index.js";
import type { Prompt } from "./prompt.js";

/** One sampled response with the measures of its tokens. */
export interface MeasuredResponse {
  /** Place of its prompt in the stream. */
  problem: number;
  tokens: Int32Array;
  /** nats, at the decoding temperature */
  entropies: Float32Array;
  /** nats */
  logProbs: Float32Array;
  /** A `ROLE` for each token of a response to a Countdown problem. */
  roles?: Uint8Array;
}

/** Prompts that are decoded together. */
const PROMPTS_AT_ONCE = 64;

/** Samples responses to a stream of prompts; memory does not grow with their number. */
export async function* sampledResponses(
  model: LanguageModel,
  prompts: AsyncIterable<Prompt> | Iterable<Prompt>,
  { rules = STANDARD_RULES, ...options }: SampleOptions & { rules?: CountdownRules },
): AsyncGenerator<MeasuredResponse> {
  let before = 0;
  for await (const group of inBatches(prompts, PROMPTS_AT_ONCE)) {
    const { columns } = sampleResponses(
      model,
      group.map(({ tokens }) => tokens),
      options,
    );
    for (let r = 0; r < responseCount(columns); r++) {
      const tokens = ofResponse(columns, columns.tokens, r);
      const { problem } = group[columns.prompts[r]];
      yield {
        problem: before + columns.prompts[r],
        tokens,
        entropies: ofResponse(columns, columns.entropies, r),
        logProbs: ofResponse(columns, columns.logProbs, r),
        roles: problem && verify(problem, tokens, { rules }).roles,
      };
    }
    before += group.length;
  }
}
