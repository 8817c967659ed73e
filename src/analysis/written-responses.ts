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
  untruncatedSampling,
} from "../models/index.js";
import { seededRng } from "../random/index.js";
import { type SampleOptions, sampleResponses } from "../rollout/index.js";
import { ofResponse, responseCount } from "../tokens/index.js";
import { inParallel } from "./served/in-parallel.js";
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
  /**
   * nats; of a served model the least that they can be, since only the likeliest tokens are seen, and null where the server
   * shows no distribution.
   */
  entropies: (number | null)[];
  /** Of a served model: the most that they can be, where the vocabulary's size is known; else null. */
  upper?: (number | null)[];
  /** Whether it reached the longest length before it ended. */
  cutOff: boolean;
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
  /** Tells a model whose chat template knows it to think first, or not to. */
  think?: boolean;
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
): Pick<WrittenResponse, "text" | "tokens" | "entropies" | "cutOff">[] {
  const { endIds } = tokenizer;
  const { columns, finished } = sampleResponses(languageModel, prompts, {
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
      cutOff: !finished[r],
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
  { formats, think, ...options }: WriteOptions,
): WrittenResponse[] {
  const tokenizer = loadTokenizer(model);
  const template = loadChatTemplate(model);
  const asks = asksOf(problems, formats);
  const prompts = asks.map(({ text }) =>
    template
      ? tokenizer.encode(template.render([{ role: "user", content: text }], { think }))
      : tokenizer.encode(text, { specialTokens: true }),
  );
  return written(languageModel, tokenizer, prompts, options).map((response, i) => {
    const { problem, format, key } = asks[i];
    return { problem, format, key, ...response };
  });
}

/** Likeliest tokens asked for at each place: the most that OpenAI's interface allows. */
const TOP = 20;
/** Requests at a time. */
const CONCURRENCY = 4;

export interface ServedWriteOptions extends Omit<WriteOptions, "temperature"> {
  /** Told what a reader should know: that a request is tried again, or that the server may cut the distribution. */
  onNote?: (line: string) => void;
}

/**
 * The same of a model that a server runs, drawn from the whole distribution where the server can be made to.
 * @example await writeServedResponses(served, problems, { formats: ["boxed"], maxNewTokens: 512 })
 */
export async function writeServedResponses(
  { endpoint, model }: Extract<ModelAtHand, { kind: "server" }>,
  problems: readonly MathProblem[],
  { formats, maxNewTokens, seed = 0, think, onProgress = () => {}, onNote }: ServedWriteOptions,
): Promise<WrittenResponse[]> {
  const key = process.env[ENVIRONMENT.apiKey] || undefined;
  const server = openServer({ endpoint, model, key, onRetry: onNote });
  const vocabSize = await server.vocabSize();
  const own = think === undefined ? {} : { chat_template_kwargs: { enable_thinking: think } };
  const asks = asksOf(problems, formats);
  const put = (text: string) => ({ messages: [{ role: "user", content: text }] });
  const { fields, doubt } = await untruncatedSampling(server, put(asks[0].text), { top: TOP, extra: own });
  if (doubt !== undefined) onNote?.(doubt);
  const sampling = { temperature: 1, maxNewTokens, top: TOP, seed, extra: fields };
  const responses: WrittenResponse[] = [];
  let [complete, tokensWritten] = [0, 0];
  await inParallel([...asks.entries()], CONCURRENCY, async ([place, { text, ...ask }]) => {
    const response = await server.sample(put(text), sampling);
    const columns = servedColumns(response.tokens, vocabSize);
    const tokens = columns.tokens.map((token) => displayToken(token, "plain"));
    responses[place] = {
      ...ask,
      ...{ text: response.text, tokens, entropies: columns.entropyLow, upper: columns.entropyHigh },
      cutOff: response.finish === "length",
    };
    complete += 1;
    tokensWritten += tokens.length;
    onProgress({ tokens: tokensWritten, complete, count: asks.length });
  });
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
