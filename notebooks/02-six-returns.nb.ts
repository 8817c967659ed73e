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
// | | |
// |---|---|
// | shows | which forms are unbiased and when; why variance falls from form to form; the optimal baseline; GAE; GRPO and RLOO; what normalizing by deviation and by length changes; what a learned critic knows; every form trained on the testbed |
// | takes | under a minute on two cores |
// | needs | notebook 01; the base model and the recorded runs, which the repository holds |
// | uses the modules | [`src/policy-gradient`](../src/policy-gradient) (returns, advantages, losses), [`src/tabular`](../src/tabular), [`src/statistics`](../src/statistics), [`src/training`](../src/training) (the critic), [`src/study`](../src/study) (recorded runs), [`src/rollout`](../src/rollout), [`src/figures`](../src/figures) |

// %%
import {
  countdown, figures, kernels, models, notebook, policyGradient, random, rollout,
  statistics, study, tabular, tokens, training,
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
// an error that grows from state to state, as a value network might have.

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

// %% [markdown]
// The formulas hold to ten digits.
//
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
// a mean of $Q$ in which actions weigh by the square of their gradient: rare actions, which move the logits most, count most
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
);
console.log(
  "variance of form 3 with no baseline, with V, with b*:",
  [[0, 0, 0, 0, 0], v, best].map((b) => withBaseline(b).toFixed(4)).join("  "),
);

// %% [markdown]
// On the road $V=0.86$ is *worse* than no baseline at all: the action that carries on is nearly certain and hardly moves the
// logits, so $b^*$ looks at the rare ones, whose $Q$ is 0. At the even fork $|g|^2$ is the same for all actions and $b^*=V$. Over all states
// $V$ still takes away most of what can be taken. The group mean of GRPO is an estimate of $V$ at the prompt.
//
// ## 6. GAE, the bridge between the forms
//
// Generalized advantage estimation mixes the TD residuals $\delta_t$ of form 6:
//
// $$\hat A_t=\sum_{l\ge0}(\gamma\lambda)^l\,\delta_{t+l}.$$
//
// With $\lambda=0$ it *is* form 6. With $\lambda=1$ the sum telescopes to $G_t-V(s_t)$, form 3. In between it interpolates. Check the sum and its ends, then
// let the wrong value table show what $\lambda$ is for.

// %%
const gae = (lambda: number, values: ArrayLike<number>) => (tau) =>
  policyGradient.generalizedAdvantage(tau.rewards, [...along(values, tau), 0], {
    lambda: lambda,
  });
const gap = statistics.largestDifference;
const ends = [
  gap(gae(0, wrongV)(tau), wrongForms[5].psi(tau)),
  gap(gae(1, wrongV)(tau), wrongForms[2].psi(tau)),
];
const delta = policyGradient.tdResidual(tau.rewards, [...along(wrongV, tau), 0]);
const byFormula = Array.from(delta, (_, t) =>
  delta.slice(t).reduce((sum, d, l) => sum + 0.5 ** l * d, 0),
);
console.log("λ = 0.5 against the sum:", gap(gae(0.5, wrongV)(tau), byFormula));
console.log("λ = 0 against form 6:", ends[0], "  λ = 1 against form 3:", ends[1]);

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
// With a wrong critic the bias falls to zero as $\lambda\to1$. How the variance moves depends on the critic's errors; the dotted line adds the
// two for 30 trajectories. Language-model training has mostly drawn the conclusion at the right end: no critic at all, $\lambda=1$, and a baseline
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
//
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
console.log("RLOO against p(1 − p), largest gap:", rlooGap);
notebook.showTable(
  [0.02, 0.1, 0.5, 0.9, 0.98].map((p) => ({
    "rate p": p,
    "GRPO / exact": expectedPull(p, ways[2][1]) / (p * (1 - p)),
    "Dr. GRPO / exact": expectedPull(p, ways[1][1]) / (p * (1 - p)),
  })),
);

// %% [markdown]
// RLOO is the exact gradient; without the division it is shrunk by 7/8; with it, prompts that are nearly always right or nearly always wrong
// pull more than they would (the "difficulty bias" that Dr. GRPO removes). One reward from one prompt is then still a gradient, but
// of another objective.
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

// %% [markdown]
// GRPO divides by each response's own length: a token in the long wrong answer is blamed ten times less than one in the short right answer is praised, so
// long wrong answers are cheap. Dr. GRPO and DAPO push every token equally; they differ in the constant.
//
// ## 8. One picture
//
// All forms on the same pool of 1000 trajectories, with exact tables, then forms 4 to 6 with the wrong ones; below them RLOO and GRPO in
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
  };
};
const groupRows = [
  groupRow("RLOO, groups of 16", policyGradient.leaveOneOutAdvantage),
  groupRow("GRPO, groups of 16", policyGradient.groupAdvantage),
];

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
// Forms 1 to 6 with right tables share a bias of zero and differ in variance by a factor of more than thirty; the wrong tables buy their low
// variance with bias. The small bars at RLOO and GRPO are measured on 4,000 trajectories and are of the size of their sampling noise,
// $\sqrt{\operatorname{Var}/4000}\approx0.02$. (The returns' deviation is close to 1 in this process, so GRPO's division changes little here; on prompts of different difficulty it does, section 7.) Neither
// group form knows at which step the toll was paid, so both pay for it as form 1 does.
//
// ## 9. The forms on the testbed
//
// Theory compares estimates of one gradient; training strings many of them together. From here on the policy is the language model `data/models/M` on Countdown, the reward 0 or 1
// comes with the last token, and $\gamma=1$. Three things follow before anything is trained:
//
// - Forms 1 and 2 are the same numbers: no reward lies in the past.
// - A state is the text so far, so the next state is certain: $s_{t+1}$ is $s_t$ followed by $a_t$, and $Q^\pi(s_t,a_t)=r_t+V^\pi(s_{t+1})$. With exact tables **forms 5 and 6 are the same numbers** too.
// - Nobody has the tables. Forms 4 to 6 and GAE need a **critic**, a network that learns $V$ and $Q$ from the rewards that came. Then forms 5 and 6 differ again: form 5 asks for an
//   opinion on the token before it is read, form 6 looks at the text with the token in it and, at the end, at the true reward.
//
// The critic ([`src/training/critic.ts`](../src/training/critic.ts)) is a second decoder of the same shape that starts from the base model's weights, with a linear head: one row for $V(s)$, one a token $a$ for $Q(s,a)-V(s)$.
// It is fitted to every rollout batch by $\sum_t\,(V(s_t)-R)^2+(Q(s_t,a_t)-R)^2$, *after* the batch was used to train the policy: a critic that has seen how a response ended is no function of the state, and the proofs of section 2 fail.
//
// The second point, on the small process with every coin replaced by its likelier side:

// %%
const likelier = (a, b) => (b.probability > a.probability ? b : a);
const certain = {
  ...world,
  transitions: world.transitions.map((row) =>
    row.map((list) => [{ ...list.reduce(likelier), probability: 1 }]),
  ),
};
const known = tabular.exactValues(certain, theta);
const walks = tabular.sampleTrajectories(certain, theta, {
  count: 100,
  rng: random.seededRng(5),
});
const sameForms = walks.map((tau) =>
  gap(
    policyGradient.advantageValue(known.q, known.v, tau.states, tau.actions),
    policyGradient.tdResidual(tau.rewards, [...along(known.v, tau), 0]),
  ),
);
const formGap = Math.max(...sameForms);
console.log(
  "form 5 against form 6 when the next state is certain, largest gap:",
  formGap,
);

// %% [markdown]
// ### A critic, live
//
// Ten steps in which only the critic learns, then four that train the policy with GAE. The share of the rewards' variance that $V$ explains, $1-\sum(R-V)^2/\sum(R-\bar R)^2$, is measured on each batch before the critic has seen it.

// %%
console.log((await kernels.selectBackend()).line);
const policy = models.loadPolicy("../data/models/M");
const live = training.rlvrConfig({
  base: "../data/models/M",
  arm: "all",
  advantage: "gae",
  miniBatches: 1,
  seed: 11,
});
const [optimizer, critic] = [
  training.rlvrOptimizer(policy, live),
  training.createCritic(policy, live),
];
const progress = notebook.progressLine("critic and policy", { total: 14 });
const explained: number[] = [];
for (let step = 0; step < 14; step++) {
  const line = training.rlvrStep(policy, optimizer, live, step, { critic: critic });
  explained.push(line.explainedByV);
  progress.update(step + 1, `V explains ${explained[step].toFixed(2)}`);
}
progress.finish();
const batchByBatch = explained.map((x) => x.toFixed(2)).join("  ");
console.log("explained by V, batch by batch:", batchByBatch);

// %% [markdown]
// It starts worse than a constant (V = 0 everywhere, which is what a fresh head says), and soon explains about a tenth. A tenth of what? On fresh responses, the tokens before the verdict on the last attempt (`yes`, or `no so`) apart from those after it:

// %%
const validation = countdown
  .problemsOf("validation")
  .slice(0, 40)
  .map((entry) => entry.problem);
const fresh = rollout.verifiedRollouts(policy, validation, {
  samplesPerPrompt: 4,
  maxNewTokens: countdown.MAX_RESPONSE_TOKENS,
  task: countdown.countdownTask(),
  rng: random.seededRng(12),
});
const freshTokens = fresh.columns;
const judged = critic.values(rollout.sequencesOf(fresh));
const written = judged.map((_, row) =>
  tokens.ofResponse(freshTokens, freshTokens.tokens, row).lastIndexOf(countdown.TOKEN.so),
);

// %%
type Cut = (row: number) => [number, number?];
const explainedOf = (part: "v" | "q", cut: Cut) =>
  training.explainedVariance(
    judged.map((values, row) => values[part].slice(...cut(row))),
    freshTokens.rewards,
  );
const cuts: Cut[] = [(row) => [0, written[row]], (row) => [written[row]]];
const [before, after] = cuts.map((cut) => ({
  V: explainedOf("v", cut),
  Q: explainedOf("q", cut),
}));
notebook.showTable([
  {
    tokens: "before the verdict is written",
    "explained by V": before.V,
    "explained by Q": before.Q,
  },
  { tokens: "after it", "explained by V": after.V, "explained by Q": after.Q },
]);

// %% [markdown]
// So the critic has learned to *read the verdict*, and nothing about what leads to it. How much there is to know can be measured: from every position of one response,
// let the policy write on 64 times and count how often it ends right. That is $V^\pi(s_t)$ up to sampling noise.

// %%
const row = fresh.verdicts.findIndex(
  ({ reward, extras }) => reward === 1 && extras.attempts === 2,
);
const answered = freshTokens.prompts[row];
const [problem, prompt] = [fresh.problems[answered], fresh.prompts[answered]];
const response = tokens.ofResponse(freshTokens, freshTokens.tokens, row);
const prefixes = Array.from(response, (_, t) =>
  Int32Array.of(...prompt, ...response.subarray(0, t)),
);
const onward = rollout.sampleResponses(policy, prefixes, {
  samplesPerPrompt: 64,
  maxNewTokens: countdown.MAX_RESPONSE_TOKENS,
  rng: random.seededRng(13),
  eosId: countdown.EOS,
});
const rewardOf = (t: number, i: number) => {
  const rest = tokens.ofResponse(onward.columns, onward.columns.tokens, 64 * t + i);
  return countdown.verify(problem, [...response.subarray(0, t), ...rest]).reward;
};
const sampledV = prefixes.map((_, t) =>
  statistics.studentInterval(Array.from({ length: 64 }, (_, i) => rewardOf(t, i))),
);

// %%
const words = countdown.decodeTokens(response).split(" ");
const roles = fresh.verdicts[row].roles;
const realForks = Array.from(response.keys()).filter(
  (t) => roles[t] === countdown.ROLE.real,
);
await notebook.showFigure(
  figures.criticValuesFigure({
    tokens: words,
    sampled: sampledV,
    critic: judged[row].v,
    forks: realForks,
    title: "What the reward depends on, and what the critic has noticed",
  }),
  "critic-on-one-response",
);

// %% [markdown]
// The true value moves at the forks (dotted), most of all at the last operation: the wrong `-` of the first attempt costs 0.4, the right `+` of the second brings certainty. Between forks it moves by
// sampling noise only. The critic's line is flat through all of them and rises when the result stands there, one token before `yes`. What the forms make of that, at the real forks and at the three certain tokens behind the last one:

// %%
const { v: V, q: Q } = judged[row];
const end = response.length - 1;
const outcome = Float64Array.from(response, (_, t) => (t === end ? 1 : 0));
const credit = {
  "5 Q − V": Q.map((value, t) => value - V[t]),
  "6 TD residual": policyGradient.tdResidual(outcome, [...V, 0]),
  "GAE λ = 0.95": policyGradient.generalizedAdvantage(outcome, [...V, 0], {
    lambda: 0.95,
  }),
  "3 to-go minus V": policyGradient.baselinedReturn(outcome, V),
};
const truth = sampledV.map(
  ({ estimate }, t) => (sampledV[t + 1]?.estimate ?? 1) - estimate,
);
notebook.showTable(
  [...realForks, ...[3, 2, 1].map((back) => written[row] - back)].map((t) => ({
    token: words[t],
    "real fork": realForks.includes(t) ? "yes" : "",
    "true advantage (± 0.17)": truth[t],
    ...Object.fromEntries(Object.entries(credit).map(([name, psi]) => [name, psi[t]])),
  })),
  { digits: 2 },
);

// %% [markdown]
// Forms 5 and 6 are right about `wait`: the critic has read the verdict `no`, and knows that giving up (`so`) now ends at 0. About the choices that decide, the last operations `-` and `+`, they know nothing. Form 6 pays that surprise to the tokens behind the fork, which were certain: their $\nabla\log\pi$ is next to zero,
// and the credit is lost. GAE with $\lambda=0.95$ passes it back to the forks, losing a twentieth a token. With $\lambda=1$ nothing is lost: that is form 3, in which the critic only lowers the reward by a baseline. It praises the wrong `-` too, as every form without a critic does; only other responses set that right.
//
// So here is a prediction: trained with forms 4 to 6 and this critic, the policy should learn to *try again*, and not to *choose better*.
//
// ### The recorded runs
//
// 60 steps from the base model, 16 prompts × 8 responses, one gradient step each, Adam at 2e-4, gradient on all tokens, five seeds; what differs is $\Psi_t$ and what hangs on it. Every run samples the same number of responses: forms with a critic spend the first ten steps on the critic alone. Forms made
// from a group's rewards drop the groups without spread (dynamic sampling); with a critic every response counts. Adam absorbs the scale of $\Psi$, so no form is normalized further. The command, which goes on where it stood:
//
// ```
// npm run ablate -- --preset full --only return-forms
// ```
//
// (One run of your own: `npm run train -- --base data/models/M --arm all --set 'advantage="gae"' --set lambda=0.9 --out runs/mine`.)

// %%
const looks: [string, string, string, string?][] = [
  ["1 total return", "total", figures.OKABE_ITO.black, "dot"],
  ["3 minus the others' mean (RLOO)", "leave-one-out", figures.OKABE_ITO.blue],
  ["3 and ÷ deviation (GRPO)", "group", figures.OKABE_ITO.skyBlue, "dash"],
  ["3 minus the critic's V (GAE λ = 1)", "gae 1", figures.OKABE_ITO.green],
  ["GAE λ = 0.95", "gae 0.95", figures.OKABE_ITO.orange],
  ["6 TD residual", "td", figures.OKABE_ITO.vermillion],
  ["5 Q − V", "q-minus-v", figures.OKABE_ITO.purple, "dash"],
  ["4 Q", "q", "#767676", "dot"],
];
const recorded = study.runGroups(study.readRecordedRuns(), {
  experiments: ["return-forms"],
});
const keyOf = ({ advantage: form, lambda }) => (form === "gae" ? `gae ${lambda}` : form);
const trainedForms = looks.map(([label, key, color, dash]) => {
  const arm = recorded.find(({ config }) => keyOf(config) === key);
  return { label: label, color: color, dash: dash, arm: arm };
});
const [groupForms, criticForms] = [trainedForms.slice(0, 3), trainedForms.slice(3)];
console.log(study.seedsText(recorded), "a form,", recorded[0].config.steps, "steps");

// %%
const lookOf = (form) => ({ name: form.label, color: form.color, dash: form.dash });
const accuracyCurve = (form) => ({
  ...lookOf(form),
  ...study.rolloutCurve(form.arm, ({ trainAccuracy }) => trainAccuracy),
});
const criticCurve = (form) => ({
  ...lookOf(form),
  ...study.rolloutCurve(form.arm, ({ explainedByV }) => explainedByV),
});
const [noCritic, withCritic] = [groupForms, criticForms].map((list) =>
  list.map(accuracyCurve),
);
const range: [number, number] = [0.15, 0.6];
await notebook.showFigure(
  figures.curvePanelsFigure(
    [
      { y: "training accuracy, no critic", curves: noCritic, range: range },
      { y: "training accuracy, with a critic", curves: withCritic, range: range },
      { y: "variance of R explained by V", curves: criticForms.map(criticCurve) },
    ],
    { title: "The forms on the testbed (means of 10 steps, 95 % over seeds)" },
  ),
  "forms-on-the-testbed",
);

// %% [markdown]
// The left and the middle panel have the same axis. At the end, on the test split (problems that this training never saw, four responses each), with Student's 95 % intervals over the seeds; the difference to RLOO is paired by seed.

// %%
const rlooArm = trainedForms[1].arm;
const testAccuracy = (run) => study.evaluationOf(run, "test").accuracy;
const firstRight = (run) => study.evaluationOf(run, "test").firstAttemptAccuracy;
const entropyLeft = (run) => study.evaluationOf(run, "test").meanEntropy;
const attemptsMade = (run) => study.evaluationOf(run, "test").meanAttempts;
const finals = trainedForms.map(({ label, color, arm }) => ({
  ...{ label: label, color: color, arm: arm, values: arm.runs.map(testAccuracy) },
  interval: statistics.studentInterval(arm.runs.map(testAccuracy)),
  toRloo: study.differenceBySeed(arm, rlooArm, testAccuracy).student,
}));

// %%
const column10 = (arm, from: number) =>
  arm.runs.map((run) => {
    const ten = run.steps.slice(from, from + 10);
    return ten.reduce((sum, line) => sum + line.trainAccuracy / 10, 0);
  });
const afterFifty = trainedForms.map(
  ({ arm }, i) => statistics.studentInterval(column10(arm, i < 3 ? 40 : 50)).estimate,
);
notebook.showTable(
  finals.map(({ label, values, interval, toRloo }, i) => ({
    form: label,
    "test accuracy of each seed": values.map((x) => x.toFixed(3)).join(", "),
    mean: interval.estimate,
    low: interval.low,
    high: interval.high,
    "less RLOO": toRloo.estimate,
    from: toRloo.low,
    to: toRloo.high,
    "training accuracy, policy steps 41–50": afterFifty[i],
  })),
);

// %%
const atTheStart = training.evaluatePolicy(models.loadPolicy("../data/models/M"), {
  split: "test",
  samples: 4,
  maxNewTokens: countdown.MAX_RESPONSE_TOKENS,
});
const overRuns = (arm, measure: (run) => number) =>
  statistics.studentInterval(arm.runs.map(measure)).estimate;
notebook.showTable([
  {
    form: "base model",
    accuracy: atTheStart.accuracy,
    "first attempt right": atTheStart.firstAttemptAccuracy,
    attempts: atTheStart.meanAttempts,
  },
  ...trainedForms.map(({ label, arm }) => ({
    form: label,
    accuracy: overRuns(arm, testAccuracy),
    "first attempt right": overRuns(arm, firstRight),
    attempts: overRuns(arm, attemptsMade),
  })),
]);

// %%
const endPanel = (name: string, measure: (run) => number, reference: number) => ({
  ...{ name: name, reference: reference },
  arms: trainedForms.map(({ label, color, arm }) => ({
    ...{ label: label, color: color, values: arm.runs.map(measure) },
    interval: statistics.studentInterval(arm.runs.map(measure)),
  })),
});
await notebook.showFigure(
  figures.armMeasuresFigure(
    [
      endPanel("accuracy", testAccuracy, atTheStart.accuracy),
      endPanel("first attempt right", firstRight, atTheStart.firstAttemptAccuracy),
      endPanel("attempts", attemptsMade, atTheStart.meanAttempts),
      endPanel("entropy (nats)", entropyLeft, atTheStart.meanEntropy),
    ],
    { title: "The test split after 60 steps (circles: seeds; dotted: the base model)" },
  ),
  "forms-at-the-end",
);

// %% [markdown]
// What was measured, in plain words:
//
// - **Without a critic** the accuracy rises from 0.21 to 0.48 or 0.49, and total return, RLOO and GRPO cannot be told apart. Theory had not promised much: with rewards of 0 and 1 at a rate $p$, centring lowers the second moment from $p$ to $p(1-p)$, by a fifth at the start and half at the end; dropping the groups without
//   spread removes part of that by itself; and Adam absorbs the scale that GRPO changes.
// - **With the critic as a baseline** (form 3, and GAE with $\lambda=0.95$) the runs end 4 and 3 points behind RLOO after as many responses, of which ten steps taught only the critic. At the same number of policy steps they are not behind (last column of the first table; the problems are others there, good for a few points either way).
//   A baseline need not be right, and this one costs a second network to do what the mean of seven neighbors does.
// - **With the critic's opinion as the signal** (forms 4, 5 and 6) they end 12, 6 and 16 points behind RLOO. At the same number of policy steps 4 and 6 are still far behind, 5 a little. Form 6 bears the prediction out to the letter: a whole attempt more than the base model, and a first attempt that is right as rarely as before (0.14 and 0.13; RLOO: 0.25).
//   Forms 4 and 5 make more attempts than RLOO too, but have also learned to choose somewhat better; no cell here shows from where the critic's $Q$ knows.
//
// The order is not that of section 4. There the tables were right and form 5 had the least variance; here the tables are learned, the bias of section 2 decides, and it is largest where nothing but the critic is asked. The right panel says why it does not go away: from step 20 on $V$ explains a tenth of the reward's variance, whatever the form: about the share of the
// tokens that stand behind the verdict. To know more it would have to see whether a move leads to the target, that is, to solve the problem. Another critic (larger, or fitted longer) might; this one is what the same budget of responses buys, and on this testbed the mean of a group does better for less.
//
// ## What was claimed and what was measured

// %%
const column = (name: string, from: number, to: number) =>
  biases.slice(from, to).map((row) => row[name]);
const order = Number(variances[4] <= variances[5] && variances[5] <= variances[2]);
const rarePull = expectedPull(0.02, ways[2][1]) / (0.02 * 0.98);
const claims: [string, number][] = [
  ["six forms, right tables: largest bias", Math.max(...column("exact V, Q", 0, 6))],
  ["forms 1 to 3, wrong tables: largest bias", Math.max(...column("wrong V, Q", 0, 3))],
  ["forms 4 to 6, wrong tables: smallest bias", Math.min(...column("wrong V, Q", 3, 6))],
  ["variance formula 1 → 2 (gap)", Math.abs(drop12 - pastTerm)],
  ["variance formula 2 → 4 (gap)", Math.abs(drop24 - futureTerm)],
  ["variance of form 5 ≤ form 6 ≤ form 3 (1 = holds)", order],
  ["optimal baseline beats V: variance, b* / V", withBaseline(best) / withBaseline(v)],
  ["GAE's ends are forms 6 and 3 (largest gap)", Math.max(...ends)],
  ["RLOO's expectation is the exact gradient (largest gap)", rlooGap],
  ["GRPO's pull on a prompt at 2 %, relative to exact", rarePull],
  ["forms 5 and 6 agree when the next state is certain (gap)", formGap],
  ["live critic: variance explained by V before the verdict", before.V],
  ["live critic: and after it", after.V],
];
notebook.showTable(claims.map(([claim, value]) => ({ claim: claim, measured: value })));

// %%
notebook.showTable(
  finals
    .filter(({ arm }) => arm !== rlooArm)
    .map(({ label, toRloo }) => ({
      claim: `trained: test accuracy of ${label}, less RLOO's`,
      measured: toRloo.estimate,
      "95 % from": toRloo.low,
      to: toRloo.high,
    })),
);

// %% [markdown]
// ## Exercises
//
// **2.1** Rewards $(0,-1,2)$, values $V(s_0),V(s_1),V(s_2)=(1,\,0.5,\,1)$, the episode ends after three steps. Give the three TD residuals.

// %%
const answer21: number[] | undefined = undefined;
notebook.checkAnswer("2.1", answer21, "613722816fe0");

// %% [markdown]
// **2.2** A state has two actions with $\pi=(0.8,\,0.2)$ and $Q=(1,\,0)$, so $V=0.8$. What is the optimal baseline? (For a softmax,
// $|\nabla\log\pi(a)|^2$ is $2\,(1-\pi(a))^2$ when there are two actions.)

// %%
const answer22: number | undefined = undefined;
notebook.checkAnswer("2.2", answer22, "98ccb604e89a");

// %% [markdown]
// **2.3** Write the leave-one-out advantage for *one* group: a function from a list of rewards to a list of advantages.

// %%
const answer23: ((rewards: number[]) => number[]) | undefined = undefined;
const sameAsLibrary = (mine: (rewards: number[]) => number[], list: number[]) =>
  gap(mine(list), policyGradient.leaveOneOutAdvantage(list, list.map(() => 0))) < 1e-12;
notebook.checkAnswer("2.3", answer23, (mine) =>
  [[1, 0], [1, 0, 0, 5], [0.3, 0.9]].every((list) => sameAsLibrary(mine, list)),
);

// %% [markdown]
// **2.4** One response of a group of 8 is right (reward 1), the others are wrong (reward 0). What is GRPO's advantage of the right one?

// %%
const answer24: number | undefined = undefined;
notebook.checkAnswer("2.4", answer24, "56bf651601c1");

// %% [markdown]
// **2.5** A training run rewards only the last token of a response ($r_t=0$ before it) and has no critic. Which of the six forms then
// give the *same* numbers at every step? Answer with the two form numbers in ascending order.

// %%
const answer25: number[] | undefined = undefined;
notebook.checkAnswer("2.5", answer25, "e701bfb97118");

// %% [markdown]
// **2.6** Find a state-dependent baseline (five numbers) with which form 3 has a *larger* exact variance than with no baseline at all. Unbiased is not
// the same as harmless.

// %%
const answer26: number[] | undefined = undefined;
notebook.checkAnswer("2.6", answer26, (mine) =>
  mine.length === 5 && withBaseline(mine) > withBaseline([0, 0, 0, 0, 0]),
);

// %% [markdown]
// **2.7** In language the next state is the text with the token in it. With the exact $V$ and $Q$, which two of the six forms are then the same numbers, although one
// of them needs no $Q$? Two form numbers in ascending order.

// %%
const answer27: number[] | undefined = undefined;
notebook.checkAnswer("2.7", answer27, "565801141dd1");

// %% [markdown]
// <details><summary>Solutions</summary>
//
// **2.1** $0+0.5-1$, $-1+1-0.5$, $2+0-1$.
// ```ts
// const answer21 = [-0.5, -0.5, 1];
// ```
// **2.2** The weights $\pi|\nabla\log\pi|^2$ are $0.8\cdot2\cdot0.04=0.064$ and $0.2\cdot2\cdot0.64=0.256$; so $b^*=0.064/0.32=0.2$, far from $V=0.8$: the rare action counts four times as much.
// ```ts
// const answer22 = 0.2;
// ```
// **2.3**
// ```ts
// const answer23 = (rewards: number[]) => rewards.map((reward) => reward - (rewards.reduce((sum, x) => sum + x, 0) - reward) / (rewards.length - 1));
// ```
// **2.4** Mean $1/8$, standard deviation $\sqrt{7}/8$, so $(7/8)/(\sqrt7/8)=\sqrt7$.
// ```ts
// const answer24 = Math.sqrt(7);
// ```
// **2.5** With a single reward at the end, the total return equals the reward-to-go at every step. (Form 3 differs by its baseline; 4 to 6 need a critic.)
// ```ts
// const answer25 = [1, 2];
// ```
// **2.6** Any baseline far away from the returns does it.
// ```ts
// const answer26 = [5, 5, 5, 5, 5];
// ```
// **2.7** $Q(s_t,a_t)=r_t+V(s_{t+1})$ without any averaging, so $Q-V$ is the TD residual.
// ```ts
// const answer27 = [5, 6];
// ```
// </details>
//
// **Next:** [03-the-seventh-form](03-the-seventh-form.ipynb): clip, DAPO, and the mask by entropy.
