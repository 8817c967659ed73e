// %% [markdown]
// # 02c · Old samples: the ratio, the clip, and KL
//
// A batch of responses is expensive, so it is used for several gradient steps. After the first step the policy is no longer the one that
// sampled, and the gradient of notebook 01, which is an expectation under the *current* policy, is not what the batch estimates. This notebook
// derives what PPO, GRPO and DAPO do about it: where the ratio comes from, what it corrects and what it does not, why it is clipped and
// why inside a minimum, what the KL term of GRPO is and how it is estimated, and which of all this DAPO keeps.
//
// After it you can
//
// - [ ] derive the ratio from importance sampling, and say which correction PPO leaves out
// - [ ] say for each sign of the advantage which end of the clip acts, and why the minimum makes it a lower bound
// - [ ] choose an estimator of KL by its bias and variance, and say what its gradient is when it stands in a loss
// - [ ] name DAPO's four changes to GRPO, and what leaving out KL saves and costs
//
// | | |
// |---|---|
// | shows | importance sampling, the surrogate objective, its error, min and clip, k1, k2, k3, the KL term, DAPO |
// | takes | under a minute on two cores |
// | needs | notebooks 01 and 02; no data |
// | uses the modules | [`src/tabular`](../src/tabular), [`src/policy-gradient`](../src/policy-gradient), [`src/random`](../src/random), [`src/figures`](../src/figures) |
//
// Sources: Kakade and Langford 2002 (the difference of two policies); Schulman et al. 2015 (TRPO), 2017 (PPO, arXiv 1707.06347), 2020 (*Approximating KL divergence*); Shao et al. 2024 (GRPO, arXiv 2402.03300); Yu et al. 2025 (DAPO, arXiv 2503.14476).

// %%
import {
  figures, notebook, policyGradient, random, statistics, tabular,
} from "forking-tokens";

// %% [markdown]
// The small decision process again, with two policies: `old` sampled, `theta` is where some gradient steps have led since. Every step
// below ends in a `checkStep`, which fails the cell when the step is wrong.

// %%
const world = tabular.crossroads();
const old = tabular.crossroadsLogits();
const shift = random.seededRng(2);
const theta = old.map((x) => x + 0.3 * shift.normal());
const paths = tabular.enumerateTrajectories(world, old);
const sumOf = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, x) => sum + x, 0);
const product = (values: number[]) => values.reduce((all, x) => all * x, 1);
const underOld = (f: (tau) => number) =>
  sumOf(paths.map((tau) => tabular.trajectoryProbability(tau) * f(tau)));

// %% [markdown]
// ## 1. Importance sampling
//
// An expectation under $p$ can be taken with samples of $q$, as long as $q>0$ wherever $p\,f\ne0$: multiply by 1 and read the sum anew,
//
// $$\mathbb{E}_{x\sim p}[f(x)]=\sum_x p(x)f(x)=\sum_x q(x)\,\frac{p(x)}{q(x)}f(x)=\mathbb{E}_{x\sim q}\Big[\frac{p(x)}{q(x)}f(x)\Big].$$
//
// For trajectories the environment's factors are the same above and below and cancel, so the weight needs the two policies alone:
//
// $$w(\tau)=\frac{P_\theta(\tau)}{P_{\text{old}}(\tau)}=\prod_{t=0}^{T-1}r_t,\qquad r_t=\frac{\pi_\theta(a_t\mid s_t)}{\pi_{\text{old}}(a_t\mid s_t)}.$$
//
// (From here on $r_t$ is the ratio; the reward has no letter of its own any more.)

// %%
const ratiosTo = (to: Float64Array) =>
  world.states.map((_, s) => {
    const before = tabular.actionProbabilities(world, old, s);
    return tabular.actionProbabilities(world, to, s).map((p, a) => p / before[a]);
  });
const along = (table: ArrayLike<number>[], tau): number[] =>
  tau.states.map((s: number, t: number) => table[s][tau.actions[t]]);
const ratios = ratiosTo(theta);
const weight = (tau) => product(along(ratios, tau));
const reweighted = underOld((tau) => weight(tau) * tabular.trajectoryReturn(tau));
const returnAt = (to: ArrayLike<number>) => tabular.expectedReturn(world, to);
notebook.checkStep("E_old[w] = 1", underOld(weight) - 1);
notebook.checkStep("E_old[w R] = J(θ)", reweighted - returnAt(theta));

// %% [markdown]
// Right, and useless for long responses. The weight has mean 1, but its second moment multiplies from token to token: where the tokens are independent and each has
// $\mathbb{E}_{\text{old}}[r_t^2]=1+c$, it is $(1+c)^T$, and $n$ weighted samples are worth about $n/\mathbb{E}[w^2]$. Take a token of probability 0.5 that moves to 0.55, a hundredth in $\mathbb{E}[r^2]$:

// %%
const secondMoment = 0.55 ** 2 / 0.5 + 0.45 ** 2 / 0.5;
const twoToTheTen = Array.from({ length: 1024 }, (_, bits) =>
  product(Array.from({ length: 10 }, (_, t) => ((bits >> t) & 1 ? 1.1 : 0.9))),
);
const enumerated = sumOf(twoToTheTen.map((w) => w ** 2 / 1024));
notebook.checkStep("ten tokens: E[w²] = 1.01^10", enumerated - secondMoment ** 10);
notebook.showTable(
  [10, 100, 1000, 10_000].map((T) => ({
    tokens: T,
    "E[w²]": (secondMoment ** T).toPrecision(3),
    "1,000 responses are worth": (1000 / secondMoment ** T).toPrecision(3),
  })),
);

// %% [markdown]
// At a thousand tokens a thousand responses are worth a twentieth of one. So nobody weighs whole responses by the product of a thousand ratios; what is used instead keeps one ratio per token. The price of that is the next section.
//
// ## 2. What PPO's ratio corrects, and what it does not
//
// Write $A$ for the advantage of the *old* policy. The sum of $A(s_t,a_t)$ along a trajectory has the expectation of $\sum_t\big(\text{reward}_t+V(s_{t+1})-V(s_t)\big)$, which telescopes to $R-V(s_0)$. Taken under the new policy,
//
// $$J(\theta)-J(\text{old})=\mathbb{E}_{\tau\sim P_\theta}\Big[\sum_tA(s_t,a_t)\Big]=\sum_s d_\theta(s)\sum_a\pi_\theta(a\mid s)\,A(s,a),$$
//
// with $d_\theta(s)$ the probability of visiting $s$. This is exact, for any two policies. Now replace one thing: the visits $d_\theta$ by the visits $d_{\text{old}}$ of the policy that sampled, and correct the *action* by importance sampling,
//
// $$L(\theta)=\sum_s d_{\text{old}}(s)\sum_a\pi_\theta(a\mid s)\,A(s,a)=\mathbb{E}_{\tau\sim P_{\text{old}}}\Big[\sum_t r_t\,A(s_t,a_t)\Big].$$
//
// That is PPO's objective before the clip. **What is not corrected is the distribution of the states**: the prefixes of the batch are those that the old policy wrote. The exact correction of step $t$ would be $\prod_{t'\le t}r_{t'}$ in place of $r_t$.

// %%
const { advantage: A, visits } = tabular.exactValues(world, old);
const gain = returnAt(theta) - returnAt(old);
const newVisits = tabular.exactValues(world, theta).visits;
const withVisits = (d: Float64Array, to: Float64Array) =>
  sumOf(
    d.map((visit, s) => {
      const pi = tabular.actionProbabilities(world, to, s);
      return visit * sumOf(pi.map((p, a) => p * A[s][a]));
    }),
  );
const surrogate = (to: Float64Array) => {
  const table = ratiosTo(to);
  return underOld((tau) => sumOf(along(table, tau).map((r, t) => r * along(A, tau)[t])));
};
const prefixProducts = underOld((tau) => {
  const r = along(ratios, tau);
  return sumOf(along(A, tau).map((value, t) => product(r.slice(0, t + 1)) * value));
});
notebook.checkStep("J(θ) − J(old) = Σ d_θ π_θ A", gain - withVisits(newVisits, theta));
notebook.checkStep("L(θ) = Σ d_old π_θ A", surrogate(theta) - withVisits(visits, theta));
notebook.checkStep("with the products of ratios: exact", gain - prefixProducts);
console.log("J(θ) − J(old):", gain.toFixed(5), "  L(θ):", surrogate(theta).toFixed(5));

// %% [markdown]
// How much is lost? At $\theta=\text{old}$ all ratios are 1, $L=0$, and the derivative of $r_t$ is $\nabla\log\pi_\theta$: **the gradient of $L$ is the policy gradient**. Away from there the error is
//
// $$J(\theta)-J(\text{old})-L(\theta)=\sum_s\big(d_\theta(s)-d_{\text{old}}(s)\big)\sum_a\pi_\theta(a\mid s)A(s,a),$$
//
// a product of two factors that both vanish at $\theta=\text{old}$, so it is of second order: half the step, a quarter of the error.

// %%
const atOld = statistics.largestDifference(
  tabular.finiteDifferences(surrogate, old),
  tabular.exactGradient(world, old),
);
notebook.checkStep("∇L = ∇J at the old policy", atOld);
const towards = (size: number) => old.map((x, i) => x + (size / 0.3) * (theta[i] - x));
const errorAt = (size: number) =>
  returnAt(towards(size)) - returnAt(old) - surrogate(towards(size));
const quarter = errorAt(0.01) / errorAt(0.005);
notebook.checkStep("half the step, a quarter of the error", quarter - 4, { below: 0.1 });
notebook.showTable(
  [0.1, 0.3, 1, 3].map((size) => ({
    "step of the logits": size,
    "J(θ) − J(old)": returnAt(towards(size)) - returnAt(old),
    "L(θ)": surrogate(towards(size)),
  })),
  { digits: 5 },
);

// %% [markdown]
// So the ratio is trustworthy near the old policy and a promise that nobody keeps far from it. On sampled batches there is a second reason to stay near: $L$ is then made of a few trajectories, and what maximizes it fits their luck.
//
// ## 3. Min and clip
//
// PPO keeps the ratio from paying for distance (Schulman et al. 2017):
//
// $$L^{\text{clip}}=\mathbb{E}_{\text{old}}\Big[\sum_t\min\big(r_tA_t,\;\operatorname{clip}(r_t,\,1-\epsilon_{\text{low}},\,1+\epsilon_{\text{high}})\,A_t\big)\Big].$$
//
// Read it by the sign of $A_t$. For $A_t>0$, $r$ and its clipped value are compared as they are, and the smaller one is $\min(r_t,1+\epsilon_{\text{high}})$. For $A_t<0$ the product turns the order around: $\max(r_t,1-\epsilon_{\text{low}})$. Each end of the clip acts on one sign only.
// Three things follow:
//
// 1. **A lower bound.** $\min(x,y)\le x$, so $L^{\text{clip}}\le L$: it may promise less than $L$, never more. It touches $L$ at the old policy, where its gradient is the policy gradient.
// 2. **No pay for distance.** Once a good token has risen to $1+\epsilon_{\text{high}}$, or a bad one has sunk to $1-\epsilon_{\text{low}}$, the term is flat.
// 3. **The way back stays open.** A bad token that has *risen* keeps its gradient. With the clip alone, without the minimum, it would have none, and the bound would fail.

// %%
const oneToken = (ratio: number, A: number) =>
  policyGradient.clippedSurrogate({
    logProbs: [Math.log(ratio)],
    oldLogProbs: [0],
    advantages: [A],
  });
const ratioGrid = Array.from({ length: 121 }, (_, i) => 0.4 + i / 100);
const [positive, negative] = [1, -1].map((A) =>
  ratioGrid.map((ratio) => oneToken(ratio, A).objective),
);
const bySign = ratioGrid.map((r) => [Math.min(r, 1.28), -Math.max(r, 0.8)]);
const signGap = Math.max(
  ...bySign.map(([good, bad], i) =>
    Math.max(Math.abs(good - positive[i]), Math.abs(bad - negative[i])),
  ),
);
notebook.checkStep("A > 0: min(r, 1.28); A < 0: −max(r, 0.8)", signGap);

// %%
await notebook.showFigure(
  figures.clippedObjectiveFigure({
    ratios: ratioGrid,
    positive: positive,
    negative: negative,
    clipLow: 0.2,
    clipHigh: 0.28,
  }),
  "clipped-objective",
);

// %%
const slope = (ratio: number, A: number) =>
  tabular.finiteDifferences(
    ([x]) => oneToken(Math.exp(x), A).objective,
    [Math.log(ratio)],
  )[0];
const probes = [[1, 1], [1, -1], [1.2, 1], [1.4, 1], [1.4, -1], [0.7, 1], [0.7, -1]];
const clipRows = probes.map(([ratio, A]) => ({
  ratio: ratio,
  A: A,
  gradient: oneToken(ratio, A).gradient[0],
  differences: slope(ratio, A),
  clipped: oneToken(ratio, A).clipFraction === 1,
}));
const clipGap = Math.max(
  ...clipRows.map((row) => Math.abs(row.gradient - row.differences)),
);
notebook.checkStep("the clip's gradient = finite differences", clipGap);
notebook.showTable(clipRows);

// %% [markdown]
// And the bound itself, at a hundred policies around the old one, next to what the clip without the minimum would say:

// %%
const clip = (r: number) => Math.min(Math.max(r, 0.8), 1.28);
const withTerm = (to: Float64Array, term: (r: number, A: number) => number) => {
  const table = ratiosTo(to);
  return underOld((tau) =>
    sumOf(along(table, tau).map((r, t) => term(r, along(A, tau)[t]))),
  );
};
const nearby = random.seededRng(7);
const policies = Array.from({ length: 100 }, () =>
  old.map((x) => x + nearby.normal()),
);
const bounds = policies.map((to) => ({
  L: surrogate(to),
  clipped: withTerm(to, (r, A) => Math.min(r * A, clip(r) * A)),
  clipAlone: withTerm(to, (r, A) => clip(r) * A),
}));
const isBelow = (key: "clipped" | "clipAlone") =>
  bounds.filter((row) => row[key] <= row.L + 1e-12).length;
notebook.checkStep("min and clip: below L at all 100", isBelow("clipped") === 100);
notebook.checkStep("the clip alone is no lower bound", isBelow("clipAlone") < 100);
console.log("below L without the minimum:", isBelow("clipAlone"), "of 100 policies");

// %% [markdown]
// What it does *not* do: it is no wall. A flat term has no gradient, but the step that led there may overshoot the band, other tokens move the shared weights, and momentum goes on. And on the other side there is no floor: a bad token that has risen tenfold counts $-10$ (some implementations cut that too, the "dual clip").
//
// ### What it is good for
//
// Batches of ten trajectories, advantages against the mean of the others, twenty batches, 24 runs each: one gradient step a batch; sixteen without a clip; sixteen with it.

// %%
const CLIPS = { none: [1, 1e9], clip: [0.2, 0.28] } as const;
const logProbTable = (at: Float64Array) =>
  world.states.map((_, s) => tabular.actionLogProbs(world, at, s));
const batchGradient = (at: Float64Array, batch, use: keyof typeof CLIPS) => {
  const [table, g] = [logProbTable(at), new Float64Array(15)];
  for (const { tau, advantage, logs } of batch) {
    const { gradients } = policyGradient.clippedTerms({
      logProbs: along(table, tau),
      oldLogProbs: logs,
      advantages: logs.map(() => advantage),
      clipLow: CLIPS[use][0],
      clipHigh: CLIPS[use][1],
    });
    tau.states.forEach((s, t) =>
      tabular.logProbGradient(world, at, s, tau.actions[t]).forEach((x, i) => {
        g[i] += (gradients[t] * x) / batch.length;
      }),
    );
  }
  return g;
};

// %%
const drawBatch = (at: Float64Array, seed: number) => {
  const ten = { count: 10, rng: random.seededRng(seed) };
  const drawn = tabular.sampleTrajectories(world, at, ten);
  const returns = drawn.map(tabular.trajectoryReturn);
  const advantages = policyGradient.leaveOneOutAdvantage(returns, returns.map(() => 0));
  const table = logProbTable(at);
  return drawn.map((tau, k) => ({
    tau: tau,
    advantage: advantages[k],
    logs: along(table, tau),
  }));
};
const train = (use: keyof typeof CLIPS, inner: number, seed: number) => {
  let at = old;
  return Array.from({ length: 21 }, (_, k) => {
    const value = tabular.exactValues(world, at).v[0];
    const batch = drawBatch(at, 1000 * seed + k);
    for (let i = 0; i < inner; i++) {
      const g = batchGradient(at, batch, use);
      at = at.map((x, j) => x + 0.5 * g[j]);
    }
    return value;
  });
};

// %%
const recipes: [string, keyof typeof CLIPS, number][] = [
  ["one step a batch", "none", 1],
  ["16 steps, no clip", "none", 16],
  ["16 steps, clip", "clip", 16],
];
const runs = recipes.map(([name, use, inner]) => {
  const values = Array.from({ length: 24 }, (_, k) => train(use, inner, k + 1));
  return { name: name, ends: values.map((run) => run[20]), values: values };
});
const meanCurves = runs.map(({ name, values }) => ({
  name: name,
  values: values[0].map((_, k) => statistics.mean(values.map((run) => run[k]))),
}));
const firstWay = theta.map((_, i) => (i % 3 === 0 ? 50 : 0));
const lookAgain = firstWay.map((x, i) => (i === 3 ? 0 : i === 5 ? 50 : x));
await notebook.showFigure(
  figures.gradientAscentFigure({
    curves: meanCurves,
    best: returnAt(lookAgain),
    title: "Several steps on one batch (mean of 24 runs)",
    x: "batches",
    legendAt: 0.12,
  }),
  "clip-and-reuse",
);

// %%
const endsOf = runs.map(({ ends }) => statistics.studentInterval(ends));
const deviation = (values: number[]) => {
  const mean = statistics.mean(values);
  return Math.sqrt(statistics.mean(values.map((x) => (x - mean) ** 2)));
};
notebook.showTable(
  runs.map(({ name, ends, values }, i) => ({
    recipe: name,
    "J after 1 batch": meanCurves[i].values[1],
    "after 20": endsOf[i].estimate,
    low: endsOf[i].low,
    high: endsOf[i].high,
    "deviation over runs": deviation(ends),
    "worse than at the start": ends.filter((x, k) => x < values[k][0]).length,
  })),
);
const aheadOfOne = endsOf[2].low > endsOf[0].high;
notebook.checkStep("16 clipped steps a batch are ahead of one", aheadOfOne);
const against = runs[2].ends.map((x, k) => x - runs[1].ends[k]);
const lead = statistics.studentInterval(against);
console.log("with the clip less without it:", statistics.intervalText(lead));
const steadier = deviation(runs[2].ends) < deviation(runs[1].ends) / 2;
notebook.checkStep("the clip halves the deviation over runs, at least", steadier);

// %% [markdown]
// Without the clip the first batch is believed to the end: the best start of the three, and then some runs are stuck with a fork that was decided by the luck of ten trajectories. With the clip a batch stops pushing a token that has moved by its share, and the next batch may disagree. That is what makes sixteen steps on one batch worth their while: they are ahead of one step a batch, and their runs lie together. How far ahead of sixteen steps without a clip *on average*, the difference printed above says less sharply: their scatter is that wide.
//
// ## 4. KL, and three ways to estimate it
//
// GRPO as published has one more term: it subtracts $\beta\,\mathrm{KL}(\pi_\theta\,\|\,\pi_{\text{ref}})$, the divergence from a frozen reference, the model before reinforcement learning:
//
// $$J_{\text{GRPO}}=\mathbb{E}\Bigg[\frac1G\sum_i\frac1{|o^i|}\sum_t\Big(\min\big(r_tA_t,\operatorname{clip}(r_t,1-\epsilon,1+\epsilon)A_t\big)-\beta\,\mathrm{KL}_t\Big)\Bigg],\qquad \mathrm{KL}=\sum_a\pi_\theta(a)\ln\frac{\pi_\theta(a)}{\pi_{\text{ref}}(a)}.$$
//
// With 150,000 tokens the sum is not taken; it is estimated at the token that was sampled. With $x=\pi_{\text{ref}}(a)/\pi_\theta(a)$ for $a\sim\pi_\theta$ (Schulman 2020):
//
// | | | mean | why |
// |---|---|---|---|
// | $k_1$ | $-\ln x$ | KL | the definition |
// | $k_2$ | $\tfrac12(\ln x)^2$ | KL to second order | $x=e^u$: $\mathbb{E}[e^u]=1$ gives $\mathbb{E}[-u]=\tfrac12\mathbb{E}[u^2]+\tfrac16\mathbb{E}[u^3]+\dots$ |
// | $k_3$ | $x-1-\ln x$ | KL | $\mathbb{E}[x-1]=\sum_a\pi_{\text{ref}}(a)-1=0$ is added to $k_1$ |
//
// $k_3$ is never negative, since $\ln x\le x-1$, and varies less than $k_1$ near the reference, because what is added is anti-correlated with it: a control variate. All of this can be summed exactly over three actions.

// %%
const softmax = (z: ArrayLike<number>) => {
  const e = Array.from(z, Math.exp);
  return e.map((x) => x / sumOf(e));
};
const estimators = {
  k1: (x: number) => -Math.log(x),
  k2: (x: number) => Math.log(x) ** 2 / 2,
  k3: (x: number) => x - 1 - Math.log(x),
};
const klOf = (p: number[], q: number[]) =>
  sumOf(p.map((x, a) => x * Math.log(x / q[a])));
const now = [0.5, 0.3, 0.2];
const referenceAt = (distance: number) =>
  softmax(now.map((p, a) => Math.log(p) + distance * [-1, 0.5, 0.8][a]));
const momentsOf = (k: (x: number) => number, reference: number[]) => {
  const values = now.map((p, a) => k(reference[a] / p));
  const mean = sumOf(values.map((value, a) => now[a] * value));
  const square = sumOf(values.map((value, a) => now[a] * (value - mean) ** 2));
  return { mean: mean, deviation: Math.sqrt(square), least: Math.min(...values) };
};

// %%
const klRows = [0.1, 0.5, 2].flatMap((distance) => {
  const reference = referenceAt(distance);
  return Object.entries(estimators).map(([name, k]) => {
    const { mean, deviation, least } = momentsOf(k, reference);
    const kl = klOf(now, reference);
    const known = { distance: distance, KL: kl, estimator: name };
    return { ...known, "mean / KL": mean / kl, "deviation / KL": deviation / kl, least };
  });
});
notebook.showTable(klRows);
const rowsOf = (name: string) => klRows.filter(({ estimator }) => estimator === name);
const meanGap = (name: string) =>
  Math.max(...rowsOf(name).map((row) => Math.abs(row["mean / KL"] - 1)));
notebook.checkStep("E[k1] = KL", meanGap("k1"));
notebook.checkStep("E[k3] = KL", meanGap("k3"));
notebook.checkStep("k3 ≥ 0", rowsOf("k3").every(({ least }) => least >= 0));
const k2Near = rowsOf("k2")[0]["mean / KL"] - 1;
notebook.checkStep("E[k2] ≈ KL near the reference", k2Near, { below: 0.05 });
notebook.checkStep("E[k2] ≠ KL far from it", Math.abs(meanGap("k2")) > 0.2);
const [near1, near3] = ["k1", "k3"].map((name) => rowsOf(name)[0]["deviation / KL"]);
notebook.checkStep("near the reference k3 varies less than k1", near3 < near1 / 5);

// %% [markdown]
// ### In a loss it is the gradient that counts
//
// A trainer adds the estimate to its loss and differentiates it through $\log\pi_\theta(a)$, the sampled token held fixed. That is not the gradient of an expectation, whose distribution moves too. With $\ell=\ln\pi_\theta(a)$ the derivatives are $dk_1/d\ell=1$, $dk_2/d\ell=\ell-\ell_{\text{ref}}$, $dk_3/d\ell=1-x$, so on average
//
// - $k_1$: $\mathbb{E}[\nabla\log\pi_\theta]=0$ by the lemma of notebook 01. It teaches **nothing**.
// - $k_2$: $\mathbb{E}\big[\ln\tfrac{\pi_\theta}{\pi_{\text{ref}}}\nabla\log\pi_\theta\big]=\nabla\,\mathrm{KL}(\pi_\theta\,\|\,\pi_{\text{ref}})$, exactly, though its value is biased.
// - $k_3$: $\mathbb{E}[(1-x)\nabla\log\pi_\theta]=-\sum_a\pi_{\text{ref}}(a)\nabla\log\pi_\theta(a)=\nabla\,\mathrm{KL}(\pi_{\text{ref}}\,\|\,\pi_\theta)$: the divergence **the other way around**, though its value is unbiased. This is what GRPO's loss does at its first step on a batch.

// %%
const logits = now.map(Math.log);
const reference = referenceAt(0.5);
const derivatives = {
  k1: () => 1,
  k2: (x: number) => -Math.log(x),
  k3: (x: number) => 1 - x,
};
const inALoss = (derivative: (x: number) => number) =>
  now.map((_, b) =>
    sumOf(
      now.map((p, a) => {
        const dLogPi = Number(a === b) - now[b];
        return p * derivative(reference[a] / p) * dLogPi;
      }),
    ),
  );
const gradientOf = (f: (p: number[]) => number) =>
  tabular.finiteDifferences((z) => f(softmax(z)), logits);
const gap = statistics.largestDifference;
const forward = gradientOf((p) => klOf(p, reference));
const backward = gradientOf((p) => klOf(reference, p));
notebook.checkStep("k1 in a loss: no gradient", gap(inALoss(derivatives.k1), [0, 0, 0]));
notebook.checkStep("k2 in a loss: ∇KL(π‖ref)", gap(inALoss(derivatives.k2), forward));
notebook.checkStep("k3 in a loss: ∇KL(ref‖π)", gap(inALoss(derivatives.k3), backward));
console.log("the two gradients apart:", gap(forward, backward).toFixed(4));

// %% [markdown]
// Summed over a response the terms are the divergence of whole trajectories, since the environment cancels once more: $\mathrm{KL}(P_\theta\|P_{\text{ref}})=\sum_s d_\theta(s)\,\mathrm{KL}_s$. What does the penalty cost? Exact ascent on $J-\beta\,\mathrm{KL}$ from the old policy, which is the reference:

// %%
const trajectoryKl = (at: Float64Array) =>
  sumOf(
    tabular.exactValues(world, at).visits.map((visit, s) => {
      const [p, q] = [at, old].map((x) => [...tabular.actionProbabilities(world, x, s)]);
      return visit * klOf(p, q);
    }),
  );
const byPaths = underOld((tau) => weight(tau) * Math.log(weight(tau)));
notebook.checkStep("KL of trajectories = Σ d KL_s", byPaths - trajectoryKl(theta));
const anchored = (beta: number) => {
  const objective = (to: Float64Array) =>
    tabular.exactValues(world, to).v[0] - beta * trajectoryKl(to);
  let at = old;
  for (let step = 0; step < 150; step++) {
    const g = tabular.finiteDifferences(objective, at);
    at = at.map((x, i) => x + g[i]);
  }
  return { beta: beta, J: returnAt(at), "KL (nats)": trajectoryKl(at) };
};
const anchors = [0, 0.04, 0.2, 1].map(anchored);
notebook.showTable(anchors);
const costs = anchors.slice(1).every(({ J }, i) => J < anchors[i].J);
notebook.checkStep("the larger β, the lower the return that is reached", costs);

// %% [markdown]
// An anchor is bought with return. Where the reward is itself a model, learned from comparisons and right only near the responses it was learned from, that is a fair price: far away its praise means nothing. A verifier is right everywhere.
//
// **So DAPO drops the term** (its section 2.3; the paper does the same): a policy that learns long chains of thought is meant to leave the model it began with, the verifier cannot be talked into anything, and the reference model's memory and forward passes are saved.
// What stays to hold the policy is the clip, which holds back one batch, not a training. Under a mask by entropy (notebook 03) there is one more thing to decide: a KL term that is not masked pulls on *every* token, also on the 80 % that are said to receive no gradient.
//
// ## 5. DAPO: four changes
//
// DAPO (arXiv 2503.14476) is the recipe that the paper starts from:
//
// $$J_{\text{DAPO}}=\mathbb{E}\Bigg[\frac{1}{\sum_i|o^i|}\sum_{i}\sum_{t}\min\big(r_t^iA_t^i,\operatorname{clip}(r_t^i,1-\epsilon_{\text{low}},1+\epsilon_{\text{high}})A_t^i\big)\Bigg]\quad\text{subject to }0<\#\{\text{right}\}<G.$$
//
// **Clip-higher**: $\epsilon_{\text{high}}=0.28$ instead of 0.2. The band is relative, so it binds rare tokens hardest in absolute terms.

// %%
notebook.showTable(
  [0.01, 0.1, 0.5, 0.75].map((p) => ({
    "probability before": p,
    "ceiling at 0.2": Math.min(1, 1.2 * p),
    "ceiling at 0.28": Math.min(1, 1.28 * p),
  })),
);

// %% [markdown]
// **Dynamic sampling**: groups that are all right or all wrong have advantage zero and are dropped, and sampling goes on until the batch is full
// (this kit's trainer only drops). At a rate $p$ of right answers a group of $G$ survives with probability $1-p^G-(1-p)^G$.

// %%
const survival = (p: number, G: number) => 1 - p ** G - (1 - p) ** G;
const coin = random.seededRng(9);
const kept = (p: number, G: number) =>
  policyGradient.groupsWithSpread(
    Array.from({ length: 4000 * G }, () => Number(coin.uniform() < p)),
    Array.from({ length: 4000 * G }, (_, i) => Math.floor(i / G)),
  ).size / 4000;

// %%
notebook.showTable(
  [0.02, 0.2, 0.5, 0.9].map((p) => ({
    "rate p": p,
    "G = 8, formula": survival(p, 8),
    "G = 8, counted": kept(p, 8),
    "G = 16, formula": survival(p, 16),
  })),
);

// %% [markdown]
// **Token-level loss**: one mean over all tokens of the batch, not a mean per response (notebook 02, section 7). **Overlong shaping**: a
// response near the limit is penalized softly instead of being cut to a reward of 0. The paper uses a limit of 20,480 tokens and a cache of 4,096.

// %%
notebook.showTable(
  [10_000, 16_384, 18_432, 20_480, 25_000].map((length) => ({
    tokens: length,
    "added to the reward": policyGradient.overlongPenalty(length, {
      maxLength: 20_480,
      cache: 4096,
    }),
  })),
);

// %%
const grid = [0.02, 0.2, 0.5, 0.9];
const counted = Math.max(...grid.map((p) => Math.abs(kept(p, 8) - survival(p, 8))));
notebook.checkStep("share of groups that survive", counted, { below: 0.03 });
const softly = (length: number) => -Math.min(1, Math.max(0, (length - 16_384) / 4096));
const shaped = [10_000, 18_432, 20_480, 25_000].map(
  (length) =>
    softly(length) -
    policyGradient.overlongPenalty(length, { maxLength: 20_480, cache: 4096 }),
);
notebook.checkStep(
  "overlong: from 0 to −1 over the cache",
  Math.max(...shaped.map(Math.abs)),
);

// %% [markdown]
// And no KL. The notebook that follows starts from this objective.
//
// ## What was claimed and what was measured

// %%
const k3Deviation = near3 / near1;
const claims: [string, number][] = [
  ["E_old[w R] = J(θ) (gap)", Math.abs(reweighted - returnAt(theta))],
  ["what PPO's ratio misses here: J(θ) − J(old) − L(θ)", gain - surrogate(theta)],
  ["half the step: the error falls by the factor", quarter],
  ["gradient of min and clip = finite differences (gap)", clipGap],
  ["policies of 100 at which the clip alone exceeds L", 100 - isBelow("clipAlone")],
  [
    "16 steps a batch, J after 20: with clip less without",
    endsOf[2].estimate - endsOf[1].estimate,
  ],
  ["near the reference: deviation of k3 / of k1", k3Deviation],
  ["k3 in a loss against ∇KL(ref‖π) (gap)", gap(inALoss(derivatives.k3), backward)],
  ["J with β = 0 less J with β = 1", anchors[0].J - anchors[3].J],
];
notebook.showTable(
  claims.map(([claim, measured]) => ({ claim: claim, measured: measured })),
);

// %% [markdown]
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **2c.1** ★ The three tokens of a response have the ratios 1.1, 0.9 and 1.1. By what is the *third* token's advantage multiplied: with the exact correction, and in PPO (no clip)? Two numbers.
//
// <details><summary>Hint (click)</summary>
//
// Section 2: the exact one corrects for how the prefix came about as well.
//
// </details>

// %%
const answer2c1: number[] | undefined = undefined;
notebook.checkAnswer("2c.1", answer2c1, "1ed8f0fd1be8");

// %% [markdown]
// **2c.2** ★ A token has ratio 1.4 and advantage −2; the clip is 0.2 / 0.28. What is its term in the objective?
//
// <details><summary>Hint (click)</summary>
//
// Compute both products before you take the minimum; mind the sign.
//
// </details>

// %%
const answer2c2: number | undefined = undefined;
notebook.checkAnswer("2c.2", answer2c2, "bf472154cec6");

// %% [markdown]
// **2c.3** ★ $\pi_\theta=(0.5,0.5)$, $\pi_{\text{ref}}=(0.8,0.2)$, and the second token was sampled. Give $k_1,k_2,k_3$ (three decimals).
//
// <details><summary>Hint (click)</summary>
//
// First $x=\pi_{\text{ref}}/\pi_\theta$ of the token that was sampled.
//
// </details>

// %%
const answer2c3: number[] | undefined = undefined;
notebook.checkAnswer("2c.3", answer2c3, "5dd75cb4a5ea");

// %% [markdown]
// **2c.4** ★★ Give a reference (three probabilities, none of them 0) from which $\pi_\theta=(0.5,0.3,0.2)$ is so far away that the mean of $k_2$ is more than *three times* the KL.
//
// <details><summary>Hint (click)</summary>
//
// Make one token of the reference very unlikely: $-\ln x$ grows with a logarithm, and its square with the logarithm's square.
//
// </details>

// %%
const answer2c4: number[] | undefined = undefined;
notebook.checkAnswer("2c.4", answer2c4, (q) => {
  const isDistribution = q.length === 3 && Math.abs(sumOf(q) - 1) < 1e-9;
  const far = momentsOf(estimators.k2, q).mean > 3 * klOf(now, q);
  return isDistribution && Math.min(...q) > 0 && far;
});

// %% [markdown]
// **2c.5** ★★ Write the gradient of min and clip yourself: a function from ratio, advantage and the two clips to the derivative with respect to $\log\pi_\theta$.
//
// <details><summary>Hint (click)</summary>
//
// It is $r\,A$ or 0. When is it 0? One condition for each sign of $A$.
//
// </details>

// %%
type Slope = (ratio: number, A: number, low: number, high: number) => number;
const answer2c5: Slope | undefined = undefined;
notebook.checkAnswer("2c.5", answer2c5, (mine) =>
  probes.every(
    ([r, A]) => Math.abs(mine(r, A, 0.2, 0.28) - oneToken(r, A).gradient[0]) < 1e-9,
  ),
);

// %% [markdown]
// **An open project** ★★★ Between one ratio and the product of all lies a ladder: multiply the last $n$ ratios, or cut the product at some bound (V-trace does). Compute bias and variance of each on this process for `theta` at several distances, as notebook 02 did for the six forms; then put the best into `batchGradient`. Does it allow more than sixteen steps on a batch? Nobody has written the answer down here.
//
// **Next:** [03-the-seventh-form](03-the-seventh-form.ipynb): the mask by entropy.
