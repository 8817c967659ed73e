// %% [markdown]
// # 02 · Six returns, one gradient
//
// Notebook 01 ended with the estimator
//
// $$\nabla_\theta J=\mathbb{E}_{\tau\sim P_\theta}\Big[\sum_{t=0}^{T-1}\Psi_t\,\nabla_\theta\log\pi_\theta(a_t\mid s_t)\Big].$$
//
// What may stand for $\Psi_t$? Schulman et al. (2015, Eq. 1) list six choices. This notebook computes all six on the same
// trajectories, compares their expectation with the exact gradient, proves and measures their variance, and then goes on to
// what language models use: group advantages.
//
// After it you can
//
// - [ ] name the six forms, what each needs, and which stay unbiased with a wrong value table
// - [ ] prove what a baseline and a conditional mean do to the variance, and compute the optimal baseline
// - [ ] place GAE between two of the forms, and say what $\gamma$ and $\lambda$ each do
// - [ ] say what GRPO's division by the deviation and by the length change
//
// | | |
// |---|---|
// | shows | which forms are unbiased and when; why variance falls from form to form; the optimal baseline; discounting; GAE; GRPO and RLOO; what normalizing by deviation and by length changes |
// | takes | under a minute on two cores |
// | needs | notebook 01; no data |
// | uses the modules | [`src/policy-gradient`](../src/policy-gradient) (returns, advantages, losses), [`src/tabular`](../src/tabular), [`src/statistics`](../src/statistics), [`src/random`](../src/random), [`src/figures`](../src/figures) |

// %%
import {
  figures, notebook, policyGradient, random, statistics, tabular,
} from "forking-tokens";

// %% [markdown]
// The small decision process of notebook 01, its exact gradient, and its exact value functions: $V(s)$, the expected return from
// a state on; $Q(s,a)$, the same after an action; $A(s,a)=Q(s,a)-V(s)$.

// %%
const world = tabular.crossroads();
const theta = tabular.crossroadsLogits();
const exact = tabular.exactGradient(world, theta);
const { v, q, advantage } = tabular.exactValues(world, theta);
const tidy = (x: number) => Number(x.toFixed(6)) + 0;
const named = (row: ArrayLike<number>) => ({
  first: tidy(row[0]),
  second: tidy(row[1]),
  third: tidy(row[2]),
});
notebook.showTable(
  world.states.map((state, s) => ({ state: state, V: v[s], ...named(advantage[s]) })),
);

// %% [markdown]
// The three right columns are the advantages of the three actions. The opener's are all zero: it is a fork that decides nothing.
//
// ## 1. The six forms
//
// | | $\Psi_t$ | in words | needs |
// |---|---|---|---|
// | 1 | $\sum_{t'=0}^{T-1}r_{t'}$ | total return | rewards |
// | 2 | $\sum_{t'\ge t}r_{t'}$ | reward-to-go | rewards |
// | 3 | $\sum_{t'\ge t}r_{t'}-b(s_t)$ | reward-to-go minus a baseline | any function of the state |
// | 4 | $Q^\pi(s_t,a_t)$ | state-action value | $Q$ |
// | 5 | $A^\pi(s_t,a_t)$ | advantage | $Q$ and $V$ |
// | 6 | $r_t+V^\pi(s_{t+1})-V^\pi(s_t)$ | TD residual | $V$ |
//
// Each is one function of the library. They take the trajectory and, from form 3 on, value tables; here the exact ones, later wrong ones.

// %%
const along = (values: ArrayLike<number>, tau) =>
  tau.states.map((s: number) => values[s]);
const formsWith = (q: ArrayLike<number>[], v: ArrayLike<number>) => [
  { name: "1 total return", psi: (tau) => policyGradient.totalReturn(tau.rewards) },
  { name: "2 reward-to-go", psi: (tau) => policyGradient.rewardToGo(tau.rewards) },
  {
    name: "3 to-go minus V",
    psi: (tau) => policyGradient.baselinedReturn(tau.rewards, along(v, tau)),
  },
  {
    name: "4 Q",
    psi: (tau) => policyGradient.stateActionValue(q, tau.states, tau.actions),
  },
  {
    name: "5 advantage",
    psi: (tau) => policyGradient.advantageValue(q, v, tau.states, tau.actions),
  },
  {
    name: "6 TD residual",
    psi: (tau) => policyGradient.tdResidual(tau.rewards, [...along(v, tau), 0]),
  },
];
const forms = formsWith(q, v);

// %%
const [tau] = tabular.sampleTrajectories(world, theta, {
  count: 1,
  rng: random.seededRng(11),
});
const columns = forms.map(({ name, psi }) => [name, psi(tau)] as const);
const steps = tau.states.map((s, t) => ({
  state: world.states[s],
  reward: tau.rewards[t],
  t: t,
}));
notebook.showTable(
  steps.map(({ state, reward, t }) => ({
    state: state,
    reward: reward,
    ...Object.fromEntries(columns.map(([name, psi]) => [name, tidy(psi[t])])),
  })),
);

// %% [markdown]
// One trajectory, six opinions about which token deserves what. Form 1 gives every step the same number, the toll included. Form 5
// gives the opener exactly zero. Form 6 praises the step at which the expectation changed.
//
// ## 2. Which are unbiased?
//
// Form 2 follows from causality (notebook 01). The others:
//
// - **Form 3.** Given $s_t$, $b(s_t)$ is a constant, so by the grad-log-prob lemma $\mathbb{E}[b(s_t)\nabla\log\pi(a_t\mid s_t)]=0$: *any* baseline leaves the expectation alone.
// - **Form 4.** Average form 2 over everything that happens after $(s_t,a_t)$: $\mathbb{E}[G_t\mid s_t,a_t]=Q^\pi(s_t,a_t)$.
// - **Form 5.** Form 4 with the baseline $V^\pi(s_t)$.
// - **Form 6.** $\mathbb{E}[r_t+V^\pi(s_{t+1})\mid s_t,a_t]=Q^\pi(s_t,a_t)$, so its mean given $(s_t,a_t)$ is form 5.
//
// The proofs of 4 to 6 use that $Q$ and $V$ are those of the *current policy*. So let us also hand in a wrong table: $V$ and $Q$ with
// an error of up to 0.3 that differs from state to state, in size and sign, as a value network might have.

// %%
const wrongV = v.map((value, s) => value + 0.3 * Math.sin(2 * s + 1));
const wrongQ = q.map((row, s) =>
  row.map((value, a) => value + 0.3 * Math.sin(2 * s + a)),
);
const toExact = (mean: Float64Array) => Math.hypot(...mean.map((g, i) => g - exact[i]));
const bias = (psi) => toExact(tabular.exactMoments(world, theta, psi).mean);
const wrongForms = formsWith(wrongQ, wrongV);
const biases = forms.map(({ name, psi }, i) => ({
  form: name,
  "exact V, Q": bias(psi),
  "wrong V, Q": bias(wrongForms[i].psi),
}));
notebook.showTable(
  biases.map((row) => ({
    ...row,
    unbiased: row["wrong V, Q"] < 1e-12 ? "always" : "if V, Q are right",
  })),
);
const [withRight, withWrong] = ["exact V, Q", "wrong V, Q"].map((column) =>
  biases.map((row) => row[column]),
);
notebook.checkStep("right tables: all six unbiased", Math.max(...withRight));
notebook.checkStep("wrong ones: forms 1 to 3 too", Math.max(...withWrong.slice(0, 3)));
notebook.checkStep("wrong ones: 4 to 6 biased", Math.min(...withWrong.slice(3)) > 0.01);

// %% [markdown]
// With exact tables all six agree with the exact gradient to the last digit. With wrong ones, forms 1 to 3 do not care, and 4, 5 and 6
// are biased. That is the bargain with a critic: less variance in exchange for trusting it.
//
// ## 3. Variance, proved
//
// The mean is shared, so all differences lie in $\mathbb{E}\big|\sum_t\Psi_t g_t\big|^2$, with $g_t=\nabla\log\pi(a_t\mid s_t)$. Here every state has its own logits
// and is visited at most once, so $g_t\cdot g_{t'}=0$ for $t\ne t'$ and the expression splits by step: $\sum_t\mathbb{E}\big[|g_t|^2\Psi_t^2\big]$. Then:
//
// 1. **1 → 2.** $\Psi_t=\text{past}_t+G_t$: the variance changes by $-\sum_t\mathbb{E}\big[|g_t|^2(\text{past}_t^2+2\,\text{past}_t\,G_t)\big]$. The square is a gain; the cross term can have either sign, and is small when past and future rewards are unrelated.
// 2. **2 → 4.** Replacing $G_t$ by its mean given $(s_t,a_t)$ removes $\sum_t\mathbb{E}\big[|g_t|^2\operatorname{Var}(G_t\mid s_t,a_t)\big]\ge 0$ (law of total variance).
// 3. **4 → 5, 2 → 3.** A baseline changes it by $\sum_t\mathbb{E}\big[|g_t|^2(b^2-2bG_t)\big]$, a parabola in $b(s)$: section 5.
// 4. **5 → 6 → 3.** All three have the same mean given $(s_t,a_t)$. Form 6 adds the variance of one transition, form 3 that of all transitions to come (each term of $G_t-V=\sum_{t'\ge t}\delta_{t'}$ is uncorrelated with the others). Hence form 5 ≤ form 6 ≤ form 3.
//
// Points 1 and 2 as numbers: left the difference of the two exact variances, right the formula.

// %%
const variances = forms.map(
  ({ psi }) => tabular.exactMoments(world, theta, psi).variance,
);
const sumOf = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0);
const stepTerm = (tau, t: number, term) => {
  const g = tabular.logProbGradient(world, theta, tau.states[t], tau.actions[t]);
  return tabular.squaredNorm(g) * term(tau, t, policyGradient.rewardToGo(tau.rewards)[t]);
};
const perStep = (term: (tau, t: number, toGo: number) => number) =>
  sumOf(
    tabular.enumerateTrajectories(world, theta).map((tau) => {
      const terms = tau.states.map((_, t) => stepTerm(tau, t, term));
      return tabular.trajectoryProbability(tau) * sumOf(terms);
    }),
  );
const past = (tau, t: number) => sumOf(tau.rewards.slice(0, t));
const valueOf = (tau, t: number) => q[tau.states[t]][tau.actions[t]];

// %%
const pastTerm = perStep((tau, t, toGo) => past(tau, t) ** 2 + 2 * past(tau, t) * toGo);
const futureTerm = perStep((tau, t, toGo) => (toGo - valueOf(tau, t)) ** 2);
const [drop12, drop24] = [variances[0] - variances[1], variances[1] - variances[3]];
notebook.showTable(
  [
    { step: "1 → 2", "difference of variances": drop12, formula: pastTerm },
    { step: "2 → 4", "difference of variances": drop24, formula: futureTerm },
  ],
  { digits: 10 },
);
notebook.checkStep("1 → 2: the past's square and cross term", drop12 - pastTerm);
notebook.checkStep("2 → 4: the mean conditional variance", drop24 - futureTerm);
const inOrder = variances[4] <= variances[5] && variances[5] <= variances[2];
notebook.checkStep("form 5 ≤ form 6 ≤ form 3", inOrder);

// %% [markdown]
// ## 4. Variance, measured
//
// On sampled trajectories the variance is itself an estimate, so it comes with an interval: a bootstrap over trajectories, 95 %.
// All six forms look at the *same* trajectories.

// %%
const sizes = [100, 300, 1000];
const pool = tabular.sampleTrajectories(world, theta, {
  count: 1000,
  rng: random.seededRng(21),
});
const varianceOf = (estimates: readonly Float64Array[]) => {
  const n = estimates.length;
  const mean = new Float64Array(15);
  for (const g of estimates) for (let i = 0; i < 15; i++) mean[i] += g[i] / n;
  const secondMoment = estimates.reduce((sum, g) => sum + tabular.squaredNorm(g), 0) / n;
  return (secondMoment - tabular.squaredNorm(mean)) * (n / (n - 1));
};

// %%
const measure = (psi, n: number) => {
  const estimates = pool
    .slice(0, n)
    .map((tau) => tabular.gradientEstimate(world, theta, psi, tau));
  return statistics.bootstrapInterval(estimates, varianceOf, {
    rng: random.seededRng(n),
    resamples: 100,
  });
};

// %%
const measured = forms.map(({ psi }) => sizes.map((n) => measure(psi, n)));
const curves = forms.map(({ name }, i) => ({
  name: name,
  exact: variances[i],
  measured: measured[i],
}));
await notebook.showFigure(
  figures.varianceBySamplesFigure({ sampleSizes: sizes, curves: curves }),
  "variance-by-samples",
);

// %%
const last = measured.map((list) => list[2]);
notebook.showTable(
  forms.map(({ name }, i) => ({
    form: name,
    exact: variances[i],
    measured: last[i].estimate,
    low: last[i].low,
    high: last[i].high,
    "share of form 1": variances[i] / variances[0],
  })),
);

// %%
const intervals = measured.flat();
const inside = intervals.filter(({ low, high }, k) => {
  const variance = variances[Math.floor(k / 3)];
  return low <= variance && variance <= high;
});
console.log(inside.length, "of", intervals.length, "intervals hold the exact value");
notebook.checkStep("most intervals do", inside.length >= 0.7 * intervals.length);

// %% [markdown]
// Read the last column as a price: the number of trajectories that a form needs, relative to form 1, for the same accuracy. (The
// intervals of one figure share their trajectories, so they tend to miss together, and at $n=100$ a bootstrap is known to be a little too narrow.)
//
// ## 5. The optimal baseline
//
// $V$ is the usual baseline, but is it the best? Per state the variance is a parabola in $b$. Setting its derivative to zero,
//
// $$\frac{d}{db}\,\mathbb{E}\big[|g|^2(G-b)^2\big]=0\quad\Longrightarrow\quad b^*(s)=\frac{\mathbb{E}\big[|g|^2\,Q(s,a)\big]}{\mathbb{E}\big[|g|^2\big]},$$
//
// a mean of $Q$ in which an action weighs $\pi\,|g|^2$: a rare one moves the logits most, so it counts for more than its probability
// (Greensmith et al. 2004). The next cell draws the variance of form 3 against the baseline on the road, the other states having their optimal one.

// %%
const best = tabular.optimalBaseline(world, theta);
const withBaseline = (b: ArrayLike<number>) => {
  const psi = (tau) => policyGradient.baselinedReturn(tau.rewards, along(b, tau));
  return tabular.exactMoments(world, theta, psi).variance;
};
const onRoad = (b: number) => withBaseline(best.map((value, s) => (s === 3 ? b : value)));
const grid = Array.from({ length: 41 }, (_, i) => -0.5 + i / 20);
const mark = (name: string, b: number) => ({
  name: name,
  baseline: b,
  variance: onRoad(b),
});
const marks = [mark("no baseline", 0), mark("V(s)", v[3]), mark("optimal", best[3])];

// %%
await notebook.showFigure(
  figures.baselineVarianceFigure({
    state: "road",
    baselines: grid,
    variances: grid.map(onRoad),
    marks: marks,
  }),
  "baseline-variance",
);

// %%
notebook.showTable(
  world.states.map((state, s) => ({ state: state, V: v[s], "optimal b": best[s] })),
  { folded: "V and the optimal baseline, state by state" },
);
console.log(
  "variance of form 3 with no baseline, with V, with b*:",
  [[0, 0, 0, 0, 0], v, best].map((b) => withBaseline(b).toFixed(4)).join("  "),
);
const tilted = tabular.finiteDifferences(withBaseline, best);
notebook.checkStep(
  "at b* the variance is flat in every b(s)",
  Math.max(...tilted.map(Math.abs)),
);
notebook.checkStep("V is not optimal", withBaseline(v) > withBaseline(best));

// %% [markdown]
// On the road $V=0.86$ is *worse* than no baseline at all: the action that carries on is nearly certain and hardly moves the
// logits, so $b^*$ looks at the rare ones, whose $Q$ is 0. At the even fork $|g|^2$ is the same for all actions and $b^*=V$. Over all states
// $V$ still takes away most of what can be taken. The group mean of GRPO is an estimate of $V$ at the prompt.
//
// ## 6. The discount, and GAE
//
// ### γ
//
// So far a reward counted the same whenever it came. With a **discount** $\gamma\in(0,1]$ the objective and the return from step $t$ on are
//
// $$J_\gamma=\mathbb{E}\Big[\sum_t\gamma^t r_t\Big],\qquad G_t=\sum_{t'\ge t}\gamma^{t'-t}r_{t'},$$
//
// and $V$, $Q$ and $\delta_t=r_t+\gamma V(s_{t+1})-V(s_t)$ discount along. The derivation of notebook 01 gives $\nabla J_\gamma=\mathbb{E}[\sum_t\gamma^t\,G_t\,\nabla\log\pi(a_t\mid s_t)]$, with a factor $\gamma^t$ that nearly every implementation leaves out. Without it the estimate is the gradient neither of $J_\gamma$ nor of $J$: $\gamma$ is then a knob that
// trades bias for variance, like $\lambda$. Language models take $\gamma=1$, where all of these agree: the reward comes at the end, and a discount would only pay for short answers.

// %%
const gamma = 0.7;
const discountedReturn = (at: ArrayLike<number>) =>
  sumOf(
    tabular.enumerateTrajectories(world, at).map((path) => {
      const discounted = path.rewards.map((reward, t) => gamma ** t * reward);
      return tabular.trajectoryProbability(path) * sumOf(discounted);
    }),
  );
const discountedToGo = (path) =>
  policyGradient.rewardToGo(path.rewards, { gamma: gamma });
const withFactor = (path) => discountedToGo(path).map((G, t) => gamma ** t * G);
const [full, usual] = [withFactor, discountedToGo].map(
  (psi) => tabular.exactMoments(world, theta, psi).mean,
);
const gap = statistics.largestDifference;
const ofDiscounted = tabular.finiteDifferences(discountedReturn, theta);
notebook.checkStep("with γ^t: the gradient of J_γ", gap(full, ofDiscounted));
const neither = Math.min(gap(usual, ofDiscounted), gap(usual, exact));
notebook.checkStep("without it: neither J_γ's nor J's", neither > 0.005);

// %% [markdown]
// ### GAE, the bridge between the forms
//
// Generalized advantage estimation mixes the TD residuals $\delta_t$ of form 6 (Schulman et al. 2015):
//
// $$\hat A_t=\sum_{l\ge0}(\gamma\lambda)^l\,\delta_{t+l}=\delta_t+\gamma\lambda\,\hat A_{t+1}.$$
//
// With $\lambda=0$ only the first term is left: form 6. With $\lambda=1$ the sum telescopes, each $V(s_{t+l+1})$ cancelling against the next term's:
//
// $$\sum_{l\ge0}\gamma^l\big(r_{t+l}+\gamma V(s_{t+l+1})-V(s_{t+l})\big)=\sum_{l\ge0}\gamma^l r_{t+l}-V(s_t)+\underbrace{\lim\gamma^{l}V}_{V(\text{end})=0}=G_t-V(s_t),$$
//
// form 3, whatever table $V$ is. In between it interpolates. Check the sum, the recursion and the ends, then let the wrong value table show what $\lambda$ is for.

// %%
const gae = (lambda: number, values: ArrayLike<number>) => (tau) =>
  policyGradient.generalizedAdvantage(tau.rewards, [...along(values, tau), 0], {
    lambda: lambda,
  });
const ends = [
  gap(gae(0, wrongV)(tau), wrongForms[5].psi(tau)),
  gap(gae(1, wrongV)(tau), wrongForms[2].psi(tau)),
];
const delta = policyGradient.tdResidual(tau.rewards, [...along(wrongV, tau), 0]);
const byFormula = Array.from(delta, (_, t) =>
  delta.slice(t).reduce((sum, d, l) => sum + 0.5 ** l * d, 0),
);
const half = gae(0.5, wrongV)(tau);
const recursion = half.map((x, t) => x - delta[t] - 0.5 * (half[t + 1] ?? 0));
notebook.checkStep("GAE = the sum, at λ = 0.5", gap(half, byFormula));
notebook.checkStep("and the recursion", Math.max(...recursion.map(Math.abs)));
notebook.checkStep("λ = 0 is form 6", ends[0]);
notebook.checkStep("λ = 1 is form 3", ends[1]);
const discounts = { gamma: gamma, lambda: 1 };
const ofTau = [...along(wrongV, tau), 0];
const telescoped = gap(
  policyGradient.generalizedAdvantage(tau.rewards, ofTau, discounts),
  policyGradient.baselinedReturn(tau.rewards, along(wrongV, tau), { gamma: gamma }),
);
notebook.checkStep("the same with γ = 0.7", telescoped);

// %%
const lambdas = Array.from({ length: 21 }, (_, i) => i / 20);
const moments = lambdas.map((lambda) =>
  tabular.exactMoments(world, theta, gae(lambda, wrongV)),
);
const gaeBias = lambdas.map((lambda) => bias(gae(lambda, wrongV)));
await notebook.showFigure(
  figures.gaeTradeoffFigure({
    lambdas: lambdas,
    biases: gaeBias,
    variances: moments.map(({ variance }) => variance),
    trajectories: 30,
  }),
  "gae-tradeoff",
);

// %% [markdown]
// With a wrong critic the bias falls to zero as $\lambda\to1$. How the variance moves depends on the critic's errors; the dotted line is the error of
// a mean over 30 trajectories: the root of squared bias plus variance / 30. Language-model training has mostly drawn the conclusion at the right end: no critic at all, $\lambda=1$, and a baseline
// from other samples.
//
// ## 7. What language models use: the group
//
// Sample $G$ responses to the same prompt and use their rewards as each other's baseline.
//
// $$\text{GRPO: }A_i=\frac{R_i-\operatorname{mean}(R)}{\operatorname{std}(R)},\qquad \text{RLOO: }A_i=R_i-\frac1{G-1}\sum_{j\ne i}R_j=\frac{G}{G-1}\big(R_i-\operatorname{mean}(R)\big).$$
//
// RLOO's baseline comes from the *other* responses, so it is independent of $a_i$ and the lemma applies: unbiased. GRPO's mean contains
// $R_i$ itself, which shrinks everything by $(G-1)/G$, and then it divides by the standard deviation.
//
// **Which deviation?** Here the *population's*, $\sqrt{\frac1G\sum_i(R_i-\operatorname{mean}(R))^2}$, as `numpy.std` has it. The formula in the papers does not say, and `torch.std`, which TRL and verl call, divides by $G-1$ (the *sample* deviation), and a small constant is added against a zero. The two differ by $\sqrt{(G-1)/G}$, the same factor for every prompt with $G$ responses: a change of the learning rate by 6 to 7 % at $G=8$, which Adam does not even notice.

// %%
const rewards = [1, 0, 0, 0, 0, 0, 0, 1];
const oneGroup = new Array(8).fill(0);
const grpo = policyGradient.groupAdvantage(rewards, oneGroup);
const centered = policyGradient.groupAdvantage(rewards, oneGroup, { standardize: false });
const rloo = policyGradient.leaveOneOutAdvantage(rewards, oneGroup);

// %%
notebook.showTable(
  rewards.map((reward, i) => ({
    reward: reward,
    GRPO: grpo[i],
    "without std (Dr. GRPO)": centered[i],
    RLOO: rloo[i],
    "RLOO / centered": rloo[i] / centered[i],
  })),
);

// %% [markdown]
// The last column is $8/7$ everywhere: Dr. GRPO and RLOO differ by a constant only.

// %%
const toMean = rewards.map((reward) => reward - 0.25);
const [byAll, byLess] = [8, 7].map((divisor) =>
  Math.sqrt(sumOf(toMean.map((x) => x * x)) / divisor),
);
const [population, sample] = [byAll, byLess].map((d) => toMean.map((x) => x / d));
const factor = sample.map((x, i) => x / population[i] - Math.sqrt(7 / 8));
notebook.checkStep("GRPO here: the population's deviation", gap(grpo, population));
notebook.checkStep("the sample's: √(7/8) of it", Math.max(...factor.map(Math.abs)));
const constant = rloo.map((x, i) => x / centered[i] - 8 / 7);
notebook.checkStep("RLOO = 8/7 of centered", Math.max(...constant.map(Math.abs)));

// %% [markdown]
// ### What the standard deviation changes
//
// Take a prompt that is answered rightly at rate $p$, and the logit of the right answer. The exact gradient is $p(1-p)$. The expected
// estimate can be enumerated: $k$ of $G=8$ responses are right with binomial probability.

// %%
const { expectedPull } = policyGradient;
const rloo8 = (rewards: number[]) =>
  policyGradient.leaveOneOutAdvantage(rewards, oneGroup);
const rates = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
const noStd = { standardize: false };
const ways: [string, policyGradient.GroupAdvantages][] = [
  ["RLOO (= exact gradient)", rloo8],
  [
    "centered, no std (Dr. GRPO)",
    (rewards) => policyGradient.groupAdvantage(rewards, oneGroup, noStd),
  ],
  ["GRPO", (rewards) => policyGradient.groupAdvantage(rewards, oneGroup)],
];
const pulls = ways.map(([name, advantageOf]) => ({
  name: name,
  values: rates.map((p) => expectedPull(p, advantageOf)),
}));
await notebook.showFigure(
  figures.promptWeightFigure({ rates: rates, curves: pulls }),
  "prompt-weight",
);

// %%
const rlooGap = gap(
  pulls[0].values,
  rates.map((p) => p * (1 - p)),
);
notebook.checkStep("RLOO's expected pull = p(1 − p)", rlooGap);
const shrunk = gap(pulls[1].values, rates.map((p) => (7 / 8) * p * (1 - p)));
notebook.checkStep("Dr. GRPO's: 7/8 of it", shrunk);
notebook.showTable(
  [0.02, 0.1, 0.5, 0.9, 0.98].map((p) => ({
    "rate p": p,
    "GRPO / exact": expectedPull(p, ways[2][1]) / (p * (1 - p)),
    "Dr. GRPO / exact": expectedPull(p, ways[1][1]) / (p * (1 - p)),
  })),
);

// %% [markdown]
// RLOO is the exact gradient; without the division it is shrunk to 7/8; with it, prompts that are nearly always right or nearly always wrong
// pull more than they would (the "difficulty bias" that Dr. GRPO removes). For a single prompt with rewards of 0 and 1 that is still
// a gradient, but of another objective.
//
// ### What the length normalizers change
//
// The losses of the library differ in how they average over tokens. One right response of 5 tokens, one wrong response of 50: how hard is
// *each token* pushed?

// %%
const responses = Array.from({ length: 55 }, (_, t) => (t < 5 ? 0 : 1));
const tokenAdvantages = policyGradient.perToken([1, -1], responses);
const zeros = new Float64Array(55);
const batch = {
  logProbs: zeros,
  oldLogProbs: zeros,
  advantages: tokenAdvantages,
  entropies: zeros,
  responses: responses,
  maxLength: 100,
};

// %%
const losses = {
  GRPO: policyGradient.grpoLoss,
  "Dr. GRPO": policyGradient.drGrpoLoss,
  DAPO: policyGradient.dapoLoss,
};
notebook.showTable(
  Object.entries(losses).map(([name, loss]) => ({
    loss: name,
    "token of the short right one": -loss(batch).gradient[0],
    "token of the long wrong one": -loss(batch).gradient[20],
  })),
  { digits: 4 },
);
const shortToLong = (loss: policyGradient.PolicyLoss) =>
  loss(batch).gradient[0] / loss(batch).gradient[20];
notebook.checkStep("GRPO: ten times less", shortToLong(losses.GRPO) + 10);
notebook.checkStep("DAPO: all alike", shortToLong(losses.DAPO) + 1);

// %% [markdown]
// GRPO divides by each response's own length: a token in the long wrong answer is blamed ten times less than one in the short right answer is praised, so
// long wrong answers are cheap. Dr. GRPO and DAPO push every token equally; they differ in the constant.
//
// ## 8. One picture
//
// Forms 1 to 6 on the same pool of 1000 trajectories, with exact tables, then forms 4 to 6 with the wrong ones; below them RLOO and GRPO on 4,000 others, in
// groups of 16, where all steps of a trajectory share its advantage (their variance is scaled to one trajectory).

// %%
const returnsOf = (group) => group.map((tau) => sumOf(tau.rewards));
const groupMean = (advantageOf) => (group) => {
  const advantages = advantageOf(returnsOf(group), new Array(group.length).fill(0));
  const mean = new Float64Array(15);
  group.forEach((tau, k) => {
    const psi = () => tau.states.map(() => advantages[k]);
    tabular.gradientEstimate(world, theta, psi, tau).forEach((g, i) => {
      mean[i] += g / group.length;
    });
  });
  return mean;
};
const groups = Array.from({ length: 250 }, (_, k) =>
  tabular.sampleTrajectories(world, theta, {
    count: 16,
    rng: random.seededRng(5000 + k),
  }),
);

// %%
const dot = (a, b) => sumOf(a.map((x, i) => x * b[i]));
const groupRow = (name: string, advantageOf) => {
  const estimates = groups.map(groupMean(advantageOf));
  const mean = exact.map((_, i) =>
    estimates.reduce((sum, g) => sum + g[i] / groups.length, 0),
  );
  const resampling = { rng: random.seededRng(1), resamples: 100 };
  const { estimate, low, high } = statistics.bootstrapInterval(
    estimates,
    varianceOf,
    resampling,
  );
  return {
    name: name,
    bias: toExact(mean),
    measured: { estimate: 16 * estimate, low: 16 * low, high: 16 * high },
    shareOfExact: dot(mean, exact) / dot(exact, exact),
  };
};
const groupRows = [
  groupRow("RLOO, groups of 16", policyGradient.leaveOneOutAdvantage),
  groupRow("GRPO, groups of 16", policyGradient.groupAdvantage),
];
notebook.showTable(
  groupRows.map(({ name, shareOfExact }) => ({
    form: name,
    "its mean, as a share of the exact gradient": shareOfExact,
  })),
);

// %%
const rightRows = forms.map(({ name, psi }, i) => ({
  name: name,
  bias: bias(psi),
  variance: variances[i],
  measured: last[i],
}));
const wrongRows = wrongForms.slice(3).map(({ name, psi }) => ({
  name: `${name}, wrong table`,
  bias: bias(psi),
  variance: tabular.exactMoments(world, theta, psi).variance,
  measured: measure(psi, 1000),
}));
await notebook.showFigure(
  figures.returnFormsFigure({ forms: [...rightRows, ...wrongRows, ...groupRows] }),
  "return-forms",
);

// %% [markdown]
// Forms 1 to 6 with right tables share a bias of zero and differ in variance by a factor of more than thirty; wrong tables bring a bias, and
// more variance than the right ones. RLOO is unbiased: its small bar is the sampling noise of 4,000 trajectories, $\sqrt{\operatorname{Var}/4000}\approx0.02$.
// GRPO's bar is half noise, half bias: its mean falls short of the exact gradient (table above), to $15/16$ because the group's mean contains $R_i$ itself,
// and further because it divides by a deviation a little above 1. The same factors shrink its variance, squared. In direction the two hardly
// differ here; on prompts of different difficulty they do (section 7). Neither knows at which step the toll was paid, so RLOO's variance stays near that of form 1.
//
// ## What was claimed and what was measured

// %%
const column = (name: string, from: number, to: number) =>
  biases.slice(from, to).map((row) => row[name]);
const rarePull = expectedPull(0.02, ways[2][1]) / (0.02 * 0.98);
const claims: [string, number][] = [
  ["six forms, right tables: largest bias", Math.max(...column("exact V, Q", 0, 6))],
  ["forms 1 to 3, wrong tables: largest bias", Math.max(...column("wrong V, Q", 0, 3))],
  ["forms 4 to 6, wrong tables: smallest bias", Math.min(...column("wrong V, Q", 3, 6))],
  ["variance formula 1 → 2 (gap)", Math.abs(drop12 - pastTerm)],
  ["variance formula 2 → 4 (gap)", Math.abs(drop24 - futureTerm)],
  ["variance of form 5 ≤ form 6 ≤ form 3 (1 = holds)", Number(inOrder)],
  ["optimal baseline beats V: variance, b* / V", withBaseline(best) / withBaseline(v)],
  ["GAE's ends are forms 6 and 3 (largest gap)", Math.max(...ends)],
  ["RLOO's expectation is the exact gradient (largest gap)", rlooGap],
  ["GRPO's pull on a prompt at 2 %, relative to exact", rarePull],
  ["γ^t left out: distance to the nearer of the two gradients", neither],
];
notebook.showTable(
  claims.map(([claim, value]) => ({ claim: claim, measured: value })),
  { folded: "all numbers of this notebook in one table" },
);

// %% [markdown]
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **2.1** ★ Rewards $(0,-1,2)$, values $V(s_0),V(s_1),V(s_2)=(1,\,0.5,\,1)$, the episode ends after three steps. Give the three TD residuals.
//
// <details><summary>Hint (click)</summary>
//
// $r_t+V(s_{t+1})-V(s_t)$, and after the end $V$ is 0.
//
// </details>

// %%
const answer21: number[] | undefined = undefined;
notebook.checkAnswer("2.1", answer21, "613722816fe0");

// %% [markdown]
// **2.2** ★★ A state has two actions with $\pi=(0.8,\,0.2)$ and $Q=(1,\,0)$, so $V=0.8$. What is the optimal baseline? (For a softmax,
// $|\nabla\log\pi(a)|^2$ is $2\,(1-\pi(a))^2$ when there are two actions.)
//
// <details><summary>Hint (click)</summary>
//
// Section 5: a mean of $Q$ with the weights $\pi\,|\nabla\log\pi|^2$. Compute the two weights first.
//
// </details>

// %%
const answer22: number | undefined = undefined;
notebook.checkAnswer("2.2", answer22, "98ccb604e89a");

// %% [markdown]
// **2.3** ★★ Write the leave-one-out advantage for *one* group: a function from a list of rewards to a list of advantages.
//
// <details><summary>Hint (click)</summary>
//
// The others' sum is the whole sum less the reward itself.
//
// </details>

// %%
const answer23: ((rewards: number[]) => number[]) | undefined = undefined;
const sameAsLibrary = (mine: (rewards: number[]) => number[], list: number[]) =>
  gap(mine(list), policyGradient.leaveOneOutAdvantage(list, list.map(() => 0))) < 1e-12;
notebook.checkAnswer("2.3", answer23, (mine) =>
  [[1, 0], [1, 0, 0, 5], [0.3, 0.9]].every((list) => sameAsLibrary(mine, list)),
);

// %% [markdown]
// **2.4** ★ One response of a group of 8 is right (reward 1), the others are wrong (reward 0). What is GRPO's advantage of the right one, with the population's deviation?
//
// <details><summary>Hint (click)</summary>
//
// The mean is 1/8; the deviation of a coin with rate $p$ is $\sqrt{p(1-p)}$.
//
// </details>

// %%
const answer24: number | undefined = undefined;
notebook.checkAnswer("2.4", answer24, "56bf651601c1");

// %% [markdown]
// **2.5** ★ A training run rewards only the last token of a response ($r_t=0$ before it) and has no critic. Which of the six forms then
// give the *same* numbers at every step? Answer with the two form numbers in ascending order.
//
// <details><summary>Hint (click)</summary>
//
// Which forms can be computed without a critic at all? How do they differ when nothing is rewarded early?
//
// </details>

// %%
const answer25: number[] | undefined = undefined;
notebook.checkAnswer("2.5", answer25, "e701bfb97118");

// %% [markdown]
// **2.6** ★★ Find a state-dependent baseline (five numbers) with which form 3 has a *larger* exact variance than with no baseline at all. Unbiased is not
// the same as harmless.
//
// <details><summary>Hint (click)</summary>
//
// The variance is a parabola in each $b(s)$, and you may go as far as you like.
//
// </details>

// %%
const answer26: number[] | undefined = undefined;
notebook.checkAnswer("2.6", answer26, (mine) =>
  mine.length === 5 && withBaseline(mine) > withBaseline([0, 0, 0, 0, 0]),
);

// %% [markdown]
// **An open project** ★★★ Section 3's order of the variances assumes that every state has its own logits. Tie the logits of road and swamp together (one row of parameters for both), derive which cross terms come back, and find a process in which reward-to-go has *more* variance than the total return. Point 1 of section 3 says that it must exist.
//
// **Next:** [02b-forms-on-the-testbed](02b-forms-on-the-testbed.ipynb): the forms on a language model, with a critic that has to be learned; or at once [02c-ratio-clip-and-kl](02c-ratio-clip-and-kl.ipynb): what to do when the samples are old.
