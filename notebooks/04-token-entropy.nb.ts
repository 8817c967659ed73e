// %% [markdown]
// # 04 · Token entropy, measured
//
// Before each token a language model holds a distribution over its whole vocabulary. The entropy of that distribution
// says how open the choice is. Wang et al. (2025) measured it on a million tokens of an 8-billion-parameter model and
// found that half of the tokens are next to certain, that a fifth are about as open as a fair coin or more, and that
// these look like forks in the reasoning. Looking is all they could do: nobody knows where the forks of a natural text
// are. In our task they *are* known, so here entropy is held against the truth.
//
// After it you can
//
// - [ ] say what the entropy of a token measures, and why temperature moves it and a shift of the logits does not
// - [ ] hold "high entropy" against the true forks by precision and recall
// - [ ] say how much entropy lies in choices that change nothing, and what training does to it
//
// | | |
// |---|---|
// | shows | the distribution of entropies (the paper's Fig 2a), the tokens at its two ends (Fig 2b, 2c), chains of thought as heat maps (Figs 12-17); then how well high entropy detects true forks, how much entropy lies in choices that change nothing, and how that moves through training |
// | takes | about a minute on two cores |
// | needs | the base model `data/models/M` and the checkpoints of one recorded run, `data/runs/checkpoints/M-all-seed0` |
// | uses the modules | [`src/entropy`](../src/entropy) (the measures), [`src/analysis`](../src/analysis) (sampling and laying out tokens), [`src/paper`](../src/paper) (the published numbers), [`src/statistics`](../src/statistics) (intervals), [`src/countdown`](../src/countdown) (roles of tokens), [`src/figures`](../src/figures) |

// %%
import {
  analysis, claims, countdown, entropy, figures, kernels, models, notebook, paper,
  policyGradient, random, statistics, study,
} from "forking-tokens";
import { DataFrame } from "danfojs-node";

console.log((await kernels.selectBackend()).line);

// %% [markdown]
// ## What the number means
//
// $$H_t=-\sum_{j=1}^{V}p_{t,j}\ln p_{t,j},\qquad p_t=\operatorname{softmax}(z_t/T)$$
//
// in nats, over the full vocabulary (the paper's Eq. 1). It belongs to the *position*, not to the token that happened
// to be sampled there. $e^{H}$ reads as a number of equally likely choices.

// %%
const examples = {
  certain: [9, -9, -9],
  "fair coin": [1, 1, -99],
  "three equal choices": [0, 0, 0],
};
for (const [name, logits] of Object.entries(examples)) {
  const nats = entropy.tokenEntropy(logits);
  const choices = Math.exp(nats).toFixed(2);
  console.log(
    name.padEnd(20),
    `H = ${nats.toFixed(4)} nats, as good as ${choices} choices`,
  );
}

// %% [markdown]
// Temperature divides the logits: it flattens the distribution when it is above 1. A shift of all logits changes nothing.

// %%
const entropyAt = (temperature: number) =>
  entropy.tokenEntropy([2, 1, 0], { temperature }).toFixed(3);
console.log([0.5, 1, 2].map(entropyAt).join("  "));
console.log(entropy.tokenEntropy([102, 101, 100]).toFixed(3));

// %% [markdown]
// ## A hundred thousand tokens
//
// We let two policies answer all held-out problems, ten times each, at $T=1$: the base model, and the same model after
// reinforcement learning on all tokens. (The paper: Qwen3-8B in thinking mode, more than a million tokens.)

// %%
const checkpoints = study.recordedCheckpoints("all");
const policies = {
  base: models.loadPolicy("../data/models/M"),
  trained: models.loadPolicy(checkpoints[checkpoints.length - 1].folder),
};
console.log(`checkpoints at steps ${checkpoints.map(({ step }) => step).join(", ")}`);

// %%
const problems = countdown.countdownTask().problems("test");
const sampling = { samplesPerPrompt: 10, maxNewTokens: countdown.MAX_RESPONSE_TOKENS };
const answersOf = (policy: typeof policies.base) =>
  analysis.measuredRollouts(policy, problems, { ...sampling, rng: random.seededRng(1) });
const measured = {
  base: answersOf(policies.base),
  trained: answersOf(policies.trained),
};
for (const [name, { columns, verdicts }] of Object.entries(measured))
  console.log(`${name}: ${columns.tokens.length} tokens of ${verdicts.length} responses`);

// %% [markdown]
// The tokens of one response are not independent of each other, nor are the responses to one problem. So every interval
// below is a 95 % bootstrap over whole problems. It says how sure a number is *of this model*: behind all of them stand
// one base model and one run trained from it, a single seed.

// %%
const perProblem = sampling.samplesPerPrompt;
const distributionOf = ({ columns, verdicts }: analysis.MeasuredRollouts) => {
  const options = { vocabSize: countdown.VOCAB_SIZE, rng: random.seededRng(2) };
  const distribution = entropy.streamingDistribution(options);
  for (let row = 0; row < verdicts.length; row += perProblem) {
    const [from, to] = [columns.starts[row], columns.starts[row + perProblem]];
    distribution.add(columns.entropies.subarray(from, to));
  }
  return distribution;
};
const distributions = {
  base: distributionOf(measured.base),
  trained: distributionOf(measured.trained),
};

// %% [markdown]
// ## Most tokens are certain (Fig 2a)

// %%
const printedThere = {
  below: paper.paperQuantity("figure-2a", "share below 0.01"),
  percentile80: paper.paperQuantity("figure-2a", "80th percentile"),
};
const named = Object.entries(distributions).map(([name, distribution]) => ({
  name,
  distribution,
}));
const figure2a = figures.entropyDistributionFigure(named, {
  paperPercentile80: printedThere.percentile80.value,
});
await notebook.showFigure(figure2a, "figure-2a-entropy-distribution");

// %%
const summary = named.map(({ name, distribution }) => ({
  model: `ours, ${name}`,
  tokens: distribution.tokens(),
  "share below 0.01 nats": statistics.intervalText(distribution.shareBelow(0.01)),
  "80th percentile (nats)": statistics.intervalText(distribution.percentile(80)),
  "mean (nats)": statistics.intervalText(distribution.mean()),
}));
const paperRow = {
  model: `paper, ${printedThere.below.source}, Qwen3-8B`,
  tokens: "over 1,000,000",
  "share below 0.01 nats": (printedThere.below.value / 100).toFixed(3),
  "80th percentile (nats)": String(printedThere.percentile80.value),
  "mean (nats)": "not printed",
};
notebook.showTable([...summary, paperRow]);

// %% [markdown]
// A log scale is needed to see anything beside the first bin, in our 150-thousand-parameter model as in the paper's
// 8-billion one. The table says how close the two come, and what reinforcement learning did to the distribution.
//
// The cumulative curve spreads out the near-certain majority; the two diamonds are the two points of it that the paper prints.

// %%
const series = Object.entries(measured).map(([name, { columns }]) => ({
  name,
  entropies: columns.entropies,
}));
const printed: [number, number][] = [
  [0.01, printedThere.below.value / 100],
  [printedThere.percentile80.value, 0.8],
];
await notebook.showFigure(
  figures.cumulativeEntropyFigure(series, { paper: printed }),
  "figure-2a-cumulative",
);

// %% [markdown]
// ## Which tokens they are (Fig 2b, 2c)
//
// Group the positions by the token sampled there, keep tokens seen more than 100 times, and rank them by mean entropy. The
// paper draws its 100 highest and 100 lowest as word clouds; our language has 120 tokens in all, so we draw 20 of each.

// %%
const words = Array.from(measured.base.columns.tokens, (id) => countdown.VOCABULARY[id]);
const means = entropy.tokenMeanEntropy(words, measured.base.columns.entropies, {
  minimum: 100,
});
const highest = means.slice(0, 20);
const lowest = means.slice(-20).reverse();
const highestCloud = figures.tokenCloudFigure(highest, {
  title: "Highest mean entropy, base model (Fig 2b)",
});
const lowestCloud = figures.tokenCloudFigure(lowest, {
  title: "Lowest mean entropy, base model (Fig 2c)",
});
await notebook.showFigure(highestCloud, "figure-2b-highest");
await notebook.showFigure(lowestCloud, "figure-2c-lowest");

// %%
const ranked = new DataFrame(
  highest.slice(0, 12).map((high, i) => ({
    "highest": high.token, "nats": high.meanEntropy, "count": high.count,
    "lowest": lowest[i].token, "nats ": lowest[i].meanEntropy, "count ": lowest[i].count,
  })),
);
notebook.showTable(ranked, { digits: 4 });

// %% [markdown]
// The tokens that the paper names, for comparison. It names its low-entropy tokens as classes only, and the clouds' full
// lists exist as pictures.

// %%
const namedTokens = paper.paperTable("named-tokens");
for (const kind of ["high", "low"] as const) {
  const ofThisKind = namedTokens.filter(({ entropy }) => entropy === kind);
  console.log(`${kind}: ${ofThisKind.map(({ token }) => token).join(", ")}`);
}

// %% [markdown]
// ## Chains of thought as heat maps (Figs 12-17)
//
// One answer of the base model, one attempt a line. The frames are the truth: solid where the choice decides the reward (a
// *real* fork), dotted where it changes nothing (a *decorative* fork: which word opens an attempt, which word introduces
// the list).

// %%
type RoleName = (typeof countdown.ROLE_NAMES)[number];
const thought = ({ columns }: analysis.MeasuredRollouts, row: number) => {
  const lines: { token: string; entropy: number; role: RoleName }[][] = [];
  for (let t = columns.starts[row]; t < columns.starts[row + 1]; t++) {
    const token = countdown.VOCABULARY[columns.tokens[t]];
    if (lines.length === 0 || ["try", "maybe", "perhaps"].includes(token)) lines.push([]);
    lines[lines.length - 1].push({
      token,
      entropy: columns.entropies[t],
      role: countdown.ROLE_NAMES[columns.roles[t]],
    });
  }
  return lines;
};
const solvedAtThird = ({ verdicts }: analysis.MeasuredRollouts) =>
  verdicts.findIndex(({ reward, extras }) => reward === 1 && extras.attempts === 3);

// %%
const solvedLate = solvedAtThird(measured.base);
const baseThought = figures.chainOfThoughtFigure(thought(measured.base, solvedLate), {
  title: "A chain of thought of the base model (Figs 12-17)", highest: 1.4,
});
await notebook.showFigure(baseThought, "figures-12-17-base");

// %%
const late = solvedAtThird(measured.trained);
const trainedThought = figures.chainOfThoughtFigure(thought(measured.trained, late), {
  title: "A chain of thought of the trained model", highest: 1.4,
});
await notebook.showFigure(trainedThought, "figures-12-17-trained");

// %% [markdown]
// After training the openers are as open as before, while `wait` has gone white: trying again has become a certainty. A real fork
// that is decided looks like a determined token, and no longer counts among the top 20 %.
//
// ## Against the truth: does high entropy find the forks?
//
// Select the $\rho$ tokens of highest entropy and ask two questions. *Precision*: how many of the selected are forks?
// *Recall*: how many of the forks were selected? Twice: for real forks alone, and for any fork, decorative ones included.

// %%
const rhos = Array.from({ length: 100 }, (_, i) => (i + 1) / 100);
const detection = ({ columns }: analysis.MeasuredRollouts, ...wanted: number[]) =>
  entropy.forkDetection(columns.entropies, analysis.tokensOfRole(columns, ...wanted), {
    rhos,
  });
const prevalence = ({ columns }: analysis.MeasuredRollouts, ...wanted: number[]) => {
  const forks = analysis.tokensOfRole(columns, ...wanted);
  return forks.reduce((sum, fork) => sum + fork, 0) / forks.length;
};

// %%
const curves = [
  { name: "real forks", roles: [countdown.ROLE.real] },
  { name: "any fork", roles: [countdown.ROLE.real, countdown.ROLE.decorative] },
].map(({ name, roles }) => ({
  name,
  points: detection(measured.base, ...roles),
  prevalence: prevalence(measured.base, ...roles),
}));
await notebook.showFigure(figures.forkDetectionFigure(curves), "fork-detection");

// %%
const FORKS = {
  "real forks": [countdown.ROLE.real],
  "any fork": [countdown.ROLE.real, countdown.ROLE.decorative],
};
type Fork = keyof typeof FORKS;
const forksIn = ({ columns }: analysis.MeasuredRollouts, fork: Fork) =>
  analysis.tokensOfRole(columns, ...FORKS[fork]);
const topFifth = ({ columns }: analysis.MeasuredRollouts) =>
  policyGradient.highEntropyMask(columns.entropies);
// of the tokens in one set the share that is in the other too, interval over problems
const seed = 4;
const precision = (rollouts: analysis.MeasuredRollouts, fork: Fork) =>
  analysis.sharedTokens(rollouts.columns, topFifth(rollouts), forksIn(rollouts, fork), {
    seed,
  });
const recall = (rollouts: analysis.MeasuredRollouts, fork: Fork) =>
  analysis.sharedTokens(rollouts.columns, forksIn(rollouts, fork), topFifth(rollouts), {
    seed,
  });

// %%
const foundIn = (model: string, rollouts: analysis.MeasuredRollouts) =>
  (["real forks", "any fork"] as const).map((fork) => ({
    model,
    fork,
    "precision at 20 %": statistics.intervalText(precision(rollouts, fork)),
    "recall at 20 %": statistics.intervalText(recall(rollouts, fork)),
    "by chance": prevalence(rollouts, ...FORKS[fork]),
    "threshold (nats)": detection(rollouts, ...FORKS[fork])[19].threshold,
  }));
notebook.showTable(
  Object.entries(measured).flatMap(([model, rollouts]) => foundIn(model, rollouts)),
);

// %% [markdown]
// Two readings, and both matter. In the base model the top 20 % *are* forks, nearly without exception, so the paper's word for
// them is earned; after training fewer are, for forks that are decided leave and errors come in. And a fork is not always a decision that matters: the gap between the two precision curves is the share of selected tokens
// where the model merely chooses how to put it. Entropy cannot tell the two apart.
//
// ## Where the entropy lives
//
// That gap is what critics of the method point at (HICRA, arXiv 2509.03646: under 10 % of high-entropy tokens plan anything).
// With known roles it can be counted.

// %%
const sharesOf = ({ columns }: analysis.MeasuredRollouts) =>
  entropy.shareByGroup(columns.entropies, columns.roles, countdown.ROLE_NAMES);
const columnsOfShares = Object.entries(measured).flatMap(([name, rollouts]) => [
  { name: `${name}: tokens`, shares: sharesOf(rollouts), of: "tokenShare" as const },
  { name: `${name}: entropy`, shares: sharesOf(rollouts), of: "share" as const },
]);
const byRole = figures.groupSharesFigure(columnsOfShares, {
  title: "Which tokens there are, and which hold the entropy",
  y: "share",
});
await notebook.showFigure(byRole, "entropy-by-role");

// %%
notebook.showTable(
  Object.entries(measured).flatMap(([model, rollouts]) =>
    sharesOf(rollouts).map(({ group, count, tokenShare, mean, share }) => ({
      model,
      role: group,
      tokens: count,
      "share of tokens": tokenShare,
      "mean entropy (nats)": mean,
      "share of entropy": share,
    })),
  ),
);

// %% [markdown]
// ## Through training
//
// The same count at every checkpoint, each answering every held-out problem once.

// %%
const during = checkpoints.map(({ step, folder }) => {
  const policy = models.loadPolicy(folder);
  const rollouts = analysis.measuredRollouts(policy, problems, {
    ...sampling,
    samplesPerPrompt: 1,
    rng: random.seededRng(3),
  });
  policy.dispose();
  return { step, shares: sharesOf(rollouts) };
});
const throughTraining = figures.groupSharesFigure(
  during.map(({ step, shares }) => ({ name: `step ${step}`, shares })),
  { title: "Where the entropy lives, through training", y: "share of entropy" },
);
await notebook.showFigure(throughTraining, "entropy-by-role-through-training");

// %%
notebook.showTable(during.map(({ step, shares }) => ({
  step,
  ...Object.fromEntries(shares.map(({ group, mean }) => [`${group}, mean (nats)`, mean])),
  "decorative share": shares[countdown.ROLE.decorative].share,
})));

// %% [markdown]
// Real forks are decided and lose their entropy; decorative ones keep theirs, because no reward speaks for either choice. So their
// share of the entropy grows, and with it their share of whatever is selected by entropy: precision for real forks is lower
// after training than before.
//
// ## Claimed and measured
//
// The paper measured one trained model, so its claims are judged by ours, the trained one, and the base model's number stands
// beside. A claim is *reproduced* if the interval lies beyond its threshold, *not reproduced* if it lies wholly on the other side.
// The thresholds are ours, since the paper states most of these claims in words: "most" is over 50 %, "nearly all" over 90 %,
// "near" within 0.1 nats ([`token-entropy-claims.ts`](../src/claims/token-entropy-claims.ts)).

// %%
type Model = keyof typeof measured;
const noFork = (model: Model) => {
  const { columns } = measured[model];
  const noChoice = analysis.tokensOfRole(
    columns,
    countdown.ROLE.determined,
    countdown.ROLE.error,
  );
  return analysis.sharedTokens(
    columns,
    policyGradient.lowEntropyMask(columns.entropies),
    noChoice,
    { seed: seed },
  );
};
const numbersOf = (model: Model) => ({
  shareBelow001: distributions[model].shareBelow(0.01),
  percentile80: distributions[model].percentile(80),
  forksInTop: precision(measured[model], "any fork"),
  realForksInTop: precision(measured[model], "real forks"),
  topInRealForks: recall(measured[model], "real forks"),
  noForksInBottom: noFork(model),
});
const before = { base: numbersOf("base"), problems: problems.length };
claims.recordClaims(claims.tokenEntropyClaims(numbersOf("trained"), before));

// %% [markdown]
// One number that the paper does not ask for belongs beside them: how much entropy lies in choices that change nothing.

// %%
const inDecorative = (model: Model) => {
  const { columns } = measured[model];
  const decorative = analysis.tokensOfRole(columns, countdown.ROLE.decorative);
  const weights = columns.entropies;
  return analysis.tokenMean(columns, decorative, { weights, seed: seed });
};
for (const model of ["base", "trained"] as const) {
  const shareOfEntropy = statistics.intervalText(inDecorative(model));
  console.log(`${model}: ${shareOfEntropy} of the entropy lies in decorative forks`);
}

// %% [markdown]
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **4.1** ★ A token has two possible continuations with probabilities 0.9 and 0.1. What is its entropy in nats (three decimals)?
//
// <details><summary>Hint (click)</summary>
//
// $-\sum_j p_j\ln p_j$, two terms.
//
// </details>

// %%
const answer41: number | undefined = undefined;
notebook.checkAnswer("4.1", answer41, "127b3e1398f1");

// %% [markdown]
// **4.2** ★ The paper's highest token entropy is 6.58 nats. To how many equally likely choices does that correspond (to the nearest ten)?
//
// <details><summary>Hint (click)</summary>
//
// Section "What the number means": which function of $H$ reads as a number of choices?
//
// </details>

// %%
const answer42: number | undefined = undefined;
notebook.checkAnswer("4.2", answer42, "eefa1a6e1a66", { digits: -1 });

// %% [markdown]
// **4.3** ★★ Write a function that takes logits and gives the *smallest* temperature, out of a list in any order, at which the entropy exceeds a threshold (or `undefined`).
//
// <details><summary>Hint (click)</summary>
//
// `entropy.tokenEntropy` takes a temperature. Sort a copy of the list by number; plain `sort()` sorts texts.
//
// </details>

// %%
type Search = (
  logits: number[],
  temperatures: number[],
  threshold: number,
) => number | undefined;
const answer43: Search | undefined = undefined;
notebook.checkAnswer("4.3", answer43, (mine) => {
  const found = (threshold: number) => mine([3, 1, 0, 0], [2, 0.5, 1, 10], threshold);
  return found(0.5) === 1 && found(1.3) === 10 && found(2) === undefined;
});

// %% [markdown]
// **4.4** ★★ At what $\rho$ (a multiple of 0.01) does the recall of real forks first reach 95 % in the base model? Use `curves`.
//
// <details><summary>Hint (click)</summary>
//
// `curves[0]` is the base model's; look at one of its `points` first.
//
// </details>

// %%
const answer44: number | undefined = undefined;
notebook.checkAnswer("4.4", answer44, "a550978c498a", { digits: 2 });

// %% [markdown]
// **4.5** ★★ Selecting by entropy keeps decorative forks. Give the precision for real forks that the top 20 % would have if the decorative tokens could be left out of the ranking (two decimals). Use `measured.base.columns`.
//
// <details><summary>Hint (click)</summary>
//
// Keep the entropies and roles of the other tokens; `entropy.forkDetection` of them gives the point of the top 20 %.
//
// </details>

// %%
const answer45: number | undefined = undefined;
notebook.checkAnswer("4.5", answer45, "a42d4a599067", { digits: 2 });

// %% [markdown]
// **An open project** ★★★ Which *words* are the decorative forks of a real model? Take the chains of thought of [notebook 09](09-real-models.ipynb) or your own, mark by hand the high-entropy tokens of twenty responses as "could have changed the answer" or "another way to say it", have a second person do the same without seeing yours, and report the shares with an interval and how often you two agree.
//
// The same numbers for any model folder, from the command line: `npm run measure -- data/models/M --samples 10`.
//
// **Next:** [05-forks-and-temperature](05-forks-and-temperature.ipynb): what happens when forks are decoded hotter than the rest.
