// %% [markdown]
// # 09 · Real language models
//
// Everything so far was measured on models of our own, in a language of 120 words. The paper is about Qwen3 and English. Here
// the same measures look at a real model: a folder from the Hugging Face hub, a `.gguf` file of Ollama or LM Studio, or a model
// that a server runs. And they answer a question that one model's own samples cannot: is it the *text* that has few forks, or
// the *reader*?
//
// | | |
// |---|---|
// | shows | the paper's Figure 2 for a real model: entropy distribution, word clouds, a chain of thought; answers in the asked format; hot and cold forks; two real GRPO runs; how unequal entropy is by who reads what |
// | takes | a few minutes on two cores with SmolLM2-135M, under one with our own model |
// | needs | nothing; to see a real model: `npm run fetch-model -- smollm2-135m-instruct`, or `FORKING_TOKENS_MODEL` (a folder or `.gguf` file), or `FORKING_TOKENS_ENDPOINT` and `FORKING_TOKENS_MODEL` (a server and the model's name there) |
// | uses the modules | [`src/models`](../src/models) (folders, GGUF files, tokenizers, chat templates, servers), [`src/analysis`](../src/analysis) (responses, summaries), [`src/math`](../src/math) (strict readers of answers), [`src/entropy`](../src/entropy), [`src/figures`](../src/figures) |

// %%
import {
  analysis, claims, entropy, figures, files, kernels, math, models, notebook, paper,
  random, rollout, statistics,
} from "forking-tokens";

console.log((await kernels.selectBackend()).line);
const atHand = models.modelAtHand();
console.log(`the model: ${atHand.name} (${atHand.why})`);

// %% [markdown]
// ## What it writes
//
// Each model is asked a dozen of our own word problems ([`data/problems`](../data/problems)), each in four formats: the answer in
// `\boxed{}`, in tags after a thought, in JSON, or in a last line "The answer is N.". One response each, at $T=1$, put as a user's
// message by the model's chat template. Our own model knows no English; it gets Countdown problems.

// %%
const problems = await math.readMathProblems("../data/problems/word-problems.jsonl");
const FORMATS = ["boxed", "think", "json", "plain"] as const;
const policy = atHand.kind === "server" ? undefined : models.loadPolicy(atHand.path);
const asked = { formats: FORMATS, maxNewTokens: 64 };
const written = async () => {
  if (atHand.kind === "server")
    return analysis.writeServedResponses(atHand, problems, asked);
  if (atHand.kind === "own")
    return analysis.writeCountdownResponses(policy, atHand.path, 250);
  return analysis.writeResponses(policy, atHand.path, problems, asked);
};

// %%
const responses = await written();
const tokenCount = responses.reduce((sum, { tokens }) => sum + tokens.length, 0);
console.log(`${tokenCount} tokens in ${responses.length} responses`);

// %% [markdown]
// A token is shown as readers expect it: `␣` for a space in front, `\n` for a line break, `\xF0` for a byte that is no whole
// character. The darker, the more open the choice was.

// %%
const asThought = (response: typeof responses[number], atMost = 72) => {
  const lines: { token: string; entropy: number }[][] = [[]];
  response.tokens.slice(0, atMost).forEach((token, t) => {
    const last = lines[lines.length - 1];
    last.push({ token: token, entropy: response.entropies[t] });
    if (last.length === 9 || token.endsWith("\\n")) lines.push([]);
  });
  return lines.filter((line) => line.length > 0);
};
const thought = figures.chainOfThoughtFigure(asThought(responses[0]), {
  title: `The beginning of a response of ${atHand.name}`,
});
await notebook.showFigure(thought, "real-model-chain-of-thought");

// %% [markdown]
// ## How unequal its entropies are (Figure 2a)
//
// Half of the tokens that Qwen3-8B wrote had less than 0.01 nats, and a fifth more than 0.672. Intervals are over problems.

// %%
const vocabSize = 2 ** 18; // more tokens than any model here has
const distribution = entropy.streamingDistribution({
  vocabSize: vocabSize, rng: random.seededRng(2),
});
for (let problem = 0; problem <= responses[responses.length - 1].problem; problem++) {
  const own = responses.filter((response) => response.problem === problem);
  distribution.add(own.flatMap(({ entropies }) => entropies));
}
const printed = {
  below: paper.paperQuantity("figure-2a", "share below 0.01"),
  percentile80: paper.paperQuantity("figure-2a", "80th percentile"),
};
const figure2a = figures.entropyDistributionFigure(
  [{ name: atHand.name, distribution: distribution }],
  { paperPercentile80: printed.percentile80.value },
);
await notebook.showFigure(figure2a, "real-model-entropy-distribution");

// %%
const interval = ({ estimate, low, high }: statistics.Interval, digits = 3) =>
  `${estimate.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
notebook.showTable([
  {
    model: atHand.name,
    tokens: distribution.tokens(),
    "below 0.01 nats": interval(distribution.shareBelow(0.01)),
    "median (nats)": interval(distribution.percentile(50)),
    "80th percentile (nats)": interval(distribution.percentile(80)),
  },
  {
    model: `paper, ${printed.below.source}, Qwen3-8B`,
    tokens: "over 1,000,000",
    "below 0.01 nats": (printed.below.value / 100).toFixed(3),
    "median (nats)": "below 0.01",
    "80th percentile (nats)": String(printed.percentile80.value),
  },
]);

// %% [markdown]
// What differs from the paper's models has to be kept in mind: Qwen3-8B is sixty times larger than SmolLM2-135M, was itself
// trained by reinforcement learning, thinks for thousands of tokens, and answers competition problems. The copy of SmolLM2 that
// a Python package brings has its weights in four bits. Of a served model only the likeliest tokens are seen: its entropies are
// lower bounds.
//
// ## Does it answer as it was asked?
//
// The mission of many runs is format first: a reward can only be given to an answer that can be found. The readers are strict
// and never guess. One response a problem, so this is compliance at the first try.

// %%
const compliance = FORMATS.flatMap((name) => {
  const own = responses.filter(({ format }) => format === name);
  if (own.length === 0) return [];
  const judged = own.map(({ problem, text, key }) => ({
    problem: problem, response: text, key: key,
  }));
  const options = { rng: random.seededRng(3) };
  return [math.formatCompliance(judged, math.ANSWER_FORMATS[name], options)];
});
if (compliance.length === 0) console.log("our own model answers in one format only");
else
  notebook.showTable(compliance.map((shares) => ({
    format: shares.format,
    responses: shares.responses,
    "in the format": interval(shares.compliant, 2),
    "right": interval(shares.right, 2),
  })));

// %% [markdown]
// ## Hot and cold forks
//
// Decode with one temperature above the model's own 80th percentile and another one below it (the paper's Eq. 5). A small
// model is asked for too much if it has to be right, so here the texts themselves are looked at: how they begin when the open
// choices are cooled or heated, and when the others are. Notebook 05 has scores, of our own model.

// %%
const threshold = distribution.percentile(80).estimate;
const settings = [[1, 1], [0.3, 1], [1, 0.3], [1.5, 1], [1, 1.5]];
const split = (high: number, low: number) => {
  const rule = rollout.twoTemperatures({ threshold: threshold, high: high, low: low });
  const options = { formats: ["plain"] as const, maxNewTokens: 32, temperature: rule };
  return analysis.writeResponses(policy, atHand.path, problems.slice(0, 8), options);
};
if (atHand.kind !== "file") console.log("needs a model folder; notebook 05 has our own");
else
  notebook.showTable(settings.map(([high, low]) => {
    const texts = split(high, low);
    return {
      "T of forks": high,
      "T of the rest": low,
      "begins": texts[0].tokens.slice(0, 14).join("").replace(/␣/g, " "),
    };
  }));

// %% [markdown]
// ## Who reads what
//
// The same words can be certain to one reader and open to another. So we let models read texts that they did not write, and
// hold that against their own samples. The recorded summaries ([`data/measurements`](../data/measurements), each with its command)
// hold no texts; they are drawn whether or not a real model is here.

// %%
const RECORDED = [
  ["stories260k writes stories", "sampled", "stories260k-sampled"],
  ["stories260k reads GSM8K answers", "read", "stories260k-reads-gsm8k"],
  ["SmolLM2-135M answers GSM8K", "sampled", "smollm2-sampled"],
  ["SmolLM2-135M reads GSM8K answers", "read", "smollm2-reads-gsm8k"],
  ["SmolLM2-135M reads Qwen's MATH", "read", "smollm2-reads-math"],
  ["our M answers Countdown", "sampled", "M"],
] as const;
const recorded = RECORDED.map(([name, kind, folder]) => ({
  name: name,
  kind: kind,
  ...analysis.readSummary(`../data/measurements/${folder}/summary.json`),
}));

// %%
const inequality = figures.entropyInequalityFigure(recorded, {
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
notebook.showTable(recorded.map((summary) => ({
  "who reads what": summary.name,
  problems: summary.problems,
  tokens: summary.tokens,
  "below 0.01 nats": interval(summary.shareBelow001),
  "80th percentile": interval(summary.percentile80, 2),
  "above 0.672": interval(summary.shareAbovePaper, 2),
  "entropy in the top fifth": interval(summary.topFifthEntropy, 2),
})));

// %% [markdown]
// So "most tokens are certain" is not a property of language. It holds of a strong writer that reads itself, and of our own
// model, whose language leaves it no choice at most places. The small English model is nearly nowhere certain of its own text, and
// more certain of a better writer's.
//
// For the method this says what a **fixed share** and a **fixed threshold** do. A share of 20 % always keeps a fifth of the
// tokens; what changes is where it begins (the second panel) and how much of the entropy it covers (the fourth): with a flat
// distribution the fifth is hardly apart from the rest. A threshold of 0.672 nats always means the same openness; what changes is
// how many tokens it keeps (the third panel). Neither can be carried over from the paper's model to another without looking at
// its distribution first.
//
// ## Which tokens they are (Figure 2b and 2c)
//
// The tokens of highest and lowest mean entropy that SmolLM2 met when it read the responses of Qwen2.5-Math to MATH problems,
// seen 15 times or more.

// %%
const reading = recorded[4];
await notebook.showFigure(
  figures.tokenCloudFigure(reading.highestTokens.slice(0, 40), {
    title: "Highest mean entropy, as SmolLM2 reads Qwen's MATH (Fig 2b)",
  }),
  "real-model-highest-tokens",
);

// %%
await notebook.showFigure(
  figures.tokenCloudFigure(reading.lowestTokens.slice(0, 40), {
    title: "Lowest mean entropy, as SmolLM2 reads Qwen's MATH (Fig 2c)",
  }),
  "real-model-lowest-tokens",
);

// %% [markdown]
// The paper says what its clouds hold: words that connect or set up thoughts at the top (it names `wait`, `however`, `thus`, `since`,
// `suppose`, `given`, ...), and at the bottom word endings and pieces of formulas and code. Each token below is put into one of these
// kinds by a rule ([`token-classes.ts`](../src/analysis/token-classes.ts)), and each kind is held against the mean of all tokens.

// %%
notebook.showTable(recorded.slice(2, 5).flatMap((summary) =>
  summary.classes.map((kind) => ({
    "who reads what": summary.name,
    kind: kind.name,
    tokens: kind.tokens,
    "mean entropy (nats)": kind.meanEntropy,
    "less the mean of all": interval(kind.lessMean, 2),
  })),
));

// %%
const lessMean = (name: string, sign: 1 | -1): claims.Comparison => {
  const kind = reading.classes.find((one) => one.name === name);
  const { estimate, low, high } = kind.lessMean;
  const ends = sign === 1 ? [low, high] : [-high, -low];
  return {
    what: sign === 1 ? `${name}s less all tokens` : `all tokens less ${name}s`,
    difference: { estimate: sign * estimate, low: ends[0], high: ends[1] },
    above: 0,
    seeds: 1,
  };
};
const cloudClaim = claims.judgeClaim(
  {
    id: "word-clouds",
    claim:
      "The tokens of highest mean entropy connect and set up thoughts, " +
      "those of lowest finish words, code and formulas",
    source: "Figure 2(b) and 2(c)",
    paper: "by inspection of 100 tokens at either end (Qwen3-8B)",
    command: "npm run notebooks -- 09-real-models",
  },
  { name: "nats", scale: 1, digits: 2 },
  [lessMean("connective", 1), lessMean("word ending", -1), lessMean("formula", -1)],
  { note: `SmolLM2-135M reads Qwen2.5-Math, ${reading.problems} problems` },
);
claims.recordClaims([cloudClaim]);

// %% [markdown]
// ## Two real GRPO runs
//
// Someone else's logs: two runs of GRPO on Qwen3-0.6B, from chapter 7 of Sebastian Raschka's *Build a Reasoning Model (From
// Scratch)*; they differ in what is tracked and clipped. Each point is the mean of ten steps, the band their quartiles.
// `FORKING_TOKENS_GRPO_LOGS` may name a folder with such CSV files; else the recorded means are drawn.

// %%
const folder = process.env.FORKING_TOKENS_GRPO_LOGS;
const { readdirSync, readFileSync } = await import("node:fs");
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
// One run ends in an entropy explosion: the mean hides it until late, while the quartiles drift apart. It is what a look at the
// distribution, and not only at its mean, is for.
//
// ## Look at your own model
//
// | you have | type |
// |---|---|
// | a name on the Hugging Face hub | `npm run fetch-model -- Qwen/Qwen3-0.6B` |
// | a folder or a `.gguf` file | `FORKING_TOKENS_MODEL=FOLDER npm run notebooks -- 09-real-models` |
// | a server | `FORKING_TOKENS_ENDPOINT=http://localhost:8000/v1 FORKING_TOKENS_MODEL=NAME npm run notebooks -- 09-real-models` |
// | prompts, or texts to be read | `npm run measure -- FOLDER --prompts FILE`, `--score FILE` |
