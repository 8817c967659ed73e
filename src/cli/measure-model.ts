import path from "node:path";
import {
  int8Shift,
  type Prompt,
  type PromptLimits,
  parsePrompt,
  parseScoredText,
  problemPrompt,
  type SummaryBuilder,
  sampledResponses,
  summaryBuilder,
} from "../analysis/index.js";
import { problemsOf, ROLE_NAMES, VOCABULARY } from "../countdown/index.js";
import { entropyDistributionFigure, saveFigure, tokenCloudFigure } from "../figures/index.js";
import { inBatches, lockFolder, readJsonLines, replaceFile, writeLines } from "../files/index.js";
import { selectBackend } from "../kernels/index.js";
import {
  type Dtype,
  type InferenceModel,
  loadChatTemplate,
  loadTokenizer,
  openModel,
  readModelConfig,
  type Tokenizer,
} from "../models/index.js";
import { paperQuantity } from "../paper/index.js";
import { seededRng } from "../random/index.js";
import { scoreSequences } from "../rollout/index.js";
import { measureCommand, measuringInto } from "./measurement-folder.js";
import { countingResponses, type ShowResponses } from "./response-progress.js";

export interface ModelFlags {
  prompts?: string;
  score?: string;
  chat?: boolean;
  think?: boolean;
  temperature: number;
  samples: number;
  limit?: number;
  maxNewTokens: number;
  seed: number;
  out?: string;
  skipBad?: boolean;
  dtype: Dtype;
  batchRows?: number;
  threads?: number;
}

/** Tokens of a text are scored together with those of others, this many texts at a time. */
const TEXTS_AT_ONCE = 64;

/** The paper's word clouds leave out tokens seen no more often. */
const CLOUD_MINIMUM = 100;

/** Measures a model of this machine: `npm run measure -- MODEL --prompts FILE`, or `--score FILE`. */
export async function measureModel(model: string, flags: ModelFlags): Promise<void> {
  if (flags.prompts && flags.score) throw new Error("give --prompts or --score, not both");
  console.error((await selectBackend()).line);
  const tokenizer = loadTokenizer(model);
  const limits = {
    tokenizer,
    longest: readModelConfig(model).maxPositions,
    template: loadChatTemplate(model),
    think: flags.think,
    asUser: flags.chat,
  };
  const name = path.basename(path.resolve(model)).replace(/\.gguf$/, "");
  const out = flags.out ?? path.join("data/measurements", name);
  const summary = summaryBuilder(tokenizer);
  let bad = 0;
  const onBad = flags.skipBad
    ? (report: string): void => {
        bad++;
        console.error(`skipped: ${report}`);
      }
    : undefined;
  const longest = flags.score
    ? await longestText(flags.score, limits, flags)
    : (await longestPrompt(limits, flags)) + flags.maxNewTokens;
  const { dtype, batchRows: rows, threads } = flags;
  if (dtype === "int8") console.error(int8ShiftLine(model, tokenizer, { threads }));
  const opened = openModel(model, { dtype, rows, threads, maxLength: longest });
  console.error(memoryLine(opened));
  await measuringInto(out, async () => {
    const unlock = lockFolder(out);
    try {
      await countingResponses((show) => {
        const sink = { out, summary, onBad, show };
        return flags.score
          ? score(opened, limits, flags.score, flags, sink)
          : sample(opened, limits, flags, sink);
      });
      await report(out, summary, bad);
    } finally {
      unlock();
      opened.dispose();
    }
  });
}

type OnBad = (report: string) => void;
const ignore: OnBad = () => undefined;

function promptsOf(limits: PromptLimits, { prompts }: ModelFlags, onBad?: OnBad) {
  if (!prompts) return heldOutProblems(limits.tokenizer);
  return readJsonLines(prompts, (value) => parsePrompt(value, limits), { onBad });
}

/** Tokens of the longest prompt. A malformed line throws here, before anything is written, unless it is to be skipped. */
async function longestPrompt(limits: PromptLimits, flags: ModelFlags): Promise<number> {
  let longest = 1;
  const prompts = promptsOf(limits, flags, flags.skipBad ? ignore : undefined);
  for await (const { tokens } of first(prompts, flags.limit)) longest = Math.max(longest, tokens.length);
  return longest;
}

/** Tokens of the longest text, in the same way. */
async function longestText(file: string, limits: PromptLimits, flags: ModelFlags): Promise<number> {
  let longest = 1;
  const texts = readJsonLines(file, (value) => parseScoredText(value, limits), {
    onBad: flags.skipBad ? ignore : undefined,
  });
  for await (const { prompt, response } of first(texts, flags.limit))
    longest = Math.max(longest, prompt.length + response.length);
  return longest;
}

function memoryLine({ rows, maxLength, threads, bytes }: InferenceModel): string {
  const mib = (n: number): string => `${(n / 2 ** 20).toFixed(0)} MiB`;
  return (
    `model: weights ${mib(bytes.weights)}, keys and values up to ${mib(bytes.keysAndValues)} ` +
    `(${rows} rows of ${maxLength} tokens), buffers ${mib(bytes.buffers)}, ${threads} thread${threads > 1 ? "s" : ""}`
  );
}

function int8ShiftLine(model: string, tokenizer: Tokenizer, options: { threads?: number }): string {
  const { tokens, mean, largest } = int8Shift(model, tokenizer, options);
  return (
    `int8: over ${tokens} tokens entropies shift by ${mean.toFixed(4)} nats on average, ${largest.toFixed(4)} at most, ` +
    "against the weights as stored"
  );
}

interface Sink {
  out: string;
  summary: SummaryBuilder;
  onBad?: OnBad;
  show: ShowResponses;
}

async function sample(
  model: InferenceModel,
  limits: PromptLimits,
  flags: ModelFlags,
  { out, summary, onBad, show }: Sink,
): Promise<void> {
  const { temperature, samples, maxNewTokens, seed } = flags;
  const { tokenizer } = limits;
  const prompts = promptsOf(limits, flags, onBad);
  const options = {
    samplesPerPrompt: samples,
    maxNewTokens,
    temperature,
    rng: seededRng(seed),
    eosId: tokenizer.endIds,
  };
  await writeLines(path.join(out, "tokens.jsonl"), async (write) => {
    let response = 0;
    for await (const { problem, tokens, entropies, logProbs, roles } of sampledResponses(
      model,
      first(prompts, flags.limit),
      options,
    )) {
      summary.add({ problem, tokens, entropies, roles });
      for (let position = 0; position < tokens.length; position++) {
        const known = { response, position, id: tokens[position], token: tokenizer.token(tokens[position]) };
        const measured = { entropy: short(entropies[position]), logProb: short(logProbs[position]) };
        write(JSON.stringify({ ...known, ...measured, role: roles && ROLE_NAMES[roles[position]] }));
      }
      show(++response);
    }
  });
}

async function score(
  model: InferenceModel,
  limits: PromptLimits,
  file: string,
  { temperature, limit }: ModelFlags,
  { out, summary, onBad, show }: Sink,
): Promise<void> {
  const texts = first(
    readJsonLines(file, (value) => parseScoredText(value, limits), { onBad }),
    limit,
  );
  await writeLines(path.join(out, "scores.jsonl"), async (write) => {
    let scored = 0;
    const place = samePrompts();
    for await (const sequences of inBatches(texts, TEXTS_AT_ONCE)) {
      const { entropies, logProbs } = scoreSequences(model, sequences, { temperature });
      for (const [i, { prompt, response }] of sequences.entries()) {
        summary.add({ problem: place(prompt), tokens: response, entropies: entropies[i] });
        const line = { entropies: Array.from(entropies[i], short), logProbs: Array.from(logProbs[i], short) };
        write(JSON.stringify(line));
        show(++scored);
      }
    }
  });
}

/** Numbers the problems: texts that follow each other with the same prompt are answers to one. */
function samePrompts(): (prompt: ArrayLike<number>) => number {
  let problem = -1;
  let last: string | undefined;
  return (prompt) => {
    const key = Array.from(prompt).join();
    if (prompt.length === 1 || key !== last) problem++; // a text without a prompt has its first token for one
    last = key;
    return problem;
  };
}

async function report(out: string, summary: SummaryBuilder, skipped: number): Promise<void> {
  const distribution = summary.distribution();
  if (distribution.tokens() === 0) throw new Error("there was no token to measure");
  const record = { command: measureCommand(), skippedLines: skipped, ...summary.summary() };
  replaceFile(path.join(out, "summary.json"), `${JSON.stringify(record, null, 2)}\n`);
  const { value } = paperQuantity("figure-2a", "80th percentile");
  const named = { name: "this model", distribution };
  await saveFigure(entropyDistributionFigure([named], { paperPercentile80: value }), "entropy-distribution", {
    folder: out,
  });
  const means = summary.tokenMeans(CLOUD_MINIMUM);
  if (means.length > 0) {
    const title = (which: string): string => `Tokens of ${which} mean entropy`;
    await saveFigure(tokenCloudFigure(means.slice(0, 40), { title: title("highest") }), "highest-tokens", {
      folder: out,
    });
    await saveFigure(
      tokenCloudFigure(means.slice(-40).reverse(), { title: title("lowest") }),
      "lowest-tokens",
      { folder: out },
    );
  }
  const { responses, problems, tokens, meanEntropy, shareBelow001, percentile80 } = summary.summary();
  if (problems === 1)
    console.error(
      "intervals are over problems, and there is one only: give more prompts to learn how sure the numbers are",
    );
  console.log(`${tokens} tokens of ${responses} responses, written to ${out}`);
  for (const [name, { estimate, low, high }] of Object.entries({ meanEntropy, shareBelow001, percentile80 }))
    console.log(`${name.padEnd(14)} ${estimate.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`);
}

function heldOutProblems(tokenizer: Tokenizer): Prompt[] {
  const isCountdown =
    tokenizer.vocabSize === VOCABULARY.length && VOCABULARY.every((word, id) => tokenizer.token(id) === word);
  if (!isCountdown)
    throw new Error("the model's vocabulary is not Countdown's, so it needs --prompts or --score");
  return problemsOf("test").map(({ problem }) => problemPrompt(problem));
}

async function* first<T>(
  items: AsyncIterable<T> | Iterable<T>,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<T> {
  let taken = 0;
  for await (const item of items) {
    yield item;
    if (++taken >= limit) return;
  }
}

/** Seven significant digits: what a 32-bit number holds. */
function short(value: number): number {
  return Number(value.toPrecision(7));
}
