// What a run has taught its base, token by token, as JSON:
//   node data/experiments/answer-format/what-was-learned.mjs BASE_FOLDER RUN_FOLDER/checkpoint > learned.json
// The trained model writes answers to problems that were held out, and both models read them. The gradient is that of the
// base's own answers. `--problems 4 --samples 4` makes it shorter, `--no-gradient` leaves out the gradient.
import { parseArgs } from "node:util";
import { whatWasLearned } from "forking-tokens/analysis";
import { selectBackend } from "forking-tokens/kernels";
import { wordProblems } from "forking-tokens/math";
import { loadPolicy, loadTokenizer, openModel } from "forking-tokens/models";
import task from "./says.mjs";

/** More than twice what the longest of these problems takes, the chat template included. */
const MOST_PROMPT_TOKENS = 192;

async function learned() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    allowNegative: true,
    options: {
      problems: { type: "string", default: "8" },
      samples: { type: "string", default: "8" },
      gradient: { type: "boolean", default: true },
      tokens: { type: "string", default: String(task.maxResponseTokens) },
    },
  });
  if (positionals.length !== 2)
    throw new Error(
      `wanted the folders of the base and of the trained model, received ${positionals.join(" ") || "none"}`,
    );
  const count = (name) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value > 0) return value;
    throw new Error(`--${name}: wanted a whole number from 1, received "${values[name]}"`);
  };
  const [problems, samples, tokens] = ["problems", "samples", "tokens"].map(count);
  await selectBackend();
  const [base, trained] = positionals;
  // what is only read has a memory of its own, and leaves the base room for a gradient
  const opened = (folder) => openModel(folder, { threads: 1, maxLength: MOST_PROMPT_TOKENS + tokens });
  return whatWasLearned(loadPolicy(base), opened(trained), wordProblems("validation", problems), {
    task,
    reader: opened(base),
    tokenizer: loadTokenizer(base),
    samplesPerPrompt: samples,
    maxNewTokens: tokens,
    gradient: values.gradient,
  });
}

try {
  console.log(JSON.stringify(await learned(), null, 2));
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
