import path from "node:path";
import {
  type Prompt,
  type PromptLimits,
  parsePrompts,
  parseScoredText,
  problemPrompt,
  type RoundingShift,
  roundingShift,
  type SummaryBuilder,
  sampledResponses,
  summaryBuilder,
} from "../analysis/index.js";
import { countdownTask, speaksCountdown } from "../countdown/index.js";
import { inBatches, lockFolder, writeLines } from "../files/index.js";
import { selectBackend } from "../kernels/index.js";
import {
  ANSWER_FORMATS,
  type AnsweredProblem,
  type AnswerFormat,
  type FormatCompliance,
  formatCompliance,
} from "../math/index.js";
import {
  type CACHE_TYPES,
  type Dtype,
  type InferenceModel,
  loadChatTemplate,
  loadTokenizer,
  type OpenModelOptions,
  openModel,
  readModelConfig,
} from "../models/index.js";
import { seededRng } from "../random/index.js";
import { type SampleOptions, scoreSequences, twoTemperatures } from "../rollout/index.js";
import type { Task } from "../task/index.js";
import { loadParts } from "../training/index.js";
import { inputLines } from "./input-lines.js";
import { reportMeasurement } from "./measure-report.js";
import { measuringInto } from "./measurement-folder.js";
import { countingResponses, type ShowResponses } from "./response-progress.js";

export interface ModelFlags {
  prompts?: string;
  score?: string;
  /** A module whose default export is a task. */
  task?: string;
  chat?: boolean;
  think?: boolean;
  formats: AnswerFormat["name"][];
  temperature: number;
  forkTemperature?: number;
  forkThreshold?: number;
  samples: number;
  limit?: number;
  /** Default: the longest response that can be right. */
  maxNewTokens?: number;
  seed: number;
  out?: string;
  skipBad?: boolean;
  json?: boolean;
  dtype: Dtype;
  keysAndValues: (typeof CACHE_TYPES)[number];
  batchRows?: number;
  threads?: number;
}

/** Tokens of a text are scored together with those of others, this many texts at a time. */
const TEXTS_AT_ONCE = 64;

/** Measures a model of this machine: `npm run measure -- MODEL --prompts FILE`, or `--score FILE`. */
export async function measureModel(model: string, flags: ModelFlags): Promise<void> {
  const { task = countdownTask() } = await loadParts({ task: flags.task });
  const { maxNewTokens = task.maxResponseTokens } = flags;
  const temperature = temperatureOf(flags);
  console.error((await selectBackend()).line);
  const tokenizer = loadTokenizer(model);
  const limits = {
    task,
    tokenizer,
    longest: readModelConfig(model).maxPositions,
    template: loadChatTemplate(model),
    think: flags.think,
    asUser: flags.chat,
  };
  const name = path.basename(path.resolve(model)).replace(/\.gguf$/, "");
  const out = flags.out ?? path.join("data/measurements", name);
  const summary = summaryBuilder(tokenizer, { roleNames: task.roles ?? [] });
  let bad = 0;
  const onBad = flags.skipBad
    ? (report: string): void => {
        bad++;
        console.error(`skipped: ${report}`);
      }
    : undefined;
  const longest =
    flags.score !== undefined
      ? await longestText(flags.score, limits, flags)
      : (await longestPrompt(limits, flags)) + maxNewTokens;
  const { dtype, keysAndValues, batchRows: rows, threads } = flags;
  const shiftLine = (rounded: OpenModelOptions): string => {
    const [what] = Object.values(rounded);
    return `${what}: ${shiftOf(roundingShift(model, tokenizer, rounded, { threads }))}`;
  };
  if (dtype === "int8")
    console.error(
      `${shiftLine({ dtype })}, against the weights as stored: what eight bits with a scale for 64 weights lose`,
    );
  if (keysAndValues === "float16")
    console.error(`${shiftLine({ keysAndValues })}, against keys and values in float32`);
  const opened = openModel(model, { dtype, keysAndValues, rows, threads, maxLength: longest });
  console.error(memoryLine(opened));
  await measuringInto(out, async () => {
    const unlock = lockFolder(out);
    try {
      let sampled: Sampled = { formats: [], responses: 0, empty: 0 };
      await countingResponses(async (show) => {
        const sink = { out, summary, onBad, show };
        if (flags.score !== undefined) await score(opened, limits, flags.score, flags, sink);
        else sampled = await sample(opened, limits, { ...flags, maxNewTokens, temperature }, sink);
      });
      const { formats, responses, empty } = sampled;
      if (empty > responses / 2) {
        const mayLackChat = flags.prompts && limits.template && !flags.chat;
        console.error(`most responses are empty${mayLackChat ? ": does the model want --chat?" : ""}`);
      }
      await reportMeasurement(out, summary, { skippedLines: bad, formats, json: flags.json });
    } finally {
      unlock();
      opened.dispose();
    }
  });
}

/** One temperature, or that of forks and that of the others. */
function temperatureOf({
  temperature,
  forkTemperature,
  forkThreshold,
}: ModelFlags): NonNullable<SampleOptions["temperature"]> {
  if (forkTemperature === undefined && forkThreshold === undefined) return temperature;
  if (forkTemperature === undefined || forkThreshold === undefined)
    throw new Error("--fork-temperature and --fork-threshold go together");
  return twoTemperatures({ threshold: forkThreshold, high: forkTemperature, low: temperature });
}

type OnBad = (report: string) => void;
const ignore: OnBad = () => undefined;

/** What the model takes, and the task whose problems it is given where no prompts are. */
type Limits = PromptLimits & { task: Task };

function promptsOf(
  limits: Limits,
  { prompts, formats, limit }: Pick<ModelFlags, "prompts" | "formats" | "limit">,
  onBad?: OnBad,
) {
  if (prompts === undefined)
    return heldOutProblems(limits)
      .slice(0, limit)
      .map((prompt) => [prompt]);
  return inputLines(prompts, (value) => parsePrompts(value, limits, formats), { limit, onBad });
}

function textsOf(limits: PromptLimits, file: string, { limit }: Pick<ModelFlags, "limit">, onBad?: OnBad) {
  return inputLines(file, (value) => parseScoredText(value, limits), { limit, onBad });
}

/**
 * Tokens of the longest prompt. A malformed line, unless it is to be skipped, and a file without a line throw here, before
 * the model is opened and anything is written.
 */
async function longestPrompt(limits: Limits, flags: ModelFlags): Promise<number> {
  let longest = 1;
  for await (const prompts of promptsOf(limits, flags, flags.skipBad ? ignore : undefined))
    for (const { tokens } of prompts) longest = Math.max(longest, tokens.length);
  return longest;
}

/** Tokens of the longest text, in the same way. */
async function longestText(file: string, limits: PromptLimits, flags: ModelFlags): Promise<number> {
  let longest = 1;
  const texts = textsOf(limits, file, flags, flags.skipBad ? ignore : undefined);
  for await (const { prompt, response } of texts)
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

function shiftOf({ tokens, mean, meanSize, largest }: RoundingShift): string {
  return (
    `over ${tokens} tokens entropies shift by ${mean.toFixed(4)} nats on average, by ${meanSize.toFixed(4)} in size, ` +
    `${largest.toFixed(4)} at most`
  );
}

interface Sink {
  out: string;
  summary: SummaryBuilder;
  onBad?: OnBad;
  show: ShowResponses;
}

interface Sampled {
  formats: FormatCompliance[];
  responses: number;
  /** Those that are an end token alone. */
  empty: number;
}

async function sample(
  model: InferenceModel,
  limits: Limits,
  flags: Omit<ModelFlags, "temperature"> & Required<Pick<SampleOptions, "temperature" | "maxNewTokens">>,
  { out, summary, onBad, show }: Sink,
): Promise<Sampled> {
  const { temperature, samples, maxNewTokens, seed } = flags;
  const { task, tokenizer } = limits;
  const prompts = promptsOf(limits, flags, onBad);
  const ends = [flags.task ? (task.eosId ?? tokenizer.endIds) : tokenizer.endIds].flat();
  const options = {
    samplesPerPrompt: samples,
    maxNewTokens,
    temperature,
    rng: seededRng(seed),
    eosId: ends,
    ...{ task, tokenizer },
  };
  const answers = new Map<AnswerFormat["name"], AnsweredProblem[]>();
  let [response, empty] = [0, 0];
  await writeLines(path.join(out, "tokens.jsonl"), async (write) => {
    for await (const { problem, tokens, entropies, logProbs, roles, asked } of sampledResponses(
      model,
      prompts,
      options,
    )) {
      summary.add({ problem, tokens, entropies, roles });
      if (asked) {
        const ended = tokenizer.endIds.includes(tokens[tokens.length - 1]);
        const text = tokenizer.decode(ended ? tokens.subarray(0, -1) : tokens);
        const own = answers.get(asked.format) ?? [];
        own.push({ problem, response: text, key: asked.key, cutOff: !ended });
        answers.set(asked.format, own);
      }
      for (let position = 0; position < tokens.length; position++) {
        const known = { response, position, id: tokens[position], token: tokenizer.token(tokens[position]) };
        const measured = { entropy: short(entropies[position]), logProb: short(logProbs[position]) };
        write(JSON.stringify({ ...known, ...measured, role: roles && task.roles?.[roles[position]] }));
      }
      if (tokens.length === 1 && ends.includes(tokens[0])) empty++;
      show(++response);
    }
  });
  const formats = [...answers].map(([format, own]) =>
    formatCompliance(own, ANSWER_FORMATS[format], { rng: seededRng(0) }),
  );
  return { formats, responses: response, empty };
}

async function score(
  model: InferenceModel,
  limits: PromptLimits,
  file: string,
  flags: ModelFlags,
  { out, summary, onBad, show }: Sink,
): Promise<void> {
  const { temperature } = flags;
  const texts = textsOf(limits, file, flags, onBad);
  await writeLines(path.join(out, "scores.jsonl"), async (write) => {
    let scored = 0;
    const place = samePrompts();
    for await (const sequences of inBatches(texts, TEXTS_AT_ONCE)) {
      const { entropies, logProbs } = scoreSequences(model, sequences, { temperature });
      for (const [i, { prompt, response }] of sequences.entries()) {
        summary.add({ problem: place(prompt), tokens: response, entropies: entropies[i] });
        const known = { tokens: Array.from(response, limits.tokenizer.token) };
        const measured = {
          entropies: Array.from(entropies[i], short),
          logProbs: Array.from(logProbs[i], short),
        };
        write(JSON.stringify({ ...known, ...measured }));
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

function heldOutProblems(limits: Limits): Prompt[] {
  const { task, tokenizer } = limits;
  if (task.name === countdownTask().name && !speaksCountdown(tokenizer))
    throw new Error("the model's vocabulary is not Countdown's, so it needs --prompts, --score or --task");
  const problems = task.problems("test");
  if (problems.length === 0)
    throw new Error(`the task "${task.name}" has no problem of the split "test"; wanted at least one`);
  return problems.map((problem) => problemPrompt(task, problem, limits));
}

/** Seven significant digits: what a 32-bit number holds. */
function short(value: number): number {
  return Number(value.toPrecision(7));
}
