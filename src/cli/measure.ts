import path from "node:path";
import { InvalidArgumentError } from "commander";
import {
  type Prompt,
  parsePrompt,
  parseScoredText,
  problemPrompt,
  type SummaryBuilder,
  sampledResponses,
  summaryBuilder,
} from "../analysis/index.js";
import { MAX_RESPONSE_TOKENS, problemsOf, ROLE_NAMES, VOCABULARY } from "../countdown/index.js";
import { entropyDistributionFigure, saveFigure, tokenCloudFigure } from "../figures/index.js";
import { inBatches, readJsonLines, replaceFile, writeLines } from "../files/index.js";
import { selectBackend } from "../kernels/index.js";
import { ANSWER_FORMATS, type AnswerFormat } from "../math/index.js";
import { loadPolicy, loadTokenizer, type Policy, type Tokenizer } from "../models/index.js";
import { paperQuantity } from "../paper/index.js";
import { seededRng } from "../random/index.js";
import { scoreSequences } from "../rollout/index.js";
import { quote } from "../text/index.js";
import { command, integer, number, run, setting } from "./command.js";
import { type EndpointFlags, KEY_VARIABLE, measureEndpoint } from "./measure-endpoint.js";
import { countingResponses, type ShowResponses } from "./response-progress.js";

interface Flags {
  prompts?: string;
  score?: string;
  temperature: number;
  samples: number;
  limit?: number;
  maxNewTokens: number;
  seed: number;
  out?: string;
  skipBad?: boolean;
}

/** Tokens of a text are scored together with those of others, this many texts at a time. */
const TEXTS_AT_ONCE = 64;

/** The paper's word clouds leave out tokens seen no more often. */
const CLOUD_MINIMUM = 100;

/** Longest response of a served model, unless told otherwise. */
const SERVED_TOKENS = 512;

const FORMAT_NAMES = Object.keys(ANSWER_FORMATS).join(",");

const program = command(
  "measure",
  "Entropy and log-probability of every token that a model writes, or of given texts.",
)
  .argument("[model folder]", "a Hugging Face model folder; not with --endpoint")
  .option(
    "--prompts <file>",
    'JSON lines {"prompt": text}, {"tokens": [ids]} or {"numbers": [...], "target": n}; default: held-out Countdown problems',
  )
  .option("--score <file>", 'instead of sampling, score the texts of JSON lines {"tokens": [ids]}')
  .option("--temperature <T>", "of sampling and of the measured distributions", number, 1)
  .option("--samples <count>", "responses a prompt", integer, 1)
  .option("--limit <prompts>", "at most this many prompts", integer)
  .option(
    "--max-new-tokens <count>",
    `longest response; of a served model ${SERVED_TOKENS}`,
    integer,
    MAX_RESPONSE_TOKENS,
  )
  .option("--seed <seed>", "whole number", integer, 0)
  .option("--out <folder>", "where the records go (default: data/measurements/<model's name>)")
  .option("--skip-bad", "report malformed lines and failed requests, and go on without them")
  .optionsGroup("A model that a server runs:")
  .option("--endpoint <URL>", `of an OpenAI-compatible server; its key is taken from ${KEY_VARIABLE}`)
  .option("--model <name>", "the model's name there")
  .option("--chat", "put prompts as a user's message, not as text to continue")
  .option("--formats <names>", `of answers to {"question", "answer"} lines: ${FORMAT_NAMES}`, formatList, [
    "boxed",
  ])
  .option(
    "--top <count>",
    "likeliest tokens asked for at each place; the more, the narrower the bounds",
    integer,
    20,
  )
  .option("--vocab-size <tokens>", "gives upper bounds where the server does not tell it", integer)
  .option("--concurrency <requests>", "at a time", integer, 4)
  .option("--retries <count>", "after a failed request, waiting longer each time", integer, 5)
  .option("--timeout <seconds>", "without a sign of life", number, 120)
  .option(
    "--set <field=value>",
    "a further field of the request, such as top_k=-1; may be repeated",
    setting,
    {},
  )
  .action(measure);

function formatList(text: string): AnswerFormat["name"][] {
  const names = text.split(",");
  const unknown = names.find((name) => !Object.hasOwn(ANSWER_FORMATS, name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`wanted ${FORMAT_NAMES}, received ${quote(unknown)}`);
  return names as AnswerFormat["name"][];
}

async function measure(folder: string | undefined, flags: Flags & Partial<EndpointFlags>): Promise<void> {
  if (flags.endpoint !== undefined) {
    if (folder !== undefined) throw new Error("give a model folder or --endpoint, not both");
    const isDefault = program.getOptionValueSource("maxNewTokens") === "default";
    return measureEndpoint({ ...flags, ...(isDefault && { maxNewTokens: SERVED_TOKENS }) } as EndpointFlags);
  }
  if (folder === undefined) throw new Error("wanted a model folder, or --endpoint URL --model NAME");
  if (flags.prompts && flags.score) throw new Error("give --prompts or --score, not both");
  console.error((await selectBackend()).line);
  const policy = loadPolicy(folder);
  const tokenizer = loadTokenizer(folder);
  const out = flags.out ?? path.join("data/measurements", path.basename(path.resolve(folder)));
  const summary = summaryBuilder(tokenizer);
  let bad = 0;
  const onBad = flags.skipBad
    ? (report: string): void => {
        bad++;
        console.error(`skipped: ${report}`);
      }
    : undefined;
  await countingResponses((show) => {
    const sink = { out, summary, onBad, show };
    return flags.score
      ? score(policy, tokenizer, flags.score, flags, sink)
      : sample(policy, tokenizer, flags, sink);
  });
  await report(out, summary, bad);
}

interface Sink {
  out: string;
  summary: SummaryBuilder;
  onBad?: (report: string) => void;
  show: ShowResponses;
}

async function sample(
  policy: Policy,
  tokenizer: Tokenizer,
  flags: Flags,
  { out, summary, onBad, show }: Sink,
): Promise<void> {
  const { temperature, samples, maxNewTokens, seed } = flags;
  const prompts = flags.prompts
    ? readJsonLines(
        flags.prompts,
        (value) => parsePrompt(value, { tokenizer, longest: policy.config.maxPositions }),
        { onBad },
      )
    : heldOutProblems(tokenizer);
  const options = {
    samplesPerPrompt: samples,
    maxNewTokens,
    temperature,
    rng: seededRng(seed),
    eosId: tokenizer.endIds,
  };
  await writeLines(path.join(out, "tokens.jsonl"), async (write) => {
    let response = 0;
    for await (const { tokens, entropies, logProbs, roles } of sampledResponses(
      policy,
      first(prompts, flags.limit),
      options,
    )) {
      summary.add({ tokens, entropies, roles });
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
  policy: Policy,
  tokenizer: Tokenizer,
  file: string,
  { temperature, limit }: Flags,
  { out, summary, onBad, show }: Sink,
): Promise<void> {
  const texts = first(
    readJsonLines(
      file,
      (value) => parseScoredText(value, { tokenizer, longest: policy.config.maxPositions }),
      { onBad },
    ),
    limit,
  );
  await writeLines(path.join(out, "scores.jsonl"), async (write) => {
    let scored = 0;
    for await (const batch of inBatches(texts, TEXTS_AT_ONCE)) {
      const sequences = batch.map((ids) => ({ prompt: ids.subarray(0, 1), response: ids.subarray(1) }));
      const { entropies, logProbs } = scoreSequences(policy, sequences, { temperature });
      for (const [i, { response }] of sequences.entries()) {
        summary.add({ tokens: response, entropies: entropies[i] });
        const line = { entropies: Array.from(entropies[i], short), logProbs: Array.from(logProbs[i], short) };
        write(JSON.stringify(line));
        show(++scored);
      }
    }
  });
}

async function report(out: string, summary: SummaryBuilder, skipped: number): Promise<void> {
  const { distribution } = summary;
  if (distribution.tokens() === 0) throw new Error("there was no token to measure");
  const command = ["npm run measure --", ...process.argv.slice(2)].join(" ");
  const record = { command, skippedLines: skipped, ...summary.summary() };
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
  const { responses, tokens, meanEntropy, shareBelow001, percentile80 } = summary.summary();
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
  if (!(limit >= 1)) throw new Error(`--limit must be at least 1, received ${limit}`);
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

void run(program);
