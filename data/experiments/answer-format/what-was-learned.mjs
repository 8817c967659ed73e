// What a run has taught its base, token by token, as JSON:
//   node data/experiments/answer-format/what-was-learned.mjs BASE_FOLDER RUN_FOLDER/checkpoint > learned.json
// The trained model writes answers to problems that were held out, and both models read them. The gradient is that of the
// base's own answers. `--problems 4 --samples 4` makes it shorter.
import { parseArgs } from "node:util";
import { entropyShift, gradientShares, learnedTokens, readTwice } from "forking-tokens/analysis";
import { selectBackend } from "forking-tokens/kernels";
import { wordProblems } from "forking-tokens/math";
import { loadPolicy, loadTokenizer } from "forking-tokens/models";
import { groupAdvantage } from "forking-tokens/policy-gradient";
import { seededRng } from "forking-tokens/random";
import { verifiedRollouts } from "forking-tokens/rollout";
import task from "./says.mjs";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    problems: { type: "string", default: "8" },
    samples: { type: "string", default: "8" },
    tokens: { type: "string", default: String(task.maxResponseTokens) },
  },
});
if (positionals.length !== 2)
  throw new Error(`wanted the folders of the base and of the trained model, received ${positionals.length} folders`);
await selectBackend();
const tokenizer = loadTokenizer(positionals[0]);
const [base, trained] = positionals.map((folder) => loadPolicy(folder));
const problems = wordProblems("validation", Number(values.problems));
const written = (policy) =>
  verifiedRollouts(policy, problems, {
    ...{ task, tokenizer, samplesPerPrompt: Number(values.samples), maxNewTokens: Number(values.tokens) },
    rng: seededRng(0),
  });

const read = readTwice(base, trained, written(trained));
const named = (tokens) => tokens.map((one) => ({ text: tokenizer.decode([one.token]), ...one }));
const own = written(base);
const { columns } = own;
const ofResponses = groupAdvantage(columns.rewards, columns.prompts);
const advantages = Float64Array.from(columns.responses, (response) => ofResponses[response]);
console.log(
  JSON.stringify(
    {
      risen: named(learnedTokens(read)),
      fallen: named(learnedTokens(read, { order: "fallen" })),
      ...entropyShift(read),
      // without one answer in the format there is no gradient
      gradient: advantages.some((advantage) => advantage !== 0)
        ? gradientShares(base, { ...own, advantages })
        : null,
    },
    null,
    2,
  ),
);
