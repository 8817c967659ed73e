// %% [markdown]
// # 02 · 六种回报，一个梯度
//
// 笔记 01 以这个估计量结束：
//
// $$\nabla_\theta J=\mathbb{E}_{\tau\sim P_\theta}\Big[\sum_{t=0}^{T-1}\Psi_t\,\nabla_\theta\log\pi_\theta(a_t\mid s_t)\Big].$$
//
// $\Psi_t$ 可以是什么？Schulman 等（2015，式 1）列出了六种选择。本笔记在同样的轨迹上计算全部六种，把它们的期望与精确梯度比较，证明并测量它们的方差，然后转到语言模型所用的形式：组内优势。
//
// 读完之后你能够
//
// - [ ] 说出六种形式、每种需要什么，以及价值表有错时哪些仍然无偏
// - [ ] 证明基线与条件期望对方差的影响，并计算最优基线
// - [ ] 说明 GAE 处在哪两种形式之间，以及 $\gamma$ 与 $\lambda$ 各自做什么
// - [ ] 说明 GRPO 除以标准差、除以长度改变了什么
//
// | | |
// |---|---|
// | 内容 | 哪些形式无偏、何时无偏；方差为何从一种形式到另一种逐步下降；最优基线；折扣；GAE；GRPO 与 RLOO；按标准差与按长度归一化改变什么 |
// | 用时 | 双核机器上不到一分钟 |
// | 需要 | 笔记 01；不需要数据 |
// | 用到的模块 | [`src/policy-gradient`](../src/policy-gradient)（回报、优势函数、损失）、[`src/tabular`](../src/tabular)、[`src/statistics`](../src/statistics)、[`src/random`](../src/random)、[`src/figures`](../src/figures) |

// %%
import {
  figures, notebook, policyGradient, random, statistics, tabular,
} from "forking-tokens";

// %% [markdown]
// 笔记 01 的小决策过程、它的精确梯度，以及精确的价值函数：$V(s)$ 是从某状态出发的期望回报；$Q(s,a)$ 是采取某动作之后的期望回报；$A(s,a)=Q(s,a)-V(s)$。

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
// 右边三列是三个动作的优势。开场白的优势全为零：它是一个什么也不决定的分叉。
//
// ## 1. 六种形式
//
// | | $\Psi_t$ | 名称 | 需要 |
// |---|---|---|---|
// | 1 | $\sum_{t'=0}^{T-1}r_{t'}$ | 总回报 | 奖励 |
// | 2 | $\sum_{t'\ge t}r_{t'}$ | 未来回报 | 奖励 |
// | 3 | $\sum_{t'\ge t}r_{t'}-b(s_t)$ | 未来回报减基线 | 任意一个状态的函数 |
// | 4 | $Q^\pi(s_t,a_t)$ | 状态动作价值 | $Q$ |
// | 5 | $A^\pi(s_t,a_t)$ | 优势 | $Q$ 与 $V$ |
// | 6 | $r_t+V^\pi(s_{t+1})-V^\pi(s_t)$ | 时序差分（TD）残差 | $V$ |
//
// 每种形式都是库中的一个函数。它们接收轨迹，从形式 3 起还接收价值表；这里用精确的表，之后换成有错的表。

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
// 同一条轨迹，对于哪个 token 该得多少，有六种意见。形式 1 给每一步同一个数，连过路费也算在内。形式 5 恰好给开场白零分。形式 6 表扬的是期望发生变化的那一步。
//
// ## 2. 哪些是无偏的？
//
// 形式 2 由因果性得出（笔记 01）。其余各种：
//
// - **形式 3。** 给定 $s_t$，$b(s_t)$ 是常数，由对数概率梯度引理，$\mathbb{E}[b(s_t)\nabla\log\pi(a_t\mid s_t)]=0$：*任何*基线都不改变期望。
// - **形式 4。** 把形式 2 对 $(s_t,a_t)$ 之后发生的一切取平均：$\mathbb{E}[G_t\mid s_t,a_t]=Q^\pi(s_t,a_t)$。
// - **形式 5。** 形式 4 减去基线 $V^\pi(s_t)$。
// - **形式 6。** $\mathbb{E}[r_t+V^\pi(s_{t+1})\mid s_t,a_t]=Q^\pi(s_t,a_t)$，所以给定 $(s_t,a_t)$ 时，它的均值就是形式 5。
//
// 形式 4 到 6 的证明用到了 $Q$ 与 $V$ 属于*当前策略*。因此我们再交给它们一张有错的表：$V$ 与 $Q$ 的误差最大为 0.3，各状态的大小和正负都不同，价值网络就可能这样。

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
// 用精确的表，六种形式直到最后一位都与精确梯度一致。用有错的表，形式 1 到 3 不受影响，形式 4、5、6 则有偏。这就是与评论家（critic）做的交易：方差更小，代价是要相信它。
//
// ## 3. 方差：证明
//
// 均值相同，因此所有差别都在 $\mathbb{E}\big|\sum_t\Psi_t g_t\big|^2$ 之中，其中 $g_t=\nabla\log\pi(a_t\mid s_t)$。这里每个状态有各自的 logit，且至多被访问一次，所以 $t\ne t'$ 时 $g_t\cdot g_{t'}=0$，上式按时间步分开：$\sum_t\mathbb{E}\big[|g_t|^2\Psi_t^2\big]$。于是：
//
// 1. **1 → 2.** $\Psi_t=\text{past}_t+G_t$（past 是此前的奖励之和）：方差的变化为 $-\sum_t\mathbb{E}\big[|g_t|^2(\text{past}_t^2+2\,\text{past}_t\,G_t)\big]$。平方项是收益；交叉项可正可负，当过去与未来的奖励互不相关时它很小。
// 2. **2 → 4.** 把 $G_t$ 换成给定 $(s_t,a_t)$ 时的均值，去掉了 $\sum_t\mathbb{E}\big[|g_t|^2\operatorname{Var}(G_t\mid s_t,a_t)\big]\ge 0$（全方差公式）。
// 3. **4 → 5, 2 → 3.** 基线使方差改变 $\sum_t\mathbb{E}\big[|g_t|^2(b^2-2bG_t)\big]$，它是 $b(s)$ 的抛物线：见第 5 节。
// 4. **5 → 6 → 3.** 给定 $(s_t,a_t)$，三者的均值相同。形式 6 增加一次转移的方差，形式 3 增加其后所有转移的方差（$G_t-V=\sum_{t'\ge t}\delta_{t'}$ 的各项互不相关）。因此形式 5 ≤ 形式 6 ≤ 形式 3。
//
// 用数字验证第 1、2 点：左边是两个精确方差之差，右边是公式。

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
// ## 4. 方差：测量
//
// 在采样的轨迹上，方差本身也是一个估计，因此带有区间：对轨迹做自助法，95 %。六种形式看的是*同样的*轨迹。

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
// 把最后一列当作价格来读：达到同样的精度，一种形式需要的轨迹数是形式 1 的多少倍。（同一张图里的区间用的是同样的轨迹，所以往往一起落空；而且 $n=100$ 时自助法的区间已知会略窄。）
//
// ## 5. 最优基线
//
// $V$ 是常用的基线，但它是最好的吗？在每个状态，方差是 $b$ 的抛物线。令导数为零，
//
// $$\frac{d}{db}\,\mathbb{E}\big[|g|^2(G-b)^2\big]=0\quad\Longrightarrow\quad b^*(s)=\frac{\mathbb{E}\big[|g|^2\,Q(s,a)\big]}{\mathbb{E}\big[|g|^2\big]},$$
//
// 这是 $Q$ 的一种平均，每个动作的权重是 $\pi\,|g|^2$：罕见的动作移动 logit 最多，所以它的分量比它的概率更重（Greensmith 等 2004）。下一个单元画出形式 3 的方差随大道上的基线如何变化，其余状态取各自的最优基线。

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
// 在大道上，$V=0.86$ 比没有基线*更差*：继续前进的动作几乎是确定的，很少移动 logit，所以 $b^*$ 看的是罕见的动作，而它们的 $Q$ 为 0。在均匀的岔路口，所有动作的 $|g|^2$ 相同，$b^*=V$。就全部状态而言，$V$ 仍然去掉了能去掉的大部分。GRPO 的组平均，就是对题目处 $V$ 的估计。
//
// ## 6. 折扣与 GAE
//
// ### γ
//
// 到目前为止，奖励无论何时到来都同样算数。有了**折扣** $\gamma\in(0,1]$，目标函数与从第 $t$ 步起的回报是
//
// $$J_\gamma=\mathbb{E}\Big[\sum_t\gamma^t r_t\Big],\qquad G_t=\sum_{t'\ge t}\gamma^{t'-t}r_{t'},$$
//
// $V$、$Q$ 与 $\delta_t=r_t+\gamma V(s_{t+1})-V(s_t)$ 也随之打折扣。按笔记 01 的推导，$\nabla J_\gamma=\mathbb{E}[\sum_t\gamma^t\,G_t\,\nabla\log\pi(a_t\mid s_t)]$，其中的因子 $\gamma^t$ 几乎所有实现都省略了。省略之后，这个估计既不是 $J_\gamma$ 的梯度，也不是 $J$ 的梯度：$\gamma$ 成了用偏差换方差的旋钮，和 $\lambda$ 一样。语言模型取 $\gamma=1$，这时三者一致：奖励在末尾到来，折扣只会奖赏短的回答。

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
// ### GAE：各种形式之间的桥
//
// 广义优势估计（GAE）把形式 6 的时序差分残差 $\delta_t$ 混合起来（Schulman 等 2015）：
//
// $$\hat A_t=\sum_{l\ge0}(\gamma\lambda)^l\,\delta_{t+l}=\delta_t+\gamma\lambda\,\hat A_{t+1}.$$
//
// $\lambda=0$ 时只剩第一项：形式 6。$\lambda=1$ 时各项相消，每个 $V(s_{t+l+1})$ 与下一项中的抵消：
//
// $$\sum_{l\ge0}\gamma^l\big(r_{t+l}+\gamma V(s_{t+l+1})-V(s_{t+l})\big)=\sum_{l\ge0}\gamma^l r_{t+l}-V(s_t)+\underbrace{\lim\gamma^{l}V}_{V(\text{end})=0}=G_t-V(s_t),$$
//
// 即形式 3，无论 $V$ 是什么样的表。（$V(\text{end})$ 是结束之后的价值，为零。）中间的 $\lambda$ 在二者之间插值。先验证求和、递推与两端，再用有错的价值表看 $\lambda$ 有什么用。

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
// 评论家有错时，偏差随 $\lambda\to1$ 降为零。方差如何变化取决于评论家的误差；点线是 30 条轨迹的平均的误差：偏差的平方加上方差 / 30，再开方。语言模型的训练大多取了最右端的结论：完全不要评论家，$\lambda=1$，用其他样本作基线。
//
// ## 7. 语言模型用的形式：组
//
// 对同一道题采样 $G$ 个回答，用它们的奖励互为基线。
//
// $$\text{GRPO: }A_i=\frac{R_i-\operatorname{mean}(R)}{\operatorname{std}(R)},\qquad \text{RLOO: }A_i=R_i-\frac1{G-1}\sum_{j\ne i}R_j=\frac{G}{G-1}\big(R_i-\operatorname{mean}(R)\big).$$
//
// RLOO 的基线来自*其他*回答，因此与 $a_i$ 独立，引理适用：无偏。GRPO 的平均含有 $R_i$ 自己，使一切都缩小到 $(G-1)/G$；然后它还要除以标准差。
//
// **哪一种标准差？** 这里用*总体*标准差 $\sqrt{\frac1G\sum_i(R_i-\operatorname{mean}(R))^2}$，与 `numpy.std` 相同。论文中的公式没有说明；TRL 与 verl 调用的 `torch.std` 除以 $G-1$（*样本*标准差），还加上一个小常数以防除以零。二者相差因子 $\sqrt{(G-1)/G}$，对每道有 $G$ 个回答的题都一样：$G=8$ 时相当于学习率改变 6 % 到 7 %，Adam 甚至毫无察觉。

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
// 最后一列处处是 $8/7$：Dr. GRPO 与 RLOO 只差一个常数。

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
// ### 标准差改变了什么
//
// 取一道答对率为 $p$ 的题，以及正确答案的 logit。精确的梯度是 $p(1-p)$。估计的期望可以枚举：$G=8$ 个回答中有 $k$ 个正确的概率是二项分布。

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
// RLOO 就是精确梯度；不除以标准差时，它缩小到 7/8；除以标准差时，几乎总是答对或几乎总是答错的题，拉力比应有的更大（Dr. GRPO 所去掉的“难度偏差”）。只看一道题、奖励只分对错时，它仍然是一个梯度，不过是另一个目标函数的梯度。
//
// ### 长度归一化改变了什么
//
// 库中的各种损失，差别在于如何对 token 取平均。一个正确的回答有 5 个 token，一个错误的回答有 50 个：*每个 token* 被推得多重？

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
// GRPO 除以每个回答自己的长度：长的错误回答中一个 token 所受的责备，只有短的正确回答中一个 token 所受表扬的十分之一，所以长的错误回答很便宜。Dr. GRPO 与 DAPO 对每个 token 的推力相等；二者只差常数。
//
// ## 8. 一张图
//
// 形式 1 到 6 都用同一批 1000 条轨迹：先用精确的表，然后形式 4 到 6 用有错的表；下面是 RLOO 与 GRPO，用另外 4,000 条，每组 16 条，一条轨迹的所有步共用它的优势（它们的方差已折算到单条轨迹）。

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
// 用正确的表，形式 1 到 6 的偏差都为零，方差相差三十多倍；有错的表带来偏差，方差也比正确的表更大。RLOO 无偏：它的短条是 4,000 条轨迹的采样噪声，$\sqrt{\operatorname{Var}/4000}\approx0.02$。GRPO 的短条一半是噪声，一半是偏差：它的平均达不到精确梯度（见上表），先是因为组平均包含 $R_i$ 自身而缩小到 $15/16$，又因为除以略大于 1 的标准差而进一步缩小。同样的因子平方之后也缩小了它的方差。在这里，两者的方向几乎没有差别；在难度不同的题上则不然（第 7 节）。两者都不知道过路费是在哪一步付的，所以 RLOO 的方差仍然接近形式 1 的方差。
//
// ## 声明与测量

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
// ## 练习
//
// 把 `undefined` 换成答案并运行单元。一颗星：一支铅笔一分钟；两颗：需要想一想，或写几行代码；三颗：一个晚上。检查不会泄露答案。
//
// **2.1** ★ 奖励为 $(0,-1,2)$，价值 $V(s_0),V(s_1),V(s_2)=(1,\,0.5,\,1)$，回合在三步之后结束。给出三个时序差分残差。
//
// <details><summary>提示（点击）</summary>
//
// $r_t+V(s_{t+1})-V(s_t)$，结束之后 $V$ 为 0。
//
// </details>

// %%
const answer21: number[] | undefined = undefined;
notebook.checkAnswer("2.1", answer21, "613722816fe0");

// %% [markdown]
// **2.2** ★★ 某状态有两个动作，$\pi=(0.8,\,0.2)$，$Q=(1,\,0)$，所以 $V=0.8$。最优基线是多少？（对两个动作的 softmax，$|\nabla\log\pi(a)|^2$ 等于 $2\,(1-\pi(a))^2$。）
//
// <details><summary>提示（点击）</summary>
//
// 第 5 节：$Q$ 的平均，权重是 $\pi\,|\nabla\log\pi|^2$。先算出两个权重。
//
// </details>

// %%
const answer22: number | undefined = undefined;
notebook.checkAnswer("2.2", answer22, "98ccb604e89a");

// %% [markdown]
// **2.3** ★★ 为*一个*组写出留一法（leave-one-out）的优势：一个从奖励列表到优势列表的函数。
//
// <details><summary>提示（点击）</summary>
//
// 其他奖励之和等于总和减去自己的奖励。
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
// **2.4** ★ 一组 8 个回答中有一个正确（奖励 1），其余都错（奖励 0）。用总体标准差，GRPO 给正确回答的优势是多少？
//
// <details><summary>提示（点击）</summary>
//
// 平均是 1/8；正面概率为 $p$ 的硬币，标准差是 $\sqrt{p(1-p)}$。
//
// </details>

// %%
const answer24: number | undefined = undefined;
notebook.checkAnswer("2.4", answer24, "56bf651601c1");

// %% [markdown]
// **2.5** ★ 某次训练只奖励回答的最后一个 token（此前 $r_t=0$），而且没有评论家。六种形式中，哪两种在每一步都给出*同样的*数？按升序给出两个形式的编号。
//
// <details><summary>提示（点击）</summary>
//
// 没有评论家，哪些形式还能计算？如果前面没有任何奖励，它们有什么不同？
//
// </details>

// %%
const answer25: number[] | undefined = undefined;
notebook.checkAnswer("2.5", answer25, "e701bfb97118");

// %% [markdown]
// **2.6** ★★ 找一个依赖于状态的基线（五个数），使形式 3 的精确方差比没有基线时*更大*。无偏不等于无害。
//
// <details><summary>提示（点击）</summary>
//
// 方差是每个 $b(s)$ 的抛物线，你想走多远都可以。
//
// </details>

// %%
const answer26: number[] | undefined = undefined;
notebook.checkAnswer("2.6", answer26, (mine) =>
  mine.length === 5 && withBaseline(mine) > withBaseline([0, 0, 0, 0, 0]),
);

// %% [markdown]
// **开放课题** ★★★ 第 3 节的方差次序假定每个状态有各自的 logit。把大道与沼泽的 logit 绑在一起（两者共用一行参数），推导哪些交叉项会重新出现，并找一个过程，使未来回报的方差比总回报*更大*。第 3 节的第 1 点说明它一定存在。
//
// **接下来：** [02b-forms-on-the-testbed](02b-forms-on-the-testbed.zh.ipynb)：在语言模型上比较这些形式，评论家需要学习；或者直接看 [02c-ratio-clip-and-kl](02c-ratio-clip-and-kl.zh.ipynb)：样本旧了怎么办。
