// %% [markdown]
// # 07 · Entropy through training
//
// Reinforcement learning moves entropy about. The paper fixes a text, lets every checkpoint read it, and reports two
// things: the places of high entropy stay largely where they were in the base model (its Table 1), and the tokens that
// started with high entropy change most, *upwards* (its Figs 4 and 5). Others saw entropy collapse instead and explain it
// by a covariance (Cui et al. 2025, arXiv 2505.22617). This notebook measures all of it on one recorded run, and asks which
// tokens carry the gradient that does the moving.
//
// | | |
// |---|---|
// | shows | overlap of the top 20 % positions with base and final model, entropy change by percentile, percentiles against steps; the trade of entropy for performance and its fit; covariance against the next entropy change, by token role; the squared gradient by token role; which tokens clip-higher acts on |
// | takes | about a minute on two cores |
// | needs | the recorded runs `data/runs/checkpoints/M-all-seed0` (with its checkpoints) and `M-top-seed0` |
// | opens the rooms | [`src/entropy`](../src/entropy) (the measures), [`src/analysis`](../src/analysis) (teacher forcing, entropy steps, token gradients), [`src/statistics`](../src/statistics), [`src/paper`](../src/paper), [`src/training`](../src/training) (run folders), [`src/figures`](../src/figures) |

// %%
// the task, the models and their training
import { MAX_RESPONSE_TOKENS, problemsOf, sampleProblem } from "forking-tokens";
import { ROLE, ROLE_NAMES, STANDARD_RULES } from "forking-tokens";
import { loadPolicy, RunFolder, scoreSequences, selectBackend } from "forking-tokens";
import { groupAdvantage, rlvrConfig, rlvrOptimizer, rlvrStep } from "forking-tokens";
// measures
import { measuredRollouts, sequencesOf, forcedEntropies } from "forking-tokens";
import { entropyStep, tokenCovariance, squaredTokenGradients } from "forking-tokens";
import { entropyChangeByPercentile, entropyPerformanceFit } from "forking-tokens";
import { highEntropyMask, shareByGroup, topEntropyOverlap } from "forking-tokens";
import { bootstrapInterval, clusteredMean, quantiles } from "forking-tokens";
import type { Interval } from "forking-tokens";
// the paper and its claims
import { judgeClaim, paperTable, recordClaims } from "forking-tokens";
// what is shown
import { checkAnswer, seededRng, showFigure, showTable } from "forking-tokens";
import { overlapThroughTrainingFigure, entropyChangeFigure } from "forking-tokens";
import { entropyPercentilesFigure, entropyPerformanceFigure } from "forking-tokens";
import { covarianceFigure, groupSharesFigure } from "forking-tokens";
import { sampleCorrelation } from "simple-statistics";
import { DataFrame } from "danfojs-node";

console.log((await selectBackend()).line);

// %% [markdown]
// ## One text, every checkpoint
//
// The run: all tokens receive gradient (DAPO's objective), from the base model on. The text: two answers of the **final**
// policy to each held-out problem. Every checkpoint is teacher-forced on it, so all entropies below are of the same
// positions.

// %%
const run = new RunFolder("../data/runs/checkpoints/M-all-seed0");
const checkpoints = run.keptModels().map(({ step, folder }) => ({
  step,
  policy: loadPolicy(folder),
}));
const last = checkpoints[checkpoints.length - 1];
const problems = problemsOf("test").map(({ problem }) => problem);
const sampling = { samplesPerPrompt: 2, maxNewTokens: MAX_RESPONSE_TOKENS };
const text = measuredRollouts(last.policy, problems, { ...sampling, rng: seededRng(1) });
const steps = checkpoints.map(({ step }) => step);
const length = text.columns.tokens.length;
console.log(`steps ${steps.join(", ")}; the text has ${length} tokens`);

// %%
const forced = checkpoints.map(({ policy }) =>
  forcedEntropies(policy, sequencesOf(text)),
);
const [base, final] = [forced[0], forced[forced.length - 1]];
showTable(
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
const masks = forced.map((values) =>
  highEntropyMask(values, { rho: 0.2, rule: "top-k" }),
);
const problemOfToken = text.columns.responses.map((row) => text.columns.prompts[row]);
const onText = (values: ArrayLike<number>, weights: ArrayLike<number>) =>
  clusteredMean(values, problemOfToken, { weights, rng: seededRng(2) });
const overlapInterval = (mask: Uint8Array, other: Uint8Array) => onText(other, mask);

// %%
const overlaps = masks.map((mask, i) => ({
  step: steps[i],
  withBase: overlapInterval(mask, masks[0]),
  withFinal: overlapInterval(mask, masks[masks.length - 1]),
}));
const table1 = paperTable("table-1");
await showFigure(overlapThroughTrainingFigure(overlaps, table1), "table-1-overlap");

// %%
const percent = (share: number) => (100 * share).toFixed(1);
const shown = ({ estimate, low, high }: Interval) =>
  `${percent(estimate)} [${percent(low)}, ${percent(high)}]`;
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
showTable(new DataFrame(ours));
showTable(new DataFrame(theirs), { digits: 2 });

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
const byRanks = topEntropyOverlap(base, final);
console.log(byRanks.toFixed(4), "=", withBase.estimate.toFixed(4));

// %% [markdown]
// ## Which positions change? (Fig 4)
//
// Sort the positions by their entropy in the base model, cut them into twenty bins of 5 %, and average the change from base to
// final in each. The paper prints no values, only that the change grows with the initial entropy and is an increase.

// %%
const bins = entropyChangeByPercentile(base, final);
await showFigure(entropyChangeFigure(bins), "figure-4-entropy-change");

// %%
showTable(
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
const inNats = ({ estimate, low, high }: Interval) =>
  `${estimate.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
const direction = ({ low, high }: Interval) =>
  high < 0 ? "falls" : low > 0 ? "rises" : "stays about the same";
console.log(
  `of all absolute change, ${shown(heldByTop)} % lies in the top 20 % of positions`,
);
console.log(
  `their mean change is ${inNats(changeOfTop)} nats: it ${direction(changeOfTop)}`,
);

// %% [markdown]
// So *where* the change happens and its *sign* are two questions. The roles say why the sign need not be the paper's: a real fork
// that has been decided loses its entropy, a decorative one has no reason to.

// %%
const [entropyByRole, changeByRole] = [base, change].map((values) =>
  shareByGroup(values, text.columns.roles, ROLE_NAMES),
);
showTable(
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
const byStep = forced.map((values) => quantiles(values, levels));
const values = percentiles.map((_, i) => byStep.map((row) => row[i]));
await showFigure(
  entropyPercentilesFigure({ steps: steps, percentiles, values }),
  "figure-5-percentiles",
);

// %% [markdown]
// ## Entropy for performance
//
// Cui et al. (2025) find that performance is bought with entropy along one curve, $R=-a\,e^{H}+b$, which runs out at $b-a$ when
// no entropy is left. Every evaluation of two recorded runs is one point: gradient on all tokens, and on the top 20 %.

// %%
const pointsOf = (name: string) => {
  const recorded = new RunFolder(`../data/runs/checkpoints/${name}`).metrics();
  const lines = recorded.filter(({ split }) => split !== undefined);
  return {
    entropies: lines.map(({ meanEntropy }) => Number(meanEntropy)),
    performance: lines.map(({ accuracy }) => Number(accuracy)),
  };
};
const runs = [
  { name: "all tokens", ...pointsOf("M-all-seed0") },
  { name: "top 20 %", ...pointsOf("M-top-seed0") },
];
await showFigure(entropyPerformanceFigure(runs), "entropy-performance");

// %%
const fits = runs.map((points) => ({
  name: points.name,
  ...entropyPerformanceFit(points.entropies, points.performance),
}));
showTable(
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
// $-\eta\,\mathrm{Cov}(\log\pi,A)$: reward for what was already likely sharpens, reward for the unlikely spreads. At each
// checkpoint we take eight answers to each of 64 problems, their group advantages, and the covariance over their tokens; then the
// *next* checkpoint reads the same answers, which gives the entropy change at the same positions.

// %%
const fixed = problemsOf("train")
  .filter((_, i) => i % 12 === 0)
  .slice(0, 64)
  .map(({ problem }) => problem);
const answersTo = (policy: typeof last.policy, seed: number) =>
  measuredRollouts(policy, fixed, {
    ...sampling,
    samplesPerPrompt: 8,
    rng: seededRng(seed),
  });
const entropySteps = checkpoints.slice(0, -1).map(({ step, policy }, i) => ({
  step,
  ...entropyStep(answersTo(policy, 3), checkpoints[i + 1].policy),
}));
const correlation = sampleCorrelation(
  entropySteps.map(({ covariance }) => covariance),
  entropySteps.map(({ nextChange }) => nextChange),
);
await showFigure(
  covarianceFigure(entropySteps, { correlation }),
  "covariance-and-entropy-change",
);

// %%
showTable(
  entropySteps.map(({ step, covariance, nextChange }) => ({
    step,
    "Cov(log pi, A)": covariance,
    "next change (nats)": nextChange,
  })),
  { digits: 5 },
);

// %% [markdown]
// Derived: where the covariance is positive, entropy falls next. The correlation in the figure is of the few checkpoints of one run,
// which share a trend in time: it can agree with the theory, and not prove it.
//
// The same by role, averaged over the checkpoints. Only tokens with both some entropy and some say in the reward can have a
// covariance.

// %%
type RoleRow = (typeof entropySteps)[number]["roles"][number];
const byRole = ROLE_NAMES.map((role, i) => {
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
showTable(byRole, { digits: 5 });

// %% [markdown]
// ## Which tokens carry the squared gradient
//
// Each token adds $A_t\nabla\log\pi(o_t)$ to the gradient. For 400 tokens drawn at random from the answers with an advantage, one
// backward pass each gives the squared length over all parameters.

// %%
const gradientShares = (policy: typeof last.policy) => {
  const rollouts = answersTo(policy, 4);
  const { columns } = rollouts;
  const advantages = groupAdvantage(columns.rewards, columns.prompts);
  const texts = sequencesOf(rollouts);
  const eligible = Array.from(columns.tokens.keys()).filter(
    (t) => advantages[columns.responses[t]] !== 0,
  );
  const order = seededRng(5).permutation(eligible.length).subarray(0, 400);
  const drawn = Array.from(order, (i) => eligible[i]);
  const places = drawn.map((t) => {
    const response = columns.responses[t];
    return {
      sequence: texts[response],
      position: t - columns.starts[response],
      advantage: advantages[response],
    };
  });
  return {
    squared: squaredTokenGradients(policy, places),
    roles: drawn.map((t) => columns.roles[t]),
    entropies: drawn.map((t) => columns.entropies[t]),
    problems: drawn.map((t) => columns.prompts[columns.responses[t]]),
  };
};

// %%
const gradients = {
  base: gradientShares(checkpoints[0].policy),
  final: gradientShares(last.policy),
};
const gradientColumns = Object.entries(gradients).flatMap(([name, drawn]) => {
  const shares = shareByGroup(drawn.squared, drawn.roles, ROLE_NAMES);
  return [
    { name: `${name}:<br>tokens`, shares, of: "tokenShare" as const },
    { name: `${name}:<br>squared gradient`, shares, of: "share" as const },
  ];
});
const squaredByRole = groupSharesFigure(gradientColumns, {
  title: "Which tokens carry the squared gradient",
  y: "share",
});
await showFigure(squaredByRole, "squared-gradient-by-role");

// %%
const inTop = Object.entries(gradients).map(([model, drawn]) => {
  const options = { weights: drawn.squared, rng: seededRng(6) };
  const top = highEntropyMask(drawn.entropies);
  return { model, share: clusteredMean(top, drawn.problems, options) };
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
// tokens whose ratio passes 1.2, and the paper observes that these have high entropy. With two gradient steps a batch, as in our runs,
// hardly any ratio gets that far. So here are a few batches with the paper's sixteen, first and last checkpoint, and the ratios that the
// last gradient step of each batch leaves.

// %%
const ours = { base: "../data/models/M", rule: "quantile" } as const;
const config = rlvrConfig({ ...ours, miniBatches: 16 });
const batches = 4;
// the same draws as rlvrStep makes, so that this is the batch that it trains on
const batchOfStep = (policy: typeof last.policy, step: number) => {
  const rng = seededRng(config.seed).split(step);
  const drawn = Array.from({ length: config.prompts }, () =>
    sampleProblem(rng, { split: "train", rules: STANDARD_RULES }),
  );
  return measuredRollouts(policy, drawn, {
    samplesPerPrompt: config.samples,
    maxNewTokens: config.maxNewTokens,
    rng,
  });
};

// %%
const ratiosFrom = (folder: string) => {
  const policy = loadPolicy(folder);
  const adam = rlvrOptimizer(policy, config);
  const rows: { ratio: number; entropy: number; top: number; problem: number }[] = [];
  for (let step = 0; step < batches; step++) {
    const rollouts = batchOfStep(policy, step);
    const { columns, verdicts } = rollouts;
    const { trainAccuracy } = rlvrStep(policy, adam, config, step);
    const right = verdicts.reduce((sum, { reward }) => sum + reward, 0) / verdicts.length;
    if (Math.abs(right - trainAccuracy) > 1e-6)
      throw new Error("the batch measured is not the batch trained on");
    const after = scoreSequences(policy, sequencesOf(rollouts)).logProbs;
    const top = highEntropyMask(columns.entropies);
    columns.entropies.forEach((entropy, t) => {
      const response = columns.responses[t];
      const logProb = after[response][t - columns.starts[response]];
      rows.push({
        ratio: Math.exp(logProb - columns.logProbs[t]),
        entropy,
        top: top[t],
        problem: step * config.prompts + columns.prompts[response],
      });
    });
  }
  policy.dispose();
  return rows;
};

// %%
const kept = run.keptModels();
const beyondTheClip = (folder: string) => {
  const rows = ratiosFrom(folder);
  const weights = rows.map(({ ratio }) => (ratio > 1.2 ? 1 : 0));
  const problemOfRow = rows.map(({ problem }) => problem);
  const meanOf = (values: number[]) =>
    clusteredMean(values, problemOfRow, { weights, rng: seededRng(7) });
  return {
    tokens: rows.length,
    beyond: weights.reduce((sum, weight) => sum + weight, 0),
    top: meanOf(rows.map(({ top }) => top)),
    entropy: meanOf(rows.map(({ entropy }) => entropy)),
  };
};
const released = {
  base: beyondTheClip(kept[0].folder),
  final: beyondTheClip(kept[kept.length - 1].folder),
};
showTable(
  Object.entries(released).map(([from, { tokens, beyond, top, entropy }]) => ({
    from,
    tokens,
    "with a ratio above 1.2": beyond,
    "of these in the top 20 % (%)": shown(top),
    "their mean entropy (nats)": inNats(entropy),
  })),
);

// %% [markdown]
// ## Claimed and measured
//
// The paper's claims, judged by intervals over problems: *reproduced* if all that a claim needs lie beyond the threshold, *partly* if
// some do, *not reproduced* if none does and one lies on the other side.

// %%
const PERCENT = { name: "%", scale: 100, digits: 1, signed: false };
const NATS = { name: "nats", scale: 1, digits: 3 };
const command = "npm run notebooks -- 07-entropy-through-training";
const span = `step ${steps[0]} to ${last.step}`;
const note = `over ${problems.length} problems; one run, ${span}`;

// judges a claim by one number, with its 95 % interval
const judge = (entry) => {
  const { unit, what, measured, above, ...stated } = entry;
  const comparison = { what: what, difference: measured, above: above, seeds: 1 };
  return judgeClaim({ ...stated, command: command }, unit, [comparison], { note: note });
};

// %%
// how far the percentiles 75, 80, 90 and 95 move from base to final on average,
// less how far the median moves
const tokensOfProblem = problems.map((_, problem) =>
  Array.from(problemOfToken.keys()).filter((t) => problemOfToken[t] === problem),
);
const upperLessMedianOf = (drawn: readonly number[][]) => {
  const places = drawn.flat();
  const [before, after] = [base, final].map((entropies) =>
    quantiles(places.map((t) => entropies[t]), [0.5, 0.75, 0.8, 0.9, 0.95]),
  );
  const [median, ...upper] = after.map((value, i) => Math.abs(value - before[i]));
  return upper.reduce((sum, move) => sum + move, 0) / upper.length - median;
};
const upperLessMedian = bootstrapInterval(tokensOfProblem, upperLessMedianOf, {
  rng: seededRng(2),
  resamples: 200,
});
const isFork = text.columns.roles.map((role) =>
  role === ROLE.real || role === ROLE.decorative ? 1 : 0,
);

// %%
// which positions stay
const positionsStay = judge({
  id: "high-entropy-positions-stay",
  claim:
    "Most of the base model's high-entropy positions " +
    "are still high-entropy positions after training",
  source: "Table 1",
  paper: `${inPaper} % overlap (14B)`,
  unit: PERCENT,
  what: "overlap of the top 20 %, base and final",
  measured: withBase,
  above: 0.5,
});
const asManyStay = judge({
  id: "as-many-positions-stay",
  claim: "As many of the high-entropy positions stay as in the paper, to within 5 points",
  source: "Table 1",
  paper: `${inPaper} % overlap (14B)`,
  unit: PERCENT,
  what: "overlap of the top 20 %, base and final",
  measured: withBase,
  above: inPaper / 100 - 0.05,
});

// %%
// which tokens change, and in which direction
const axisTo = paperTable("figure-details").find(
  ({ item, quantity }) => item === "Figure 4" && quantity === "change axis to",
)!.value;
const topChangesMost = judge({
  id: "high-entropy-changes-most",
  claim: "The tokens of high entropy in the base model change most",
  source: "Figure 4",
  paper: "change grows with initial entropy (no number printed)",
  unit: PERCENT,
  what: "share of all absolute change in the top 20 % of positions",
  measured: heldByTop,
  above: 0.5,
});
const topRises = judge({
  id: "high-entropy-rises",
  claim: "The tokens of high entropy in the base model gain entropy",
  source: "Figure 4",
  paper: `increase, on an axis up to ${axisTo} nats (no number printed)`,
  unit: NATS,
  what: "mean change of the top 20 % of positions",
  measured: changeOfTop,
  above: 0,
});

// %%
// the percentiles, and the forks
const lowHardlyMove = judge({
  id: "low-percentiles-hardly-move",
  claim: "High percentiles of the entropy move through training, low ones hardly do",
  source: "Figure 5",
  paper: "by inspection of six percentiles (no number printed)",
  unit: NATS,
  what: "movement of the 75th to 95th percentile less that of the median",
  measured: upperLessMedian,
  above: 0,
});
const forksKeepEntropy = judge({
  id: "rl-keeps-fork-entropy",
  claim: "Reinforcement learning keeps the entropy of forks or raises it",
  source: "discussion, Figures 5 and 7",
  paper: "hypothesis (no number printed)",
  unit: NATS,
  what: "mean change at all forks",
  measured: onText(change, isFork),
  above: -0.05,
});

// %%
// clip-higher, from both models
const clipHigher = judgeClaim(
  {
    id: "clip-higher-acts-on-high-entropy",
    claim: "The tokens that clip-higher acts on have high entropy",
    source: "discussion",
    paper: "observed (no number printed)",
    command: command,
  },
  PERCENT,
  Object.entries(released).map(([model, { top }]) => ({
    what: `top 20 % among tokens with a ratio above 1.2, from the ${model} model`,
    difference: top,
    above: 0.5,
    seeds: 1,
  })),
  {
    note:
      `over ${batches * config.prompts} problems; ${batches} batches ` +
      `of ${config.miniBatches} gradient steps from each model`,
  },
);

// %%
recordClaims([
  positionsStay,
  asManyStay,
  topChangesMost,
  topRises,
  lowHardlyMove,
  forksKeepEntropy,
  clipHigher,
]);

// %% [markdown]
// And what others claim, or what the paper leaves implied, held against the same run; these points are few, and no interval is given.

// %%
const falls = entropySteps.filter(
  ({ covariance, nextChange }) => covariance > 0 && nextChange < 0,
).length;
const worst = fits.reduce((a, b) => (a.rSquared < b.rSquared ? a : b));
const carried = inTop.map(({ model, share }) => `${model} ${shown(share)} %`).join(", ");
const heldAgainst = (claim: string, by: string, here: string, holds: boolean) => ({
  claim,
  by,
  "measured here": here,
  verdict: holds ? "holds here" : "does not hold here",
});

// %%
showTable([
  heldAgainst(
    "R = -a exp(H) + b fits (R squared above 0.9)",
    "Cui et al. 2025",
    `${worst.rSquared.toFixed(3)} at worst`,
    worst.rSquared > 0.9,
  ),
  heldAgainst(
    "covariance is positive and entropy falls next",
    "Cui et al. 2025",
    `${falls} of ${entropySteps.length} checkpoints`,
    falls === entropySteps.length,
  ),
  heldAgainst(
    "more covariance, more fall",
    "Cui et al. 2025",
    `correlation ${correlation.toFixed(2)} over ${entropySteps.length} points`,
    correlation < -0.5,
  ),
  heldAgainst(
    "the top 20 % carry nearly all of the squared gradient",
    "implied",
    carried,
    inTop.every(({ share }) => share.low > 0.8),
  ),
]);

// %% [markdown]
// One run and one seed: the intervals say how sure these numbers are *of this run*. Other seeds and arms stand in
// [06-ablation-80-20](06-ablation-80-20.ipynb).
//
// ## Exercises
//
// **7.1** Two checkpoints agree on the order of all positions, but one has twice the entropy everywhere. What is the overlap of their
// top 20 %?

// %%
const answer71: number | undefined = undefined;
checkAnswer("7.1", answer71, (mine) => {
  const overlap = topEntropyOverlap([1, 2, 3, 4, 5], [2, 4, 6, 8, 10]);
  return mine === overlap;
});

// %% [markdown]
// **7.2** The rarer of two tokens, with probability 0.2, was sampled and rewarded (A = 1); the other (0.8) was sampled and punished
// (A = -1). Two tokens in all: give Cov(log pi, A) (three decimals). Will entropy rise or fall?

// %%
const answer72: number | undefined = undefined;
checkAnswer("7.2", answer72, (mine) => {
  const covariance = tokenCovariance([Math.log(0.2), Math.log(0.8)], [1, -1]);
  return Math.abs(mine - covariance) < 0.002;
});

// %% [markdown]
// **7.3** By the fit of the run on all tokens, which accuracy belongs to a mean entropy of 0.1 nats (two decimals)?

// %%
const answer73: number | undefined = undefined;
checkAnswer("7.3", answer73, (mine) => {
  const { a, b } = fits[0];
  return Math.abs(mine - (b - a * Math.exp(0.1))) < 0.006;
});

// %% [markdown]
// **7.4** What is the overlap of base and final when only *real* forks are ranked (two decimals)? Use `base`, `final` and
// `text.columns.roles`.

// %%
const answer74: number | undefined = undefined;
checkAnswer("7.4", answer74, (mine) => {
  const { roles } = text.columns;
  const forks = Array.from(roles.keys()).filter((t) => roles[t] === ROLE.real);
  const [before, after] = [base, final].map((entropies) =>
    forks.map((t) => entropies[t]),
  );
  return Math.abs(mine - topEntropyOverlap(before, after)) < 0.006;
});

// %% [markdown]
// <details><summary>Solutions</summary>
//
// **7.1** 1: only the order counts.
//
// **7.2** The mean of $(\log\pi-\overline{\log\pi})(A-\bar A)$ is $-0.693$. Negative, so entropy will rise: the unlikely was rewarded.
//
// **7.3**
// ```ts
// const answer73 = fits[0].b - fits[0].a * Math.exp(0.1);
// ```
// **7.4**
// ```ts
// const forks = Array.from(text.columns.roles.keys()).filter((t) => text.columns.roles[t] === ROLE.real);
// const answer74 = topEntropyOverlap(forks.map((t) => base[t]), forks.map((t) => final[t]));
// ```
// </details>
//
// **Next:** [08-generalisation](08-generalisation.ipynb).
