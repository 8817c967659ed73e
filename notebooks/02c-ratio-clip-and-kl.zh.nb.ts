// %% [markdown]
// # 02c · 旧样本：比率、裁剪与 KL
//
// 一批回答很昂贵，所以要用于好几个梯度步。第一步之后，策略就不再是采样时的那个了；笔记 01 的梯度是*当前*策略下的期望，而这批数据估计的不再是它。本笔记推导 PPO、GRPO 与 DAPO 的应对办法：比率从何而来，它纠正什么、不纠正什么，为什么要裁剪、为什么还要取最小值，GRPO 的 KL 项是什么、如何估计，以及其中哪些被 DAPO 保留。
//
// 读完之后你能够
//
// - [ ] 由重要性采样推导比率，并说出 PPO 省略了哪一项纠正
// - [ ] 对优势的每种符号，说出裁剪的哪一端起作用，以及取最小值为何使它成为下界
// - [ ] 按偏差与方差选择 KL 的估计量，并说出它放进损失之后的梯度是什么
// - [ ] 说出 DAPO 对 GRPO 的四处改动，以及去掉 KL 省了什么、代价是什么
//
// | | |
// |---|---|
// | 内容 | 重要性采样、替代目标及其误差、取最小值与裁剪、k1、k2、k3、KL 项、DAPO |
// | 用时 | 双核机器上不到一分钟 |
// | 需要 | 笔记 01 与 02；不需要数据 |
// | 用到的模块 | [`src/tabular`](../src/tabular)、[`src/policy-gradient`](../src/policy-gradient)、[`src/random`](../src/random)、[`src/figures`](../src/figures) |
//
// 来源：Kakade 与 Langford 2002（两个策略之差）；Schulman 等 2015（TRPO）、2017（PPO，arXiv 1707.06347）、2020（*Approximating KL divergence*）；Shao 等 2024（GRPO，arXiv 2402.03300）；Yu 等 2025（DAPO，arXiv 2503.14476）。

// %%
import {
  figures, notebook, policyGradient, random, statistics, tabular,
} from "forking-tokens";

// %% [markdown]
// 还是那个小决策过程，现在有两个策略：`old` 是采样时的策略，`theta` 是此后若干梯度步到达的策略。下面每一步都以 `checkStep` 结束；这一步若不成立，单元就会失败。

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
// ## 1. 重要性采样
//
// $p$ 下的期望可以用 $q$ 的样本来求，只要在 $p\,f\ne0$ 的地方都有 $q>0$：乘以 1，再把和式重新解读，
//
// $$\mathbb{E}_{x\sim p}[f(x)]=\sum_x p(x)f(x)=\sum_x q(x)\,\frac{p(x)}{q(x)}f(x)=\mathbb{E}_{x\sim q}\Big[\frac{p(x)}{q(x)}f(x)\Big].$$
//
// 对轨迹而言，环境的因子在分子与分母中相同，互相消去，所以权重只需要两个策略：
//
// $$w(\tau)=\frac{P_\theta(\tau)}{P_{\text{old}}(\tau)}=\prod_{t=0}^{T-1}r_t,\qquad r_t=\frac{\pi_\theta(a_t\mid s_t)}{\pi_{\text{old}}(a_t\mid s_t)}.$$
//
// （从这里起，$r_t$ 表示比率；奖励不再有自己的字母。）

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
// 正确，但对长的回答毫无用处。权重的均值是 1，但它的二阶矩逐个 token 相乘：如果各 token 相互独立，每个都有 $\mathbb{E}_{\text{old}}[r_t^2]=1+c$，二阶矩就是 $(1+c)^T$，而 $n$ 个加权样本大约只值 $n/\mathbb{E}[w^2]$ 个。取一个概率由 0.5 移到 0.55 的 token，它使 $\mathbb{E}[r^2]$ 增加百分之一：

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
// 到一千个 token 时，一千个回答只值一个回答的二十分之一。所以没有人用一千个比率之积给整个回答加权；实际的做法是每个 token 只保留一个比率。它的代价是下一节的内容。
//
// ## 2. PPO 的比率纠正什么，不纠正什么
//
// 记 $A$ 为*旧*策略的优势。沿一条轨迹的 $A(s_t,a_t)$ 之和，与 $\sum_t\big(\text{reward}_t+V(s_{t+1})-V(s_t)\big)$（reward 即奖励）期望相同，而后者逐项相消，等于 $R-V(s_0)$。在新策略下取期望，
//
// $$J(\theta)-J(\text{old})=\mathbb{E}_{\tau\sim P_\theta}\Big[\sum_tA(s_t,a_t)\Big]=\sum_s d_\theta(s)\sum_a\pi_\theta(a\mid s)\,A(s,a),$$
//
// 其中 $d_\theta(s)$ 是访问 $s$ 的概率。这个等式对任意两个策略都精确成立。现在只换一样东西：把访问概率 $d_\theta$ 换成采样策略的 $d_{\text{old}}$，而*动作*用重要性采样来纠正，
//
// $$L(\theta)=\sum_s d_{\text{old}}(s)\sum_a\pi_\theta(a\mid s)\,A(s,a)=\mathbb{E}_{\tau\sim P_{\text{old}}}\Big[\sum_t r_t\,A(s_t,a_t)\Big].$$
//
// 这就是裁剪之前的 PPO 目标函数。**没有纠正的是状态的分布**：这批数据中的前缀是旧策略写的。对第 $t$ 步的精确纠正，应当用 $\prod_{t'\le t}r_{t'}$ 代替 $r_t$。

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
// 损失了多少？在 $\theta=\text{old}$ 处，所有比率都是 1，$L=0$，而 $r_t$ 的导数是 $\nabla\log\pi_\theta$：**$L$ 的梯度就是策略梯度**。离开那里，误差是
//
// $$J(\theta)-J(\text{old})-L(\theta)=\sum_s\big(d_\theta(s)-d_{\text{old}}(s)\big)\sum_a\pi_\theta(a\mid s)A(s,a),$$
//
// 它是两个因子之积，二者在 $\theta=\text{old}$ 处都为零，所以误差是二阶的：步长减半，误差减为四分之一。

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
// 因此，比率在旧策略附近可信，远离它就成了无人兑现的承诺。在采样的一批数据上，还有第二个理由不要走远：这时 $L$ 只由少数轨迹构成，使它最大的策略迎合的是这些轨迹的运气。
//
// ## 3. 取最小值与裁剪
//
// PPO 不让比率为走远付钱（Schulman 等 2017）：
//
// $$L^{\text{clip}}=\mathbb{E}_{\text{old}}\Big[\sum_t\min\big(r_tA_t,\;\operatorname{clip}(r_t,\,1-\epsilon_{\text{low}},\,1+\epsilon_{\text{high}})\,A_t\big)\Big].$$
//
// 按 $A_t$ 的符号来读。$A_t>0$ 时，$r$ 与它裁剪后的值直接比较，取较小者，即 $\min(r_t,1+\epsilon_{\text{high}})$。$A_t<0$ 时，相乘使次序颠倒：$\max(r_t,1-\epsilon_{\text{low}})$。裁剪的每一端只对一种符号起作用。由此得到三点：
//
// 1. **下界。** $\min(x,y)\le x$，所以 $L^{\text{clip}}\le L$：它许诺的可以比 $L$ 少，绝不会多。它在旧策略处与 $L$ 相切，那里的梯度就是策略梯度。
// 2. **走远不付钱。** 好的 token 一旦升到 $1+\epsilon_{\text{high}}$，或坏的 token 一旦降到 $1-\epsilon_{\text{low}}$，这一项就变平了。
// 3. **回头路一直开着。** 坏的 token 如果*升高*了，仍然保有梯度。如果只裁剪而不取最小值，它就没有梯度，下界也不再成立。

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
// 再看下界本身：在旧策略周围的一百个策略上，与只裁剪而不取最小值的结果相比：

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
// 它*不*做什么：它不是一堵墙。变平的项没有梯度，但走到那里的那一步可能越过边界，其他 token 会移动共用的权重，动量也会继续向前。而在另一侧没有底：一个升高到十倍的坏 token 计为 $-10$（有些实现把这也截断，称为“双重裁剪”，dual clip）。
//
// ### 它有什么好处
//
// 每批十条轨迹，优势以其余轨迹的平均为基线，共二十批，各运行 24 次：每批一个梯度步；十六步，不裁剪；十六步，裁剪。

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
// 不裁剪时，第一批数据被相信到底：三者中起步最好，然后有些运行就卡住了，因为岔路口已由十条轨迹的运气决定。裁剪时，一个 token 移动了规定的幅度之后，这批数据就不再推它，下一批还可以提出异议。正因如此，在一批数据上走十六步才值得：它们领先于每批一步，各次运行也彼此接近。至于*平均*比不裁剪的十六步领先多少，上面打印的差就没有那么分明：不裁剪的各次运行太分散了。
//
// ## 4. KL，以及估计它的三种办法
//
// GRPO 在发表时还有一项：减去 $\beta\,\mathrm{KL}(\pi_\theta\,\|\,\pi_{\text{ref}})$，即相对于冻结的参考策略的散度；参考策略就是强化学习之前的模型：
//
// $$J_{\text{GRPO}}=\mathbb{E}\Bigg[\frac1G\sum_i\frac1{|o^i|}\sum_t\Big(\min\big(r_tA_t,\operatorname{clip}(r_t,1-\epsilon,1+\epsilon)A_t\big)-\beta\,\mathrm{KL}_t\Big)\Bigg],\qquad \mathrm{KL}=\sum_a\pi_\theta(a)\ln\frac{\pi_\theta(a)}{\pi_{\text{ref}}(a)}.$$
//
// 词表有 150,000 个 token 时，人们不去求这个和，而是在采样到的那个 token 上估计它。对 $a\sim\pi_\theta$，记 $x=\pi_{\text{ref}}(a)/\pi_\theta(a)$（Schulman 2020）：
//
// | | | 均值 | 理由 |
// |---|---|---|---|
// | $k_1$ | $-\ln x$ | KL | 定义 |
// | $k_2$ | $\tfrac12(\ln x)^2$ | KL，精确到二阶 | $x=e^u$：由 $\mathbb{E}[e^u]=1$ 得 $\mathbb{E}[-u]=\tfrac12\mathbb{E}[u^2]+\tfrac16\mathbb{E}[u^3]+\dots$ |
// | $k_3$ | $x-1-\ln x$ | KL | 给 $k_1$ 加上 $\mathbb{E}[x-1]=\sum_a\pi_{\text{ref}}(a)-1=0$ |
//
// 由于 $\ln x\le x-1$，$k_3$ 从不为负；在参考策略附近，它的波动比 $k_1$ 小，因为加上的部分与 $k_1$ 负相关：这是一个控制变量。对三个动作，这一切都可以精确求和。

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
// ### 在损失里，算数的是梯度
//
// 训练程序把估计加进损失，固定采样到的 token，通过 $\log\pi_\theta(a)$ 求导。这不是期望的梯度，因为期望所用的分布也会移动。记 $\ell=\ln\pi_\theta(a)$，三个导数为 $dk_1/d\ell=1$，$dk_2/d\ell=\ell-\ell_{\text{ref}}$，$dk_3/d\ell=1-x$，所以平均而言
//
// - $k_1$：由笔记 01 的引理，$\mathbb{E}[\nabla\log\pi_\theta]=0$。它**什么也不教**。
// - $k_2$：$\mathbb{E}\big[\ln\tfrac{\pi_\theta}{\pi_{\text{ref}}}\nabla\log\pi_\theta\big]=\nabla\,\mathrm{KL}(\pi_\theta\,\|\,\pi_{\text{ref}})$，精确成立，尽管它的值有偏。
// - $k_3$：$\mathbb{E}[(1-x)\nabla\log\pi_\theta]=-\sum_a\pi_{\text{ref}}(a)\nabla\log\pi_\theta(a)=\nabla\,\mathrm{KL}(\pi_{\text{ref}}\,\|\,\pi_\theta)$：**方向相反**的散度，尽管它的值无偏。GRPO 的损失在一批数据的第一步所做的正是这个。

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
// 沿一个回答求和，这些项就是整条轨迹的散度，因为环境再一次消去：$\mathrm{KL}(P_\theta\|P_{\text{ref}})=\sum_s d_\theta(s)\,\mathrm{KL}_s$。这个惩罚的代价是什么？从旧策略（它就是参考策略）出发，对 $J-\beta\,\mathrm{KL}$ 做精确上升：

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
// 锚是用回报买来的。如果奖励本身是一个模型，由比较学得，只在它所学过的回答附近才准确，这个价格是公道的：离得远了，它的表扬毫无意义。验证器则处处准确。
//
// **所以 DAPO 去掉了这一项**（见其第 2.3 节；本项目复现的论文也是如此）：学习长思维链的策略本来就应当离开起点的模型，验证器不会被说动，而且省下了参考模型的内存与前向计算。留下来约束策略的是裁剪，它牵制的是一批数据，而不是整个训练。在熵掩码之下（笔记 03），还有一件事要决定：不带掩码的 KL 项会拉动*每一个* token，包括据称不接收梯度的那 80 %。
//
// ## 5. DAPO：四处改动
//
// DAPO（arXiv 2503.14476）是论文的出发点：
//
// $$J_{\text{DAPO}}=\mathbb{E}\Bigg[\frac{1}{\sum_i|o^i|}\sum_{i}\sum_{t}\min\big(r_t^iA_t^i,\operatorname{clip}(r_t^i,1-\epsilon_{\text{low}},1+\epsilon_{\text{high}})A_t^i\big)\Bigg]\quad\text{subject to }0<\#\{\text{right}\}<G.$$
//
// （约束的意思是：一组 $G$ 个回答中，正确的既不能一个没有，也不能是全部。）
//
// **提高裁剪上界**（clip-higher）：$\epsilon_{\text{high}}=0.28$，而不是 0.2。这个范围是相对的，所以按绝对值看，它对罕见的 token 束缚最紧。

// %%
notebook.showTable(
  [0.01, 0.1, 0.5, 0.75].map((p) => ({
    "probability before": p,
    "ceiling at 0.2": Math.min(1, 1.2 * p),
    "ceiling at 0.28": Math.min(1, 1.28 * p),
  })),
);

// %% [markdown]
// **动态采样**：全对或全错的组，优势为零，被丢弃，并继续采样，直到这一批填满（本套件的训练程序只丢弃，不补采）。答对率为 $p$ 时，大小为 $G$ 的组留下来的概率是 $1-p^G-(1-p)^G$。

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
// **token 级损失**：对这批数据的全部 token 取一个平均，而不是先对每个回答取平均（笔记 02 第 7 节）。**超长惩罚**（overlong shaping）：接近长度上限的回答受到柔和的惩罚，而不是被截断、奖励记为 0。论文的上限是 20,480 个 token，缓冲区是 4,096。

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
// 而且没有 KL。下一本笔记就从这个目标函数出发。
//
// ## 声明与测量

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
// ## 练习
//
// 把 `undefined` 换成答案并运行单元。一颗星：一支铅笔一分钟；两颗：需要想一想，或写几行代码；三颗：一个晚上。检查不会泄露答案。
//
// **2c.1** ★ 一个回答的三个 token，比率为 1.1、0.9 和 1.1。*第三个* token 的优势要乘以多少：用精确的纠正时，以及在 PPO 中（不裁剪）？给出两个数。
//
// <details><summary>提示（点击）</summary>
//
// 第 2 节：精确的纠正还要考虑前缀是如何产生的。
//
// </details>

// %%
const answer2c1: number[] | undefined = undefined;
notebook.checkAnswer("2c.1", answer2c1, "1ed8f0fd1be8");

// %% [markdown]
// **2c.2** ★ 某个 token 的比率为 1.4，优势为 −2；裁剪为 0.2 / 0.28。它在目标函数中的项是多少？
//
// <details><summary>提示（点击）</summary>
//
// 先算出两个乘积，再取最小值；注意符号。
//
// </details>

// %%
const answer2c2: number | undefined = undefined;
notebook.checkAnswer("2c.2", answer2c2, "bf472154cec6");

// %% [markdown]
// **2c.3** ★ $\pi_\theta=(0.5,0.5)$，$\pi_{\text{ref}}=(0.8,0.2)$，采样到第二个 token。给出 $k_1,k_2,k_3$（三位小数）。
//
// <details><summary>提示（点击）</summary>
//
// 先求采样到的 token 的 $x=\pi_{\text{ref}}/\pi_\theta$。
//
// </details>

// %%
const answer2c3: number[] | undefined = undefined;
notebook.checkAnswer("2c.3", answer2c3, "5dd75cb4a5ea");

// %% [markdown]
// **2c.4** ★★ 给出一个参考策略（三个概率，都不为 0），使 $\pi_\theta=(0.5,0.3,0.2)$ 离它如此之远，以致 $k_2$ 的均值超过 KL 的*三倍*。
//
// <details><summary>提示（点击）</summary>
//
// 让参考策略中的一个 token 非常不可能：$-\ln x$ 按对数增长，它的平方按对数的平方增长。
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
// **2c.5** ★★ 自己写出取最小值与裁剪的梯度：一个函数，输入比率、优势与两个裁剪参数，输出对 $\log\pi_\theta$ 的导数。
//
// <details><summary>提示（点击）</summary>
//
// 它是 $r\,A$ 或 0。何时为 0？$A$ 的每种符号各有一个条件。
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
// **开放课题** ★★★ 在一个比率与全部比率之积之间有一架梯子：把最后 $n$ 个比率相乘，或者在某个上界处截断乘积（V-trace 就是这样）。在这个过程上，对几个不同距离的 `theta` 计算每种做法的偏差与方差，如同笔记 02 对六种形式所做的那样；然后把最好的放进 `batchGradient`。它能让一批数据用于十六步以上吗？这里没有人写下过答案。
//
// **接下来：** [03-the-seventh-form](03-the-seventh-form.zh.ipynb)：按熵取掩码。
