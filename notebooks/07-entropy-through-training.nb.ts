// %% [markdown]
// # 07 · Entropy through training
//
// Reinforcement learning moves entropy about. The paper fixes a text, lets every checkpoint read it, and reports two
// things: the places of high entropy stay largely where they were in the base model (its Table 1), and the tokens that
// started with high entropy change most, *upwards* (its Figs 4 and 5). Others saw entropy collapse instead and explain it
// by a covariance (Cui et al. 2025, arXiv 2505.22617). This notebook measures all of it on one recorded run, and asks which
// tokens carry the gradient that does the moving.
//
// After it you can
//
// - [ ] follow the entropy of fixed positions through training, and say what "the pattern stays" can mean
// - [ ] say what the covariance of log-probability and advantage foretells, and where it fails here
// - [ ] find the tokens that carry the squared gradient, and say how far they are the mask's
//
// | | |
// |---|---|
// | shows | overlap of the top 20 % positions with base and final model, entropy change by percentile, percentiles against steps; the trade of entropy for performance and its fit; covariance against the next entropy change, by token role; the squared gradient by token role; which tokens clip-higher acts on |
// | takes | about a minute on two cores |
// | needs | the recorded runs `data/runs/checkpoints/M-all-seed0` (with its checkpoints) and `M-top-seed0` |
// | uses the modules | [`src/entropy`](../src/entropy) (the measures), [`src/analysis`](../src/analysis) (teacher forcing, entropy steps, token gradients), [`src/statistics`](../src/statistics), [`src/paper`](../src/paper), [`src/training`](../src/training) (run folders), [`src/figures`](../src/figures) |

// %%
import {
  analysis, claims, countdown, entropy, figures, kernels, models, notebook, paper,
  policyGradient, random, rollout, statistics, study, training,
} from "forking-tokens";
import { DataFrame } from "danfojs-node";

console.log((await kernels.selectBackend()).line);

// %% [markdown]
// ## One text, every checkpoint
//
// The run: all tokens receive gradient (DAPO's objective), from the base model on. The text: two answers of the **final**
// policy to each held-out problem. Every checkpoint is teacher-forced on it, so all entropies below are of the same
// positions.

// %%
const recorded = study.recordedCheckpoints("all");
const checkpoints = recorded.map(({ step, folder }) => ({
  step,
  policy: models.loadPolicy(folder),
}));
const last = checkpoints[checkpoints.length - 1];
const problems = countdown.countdownTask().problems("test");
const sampling = { samplesPerPrompt: 2, maxNewTokens: countdown.MAX_RESPONSE_TOKENS };
const text = analysis.measuredRollouts(last.policy, problems, {
  ...sampling,
  rng: random.seededRng(1),
});
const steps = checkpoints.map(({ step }) => step);
const length = text.columns.tokens.length;
console.log(`steps ${steps.join(", ")}; the text has ${length} tokens`);

// %%
const forced = checkpoints.map(({ policy }) =>
  analysis.forcedEntropies(policy, rollout.sequencesOf(text)),
);
const [base, final] = [forced[0], forced[forced.length - 1]];
notebook.showTable(
  forced.map((values, i) => ({
    step: steps[i],
    "mean entropy on the text (nats)":
      values.reduce((sum, h) => sum + h, 0) / values.length,
  })),
);

// %% [markdown]
// ## Do the high-entropy positions stay? (Table 1)
//
// The share of the 20 % highest positions under one checkpoint that are also among the 20 % highest under another. The paper
// does not say over what it takes the 20 %; here it is all tokens of the text. By chance two checkpoints would share 20 %.

// %%
const masks = forced.map((values) => policyGradient.highEntropyMask(values));
const seed = 2;
const onText = (values: ArrayLike<number>, weights: ArrayLike<number>) =>
  analysis.tokenMean(text.columns, values, { weights, seed: seed });
const overlapWith = (mask: Uint8Array, other: Uint8Array) =>
  analysis.sharedTokens(text.columns, mask, other, { seed: seed });

// %%
const overlaps = masks.map((mask, i) => ({
  step: steps[i],
  withBase: overlapWith(mask, masks[0]),
  withFinal: overlapWith(mask, masks[masks.length - 1]),
}));
const table1 = paper.paperTable("table-1");
await notebook.showFigure(
  figures.overlapThroughTrainingFigure(overlaps, table1),
  "table-1-overlap",
);

// %%
const percent = (share: number) => (100 * share).toFixed(1);
const shown = (share: statistics.Interval) =>
  statistics.intervalText(share, { scale: 100, digits: 1 });
const ours = overlaps.map(({ step, withBase, withFinal }) => ({
  step,
  "with base (%)": shown(withBase),
  "with final (%)": shown(withFinal),
}));
const theirs = table1.map(({ step, overlapBase, overlapFinal, suspectStep }) => ({
  "paper's step": step,
  "with base (%)": overlapBase,
  "with final (%)": overlapFinal,
  note: suspectStep ? "step as printed; likely a misprint" : "",
}));
notebook.showTable(new DataFrame(ours));
notebook.showTable(new DataFrame(theirs), { digits: 2 });

// %% [markdown]
// The paper's overlap falls in two jumps. How steadily it falls here, and how far, is computed from the table. (A small model that
// learns in few steps may simply be further along.)

// %%
const lost = overlaps
  .slice(1)
  .map(({ withBase }, i) => overlaps[i].withBase.estimate - withBase.estimate);
const withBase = overlaps[overlaps.length - 1].withBase;
const inPaper = table1[table1.length - 1].overlapBase;
console.log(
  `kept in the end: ${shown(withBase)} %, by chance 20 %, in the paper ${inPaper} %`,
);
console.log(
  "lost from checkpoint to checkpoint (points):",
  lost.map((share) => percent(share)).join(", "),
);

// %% [markdown]
// Intervals are bootstraps over problems (both answers to one problem are drawn together) with the two thresholds held: they say how
// sure a number is *of this run*, a single seed. A check by the library's own one-line measure:

// %%
const byRanks = entropy.topEntropyOverlap(base, final);
console.log(byRanks.toFixed(4), "=", withBase.estimate.toFixed(4));

// %% [markdown]
// ## Which positions change? (Fig 4)
//
// Sort the positions by their entropy in the base model, cut them into twenty bins of 5 %, and average the change from base to
// final in each. The paper prints no values, only that the change grows with the initial entropy and is an increase.

// %%
const bins = entropy.entropyChangeByPercentile(base, final);
await notebook.showFigure(figures.entropyChangeFigure(bins), "figure-4-entropy-change");

// %%
notebook.showTable(
  bins.slice(-8).map(({ fromPercent, toPercent, meanBefore, meanChange }) => ({
    percentile: `${fromPercent}-${toPercent}`,
    "base entropy (nats)": meanBefore,
    "change (nats)": meanChange,
  })),
  { digits: 4 },
);
const change = final.map((after, t) => after - base[t]);
const heldByTop = onText(masks[0], change.map(Math.abs));
const changeOfTop = onText(change, masks[0]);
const DIRECTIONS = {
  above: "rises",
  below: "falls",
  within: "stays about the same",
  undecided: "may rise or fall",
};
console.log(
  `of all absolute change, ${shown(heldByTop)} % lies in the top 20 % of positions`,
);
console.log(
  `their mean change is ${statistics.intervalText(changeOfTop, { signed: true })} nats:`,
  `it ${DIRECTIONS[statistics.intervalSide(changeOfTop)]}`,
);

// %% [markdown]
// So *where* the change happens and its *sign* are two questions. The roles say why the sign need not be the paper's: a real fork
// that has been decided loses its entropy, a decorative one has no reason to.

// %%
const [entropyByRole, changeByRole] = [base, change].map((values) =>
  entropy.shareByGroup(values, text.columns.roles, countdown.ROLE_NAMES),
);
notebook.showTable(
  changeByRole.map(({ group, count, mean }, i) => ({
    role: group,
    tokens: count,
    "base entropy (nats)": entropyByRole[i].mean,
    "mean change (nats)": mean,
  })),
  { digits: 4 },
);

// %% [markdown]
// ## The percentiles against the step (Fig 5)
//
// The paper shows six percentiles without saying which. Here are six from the middle to the top; each panel has its own scale.

// %%
const percentiles = [50, 75, 80, 90, 95, 100];
const levels = percentiles.map((p) => p / 100);
const byStep = forced.map((values) => statistics.quantiles(values, levels));
const values = percentiles.map((_, i) => byStep.map((row) => row[i]));
await notebook.showFigure(
  figures.entropyPercentilesFigure({ steps: steps, percentiles, values }),
  "figure-5-percentiles",
);

// %% [markdown]
// ## Entropy for performance
//
// Cui et al. (2025) find that performance is bought with entropy along one curve, $R=-a\,e^{H}+b$, which runs out at $b-a$ when
// no entropy is left. Every evaluation of two recorded runs is one point: gradient on all tokens, and on the top 20 %.

// %%
const pointsOf = (name: string) => {
  const metrics = new training.RunFolder(`../data/runs/checkpoints/${name}`).metrics();
  const lines = metrics.filter(
    (line): line is training.RecordedEvaluation => line.split !== undefined,
  );
  return {
    entropies: lines.map(({ meanEntropy }) => Number(meanEntropy)),
    performance: lines.map(({ accuracy }) => Number(accuracy)),
  };
};
const runs = [
  { name: "all tokens", ...pointsOf("M-all-seed0") },
  { name: "top 20 %", ...pointsOf("M-top-seed0") },
];
await notebook.showFigure(figures.entropyPerformanceFigure(runs), "entropy-performance");

// %%
const fits = runs.map((points) => ({
  name: points.name,
  ...entropy.entropyPerformanceFit(points.entropies, points.performance),
}));
notebook.showTable(
  fits.map(({ name, a, b, ceiling, rmse, rSquared }) => ({
    "gradient on": name,
    a,
    b,
    "b - a": ceiling,
    "misses by (rms)": rmse,
    "R squared": rSquared,
  })),
);
for (const { name, residuals } of fits) {
  const inOrder = residuals.map((r) => r.toFixed(3)).join(" ");
  console.log(`${name}, residuals in order: ${inOrder}`);
}

// %% [markdown]
// Residuals in order tell whether the curve has the right shape: signs that come in runs mean that it has not. And a ceiling above 1
// cannot be an accuracy.
//
// ## What moves the entropy
//
// For a softmax policy, a small natural-gradient step of size $\eta$ changes the entropy by about
// $-\eta\,\mathrm{Cov}(\log\pi,A)$ ([notebook 03b](03b-why-entropy-collapses.ipynb)): reward for what was already likely sharpens, reward for the unlikely spreads. At each
// checkpoint we take eight answers to each of 64 problems, their group advantages, and the covariance over their tokens; then the
// *next* checkpoint reads the same answers, which gives the entropy change at the same positions.

// %%
const fixed = countdown.countdownTask()
  .problems("train")
  .filter((_, i) => i % 12 === 0)
  .slice(0, 64);
const answersTo = (policy: typeof last.policy, seed: number) =>
  analysis.measuredRollouts(policy, fixed, {
    ...sampling,
    samplesPerPrompt: 8,
    rng: random.seededRng(seed),
  });
const entropySteps = checkpoints.slice(0, -1).map(({ step, policy }, i) => ({
  step,
  ...analysis.entropyStep(answersTo(policy, 3), checkpoints[i + 1].policy),
}));
const { estimate: correlation } = statistics.correlation(
  entropySteps.map(({ covariance }) => covariance),
  entropySteps.map(({ nextChange }) => nextChange),
);
await notebook.showFigure(
  figures.covarianceFigure(entropySteps, { correlation }),
  "covariance-and-entropy-change",
);

// %%
notebook.showTable(
  entropySteps.map(({ step, covariance, nextChange }) => ({
    step,
    "Cov(log pi, A)": covariance,
    "next change (nats)": nextChange,
  })),
  { digits: 5 },
);

// %% [markdown]
// Derived for one small step: where the covariance is positive, entropy falls, and the more covariance, the more it falls. Held
// against the ten checkpoints, in code:

// %%
const positive = entropySteps.filter(({ covariance }) => covariance > 0);
const falling = positive.filter(({ nextChange }) => nextChange < 0);
console.log(
  `positive covariance at ${positive.length} of ${entropySteps.length} checkpoints;`,
  `after ${falling.length} of them the entropy falls`,
);
console.log(
  `correlation of covariance and next change: ${correlation.toFixed(2)};`,
  correlation < 0 ? "more covariance, more fall" : "more covariance, less fall",
);

// %% [markdown]
// So the sign mostly agrees and the size does not: over this run the correlation has the sign that the derivation forbids. That refutes
// nothing, for what is compared is one covariance over all tokens with a law for one state, and forty updates of Adam with one step of
// natural gradient; and the few points share a trend in time: late in training the covariance is large, and there is little entropy
// left to lose. But the figure is no evidence for the rule either.
//
// The same by role, averaged over the checkpoints. This covariance is taken over all tokens of the batch, as trainers log it, not over
// the actions of one state. So tokens that leave no choice have terms too: error and determined tokens make up most of it, while
// entropy moves at the real forks.

// %%
type RoleRow = (typeof entropySteps)[number]["roles"][number];
const byRole = countdown.ROLE_NAMES.map((role, i) => {
  const meanOf = (pick: (row: RoleRow) => number) => {
    const total = entropySteps.reduce((sum, { roles }) => sum + pick(roles[i]), 0);
    return total / entropySteps.length;
  };
  return {
    role,
    tokens: meanOf((row) => row.tokens),
    "mean covariance term": meanOf((row) => row.covariance),
    "mean next change (nats)": meanOf((row) => row.nextChange),
  };
});
notebook.showTable(byRole, { digits: 5 });

// %% [markdown]
// ## Which tokens carry the squared gradient
//
// Each token adds $A_t\nabla\log\pi(o_t)$ to the gradient. For 400 tokens drawn at random from the answers with an advantage, one
// backward pass each gives the squared length over all parameters.

// %%
const gradientShares = (policy: typeof last.policy) =>
  analysis.drawnTokenGradients(policy, answersTo(policy, 4), {
    rng: random.seededRng(5),
  });
const gradients = {
  base: gradientShares(checkpoints[0].policy),
  final: gradientShares(last.policy),
};
const gradientColumns = Object.entries(gradients).flatMap(([name, drawn]) => {
  const shares = entropy.shareByGroup(drawn.squared, drawn.roles, countdown.ROLE_NAMES);
  return [
    { name: `${name}:<br>tokens`, shares, of: "tokenShare" as const },
    { name: `${name}:<br>squared gradient`, shares, of: "share" as const },
  ];
});
const squaredByRole = figures.groupSharesFigure(gradientColumns, {
  title: "Which tokens carry the squared gradient",
  y: "share",
});
await notebook.showFigure(squaredByRole, "squared-gradient-by-role");

// %%
const inTop = Object.entries(gradients).map(([model, drawn]) => {
  const options = { weights: drawn.squared, rng: random.seededRng(6) };
  const top = policyGradient.highEntropyMask(drawn.entropies);
  return { model, share: statistics.clusteredMean(top, drawn.problems, options) };
});
for (const { model, share } of inTop)
  console.log(
    `${model}: the top 20 % of tokens by entropy carry`,
    `${shown(share)} % of the squared gradient`,
  );

// %% [markdown]
// ## Which tokens clip-higher acts on
//
// DAPO raises the upper bound of the importance ratio $r_t=\pi_\theta(o_t)/\pi_\text{old}(o_t)$ from 1.2 to 1.28. That can only matter to
// tokens of positive advantage whose ratio passes 1.2 (with a negative one the objective takes the unclipped term), and the paper
// observes that these have high entropy. With two gradient steps a batch, as in our runs, hardly any ratio gets that far. So here are a
// few batches with the paper's sixteen, first and last checkpoint, and the ratios that the last gradient step of each batch leaves.

// %%
const asRecorded = { base: "../data/models/M", rule: "quantile" } as const;
const config = training.rlvrConfig({ ...asRecorded, miniBatches: 16 });
const batches = 4;
const releasedFrom = (folder: string) => {
  const policy = models.loadPolicy(folder);
  const ratios = analysis.updateRatios(policy, config, { batches: batches });
  policy.dispose();
  return analysis.releasedTokens(ratios, { above: 1.2, seed: 7 });
};
const released = {
  base: releasedFrom(recorded[0].folder),
  final: releasedFrom(recorded[recorded.length - 1].folder),
};

// %%
notebook.showTable(
  Object.entries(released).map(([from, found]) => ({
    from,
    tokens: found.tokens,
    "A > 0 and a ratio above 1.2": found.released,
    "of these in the top 20 % (%)": shown(found.top),
    "their mean entropy (nats)": statistics.intervalText(found.entropy),
  })),
);

// %% [markdown]
// ## Claimed and measured
//
// The paper's claims, judged by intervals over problems: *reproduced* if all that a claim needs lie beyond the threshold, *partly* if
// some do, *not reproduced* if none does and one lies on the other side. One run is behind each of them: the intervals say how sure a
// number is of this run, and nothing of another seed.

// %%
// how far the percentiles 75, 80, 90 and 95 move from base to final on average,
// less how far the median moves
const problemOfToken = analysis.problemOfTokens(text.columns);
const tokensOfProblem = problems.map((_, problem) =>
  Array.from(problemOfToken.keys()).filter((t) => problemOfToken[t] === problem),
);
const upperLessMedianOf = (drawn: readonly number[][]) => {
  const places = drawn.flat();
  const [before, after] = [base, final].map((entropies) =>
    statistics.quantiles(
      places.map((t) => entropies[t]),
      [0.5, 0.75, 0.8, 0.9, 0.95],
    ),
  );
  const [median, ...upper] = after.map((value, i) => Math.abs(value - before[i]));
  return upper.reduce((sum, move) => sum + move, 0) / upper.length - median;
};
const upperLessMedian = statistics.bootstrapInterval(tokensOfProblem, upperLessMedianOf, {
  rng: random.seededRng(2),
  resamples: 200,
});
const isFork = analysis.tokensOfRole(
  text.columns,
  countdown.ROLE.real,
  countdown.ROLE.decorative,
);

// %%
const numbers = {
  overlap: withBase,
  changeHeldByTop: heldByTop,
  changeOfTop: changeOfTop,
  upperLessMedian: upperLessMedian,
  changeOfForks: onText(change, isFork),
};
const over = { problems: problems.length, from: steps[0], to: last.step };
const clipHigher = {
  topAmongReleased: { base: released.base.top, final: released.final.top },
  problems: batches * config.prompts,
  batches: batches,
  miniBatches: config.miniBatches,
};
claims.recordClaims([
  ...claims.throughTrainingClaims(numbers, over),
  claims.clipHigherClaim(clipHigher),
]);

// %% [markdown]
// And what others claim, or what the paper leaves implied, held against the same run in the same words. Its points are few: the first three rows go by numbers without an interval, so that "not reproduced" says what this run shows, and no more than that.

// %%
const found = {
  worstFit: Math.min(...fits.map(({ rSquared }) => rSquared)),
  checkpoints: entropySteps.length,
  falls: falling.length,
  correlation: correlation,
  carried: inTop,
};
notebook.showTable(claims.othersClaims(found));

// %% [markdown]
// One run and one seed: the intervals say how sure these numbers are *of this run*. Other seeds and arms stand in
// [06-ablation-80-20](06-ablation-80-20.ipynb).
//
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **7.1** ★ Two checkpoints agree on the order of all positions, but one has twice the entropy everywhere. What is the overlap of their top 20 %?
//
// <details><summary>Hint (click)</summary>
//
// Does the mask look at the size of an entropy, or at its rank?
//
// </details>

// %%
const answer71: number | undefined = undefined;
notebook.checkAnswer("7.1", answer71, "13cbafdfee87");

// %% [markdown]
// **7.2** ★★ The rarer of two tokens, with probability 0.2, was sampled and rewarded ($A=1$); the other (0.8) was sampled and punished ($A=-1$). Two tokens in all: give $\operatorname{Cov}(\ln\pi,A)$, the mean of the product of deviations (three decimals, with sign). Will entropy rise or fall?
//
// <details><summary>Hint (click)</summary>
//
// The mean advantage is 0; with two tokens each deviation of $\ln\pi$ is half of the difference.
//
// </details>

// %%
const answer72: number | undefined = undefined;
notebook.checkAnswer("7.2", answer72, "8a808eaa1063");

// %% [markdown]
// **7.3** ★★ By the fit of the run on all tokens, which accuracy belongs to a mean entropy of 0.1 nats (two decimals)?
//
// <details><summary>Hint (click)</summary>
//
// The fit is $R=-a\,e^{H}+b$; its numbers are in `fits[0]`.
//
// </details>

// %%
const answer73: number | undefined = undefined;
notebook.checkAnswer("7.3", answer73, "79e62dbab87e", { digits: 2 });

// %% [markdown]
// **7.4** ★★ What is the overlap of base and final when only *real* forks are ranked (two decimals)? Use `base`, `final` and `text.columns.roles`.
//
// <details><summary>Hint (click)</summary>
//
// Filter the positions once and use the same for both; `entropy.topEntropyOverlap` does the rest.
//
// </details>

// %%
const answer74: number | undefined = undefined;
notebook.checkAnswer("7.4", answer74, "706de7548098", { digits: 2 });

// %% [markdown]
// **An open project** ★★★ The covariance foretells *one* step of a policy gradient, but the checkpoints here lie many steps apart. Train a short run that keeps a checkpoint every step, predict each change of entropy from the covariance of the batch before it, and find out at what distance between checkpoints the prediction stops being better than "no change".
//
// **Next:** [08-generalisation](08-generalisation.ipynb).
