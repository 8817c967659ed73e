import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from "openai";
import { z } from "zod";
import { checked, ENVIRONMENT } from "../../files/index.js";
import { visibleText } from "../../text/index.js";
import { httpAddress } from "../http-address.js";
import { type ServedToken, servedTokens } from "./served-tokens.js";

/** Where a served model is asked, and how patiently. */
export interface ServerOptions {
  /** Root of an OpenAI-compatible interface, such as http://localhost:8000/v1. */
  endpoint: string;
  /** The model's name there. */
  model: string;
  /** Sent as bearer token; never part of an output or an error. */
  key?: string;
  /** Tries after a failed one (429, 5xx, no connection, a cut answer); default 5. */
  retries?: number;
  /** Seconds without a sign of life after which a request is given up; default 120. */
  timeout?: number;
  /** Wait before the first new try, doubled with each, where the server names none; seconds, default 0.5. */
  firstWait?: number;
  /** Told that a request has failed and is tried again: the first of those that fail one after the other. */
  onRetry?: (line: string) => void;
}

/** A text to be continued, or a conversation to be answered. */
export type ServedPrompt = { prompt: string } | { messages: readonly { role: string; content: string }[] };

export interface SamplingOptions {
  temperature: number;
  maxNewTokens: number;
  /** How many of the likeliest tokens are asked for at each position. */
  top: number;
  seed?: number;
  /** Further fields of the request, such as top_k. */
  extra?: Readonly<Record<string, unknown>>;
}

export interface ServedResponse {
  text: string;
  tokens: ServedToken[];
  /** "stop" or "length". */
  finish: string;
  /** What the server calls its configuration (`system_fingerprint`), where it does. */
  system?: string;
}

/** An OpenAI-compatible server. */
export interface Server {
  readonly endpoint: string;
  readonly model: string;
  /** Samples one response. Throws where the server refuses, stays silent, or gives no log-probabilities. */
  sample(prompt: ServedPrompt, options: SamplingOptions): Promise<ServedResponse>;
  /** The tokens of a text with what the server shows for each, by `echo`; one more token is written and dropped. */
  echo(
    text: string,
    options: { top: number; extra?: Readonly<Record<string, unknown>> },
  ): Promise<ServedToken[]>;
  /** The vocabulary's size, where the server tells it. Throws where nothing answers. */
  vocabSize(): Promise<number | undefined>;
}

/** Why a server gave no answer. */
export class ServerError extends Error {
  constructor(
    message: string,
    /** The status of its refusal, where there was one. */
    readonly status?: number,
    /** No connection came about. */
    readonly isUnreachable = false,
  ) {
    super(message);
  }
}

/** Thrown where an answer ends too early, which another try may mend. */
class CutAnswer extends Error {}

/** What an error calls an answer of another form than wanted. */
const ANSWER = "its answer";

const choiceSchema = z.object({
  text: z.string().nullish(),
  delta: z
    .object({
      content: z.string().nullish(),
      reasoning_content: z.string().nullish(),
      reasoning: z.string().nullish(),
    })
    .nullish(),
  logprobs: z.unknown().optional(),
  finish_reason: z.string().nullish(),
});
const partSchema = z.object({ choices: z.array(choiceSchema), system_fingerprint: z.string().nullish() });
const modelsSchema = z.object({
  data: z.array(z.object({ id: z.string(), meta: z.object({ n_vocab: z.int().nullish() }).nullish() })),
});

/**
 * Opens an OpenAI-compatible server (vLLM, SGLang, llama.cpp, Ollama, ...). Nothing is sent yet.
 *
 * @throws on an address that is no http(s) URL or that holds a password or a query
 * @example openServer({ endpoint: "http://localhost:8000/v1", model: "my-model" })
 */
export function openServer(options: ServerOptions): Server {
  const { endpoint, model, key, retries = 5, timeout = 120, firstWait = 0.5, onRetry } = options;
  const client = new OpenAI({
    baseURL: httpAddress(endpoint, {
      what: "an endpoint",
      example: "http://localhost:8000/v1",
      keyVariable: ENVIRONMENT.apiKey,
    }),
    apiKey: key ?? "none",
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: timeout * 1000,
    logLevel: "off",
  });

  let isFailing = false;

  /** Runs a request, again where another try may mend it, which a field that is refused does not. No error says the key. */
  async function asked<T>(
    request: (signal: AbortSignal, alive: () => void) => Promise<T>,
    fields: readonly string[] = [],
  ): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      const silence = new AbortController();
      let timer: NodeJS.Timeout | undefined;
      const alive = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => silence.abort(), timeout * 1000);
      };
      try {
        const answer = await request(silence.signal, alive);
        isFailing = false;
        return answer;
      } catch (error) {
        const reason = silence.signal.aborted ? new CutAnswer(`no sign of life for ${timeout} s`) : error;
        const failure = readable(reason, options);
        const isRefused =
          failure.status !== undefined && fields.some((name) => failure.message.includes(name));
        if (attempt >= retries || isRefused || !mayBeMended(reason)) throw failure;
        if (!isFailing) onRetry?.(`${failure.message}; trying again, up to ${retries} times`);
        isFailing = true;
        const wait = namedWait(reason) ?? Math.min(firstWait * 2 ** attempt, LONGEST_WAIT);
        await new Promise((resolve) => setTimeout(resolve, wait * 1000));
      } finally {
        clearTimeout(timer);
      }
    }
  }

  return {
    endpoint,
    model,
    sample: (prompt, sampling) =>
      asked(
        async (signal, alive) => {
          const body = { model, stream: true, ...requestBody(prompt, sampling) };
          const parts = (await client.post("prompt" in prompt ? "/completions" : "/chat/completions", {
            body,
            stream: true,
            signal,
          })) as AsyncIterable<unknown>;
          return assembled(parts, sampling.top, alive);
        },
        Object.keys(sampling.extra ?? {}),
      ),
    echo: (text, { top, extra }) =>
      asked(async (signal) => {
        const body = {
          model,
          prompt: text,
          echo: true,
          max_tokens: 1,
          temperature: 0,
          logprobs: top,
          ...extra,
        };
        const { choices } = checked(await client.post("/completions", { body, signal }), partSchema, ANSWER);
        return tokensOf(text, servedTokens(choices[0]?.logprobs, top));
      }),
    async vocabSize() {
      const answer = await asked((signal) => client.get("/models", { signal })).catch((error) => {
        if (error instanceof ServerError && error.isUnreachable) throw error;
      });
      const models = modelsSchema.safeParse(answer);
      if (!models.success) return undefined;
      return models.data.data.find(({ id }) => id === model)?.meta?.n_vocab ?? undefined;
    },
  };
}

function requestBody(
  prompt: ServedPrompt,
  { temperature, maxNewTokens, top, seed, extra }: SamplingOptions,
): object {
  const sampling = { temperature, top_p: 1, max_tokens: maxNewTokens, seed };
  return "prompt" in prompt
    ? { ...prompt, ...sampling, logprobs: top, ...extra }
    : { ...prompt, ...sampling, logprobs: true, top_logprobs: top, ...extra };
}

/** Puts the parts of a stream together. */
async function assembled(
  parts: AsyncIterable<unknown>,
  top: number,
  alive: () => void,
): Promise<ServedResponse> {
  const [written, thought]: [string[], string[]] = [[], []];
  const tokens: ServedToken[] = [];
  let [finish, system]: (string | undefined)[] = [];
  alive();
  for await (const part of parts) {
    alive();
    const { choices, system_fingerprint } = checked(part, partSchema, ANSWER);
    system = system_fingerprint ?? system;
    const [choice] = choices;
    if (!choice) continue;
    written.push(choice.text ?? choice.delta?.content ?? "");
    thought.push(choice.delta?.reasoning_content ?? choice.delta?.reasoning ?? "");
    tokens.push(...servedTokens(choice.logprobs, top));
    finish = choice.finish_reason ?? finish;
  }
  if (finish === undefined) throw new CutAnswer(`the answer breaks off after ${tokens.length} tokens`);
  const text = written.join("");
  if (tokens.length === 0 && text !== "")
    throw new Error(`the server gives no log-probabilities; wanted the ${top} likeliest of each token`);
  const thoughts = thought.join("");
  return { text: thoughts ? `<think>${thoughts}</think>${text}` : text, tokens, finish, system };
}

/** The tokens that make up the text, without those written after it. */
function tokensOf(text: string, tokens: readonly ServedToken[]): ServedToken[] {
  const taken: ServedToken[] = [];
  for (
    let length = 0;
    length < text.length && taken.length < tokens.length;
    length += taken.at(-1)!.text.length
  )
    taken.push(tokens[taken.length]);
  const echoed = taken.map((token) => token.text).join("");
  if (echoed === text) return taken;
  throw new Error(
    `the server does not echo a text with log-probabilities of its tokens (or they are no whole characters); wanted "${text.slice(0, 40)}", received "${echoed.slice(0, 40)}"`,
  );
}

/** Seconds. */
const LONGEST_WAIT = 8;

/** Statuses of a server that is busy or failing. */
const isBusy = (status: number): boolean => [408, 409, 429].includes(status) || status >= 500;

function mayBeMended(error: unknown): boolean {
  if (error instanceof APIUserAbortError) return false;
  if (error instanceof APIError) return error.status === undefined || isBusy(error.status);
  return error instanceof CutAnswer || error instanceof SyntaxError || error instanceof TypeError;
}

/** Seconds after which the server wants to be asked again, where it names them. */
function namedWait(error: unknown): number | undefined {
  const headers = error instanceof APIError ? error.headers : undefined;
  const milliseconds = Number.parseFloat(headers?.get("retry-after-ms") ?? "");
  if (milliseconds >= 0) return milliseconds / 1000;
  const after = headers?.get("retry-after");
  const seconds = Number.isNaN(Number(after)) ? (Date.parse(after!) - Date.now()) / 1000 : Number(after);
  return after && seconds >= 0 ? seconds : undefined;
}

function readable(error: unknown, { endpoint, model, key }: ServerOptions): ServerError {
  const status = error instanceof APIError ? error.status : undefined;
  const isUnreachable = error instanceof APIConnectionError && !(error instanceof APIConnectionTimeoutError);
  const said = isUnreachable ? `no connection (${rootCause(error)})` : messageOf(error);
  const hint =
    status === 401 || status === 403 ? `; a key is taken from the environment, as ${ENVIRONMENT.apiKey}` : "";
  const shown = visibleText(key ? said.replaceAll(key, "[key]") : said, { limit: 400 });
  const withStatus = status === undefined ? "" : ` (status ${status})`;
  return new ServerError(`${model} at ${endpoint}${withStatus}: ${shown}${hint}`, status, isUnreachable);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What lies behind "Connection error.", such as "connect ECONNREFUSED 127.0.0.1:8000". */
function rootCause(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0]);
  return error instanceof Error && error.cause ? rootCause(error.cause) : messageOf(error);
}
