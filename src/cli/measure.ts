import { InvalidArgumentError, Option } from "commander";
import { MAX_RESPONSE_TOKENS } from "../countdown/index.js";
import { ANSWER_FORMATS, type AnswerFormat } from "../math/index.js";
import { CACHE_TYPES, DTYPES } from "../models/index.js";
import { quote } from "../text/index.js";
import {
  command,
  count,
  file,
  folder,
  folderOrFile,
  integerIn,
  numberIn,
  refuseIdleFlags,
  run,
  seed,
  setting,
  temperature,
} from "./command.js";
import { type EndpointFlags, KEY_VARIABLE, measureEndpoint } from "./measure-endpoint.js";
import { type ModelFlags, measureModel } from "./measure-model.js";

/** Longest response of a served model, unless told otherwise. */
const SERVED_TOKENS = 512;

type Mode =
  | "MODEL"
  | "MODEL --prompts"
  | "MODEL --task"
  | "MODEL --score"
  | "--endpoint --prompts"
  | "--endpoint --score";

const MODEL_SAMPLES: Mode[] = ["MODEL", "MODEL --prompts", "MODEL --task"];
const MODEL: Mode[] = [...MODEL_SAMPLES, "MODEL --score"];
const SERVER: Mode[] = ["--endpoint --prompts", "--endpoint --score"];
const SAMPLES: Mode[] = [...MODEL_SAMPLES, "--endpoint --prompts"];

/** Where a flag means something; one that is not here does everywhere. */
const MEANT: { flags: string[]; modes: Mode[]; instead?: string }[] = [
  { flags: ["dtype", "keysAndValues", "batchRows", "threads"], modes: MODEL },
  { flags: ["forkTemperature", "forkThreshold"], modes: MODEL_SAMPLES },
  { flags: ["samples", "maxNewTokens", "seed"], modes: SAMPLES },
  { flags: ["temperature"], modes: [...SAMPLES, "MODEL --score"] },
  { flags: ["formats"], modes: ["MODEL --prompts", "--endpoint --prompts"] },
  { flags: ["chat"], modes: ["MODEL --prompts", "MODEL --score", "--endpoint --prompts"] },
  {
    flags: ["think"],
    modes: ["MODEL --prompts", "MODEL --score"],
    instead: `a server takes --set 'chat_template_kwargs={"enable_thinking":false}'`,
  },
  { flags: ["model", "top", "vocabSize", "concurrency", "retries", "timeout"], modes: SERVER },
  { flags: ["set"], modes: ["--endpoint --prompts"] },
];

const FORMAT_NAMES = Object.keys(ANSWER_FORMATS).join(",");

const program = command(
  "measure",
  "Entropy and log-probability of every token that a model writes, or of given texts.",
)
  .argument("[model]", "a Hugging Face model folder or a GGUF file; not with --endpoint", folderOrFile)
  .option(
    "--prompts <file>",
    'JSON lines {"prompt": text}, {"messages": [{"role", "content"}]}, {"tokens": [ids]}, {"question": text, "answer": text} or {"numbers": [...], "target": n}; default: held-out Countdown problems',
    file,
  )
  .option(
    "--score <file>",
    'instead of sampling, score JSON lines {"text": text}, {"tokens": [ids]}, {"prompt": text, "response": text} or {"messages": [...], "response": text}; of a response only its own tokens count',
    file,
  )
  .option(
    "--task <module>",
    "instead, the held-out problems of a task of your own: an .mjs file whose default export it is (see npm run train -- --help)",
    file,
  )
  .option("--chat", "put prompts as a user's message, not as text to continue")
  .option(
    "--think <on|off>",
    "tell a model whose chat template knows it to think first, or not to",
    thinkSwitch,
  )
  .option("--formats <names>", `of answers to {"question", "answer"} lines: ${FORMAT_NAMES}`, formatList, [
    "boxed",
  ])
  .option("--temperature <T>", "of sampling and of the measured distributions", temperature, 1)
  .option("--samples <count>", "responses a prompt", count, 1)
  .option("--limit <prompts>", "at most this many prompts", count)
  .option(
    "--max-new-tokens <count>",
    `longest response (default: the longest that can be right, ${MAX_RESPONSE_TOKENS} in Countdown; of a served model ${SERVED_TOKENS})`,
    count,
  )
  .option("--seed <seed>", "whole number", seed, 0)
  .option("--out <folder>", "where the records go (default: data/measurements/<model's name>)", folder)
  .option("--json", "print the summary as JSON")
  .option("--skip-bad", "report malformed lines and failed requests, and go on without them")
  .optionsGroup("A model of this machine:")
  .addOption(
    new Option("--dtype <type>", "weights as the folder has them, widened, or rounded to int8")
      .choices([...DTYPES])
      .default("stored"),
  )
  .addOption(
    new Option("--keys-and-values <type>", "float16 takes half their memory and shifts entropies a little")
      .choices([...CACHE_TYPES])
      .default("float32"),
  )
  .option("--batch-rows <count>", "responses at the same time (default: 16, or as many as fit)", count)
  .option("--threads <count>", "that share the work (default: one a core, 8 at most)", count)
  .option(
    "--fork-temperature <T>",
    "of sampling tokens above --fork-threshold, where --temperature is that of the others (the paper's Eq. 5)",
    temperature,
  )
  .option("--fork-threshold <nats>", "entropy above which a token counts as a fork", numberIn(0, 100))
  .optionsGroup("A model that a server runs:")
  .option("--endpoint <URL>", `of an OpenAI-compatible server; its key is taken from ${KEY_VARIABLE}`)
  .option("--model <name>", "the model's name there")
  .option(
    "--top <count>",
    "likeliest tokens asked for at each place; the more, the narrower the bounds",
    integerIn(1, 1000),
    20,
  )
  .option(
    "--vocab-size <tokens>",
    "gives upper bounds where the server does not tell it",
    integerIn(2, 10_000_000),
  )
  .option("--concurrency <requests>", "at a time", integerIn(1, 1000), 4)
  .option("--retries <count>", "after a failed request, waiting longer each time", integerIn(0, 100), 5)
  .option("--timeout <seconds>", "without a sign of life", numberIn(0.001, 86_400), 120)
  .option(
    "--set <field=value>",
    "a further field of the request, or another value than ours, such as top_k=40; may be repeated",
    setting,
    {},
  )
  .action(measure);

function thinkSwitch(text: string): boolean {
  if (text !== "on" && text !== "off")
    throw new InvalidArgumentError(`wanted on or off, received ${quote(text)}`);
  return text === "on";
}

function formatList(text: string): AnswerFormat["name"][] {
  const names = text.split(",");
  const unknown = names.find((name) => !Object.hasOwn(ANSWER_FORMATS, name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`wanted ${FORMAT_NAMES}, received ${quote(unknown)}`);
  if (new Set(names).size < names.length)
    throw new InvalidArgumentError(`wanted each format once, received ${quote(text)}`);
  return names as AnswerFormat["name"][];
}

async function measure(model: string | undefined, flags: ModelFlags & Partial<EndpointFlags>): Promise<void> {
  refuseIdleFlags(program, modeOf(model, flags), MEANT);
  return model === undefined
    ? measureEndpoint({ maxNewTokens: SERVED_TOKENS, ...flags } as EndpointFlags)
    : measureModel(model, flags);
}

function modeOf(model: string | undefined, flags: ModelFlags & Partial<EndpointFlags>): Mode {
  const sources = (["prompts", "score", "task"] as const).filter((source) => flags[source] !== undefined);
  if (sources.length > 1)
    throw new Error(`give one of --prompts, --score and --task, received --${sources.join(" and --")}`);
  const [source] = sources;
  if (model !== undefined) {
    if (flags.endpoint !== undefined) throw new Error("give a model folder or --endpoint, not both");
    return source ? `MODEL --${source}` : "MODEL";
  }
  if (flags.endpoint === undefined) throw new Error("wanted a model folder, or --endpoint URL --model NAME");
  if (source === undefined || source === "task")
    throw new Error(
      `--endpoint wants --prompts FILE or --score FILE; received ${source ? `--${source}` : "neither"}`,
    );
  return `--endpoint --${source}`;
}

void run(program);
