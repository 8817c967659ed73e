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
// | shows | overlap of the top 20 % positions with base and final model, entropy change by percentile, percentiles against steps; the trade of entropy for performance and its fit; covariance against the next entropy change, by token role; the squared gradient by token role |
// | takes | about a minute on two cores |
// | needs | the recorded runs `data/runs/checkpoints/M-all-seed0` (with a checkpoint every 20 steps) and `M-top-seed0` |
// | opens the rooms | [`src/entropy`](../src/entropy) (the measures), [`src/measurement`](../src/measurement) (teacher forcing, entropy steps, token gradients), [`src/statistics`](../src/statistics), [`src/paper`](../src/paper), [`src/training`](../src/training) (run folders), [`src/figures`](../src/figures) |

// %%
import { checkAnswer, RunFolder, seededRng, selectBackend, showFigure, showTable } from "forking-tokens";
import { entropyChangeByPercentile, entropyPerformanceFit, shareByGroup, tokenCovariance, topEntropyOverlap } from "forking-tokens";
import { entropyStep, forcedEntropies, loadPolicy, measuredRollouts, rolloutTexts, squaredTokenGradients } from "forking-tokens";
import { bootstrapInterval, groupAdvantage, highEntropyMask, paperTable, quantiles } from "forking-tokens";
import { MAX_RESPONSE_TOKENS, problemsOf, ROLE, ROLE_NAMES } from "forking-tokens";
import {
  covarianceFigure, entropyChangeFigure, entropyPercentilesFigure, entropyPerformanceFigure, groupSharesFigure,
  overlapThroughTrainingFigure,
} from "forking-tokens";
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
const checkpoints = run.keptModels().map(({ step, folder }) => ({ step, policy: loadPolicy(folder) }));
const last = checkpoints[checkpoints.length - 1];
const problems = problemsOf("test").map(({ problem }) => problem);
const sampling = { samplesPerPrompt: 2, maxNewTokens: MAX_RESPONSE_TOKENS };
const text = measuredRollouts(last.policy, problems, { ...sampling, rng: seededRng(1) });
const steps = checkpoints.map(({ step }) => step);
console.log(`steps ${steps.join(", ")}; the text has ${text.columns.tokens.length} tokens`);

// %%
const forced = checkpoints.map(({ policy }) => forcedEntropies(policy, rolloutTexts(text)));
const [base, final] = [forced[0], forced[forced.length - 1]];
showTable(forced.map((values, i) => ({
  step: steps[i], "mean entropy on the text (nats)": values.reduce((sum, h) => sum + h, 0) / values.length,
})));

// %% [markdown]
// ## Do the high-entropy positions stay? (Table 1)
//
// The share of the 20 % highest positions under one checkpoint that are also among the 20 % highest under another. The paper
// does not say over what it takes the 20 %; here it is all tokens of the text. By chance two checkpoints would share 20 %.

// %%
const masks = forced.map((values) => highEntropyMask(values, { rho: 0.2, rule: "top-k" }));
const sharedWith = (mask: Uint8Array, other: Uint8Array) =>
  Array.from(text.verdicts, (_, row) => {
    const range = Array.from({ length: text.columns.starts[row + 1] - text.columns.starts[row] }, (_, i) => text.columns.starts[row] + i);
    return { shared: range.filter((t) => mask[t] && other[t]).length, top: range.filter((t) => mask[t]).length };
  });
const overlapInterval = (mask: Uint8Array, other: Uint8Array) =>
  bootstrapInterval(
    sharedWith(mask, other),
    (rows) => rows.reduce((sum, { shared }) => sum + shared, 0) / rows.reduce((sum, { top }) => sum + top, 0),
    { rng: seededRng(2), resamples: 200 },
  );

// %%
const overlaps = masks.map((mask, i) => ({
  step: steps[i], withBase: overlapInterval(mask, masks[0]), withFinal: overlapInterval(mask, masks[masks.length - 1]),
}));
const table1 = paperTable("table-1");
await showFigure(overlapThroughTrainingFigure(overlaps, table1), "table-1-overlap");

// %%
const shown = ({ estimate, low, high }: { estimate: number; low: number; high: number }) =>
  `${(100 * estimate).toFixed(1)} [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
showTable(new DataFrame(overlaps.map(({ step, withBase, withFinal }) => ({
  step, "with base (%)": shown(withBase), "with final (%)": shown(withFinal),
}))));
showTable(new DataFrame(table1.map(({ step, overlapBase, overlapFinal, suspectStep }) => ({
  "paper's step": step, "with base (%)": overlapBase, "with final (%)": overlapFinal, "note": suspectStep ? "step as printed; likely a misprint" : "",
}))), { digits: 2 });

// %% [markdown]
// Most places of high entropy stay, far more than chance. But more of them move than in the paper, and they move steadily from the
// first checkpoint on, where the paper's overlap falls in two jumps. (A model of 150 thousand parameters that learns in 120 steps
// may simply be further along.)
//
// Intervals are bootstraps over responses with the two thresholds held. A check by the library's own one-line measure:

// %%
console.log(topEntropyOverlap(base, final).toFixed(4), "=", overlaps[overlaps.length - 1].withBase.estimate.toFixed(4));

// %% [markdown]
// ## Which positions change? (Fig 4)
//
// Sort the positions by their entropy in the base model, cut them into twenty bins of 5 %, and average the change from base to
// final in each. The paper prints no values, only that the change grows with the initial entropy and is an increase.

// %%
const bins = entropyChangeByPercentile(base, final);
await showFigure(entropyChangeFigure(bins), "figure-4-entropy-change");

// %%
const topBins = bins.slice(-4);
showTable(bins.slice(-8).map(({ fromPercent, toPercent, meanBefore, meanChange }) => ({
  "percentile": `${fromPercent}-${toPercent}`, "base entropy (nats)": meanBefore, "change (nats)": meanChange,
})), { digits: 4 });
const sizeOf = (part: typeof bins) => part.reduce((sum, { meanChange, count }) => sum + Math.abs(meanChange) * count, 0);
console.log(`the top 20 % of positions hold ${(100 * sizeOf(topBins) / sizeOf(bins)).toFixed(1)} % of the change`);

// %% [markdown]
// Where the change happens is as in the paper: in the positions that were uncertain to begin with. Its sign is not: here
// the entropy of those positions falls. By role, the same change says why: a real fork that has been decided loses its entropy,
// a decorative one has no reason to.

// %%
const change = final.map((after, t) => after - base[t]);
showTable(shareByGroup(change, text.columns.roles, ROLE_NAMES).map(({ group, count, mean }, i) => ({
  role: group, tokens: count, "base entropy (nats)": shareByGroup(base, text.columns.roles, ROLE_NAMES)[i].mean, "mean change (nats)": mean,
})), { digits: 4 });

// %% [markdown]
// ## The percentiles against the step (Fig 5)
//
// The paper shows six percentiles without saying which. Here are six from the middle to the top; each panel has its own scale.

// %%
const percentiles = [50, 75, 80, 90, 95, 100];
const byStep = forced.map((values) => quantiles(values, percentiles.map((p) => p / 100)));
const values = percentiles.map((_, i) => byStep.map((row) => row[i]));
await showFigure(entropyPercentilesFigure({ steps: steps, percentiles, values }), "figure-5-percentiles");

// %% [markdown]
// ## Entropy for performance
//
// Cui et al. (2025) find that performance is bought with entropy along one curve, $R=-a\,e^{H}+b$, which runs out at $b-a$ when
// no entropy is left. Every evaluation of two recorded runs is one point: gradient on all tokens, and on the top 20 %.

// %%
const pointsOf = (name: string) => {
  const lines = new RunFolder(`../data/runs/checkpoints/${name}`).metrics().filter(({ split }) => split !== undefined);
  return { entropies: lines.map(({ meanEntropy }) => Number(meanEntropy)), performance: lines.map(({ accuracy }) => Number(accuracy)) };
};
const runs = [{ name: "all tokens", ...pointsOf("M-all-seed0") }, { name: "top 20 %", ...pointsOf("M-top-seed0") }];
await showFigure(entropyPerformanceFigure(runs), "entropy-performance");

// %%
const fits = runs.map((points) => ({ name: points.name, ...entropyPerformanceFit(points.entropies, points.performance) }));
showTable(fits.map(({ name, a, b, ceiling, rmse, rSquared }) => ({ "gradient on": name, a, b, "b - a": ceiling, "misses by (rms)": rmse, "R squared": rSquared })));
for (const { name, residuals } of fits) console.log(`${name}, residuals in order: ${residuals.map((r) => r.toFixed(3)).join(" ")}`);

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
const fixed = problemsOf("train").filter((_, i) => i % 12 === 0).slice(0, 64).map(({ problem }) => problem);
const entropySteps = checkpoints.slice(0, -1).map(({ step, policy }, i) => {
  const rollouts = measuredRollouts(policy, fixed, { ...sampling, samplesPerPrompt: 8, rng: seededRng(3) });
  return { step, ...entropyStep(rollouts, checkpoints[i + 1].policy) };
});
const correlation = sampleCorrelation(entropySteps.map(({ covariance }) => covariance), entropySteps.map(({ nextChange }) => nextChange));
await showFigure(covarianceFigure(entropySteps, { correlation }), "covariance-and-entropy-change");

// %%
showTable(entropySteps.map(({ step, covariance, nextChange }) => ({ step, "Cov(log pi, A)": covariance, "next change (nats)": nextChange })), { digits: 5 });

// %% [markdown]
// The sign is as derived at every checkpoint. The correlation is of six points of one run, which share a trend in time, so it
// agrees with the theory rather than proving it.
//
// The same by role, averaged over the checkpoints. Only tokens with both some entropy and some say in the reward can have a
// covariance.

// %%
const byRole = ROLE_NAMES.map((role, i) => {
  const meanOf = (pick: (row: (typeof entropySteps)[number]["roles"][number]) => number) =>
    entropySteps.reduce((sum, { roles }) => sum + pick(roles[i]), 0) / entropySteps.length;
  return { role, "tokens": meanOf((row) => row.tokens), "mean covariance term": meanOf((row) => row.covariance), "mean next change (nats)": meanOf((row) => row.nextChange) };
});
showTable(byRole, { digits: 5 });

// %% [markdown]
// ## Which tokens carry the squared gradient
//
// Each token adds $A_t\nabla\log\pi(o_t)$ to the gradient. For 400 tokens drawn at random from the answers with an advantage, one
// backward pass each gives the squared length over all parameters.

// %%
const gradientShares = (policy: typeof last.policy) => {
  const rollouts = measuredRollouts(policy, fixed, { ...sampling, samplesPerPrompt: 8, rng: seededRng(4) });
  const { columns, batch } = rollouts;
  const advantages = groupAdvantage(batch.rewards, batch.groups);
  const texts = rolloutTexts(rollouts);
  const eligible = Array.from(columns.tokens.keys()).filter((t) => advantages[columns.responses[t]] !== 0);
  const drawn = Array.from(seededRng(5).permutation(eligible.length).subarray(0, 400), (i) => eligible[i]);
  const squared = squaredTokenGradients(policy, drawn.map((t) => {
    const response = columns.responses[t];
    return { sequence: texts[response], position: t - columns.starts[response], advantage: advantages[response] };
  }));
  return { squared, roles: drawn.map((t) => columns.roles[t]), entropies: drawn.map((t) => columns.entropies[t]) };
};

// %%
const gradients = { base: gradientShares(checkpoints[0].policy), final: gradientShares(last.policy) };
const gradientColumns = Object.entries(gradients).flatMap(([name, { squared, roles }]) => [
  { name: `${name}:<br>tokens`, shares: shareByGroup(squared, roles, ROLE_NAMES), of: "tokenShare" as const },
  { name: `${name}:<br>squared gradient`, shares: shareByGroup(squared, roles, ROLE_NAMES), of: "share" as const },
]);
await showFigure(groupSharesFigure(gradientColumns, { title: "Which tokens carry the squared gradient", y: "share" }), "squared-gradient-by-role");

// %%
const inTop = Object.entries(gradients).map(([model, drawn]) => {
  const top = highEntropyMask(drawn.entropies, { rho: 0.2 });
  const pairs = Array.from(drawn.squared, (value, i) => ({ value, top: top[i] }));
  const share = bootstrapInterval(
    pairs,
    (rows) => rows.reduce((sum, row) => sum + row.value * row.top, 0) / rows.reduce((sum, row) => sum + row.value, 0),
    { rng: seededRng(6) },
  );
  return { model, share };
});
for (const { model, share } of inTop) console.log(`${model}: the top 20 % of tokens by entropy carry ${shown(share)} % of the squared gradient`);

// %% [markdown]
// ## Claimed and measured
//
// Computed from the numbers above, whichever way it falls.

// %%
const finalOverlap = overlaps[overlaps.length - 1].withBase;
const paperOverlap = table1[table1.length - 1].overlapBase;
const topChange = topBins.reduce((sum, { meanChange }) => sum + meanChange, 0) / topBins.length;
const falls = entropySteps.filter(({ covariance, nextChange }) => covariance > 0 && nextChange < 0).length;
const worst = fits.reduce((a, b) => (a.rSquared < b.rSquared ? a : b));
const verdict = (holds: boolean) => (holds ? "holds here" : "does not hold here");

// %%
const claims = [
  ["most high-entropy positions stay where they were", `${paperOverlap} % (Table 1)`, `${shown(finalOverlap)} %`, verdict(finalOverlap.low > 0.5)],
  ["as many stay as in the paper", `${paperOverlap} % (Table 1)`, `${shown(finalOverlap)} %`, verdict(finalOverlap.high > paperOverlap / 100)],
  ["the top 20 % of positions change most", "Fig 4, no values", `${(100 * sizeOf(topBins) / sizeOf(bins)).toFixed(1)} % of the change`, verdict(sizeOf(topBins) > 0.5 * sizeOf(bins))],
  ["their entropy rises", "Fig 4, no values", `${topChange.toFixed(4)} nats`, verdict(topChange > 0)],
  ["R = -a exp(H) + b fits (R squared above 0.9)", "Cui et al. 2025", `${worst.rSquared.toFixed(3)} at worst`, verdict(worst.rSquared > 0.9)],
  ["covariance is positive and entropy falls next", "Cui et al. 2025", `${falls} of ${entropySteps.length} checkpoints`, verdict(falls === entropySteps.length)],
  ["more covariance, more fall", "Cui et al. 2025", `correlation ${correlation.toFixed(2)} over ${entropySteps.length} points`, verdict(correlation < -0.5)],
  ["the top 20 % carry nearly all of the squared gradient", "implied", inTop.map(({ model, share }) => `${model} ${shown(share)} %`).join(", "), verdict(inTop.every(({ share }) => share.low > 0.8))],
];
showTable(claims.map(([claim, paper, here, result]) => ({ claim, "paper": paper, "measured here": here, verdict: result })));

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
checkAnswer("7.1", answer71, (mine) => mine === topEntropyOverlap([1, 2, 3, 4, 5], [2, 4, 6, 8, 10]));

// %% [markdown]
// **7.2** The rarer of two tokens, with probability 0.2, was sampled and rewarded (A = 1); the other (0.8) was sampled and punished
// (A = -1). Two tokens in all: give Cov(log pi, A) (three decimals). Will entropy rise or fall?

// %%
const answer72: number | undefined = undefined;
checkAnswer("7.2", answer72, (mine) => Math.abs(mine - tokenCovariance([Math.log(0.2), Math.log(0.8)], [1, -1])) < 0.002);

// %% [markdown]
// **7.3** By the fit of the run on all tokens, which accuracy belongs to a mean entropy of 0.1 nats (two decimals)?

// %%
const answer73: number | undefined = undefined;
checkAnswer("7.3", answer73, (mine) => Math.abs(mine - (fits[0].b - fits[0].a * Math.exp(0.1))) < 0.006);

// %% [markdown]
// **7.4** What is the overlap of base and final when only *real* forks are ranked (two decimals)? Use `base`, `final` and
// `text.columns.roles`.

// %%
const answer74: number | undefined = undefined;
checkAnswer("7.4", answer74, (mine) => {
  const forks = Array.from(text.columns.roles.keys()).filter((t) => text.columns.roles[t] === ROLE.real);
  return Math.abs(mine - topEntropyOverlap(forks.map((t) => base[t]), forks.map((t) => final[t]))) < 0.006;
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
