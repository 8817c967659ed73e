import path from "node:path";
import {
  type BoundedMeasure,
  collectResponses,
  type EchoText,
  parseEchoText,
  parseServedLine,
  type ServedColumns,
  type ServedLine,
  type ServedSummary,
  scoreByEcho,
  servedSummary,
} from "../analysis/index.js";
import { entropyDistributionFigure, saveFigure } from "../figures/index.js";
import { digestFiles, ENVIRONMENT, replaceFile } from "../files/index.js";
import type { AnswerFormat } from "../math/index.js";
import {
  openServer,
  probeEcho,
  type Server,
  shownTemperature,
  untruncatedSampling,
} from "../models/index.js";
import { paperQuantity } from "../paper/index.js";
import type { Interval } from "../statistics/index.js";
import { printResult } from "./command.js";
import { complianceLine } from "./compliance-line.js";
import { inputLines } from "./input-lines.js";
import { measureCommand, measuringInto } from "./measurement-folder.js";
import { refuseFields } from "./request-fields.js";
import { countingResponses } from "./response-progress.js";
import { CLOUD_MINIMUM, saveTokenClouds } from "./token-clouds.js";

export interface EndpointFlags {
  endpoint: string;
  model?: string;
  prompts?: string;
  score?: string;
  chat?: boolean;
  formats: AnswerFormat["name"][];
  top: number;
  vocabSize?: number;
  temperature: number;
  samples: number;
  limit?: number;
  maxNewTokens: number;
  seed: number;
  concurrency: number;
  retries: number;
  timeout: number;
  set: Record<string, unknown>;
  out?: string;
  skipBad?: boolean;
  json?: boolean;
}

/** Where the server's key is taken from. */
export const KEY_VARIABLE = ENVIRONMENT.apiKey;

/** Measures a model that a server runs: `npm run measure -- --endpoint URL --model NAME --prompts FILE`. */
export async function measureEndpoint(flags: EndpointFlags): Promise<void> {
  const { endpoint, model, prompts, score, limit, chat = false, formats, retries, timeout } = flags;
  refuseFields(flags.set);
  if (model === undefined) throw new Error("--endpoint wants the model's name there: --model NAME");
  const server = openServer({
    endpoint,
    model,
    key: process.env[KEY_VARIABLE] || undefined,
    retries,
    timeout,
    onRetry: (line) => console.error(line),
  });
  const out = flags.out ?? path.join("data/measurements", model.replace(/[^\w.-]+/g, "-"));
  const bad: string[] = [];
  const onBad = flags.skipBad
    ? (report: string): void => {
        bad.push(report);
        console.error(`skipped: ${report}`);
      }
    : undefined;
  const input = { limit, onBad };
  const parseAsks = (value: unknown): ServedLine[] => parseServedLine(value, { formats, chat });
  const asks = prompts === undefined ? [] : await all(inputLines(prompts, parseAsks, input));
  const texts = score === undefined ? [] : await all(inputLines(score, parseEchoText, input));
  const vocabSize = flags.vocabSize ?? (await server.vocabSize());
  const work = { flags, vocabSize, out, onBad };
  await measuringInto(out, async () => {
    const { facts, summary } =
      prompts !== undefined ? await collect(server, asks, work) : await scoreTexts(server, texts, work);
    const more = { endpoint, model, top: flags.top, vocabSize: vocabSize ?? null, skipped: bad.length };
    await report(summary, { ...facts, ...more }, { out, json: flags.json });
  });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of items) taken.push(item);
  return taken;
}

interface Work {
  flags: EndpointFlags;
  vocabSize?: number;
  out: string;
  onBad?: (report: string) => void;
}

interface Measured {
  facts: Record<string, unknown>;
  summary: ServedSummary;
}

async function collect(
  server: Server,
  lines: readonly ServedLine[][],
  { flags, vocabSize, out, onBad }: Work,
): Promise<Measured> {
  const { chat = false, top, temperature, maxNewTokens, seed, samples, concurrency, set } = flags;
  const { fields, doubt } = await untruncatedSampling(server, lines[0][0].ask, { top, extra: set });
  if (doubt !== undefined) console.error(doubt);
  const sampling = { temperature, maxNewTokens, top, seed, extra: fields };
  const entropyTemperature = await shownTemperature(server, lines[0][0].ask, sampling);
  const settings = {
    endpoint: server.endpoint,
    model: server.model,
    vocabSize: vocabSize ?? null,
    ...sampling,
    chat,
  };
  const records = await countingResponses((show) =>
    collectResponses(server, lines, {
      file: path.join(out, "responses.jsonl"),
      settings: { ...settings, prompts: digest(flags.prompts!) },
      ...{ samples, sampling, vocabSize, concurrency, onBad, show },
    }),
  );
  const facts = { temperature, entropyTemperature, fields, ...(doubt !== undefined && { doubt }) };
  return { facts, summary: servedSummary(records, { vocabSize }) };
}

/** Tells whether the prompts are still the same. */
function digest(file: string): string {
  return `sha256:${digestFiles([file]).slice(0, 16)}`;
}

async function scoreTexts(
  server: Server,
  texts: readonly EchoText[],
  { flags, vocabSize, out }: Work,
): Promise<Measured> {
  const { top, concurrency } = flags;
  const alignment = await probeEcho(server, { top });
  if (alignment !== "at the token")
    console.error(
      "this server echoes each distribution one place early: the shift is undone; tokens outside the likeliest have no log-probability",
    );
  const scored = await countingResponses((show) =>
    scoreByEcho(server, texts, { alignment, top, vocabSize, concurrency, show }),
  );
  replaceFile(
    path.join(out, "scores.jsonl"),
    scored.map((columns) => `${JSON.stringify(columns)}\n`).join(""),
  );
  return { facts: { echo: alignment }, summary: servedSummary(scored.map(asRecord), { vocabSize }) };
}

const asRecord = (columns: ServedColumns, prompt: number) => ({
  ...columns,
  ...{ prompt, sample: 0, text: columns.tokens.join(""), finish: "given" },
});

async function report(
  summary: ServedSummary,
  facts: Record<string, unknown>,
  { out, json }: { out: string; json?: boolean },
): Promise<void> {
  const { responses, problems, tokens, meanEntropy, shareBelow001, percentile80, formats, mostShown } =
    summary;
  const record = {
    command: measureCommand(),
    ...facts,
    responses,
    problems,
    tokens,
    meanEntropy,
    shareBelow001,
    percentile80,
    formats,
  };
  replaceFile(path.join(out, "summary.json"), `${JSON.stringify(record, null, 2)}\n`);
  await saveFigures(summary, out);
  if (mostShown < (facts.top as number))
    console.error(
      `the server shows at most ${mostShown} tokens where ${facts.top} were asked for; --top ${mostShown - 1} would give narrower bounds`,
    );
  const unbounded = "no upper bounds: the server does not tell the vocabulary's size; give --vocab-size";
  const text = [
    `${tokens} tokens of ${responses} responses to ${problems} prompts, written to ${out}`,
    ...Object.entries({ meanEntropy, shareBelow001, percentile80 }).map(
      ([name, measure]) => `${name.padEnd(14)} ${bounded(measure)}`,
    ),
    ...(facts.vocabSize === null ? [unbounded] : []),
    ...formats.map(complianceLine),
  ];
  printResult({ out, ...record }, text.join("\n"), json);
}

async function saveFigures(
  { distributions, highestTokens, lowestTokens }: ServedSummary,
  folder: string,
): Promise<void> {
  const { value } = paperQuantity("figure-2a", "80th percentile");
  const named = [
    { name: "lower bounds", distribution: distributions.low },
    ...(distributions.high ? [{ name: "upper bounds", distribution: distributions.high }] : []),
  ];
  await saveFigure(entropyDistributionFigure(named, { paperPercentile80: value }), "entropy-distribution", {
    folder,
  });
  await saveTokenClouds(folder, {
    "highest-tokens": { means: highestTokens(CLOUD_MINIMUM), title: "Tokens of highest mean lower bound" },
    "lowest-tokens": { means: lowestTokens(CLOUD_MINIMUM), title: "Tokens of lowest mean upper bound" },
  });
}

function bounded({ low, high }: BoundedMeasure): string {
  const shown = ({ estimate, low, high }: Interval): string =>
    `${estimate.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
  return [low && `at least ${shown(low)}`, high && `at most ${shown(high)}`].filter(Boolean).join(", ");
}
