import { MAX_RESPONSE_TOKENS, problemsOf, promptTokens } from "../countdown/index.js";
import { ENVIRONMENT } from "../files/index.js";
import { ANSWER_FORMATS, type AnswerFormat, type MathProblem } from "../math/index.js";
import {
  displayToken,
  type LanguageModel,
  loadChatTemplate,
  loadTokenizer,
  type ModelAtHand,
  openServer,
  type Tokenizer,
} from "../models/index.js";
import { seededRng } from "../random/index.js";
import { type SampleOptions, sampleResponses } from "../rollout/index.js";
import { ofResponse, responseCount } from "../tokens/index.js";
import { servedColumns } from "./served/served-record.js";

/** A response as a reader is shown it. */
export interface WrittenResponse {
  /** Place of its problem in the list. */
  problem: number;
  /** The format that the answer was asked for in, and the key that it is judged by. */
  format?: AnswerFormat["name"];
  key?: string;
  text: string;
  /** Each token as `displayToken` shows it. */
  tokens: string[];
  /** nats; of a served model the least that they can be, since only the likeliest tokens are seen. */
  entropies: number[];
}

/** A question in each of the formats, as a model is asked. */
interface Ask {
  problem: number;
  format: AnswerFormat["name"];
  key: string;
  text: string;
}

export interface WriteOptions {
  formats: readonly AnswerFormat["name"][];
  maxNewTokens: number;
  temperature?: SampleOptions["temperature"];
  seed?: number;
  /** Called as tokens or, from a server, responses come. */
  onProgress?: SampleOptions["onProgress"];
}

const asksOf = (problems: readonly MathProblem[], formats: readonly AnswerFormat["name"][]): Ask[] =>
  problems.flatMap(({ question, answer }, problem) =>
    formats.map((format) => ({
      ...{ problem, format, key: answer },
      text: ANSWER_FORMATS[format].prompt(question),
    })),
  );

/** Samples one response to each prompt and lays it out for a reader. */
function written(
  languageModel: LanguageModel,
  tokenizer: Tokenizer,
  prompts: readonly ArrayLike<number>[],
  { seed = 0, ...options }: Pick<WriteOptions, "maxNewTokens" | "temperature" | "seed" | "onProgress">,
): Pick<WrittenResponse, "text" | "tokens" | "entropies">[] {
  const { endIds } = tokenizer;
  const { columns } = sampleResponses(languageModel, prompts, {
    ...options,
    rng: seededRng(seed),
    eosId: endIds,
  });
  return Array.from({ length: responseCount(columns) }, (_, r) => {
    const ids = ofResponse(columns, columns.tokens, r);
    const said = endIds.includes(ids[ids.length - 1]) ? ids.subarray(0, -1) : ids;
    return {
      text: tokenizer.decode(said),
      tokens: Array.from(ids, tokenizer.displayToken),
      entropies: Array.from(ofResponse(columns, columns.entropies, r)),
    };
  });
}

/**
 * One sampled response of a pre-trained model to each problem in each format, put as a user's message where the model has a
 * chat template.
 * @example writeResponses(model, "Qwen3-0.6B", problems, { formats: ["boxed"], maxNewTokens: 512 })
 */
export function writeResponses(
  languageModel: LanguageModel,
  model: string,
  problems: readonly MathProblem[],
  { formats, ...options }: WriteOptions,
): WrittenResponse[] {
  const tokenizer = loadTokenizer(model);
  const template = loadChatTemplate(model);
  const asks = asksOf(problems, formats);
  const prompts = asks.map(({ text }) =>
    template
      ? tokenizer.encode(template.render([{ role: "user", content: text }]))
      : tokenizer.encode(text, { specialTokens: true }),
  );
  return written(languageModel, tokenizer, prompts, options).map((response, i) => {
    const { problem, format, key } = asks[i];
    return { problem, format, key, ...response };
  });
}

/**
 * The same of a model that a server runs.
 * @example await writeServedResponses(served, problems, { formats: ["boxed"], maxNewTokens: 512 })
 */
export async function writeServedResponses(
  { endpoint, model }: Extract<ModelAtHand, { kind: "server" }>,
  problems: readonly MathProblem[],
  { formats, maxNewTokens, seed = 0, onProgress = () => {} }: Omit<WriteOptions, "temperature">,
): Promise<WrittenResponse[]> {
  const server = openServer({ endpoint, model, key: process.env[ENVIRONMENT.apiKey] || undefined });
  const responses: WrittenResponse[] = [];
  const asks = asksOf(problems, formats);
  let tokensWritten = 0;
  for (const { text, ...ask } of asks) {
    const messages = [{ role: "user", content: text }];
    const response = await server.sample({ messages }, { temperature: 1, maxNewTokens, top: 20, seed });
    const columns = servedColumns(response.tokens, undefined);
    const tokens = columns.tokens.map((token) => displayToken(token, "plain"));
    const entropies = columns.entropyLow.map((nats) => nats ?? 0);
    responses.push({ ...ask, text: response.text, tokens, entropies });
    tokensWritten += tokens.length;
    onProgress({ tokens: tokensWritten, complete: responses.length, count: asks.length });
  }
  return responses;
}

/**
 * What our own model writes to Countdown problems: one response to each of the first `count` that are held out.
 * @example writeCountdownResponses(openModel("data/models/M"), "M", 20)
 */
export function writeCountdownResponses(
  languageModel: LanguageModel,
  model: string,
  count: number,
): WrittenResponse[] {
  const prompts = problemsOf("test")
    .slice(0, count)
    .map(({ problem }) => promptTokens(problem));
  const options = { maxNewTokens: MAX_RESPONSE_TOKENS };
  return written(languageModel, loadTokenizer(model), prompts, options).map((response, problem) => ({
    problem,
    ...response,
  }));
}
