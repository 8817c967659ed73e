// %% [markdown]
// # 09 · Real language models
//
// Everything so far was measured on models of our own, in a language of 120 words. The paper is about Qwen3 and English. Here
// the same measures look at a real model: a folder from the Hugging Face hub, a `.gguf` file of Ollama or LM Studio, or a model
// that a server runs. And they answer a question that one model's own samples cannot: is it the *text* that has few forks, or
// the *reader*?
//
// After it you can
//
// - [ ] look at a model folder, a GGUF file or a server with the same measures
// - [ ] say what a text and what its reader add to the entropies of its tokens
// - [ ] say why a share of tokens and a threshold in nats do not carry over from one model to another
//
// | | |
// |---|---|
// | shows | the paper's Figure 2 for a real model: entropy distribution, word clouds, a chain of thought; answers in the asked format; hot and cold forks; two real GRPO runs; how unequal entropy is by who reads what |
// | takes | about a minute on two cores with SmolLM2-135M or our own model; minutes with a model that you name, which may write four times as long |
// | needs | nothing; to see a real model: `npm run fetch-model -- smollm2-135m-instruct`, or `FORKING_TOKENS_MODEL` (a folder or `.gguf` file), or `FORKING_TOKENS_ENDPOINT` and `FORKING_TOKENS_MODEL` (a server and the model's name there); then `FORKING_TOKENS_MAX_NEW_TOKENS` says how long it may write (256 unless told), `FORKING_TOKENS_THINK` (`on` or `off`) whether it thinks first |
// | uses the modules | [`src/models`](../src/models) (folders, GGUF files, tokenizers, chat templates, servers), [`src/analysis`](../src/analysis) (responses, summaries), [`src/math`](../src/math) (strict readers of answers), [`src/figures`](../src/figures) |

// %%
import {
  analysis, claims, explorer, figures, kernels, math, models, notebook, paper, random,
  statistics,
} from "forking-tokens";

console.log((await kernels.selectBackend()).line);
const atHand = models.modelAtHand();
console.log(`the model at hand: ${atHand.name} (${atHand.why})`);

// %% [markdown]
// ## What it writes
//
// A real model is asked a dozen of our own word problems ([`data/problems`](../data/problems)), each in four formats: the answer in `\boxed{}`, in tags
// after a thought, in JSON, or in a last line "The answer is N.". One response each, at $T=1$, put as a user's message by the model's chat template. A server is
// asked half of the problems. Our own model knows no English; it gets Countdown problems.

// %%
const problems = await math.readMathProblems("../data/problems/word-problems.jsonl");
const FORMATS = ["boxed", "think", "json", "plain"] as const;
const { maxNewTokens, think } = atHand;
const open = (path: string) =>
  models.openModel(path, {
    maxLength: Math.min(448 + maxNewTokens, models.readModelConfig(path).maxPositions),
  });
const written = async () => {
  if (atHand.kind === "own")
    return analysis.writeCountdownResponses(open(atHand.path), atHand.path, 250);
  // some servers take a fifth of a second a token
  const some = atHand.kind === "server" ? problems.slice(0, 6) : problems;
  const total = some.length * FORMATS.length;
  const line = notebook.progressLine("written", { total: total, unit: "responses" });
  const options = {
    formats: FORMATS, maxNewTokens: maxNewTokens, think: think,
    onProgress: ({ complete }) => line.update(complete),
    onNote: (note: string) => console.log(note),
  };
  const all =
    atHand.kind === "server"
      ? await analysis.writeServedResponses(atHand, some, options)
      : analysis.writeResponses(open(atHand.path), atHand.path, some, options);
  line.finish();
  return all;
};

// %%
const responses = await written();
const tokenCount = responses.reduce((sum, { tokens }) => sum + tokens.length, 0);
const cut = responses.filter(({ cutOff }) => cutOff).length;
console.log(`${tokenCount} tokens in ${responses.length} responses, ${cut} cut off`);
const measured = analysis.writtenSummaries(responses);
const labelled = (of: (typeof measured)[number]["of"]) =>
  `${atHand.name}, at hand${of === "entropies" ? "" : `, ${of}`}`;
for (const { of, summary } of measured) {
  const { tokens, meanEntropy } = summary.summary();
  const { estimate, low, high } = meanEntropy;
  const [mean, ...ends] = [estimate, low, high].map((nats) => nats.toFixed(3));
  const line = `mean ${mean} [${ends.join(", ")}] nats, ${tokens} tokens`;
  console.log(`${labelled(of)}: ${line}`);
}

// %% [markdown]
// A server shows the likeliest tokens alone, so an entropy is known within bounds: what is drawn of it is the least that it can be, and where the
// server tells how large the vocabulary is, the numbers are given for the most too. A token of which it shows nothing is grey, and counts nowhere.
//
// Below, the beginning of one response; the darker, the more open the choice was. A token is shown as readers expect it: `␣` for a space in front, `\n`
// for a line break, `\xF0` for a byte that is no whole character. Where no real model is at hand, a recorded response of SmolLM2-135M is drawn
// ([`data/explorer`](../data/explorer), open it with `npm run explore`).

// %%
const recordedReal = explorer
  .recordedRuns()
  .find(({ name }) => name.startsWith("smollm2"));
const shownResponse = () => {
  if (atHand.kind !== "own") {
    const [first] = responses;
    return { name: atHand.name, tokens: first.tokens, nats: first.entropies };
  }
  const [first] = recordedReal.responses;
  const tokens = first.tokens.map((id) => recordedReal.texts[id].replace(/^ /, "␣"));
  const name = `${recordedReal.name}, recorded`;
  return { name: name, tokens: tokens, nats: first.entropies };
};
const asLines = ({ tokens, nats }: ReturnType<typeof shownResponse>, atMost = 72) => {
  const lines: { token: string; entropy: number | null }[][] = [[]];
  tokens.slice(0, atMost).forEach((token, t) => {
    const last = lines[lines.length - 1];
    last.push({ token: token, entropy: nats[t] });
    if (last.length === 9 || token.endsWith("\\n")) lines.push([]);
  });
  return lines.filter((line) => line.length > 0);
};

// %%
const shown = shownResponse();
const thought = figures.chainOfThoughtFigure(asLines(shown), {
  title: `The beginning of a response (${shown.name})`,
  measure: atHand.kind === "server" ? "lower bound" : "entropy",
});
await notebook.showFigure(thought, "real-model-chain-of-thought");

// %% [markdown]
// ## The recorded measurements
//
// What `npm run measure` kept of earlier measurements ([`data/measurements`](../data/measurements), each with its command) are summaries without the texts; the
// rest of the notebook draws them, whether or not a real model is here. SmolLM2-135M-Instruct stands for the real models, in the four
// bits in which a Python package carries it; a Llama of 264,128 parameters that was trained on children's stories (stories260K) is a second one.

// %%
const RECORDED = [
  ["our M answers Countdown", "sampled", "M"],
  ["stories260K writes stories", "sampled", "stories260k-sampled"],
  ["stories260K reads GSM8K's key", "read", "stories260k-reads-gsm8k"],
  ["SmolLM2-135M answers GSM8K", "sampled", "smollm2-sampled"],
  ["SmolLM2-135M reads GSM8K's key", "read", "smollm2-reads-gsm8k"],
  ["SmolLM2-135M reads Qwen on MATH", "read", "smollm2-reads-math"],
] as const;
const summaryOf = (folder: string) =>
  analysis.readSummary(`../data/measurements/${folder}/summary.json`);
const recorded = RECORDED.map(([name, kind, folder]) => ({
  name: name,
  kind: kind,
  folder: folder,
  ...summaryOf(folder),
}));
const recordedIn = (...folders: (typeof RECORDED)[number][2][]) =>
  recorded.filter(({ folder }) => folders.includes(folder));
const interval = ({ estimate, low, high }: statistics.Interval, digits = 3) =>
  `${estimate.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;

// %% [markdown]
// ## How unequal its entropies are (Figure 2a)
//
// Half of the tokens that Qwen3-8B wrote had less than 0.01 nats, and a fifth more than 0.672. Intervals are over problems.

// %%
const printed = {
  below: paper.paperQuantity("figure-2a", "share below 0.01"),
  percentile80: paper.paperQuantity("figure-2a", "80th percentile"),
};
const smollm2 = recordedIn("smollm2-sampled", "smollm2-reads-math");
const figure2a = figures.entropyDistributionFigure(
  [
    ...measured.map(({ of, summary }) => ({
      name: labelled(of),
      distribution: summary.distribution(),
    })),
    ...smollm2.map((summary) => ({
      name: summary.name,
      distribution: analysis.summaryDistribution(summary),
    })),
  ],
  {
    paperPercentile80: printed.percentile80.value,
    title: "Other models, other texts (Fig 2a)",
  },
);
await notebook.showFigure(figure2a, "real-model-entropy-distribution");

// %% [markdown]
// What differs from the paper's models has to be kept in mind: Qwen3-8B is sixty times larger than SmolLM2-135M, thinks for thousands of tokens, and answers
// competition problems after reinforcement learning of its own. Of a served model there is a curve for the lower bounds, and one for the upper ones where they are known: the true
// one lies between.
//
// ## Does it answer as it was asked?
//
// A reward can only be given to an answer that can be found, so a run begins with the format. The readers are strict and never guess. One response to a
// problem in each format: compliance at the first try. The recorded rows are 30 problems of GSM8K in the words of each format, at most 160 tokens.
//
// A response that is cut off by its longest length had no chance to end in the format, so its share stands beside: where it is large, compliance says how long the model
// may write as much as how well it obeys.

// %%
const complianceHere = FORMATS.flatMap((name) => {
  const own = responses.filter(({ format }) => format === name);
  if (own.length === 0) return [];
  const judged = own.map(({ problem, text, key, cutOff }) => ({
    problem: problem, response: text, key: key, cutOff: cutOff,
  }));
  const options = { rng: random.seededRng(3) };
  return [math.formatCompliance(judged, math.ANSWER_FORMATS[name], options)];
});
const complianceRows = (who: string, formats: math.FormatCompliance[]) =>
  formats.map((shares) => ({
    "who answers": who,
    format: shares.format,
    responses: shares.responses,
    "in the format": interval(shares.compliant, 2),
    right: interval(shares.right, 2),
    "cut off": shares.cutOff ? interval(shares.cutOff, 2) : "not recorded",
  }));
notebook.showTable([
  ...complianceRows(`${atHand.name}, at hand`, complianceHere),
  ...complianceRows("SmolLM2-135M, recorded", summaryOf("smollm2-sampled").formats),
  ...complianceRows("the same, again", summaryOf("smollm2-sampled-again").formats),
]);

// %% [markdown]
// SmolLM2 finds the asked format in 3 of 120 first tries, and in 8 when it is asked again, all of them `plain`, and is not once right. Within 160 tokens 92 of the second 120 are cut off. A reward for right answers alone would pay
// it nothing; a run on a model like this one has to pay for the format first.
//
// ## Hot and cold forks
//
// Decode with one temperature above the model's own 80th percentile and another below it (the paper's Eq. 5). Notebook 05 has that for our own model, whose
// answers can be right; of SmolLM2-135M hardly an answer is, so what is counted here is whether the answer stands in the format `plain`. These rows are recorded,
// whatever model is at hand; for your own, `npm run measure -- FOLDER --fork-temperature 0.3 --fork-threshold NATS` has the same. At most 128 tokens a response.

// %%
const FORKS = ["1-1", "0.3-1", "1-0.3", "0.3-0.3"];
notebook.showTable(FORKS.map((setting) => {
  const [forks, rest] = setting.split("-");
  const summary = summaryOf(`smollm2-forks-${setting}`);
  const [shares] = summary.formats;
  return {
    "T of forks": forks,
    "T of the rest": rest,
    tokens: summary.tokens,
    "in the format": interval(shares.compliant, 2),
    right: interval(shares.right, 2),
    "cut off": interval(shares.cutOff!, 2),
  };
}));

// %% [markdown]
// Cooling the forks alone brings the most answers into the format, 5 of 16, against 3 at each other setting; but 16 problems leave intervals that overlap. And nine to eleven of
// the sixteen were cut off before they ended: the rates say as much of the length as of the temperature. An earlier draw of the same settings had 7 against 3 with cold forks,
// but also ended sooner, after 1,605 tokens of at most 2,048, against 1,909.
//
// ## Who reads what
//
// The same words can be certain to one reader and open to another. So models read texts that they did not write, and that is held against their own samples:
// GSM8K's key, the answers that people worked out for its problems, and the responses that Qwen2.5-Math wrote to problems of MATH.

// %%
const atHandRows = measured.map(({ of, summary }) => ({
  name: `${labelled(of)}: word problems`,
  kind: "sampled" as const,
  ...summary.summary(),
}));
const rows = [...recorded, ...(atHand.kind === "own" ? [] : atHandRows)];
const inequality = figures.entropyInequalityFigure(rows, {
  paper: {
    name: "Qwen3-8B writes (paper)",
    source: printed.below.source,
    shareBelow001: printed.below.value / 100,
    percentile80: printed.percentile80.value,
    shareAbovePaper: 0.2,
  },
});
await notebook.showFigure(inequality, "entropy-by-who-reads-what");

// %%
notebook.showTable(rows.map((summary) => ({
  "who reads what": summary.name,
  problems: summary.problems,
  tokens: summary.tokens,
  "below 0.01 nats": interval(summary.shareBelow001),
  "80th percentile": interval(summary.percentile80, 2),
  "above 0.672": interval(summary.shareAbovePaper, 2),
  "entropy in the top fifth": interval(summary.topFifthEntropy, 2),
})));

// %% [markdown]
// So "most tokens are certain" is no property of language. It holds of a strong writer that reads itself, and of our own M, whose language leaves it no choice
// at most places. SmolLM2 is certain of 1 % of the tokens that it draws itself at $T=1$, where one odd word opens all that follows, and of 3 % and 7 % of those that better
// writers chose.
//
// For the method this says what a **fixed share** and a **fixed threshold** do. A share of 20 % always keeps a fifth of the tokens; what changes is where it
// begins (second panel: at 0.65 nats with M, at 4 with SmolLM2's samples) and how much of the entropy it covers (fourth panel: 85 % and 39 %). Where the
// distribution is flat, the fifth is hardly apart from the rest. A threshold of 0.672 nats always means the same openness; what changes is how many tokens it keeps
// (third panel: 19 % and 85 %). Neither carries over from the paper's model to another: look at the distribution first.
//
// ## Which tokens they are (Figures 2b and 2c)
//
// First those of the model at hand: few responses, so a token need only be seen ten times, and single means say little. Of a served model the highest are
// those of the highest lower bounds, the lowest those of the lowest upper bounds where these are known.

// %%
const SEEN = 10;
const cloud = async (end: "highest" | "lowest", figureName: string) => {
  const { of, summary } = measured[end === "highest" ? 0 : measured.length - 1];
  const means = summary.tokenMeans(SEEN - 1);
  const half = Math.min(40, Math.floor(means.length / 2));
  if (atHand.kind === "own" || half === 0)
    return console.log(`no words of a real model were seen ${SEEN} times`);
  const { tokens } = summary.summary();
  console.log(`${means.length} different tokens were seen ${SEEN} times, of ${tokens}`);
  const ordered = end === "highest" ? means : [...means].reverse();
  const measure = of === "entropies" ? "entropy" : of.slice(0, -1);
  const title = `${atHand.name}: ${end} mean ${measure}, of ${tokens} tokens`;
  const figure = figures.tokenCloudFigure(ordered.slice(0, half), { title: title });
  await notebook.showFigure(figure, figureName);
};

// %%
await cloud("highest", "model-at-hand-highest-tokens");

// %%
await cloud("lowest", "model-at-hand-lowest-tokens");

// %% [markdown]
// And recorded, from more text: the tokens of highest and lowest mean entropy that SmolLM2 met when it read responses of Qwen2.5-Math to MATH problems, seen 15 times or more. Above are the model's own samples, here
// it reads what a better writer wrote.

// %%
const [reading] = recordedIn("smollm2-reads-math");
await notebook.showFigure(
  figures.tokenCloudFigure(reading.highestTokens.slice(0, 40), {
    title: "Highest mean entropy, as SmolLM2 reads Qwen on MATH (Fig 2b)",
  }),
  "real-model-highest-tokens",
);

// %%
await notebook.showFigure(
  figures.tokenCloudFigure(reading.lowestTokens.slice(0, 40), {
    title: "Lowest mean entropy, as SmolLM2 reads Qwen on MATH (Fig 2c)",
  }),
  "real-model-lowest-tokens",
);

// %% [markdown]
// The paper says what its clouds hold: words that connect or set up thoughts at the top (it names `wait`, `however`, `thus`, `since`, `suppose`, `given`, ...),
// and at the bottom word endings and pieces of formulas and code. Each token is put into one of these kinds by a rule
// ([`token-classes.ts`](../src/analysis/token-classes.ts)), and the mean of each kind is held against that of all tokens.

// %%
notebook.showTable(
  recorded.filter(({ name }) => name.startsWith("SmolLM2")).flatMap((summary) =>
    summary.classes.map((kind) => ({
      "who reads what": summary.name,
      kind: kind.name,
      tokens: kind.tokens,
      "mean entropy (nats)": kind.meanEntropy,
      "less the mean of all": interval(kind.lessMean, 2),
    })),
  ),
  { limit: 20 },
);

// %%
const kindOf = (token: string) =>
  analysis.tokenClass(token, /^\p{Ll}/u.test(token) ? "a" : "");
const counted = (tokens: typeof reading.highestTokens) => {
  const kinds = tokens.map(({ token }) => kindOf(token));
  const named = kinds.filter((kind) => kind === "connective").length;
  const pieces = kinds.filter((kind) => kind === "word ending" || kind === "formula");
  return { named: named, pieces: pieces.length };
};
const [highest, lowest] = [counted(reading.highestTokens), counted(reading.lowestTokens)];
notebook.showTable([
  { "of SmolLM2 reading MATH": "100 highest", ...highest },
  { "of SmolLM2 reading MATH": "100 lowest", ...lowest },
]);

// %%
const others = recordedIn("smollm2-sampled", "smollm2-reads-gsm8k");
const ends = { highest: highest, lowest: lowest };
claims.recordClaims([claims.wordCloudClaim(reading, { others: others, ...ends })]);

// %% [markdown]
// The ten at the very top are of the paper's kind (`First`, `Thus`, `To`, `Now`, `Since`, `Next`, `Therefore`, `given`). Below them the hundred are mostly nouns
// and verbs of the problems, and hold only 3 of the words that the paper names: so the kinds differ as the paper says, but not every token at an end is of its
// kind, and 24 of the hundred highest are pieces of words or formulas. The verdict is that of text by a better writer. The paper's clouds are of what a model wrote
// itself; in SmolLM2's own samples connectives lie above the mean and formulas below it too, word endings do not, so there it would be "partly reproduced".
//
// ## Two real GRPO runs
//
// Someone else's logs: two runs of GRPO on Qwen3-0.6B, from chapter 7 of Sebastian Raschka's *Build a Reasoning Model (From
// Scratch)*; they differ in what is tracked and clipped. Each point is the mean of ten steps, the band their quartiles.
// `FORKING_TOKENS_GRPO_LOGS` may name a folder with such CSV files; else the recorded means are drawn.

// %%
const { readdirSync, readFileSync } = await import("node:fs");
const folder = process.env.FORKING_TOKENS_GRPO_LOGS;
const logs: analysis.TrainingLog[] = folder
  ? readdirSync(folder)
      .filter((file) => file.endsWith(".csv"))
      .map((file) => analysis.readTrainingLog(`${folder}/${file}`))
  : JSON.parse(readFileSync("../data/measurements/grpo-logs/summary.json", "utf8")).logs;
const curves = (measure: "entropy" | "reward" | "length") =>
  logs.map(({ name, bins }) => ({
    name: name,
    steps: bins.map(({ step }) => step),
    values: bins.map((bin) => bin[measure].mean),
    low: bins.map((bin) => bin[measure].low),
    high: bins.map((bin) => bin[measure].high),
  }));
const grpo = figures.curvePanelsFigure(
  [
    { y: "entropy (nats)", curves: curves("entropy") },
    { y: "reward", curves: curves("reward") },
    { y: "response (tokens)", curves: curves("length") },
  ],
  { title: "Two GRPO runs of Qwen3-0.6B" },
);
await notebook.showFigure(grpo, "real-grpo-runs");

// %% [markdown]
// At first both runs do the same: within a hundred steps the reward more than doubles, and the entropy falls to a third and less. Then they part. In the first,
// entropy climbs, from 0.16 nats at step 120 to 0.51 at step 220, and the reward shows nothing of it (0.70, then 0.86); by step 280 the entropy has exploded to
// 8.3 nats, responses are twice as long, and the reward is 0.04. The second stays below 0.7 nats and keeps its reward. Entropy gave notice before the reward
// did; its mean and its quartiles rose together.
//
// ## Look at your own model
//
// | you have | type |
// |---|---|
// | a name on the Hugging Face hub | `npm run fetch-model -- Qwen/Qwen3-0.6B` |
// | a folder or a `.gguf` file | `FORKING_TOKENS_MODEL=FOLDER npm run notebooks -- 09-real-models` |
// | a server | `FORKING_TOKENS_ENDPOINT=http://localhost:8000/v1 FORKING_TOKENS_MODEL=NAME npm run notebooks -- 09-real-models` |
// | a model that thinks first | the same with `FORKING_TOKENS_THINK=on FORKING_TOKENS_MAX_NEW_TOKENS=2000` in front, or `off` and less |
// | prompts, or texts to be read | `npm run measure -- FOLDER --prompts FILE`, `--score FILE` |
//
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **9.1** ★ SmolLM2 has a vocabulary of 49,152 tokens. What is the highest entropy that one of its tokens can have (nats, two decimals)?
//
// <details><summary>Hint (click)</summary>
//
// It is reached where all tokens are equally likely.
//
// </details>

// %%
const answer91: number | undefined = undefined;
notebook.checkAnswer("9.1", answer91, "902d900bba8f", { digits: 2 });

// %% [markdown]
// **9.2** ★★ A tokenizer writes a word of entropy $h$ as one token. Another splits it into two, and the second piece follows from the first. By which factors do the mean entropy a token and the entropy of the whole word change? Two numbers.
//
// <details><summary>Hint (click)</summary>
//
// The second piece has entropy 0.
//
// </details>

// %%
const answer92: number[] | undefined = undefined;
notebook.checkAnswer("9.2", answer92, "9b8c7ea58757");

// %% [markdown]
// **9.3** ★★ Write a function that takes the entropies that two readers have of one text and gives the share of the second's that lie above the *first's* 80th percentile.
//
// <details><summary>Hint (click)</summary>
//
// `statistics.quantile(values, 0.8)` gives the percentile.
//
// </details>

// %%
type Carried = (first: number[], second: number[]) => number;
const answer93: Carried | undefined = undefined;
notebook.checkAnswer("9.3", answer93, (mine) => {
  const first = Array.from({ length: 101 }, (_, i) => i / 100);
  const shares = [1, 2, 0.5].map((scale) => mine(first, first.map((h) => scale * h)));
  return shares.map((share) => Math.round(101 * share)).join() === "20,60,0";
});

// %% [markdown]
// **An open project** ★★★ Take two models of one family and of different size, let both read the same answers (`npm run measure -- FOLDER --score FILE`), and find out how much of the difference between their top 20 % is the model and how much the text: which tokens are in both masks, and what kind are those that are in one alone?
