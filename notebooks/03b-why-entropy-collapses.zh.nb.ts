// %% [markdown]
// # 03b · 熵为何坍缩
//
// 笔记 03 的掩码指向策略不确定的地方，而训练会消除不确定：策略变尖锐，熵下降，探索结束。是什么推动熵下降？对单个 softmax，答案是对数概率与优势的协方差。本笔记推导这个规律，先在一切都能精确计算的小决策过程上验证，再到训练中的语言模型的每个位置上验证。
//
// 读完之后你能够
//
// - [ ] 由对数概率与优势的协方差推导熵的变化
// - [ ] 说明怎样的更新使熵下降，怎样的使熵上升
// - [ ] 说明这个规律在单个位置上能预言什么，而训练程序记录的批协方差预言不了什么
//
// | | |
// |---|---|
// | 内容 | 熵对 logit 的斜率，策略梯度与自然梯度下的规律，一百个随机策略，试验台上 5,166 对“位置与步”上的同一规律 |
// | 用时 | 双核机器上不到一分钟 |
// | 需要 | 笔记 01 与 03；基座模型 `data/models/M`，已在本仓库中 |
// | 用到的模块 | [`src/tabular`](../src/tabular)、[`src/entropy`](../src/entropy)、[`src/models`](../src/models)、[`src/rollout`](../src/rollout)、[`src/training`](../src/training)、[`src/figures`](../src/figures) |
//
// 来源：Cui 等 2025，*The Entropy Mechanism of Reinforcement Learning for Reasoning Language Models*（arXiv 2505.22617）。

// %%
import {
  countdown, entropy, figures, kernels, models, notebook, random, rollout, statistics,
  tabular, training,
} from "forking-tokens";

// %% [markdown]
// 还是笔记 01 的小决策过程：五个状态，三个动作，每个状态的每个动作有一个 logit。在两个分叉上，三个动作的可能性相同，熵达到最大；在大道与沼泽上，有一个动作的概率是 95 %。

// %%
const world = tabular.crossroads();
const theta = tabular.crossroadsLogits();
const H = tabular.stateEntropies(world, theta);
const { visits, advantage } = tabular.exactValues(world, theta);
notebook.showTable(
  world.states.map((state, s) => ({
    state: state,
    "π of its three actions": Array.from(
      tabular.actionProbabilities(world, theta, s),
      (p) => p.toFixed(2),
    ).join("  "),
    "visited with probability": visits[s],
    "entropy (nats)": H[s],
  })),
);

// %% [markdown]
// ## 1. 什么推动熵
//
// 对 softmax 有 $\partial\pi_b/\partial z_a=\pi_b(\mathbb{1}[a=b]-\pi_a)$。代入 $H=-\sum_b\pi_b\ln\pi_b$ 的导数：
//
// $$\frac{\partial H}{\partial z_a}=-\sum_b(\ln\pi_b+1)\,\pi_b\big(\mathbb{1}[a=b]-\pi_a\big)=-\pi_a(\ln\pi_a+1)+\pi_a(1-H)=-\pi_a(\ln\pi_a+H),$$
//
// 因为 $\sum_b\pi_b\ln\pi_b=-H$。所以，提高可能性大的动作的 logit，熵下降；提高可能性小的动作（$\ln\pi_a<-H$）的 logit，熵上升。全部十五个 logit，与差分对照：

// %%
const entropySlopes = world.states.flatMap((_, s) =>
  Array.from(
    tabular.actionProbabilities(world, theta, s),
    (p) => -p * (Math.log(p) + H[s]),
  ),
);
const slopesByDifferences = world.states.flatMap((_, s) =>
  Array.from(
    tabular
      .finiteDifferences((at) => tabular.stateEntropies(world, at)[s], theta)
      .slice(3 * s, 3 * s + 3),
  ),
);
const slopeGap = statistics.largestDifference(entropySlopes, slopesByDifferences);
notebook.checkStep("∂H/∂z = −π (ln π + H)", slopeGap);

// %% [markdown]
// 现在让一个状态的所有 logit 稍作移动，改变量为 $\Delta z$：
//
// $$\Delta H\approx-\sum_a\pi_a(\ln\pi_a+H)\,\Delta z_a=-\operatorname{Cov}_{a\sim\pi}\big(\ln\pi_a,\;\Delta z_a\big),$$
//
// 因为 $\ln\pi_a$ 的均值是 $-H$，而协方差正要减去这个均值（Cui 等，引理 1）。以步长 $\eta$ 做策略梯度上升时，logit 移动 $\Delta z_a=\eta\,d(s)\,\pi_a A_a$，其中 $d(s)$ 是访问 $s$ 的概率，于是
//
// $$\Delta H(s)\approx-\eta\,d(s)\operatorname{Cov}_{a\sim\pi}\big(\ln\pi_a,\;\pi_aA_a\big).$$
//
// 用文字说：可能性大的动作恰是好动作时，熵下降；可能性小的动作是好动作时，熵上升。把步长缩小，近似必定趋于精确。

// %%
const g = tabular.gradientFromValues(world, theta);
const entropyAfter = (eta: number) =>
  tabular.stateEntropies(world, theta.map((x, i) => x + eta * g[i]));
const foretoldFor = (eta: number) =>
  tabular.entropyChangeFromCovariance(world, theta, g.map((x) => eta * x));
const ratioAt = (eta: number) => (entropyAfter(eta)[3] - H[3]) / foretoldFor(eta)[3];
notebook.showTable(
  [1, 0.1, 0.01, 0.001].map((eta) => ({
    "step η": eta,
    "actual / predicted on the road": ratioAt(eta),
  })),
  { digits: 5 },
);
notebook.checkStep("a small step: exact", ratioAt(0.001) - 1, { below: 1e-3 });

// %% [markdown]
// 再用公式本身逐项计算大道（状态 3），与差分对照：

// %%
const pi = tabular.actionProbabilities(world, theta, 3);
const logPi = tabular.actionLogProbs(world, theta, 3);
const piA = pi.map((p, a) => p * advantage[3][a]);
const byHand = -visits[3] * tabular.weightedCovariance(pi, logPi, piA);
const byDifferences = tabular.finiteDifferences(([eta]) => entropyAfter(eta)[3], [0])[0];
console.log("dH/dη on the road by the formula:", byHand.toFixed(6));
notebook.checkStep("dH/dη = −d Cov(ln π, π A)", byHand - byDifferences);

// %% [markdown]
// 换成*自然*策略梯度，式子更简单。它衡量一步的大小，看的是分布移动了多远，而不是 logit 移动了多远：把梯度乘以费雪信息矩阵的伪逆；对单个 softmax，这个矩阵是 $d(s)\big(\operatorname{diag}\pi-\pi\pi^\top\big)$。剩下的只有优势，$\Delta z_a=\eta A_a$（可差一个常数，softmax 看不到它），于是
//
// $$\Delta H(s)\approx-\eta\operatorname{Cov}_{a\sim\pi}\big(\ln\pi_a,\;A_a\big).$$
//
// 训练程序记录的是它的近亲：对一批中所有采样到的 token 算一个协方差，每个 token 用它所在回答的优势。它把*位置*之间的差别也算了进去：好的回答经过模型有把握的位置时，它就变大。
//
// 在大道上，这里的协方差比上面普通梯度的那个大：普通梯度几乎不移动很少采取的动作，自然梯度则按其全部优势移动它。

// %%
const A = advantage[3];
const meanA = pi.reduce((sum, p, a) => sum + p * A[a], 0);
const fisherTimesA = pi.map((p, a) => visits[3] * p * (A[a] - meanA));
const fisherGap = statistics.largestDifference(fisherTimesA, g.slice(9, 12));
notebook.checkStep("Fisher matrix × A = gradient", fisherGap);
const naturalEntropy = (eta: number) => {
  const moved = theta.map((x, i) => x + eta * advantage[Math.floor(i / 3)][i % 3]);
  return tabular.stateEntropies(world, moved)[3];
};
const naturalSlope = tabular.finiteDifferences(([eta]) => naturalEntropy(eta), [0])[0];
const byCovariance = -tabular.weightedCovariance(pi, logPi, A);
console.log("dH/dη of the natural gradient on the road:", naturalSlope.toFixed(6));
notebook.checkStep("dH/dη = −Cov(ln π, A)", byCovariance - naturalSlope);

// %% [markdown]
// 现在对一百个随机策略、所有状态、有限的步长 0.2 做同样的事。计数时不算开场白（状态 0）：它的优势全为零，熵不会变。

// %%
const rng = random.seededRng(12);
const randomPolicy = () => Float64Array.from({ length: 15 }, () => 1.5 * rng.normal());
const policies = Array.from({ length: 100 }, randomPolicy);
const pairs = policies.flatMap((at) => {
  const delta = tabular.gradientFromValues(world, at).map((g) => 0.2 * g);
  const foretold = tabular.entropyChangeFromCovariance(world, at, delta);
  const before = tabular.stateEntropies(world, at);
  const after = tabular.stateEntropies(world, at.map((x, i) => x + delta[i]));
  return world.states.map((_, s) => ({
    predicted: foretold[s],
    actual: after[s] - before[s],
  }));
});
const movable = pairs.filter((_, i) => i % world.states.length > 0);
const rising = movable.filter(({ actual }) => actual > 1e-9);
console.log("states whose entropy rises:", rising.length, "of", movable.length);

// %%
const oneStep = {
  name: "tabular policy, η = 0.2",
  predicted: pairs.map((x) => x.predicted),
  actual: pairs.map((x) => x.actual),
};
await notebook.showFigure(
  figures.predictedEntropyChangeFigure({ series: [oneStep] }),
  "entropy-change-tabular",
);

// %% [markdown]
// 点都落在对角线上。熵并不总是下降：策略错了却很自信时，熵会上升。这些随机策略常常如此；训练过的策略很少如此，所以它的熵从长远看是下降的。
//
// ## 2. 试验台上的同一规律
//
// 语言模型的所有位置共用权重，$\Delta z$ 不再由我们选择；但无论它是什么，引理在每个位置都成立。我们先固定一组回答（基座模型对 20 道题的回答），在别的题上训练，并在每一步前后读出每个固定位置的完整 logit。

// %%
console.log((await kernels.selectBackend()).line);
const policy = models.loadPolicy("../data/models/M");
const task = countdown.countdownTask();

// %%
const evaluationProblems = countdown
  .problemsOf("validation")
  .slice(0, 20)
  .map(({ problem }) => problem);
const sampling = { maxNewTokens: 95, task: task, rng: random.seededRng(8) };
const texts = rollout.sequencesOf(
  rollout.verifiedRollouts(policy, evaluationProblems, sampling),
);
const lengths = texts.map(({ prompt, response }) => prompt.length + response.length);
const length = Math.max(...lengths);
const layout = { batch: texts.length, length: length };

// %%
const sequences = texts.map(({ prompt, response }) => [
  ...Array.from(prompt),
  ...Array.from(response),
]);
const ids = sequences.flatMap((tokens) => [
  ...tokens,
  ...new Array(length - tokens.length).fill(0),
]);
const positions = texts.flatMap(({ prompt, response }, row) =>
  Array.from(response, (_, t) => row * length + prompt.length + t - 1),
);

// %% [markdown]
// `readPolicy` 给出每个固定位置的 logit $z$ 与概率 $p$。由于 $\ln\pi=z-\text{const}$，协方差可以直接用 $z$ 计算。

// %%
const readPolicy = () =>
  kernels.tf.tidy(() => {
    const hidden = models.hiddenStates(policy, kernels.tf.tensor1d(ids, "int32"), layout);
    const fixed = kernels.gatherRows(hidden, kernels.tf.tensor1d(positions, "int32"));
    const logits = models.projectToVocabulary(policy, fixed);
    return {
      z: logits.arraySync(),
      p: kernels.tf.softmax(logits).arraySync() as number[][],
    };
  });

// %%
type Reading = ReturnType<typeof readPolicy>;
const compare = (before: Reading, after: Reading) =>
  before.z.map((z, i) => {
    const change = after.z[i].map((x, token) => x - z[token]);
    const H = entropy.tokenEntropy(z);
    return {
      H: H,
      predicted: -tabular.weightedCovariance(before.p[i], z, change),
      actual: entropy.tokenEntropy(after.z[i]) - H,
    };
  });

// %% [markdown]
// 在全部 token 上做六步 DAPO（8 道题 × 8 个回答，学习率与正式实验相同）。每步之后给出：所有固定位置上的平均，以及这批数据自身的对数概率与优势的协方差，也就是训练程序记录的那个量。

// %%
const config = training.rlvrConfig({
  base: "../data/models/M",
  arm: "all",
  prompts: 8,
  seed: 3,
});
const optimizer = training.rlvrOptimizer(policy, config);
const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
type Points = ReturnType<typeof compare>;
const trained: { step: number; covariance: number; points: Points }[] = [];
let before = readPolicy();
for (let step = 1; step <= 6; step++) {
  const { covariance } = training.rlvrStep(policy, optimizer, config, step);
  const after = readPolicy();
  trained.push({ step: step, covariance: covariance, points: compare(before, after) });
  before = after;
}

// %%
notebook.showTable(
  trained.map(({ step, covariance, points }) => ({
    step: step,
    "batch Cov(log π, A)": covariance,
    "mean entropy before": mean(points.map(({ H }) => H)),
    "predicted ΔH": mean(points.map((x) => x.predicted)),
    "actual ΔH": mean(points.map((x) => x.actual)),
  })),
  { digits: 5 },
);

// %%
const every = trained.flatMap(({ points }) => points).filter((_, i) => i % 10 === 0);
const forks = every.filter(({ H }) => H >= 0.672);
const others = every.filter(({ H }) => H < 0.672);
const series = (name: string, list: typeof every) => ({
  name: name,
  predicted: list.map((x) => x.predicted),
  actual: list.map((x) => x.actual),
});
await notebook.showFigure(
  figures.predictedEntropyChangeFigure({
    series: [series("entropy < 0.672", others), series("entropy ≥ 0.672", forks)],
  }),
  "entropy-change-testbed",
);

// %%
const points = trained.flatMap(({ points }) => points);
const foretold = points.map((x) => x.predicted);
const happened = points.map((x) => x.actual);
const size = (values: number[]) => Math.sqrt(mean(values.map((x) => x * x)));
const relativeError = size(foretold.map((x, i) => x - happened[i])) / size(happened);
console.log(
  `${points.length} positions and steps:`,
  `prediction error / size of the change ${relativeError.toFixed(3)}`,
);
notebook.checkStep("on a network too", relativeError, { below: 0.25 });

// %%
const meanChange = (list: Points) => mean(list.map(({ actual }) => actual));
const falling = trained.filter(({ points }) => meanChange(points) < 0).length;
const positiveSteps = trained.filter(({ covariance }) => covariance > 0).length;
console.log(
  `steps with positive batch covariance: ${positiveSteps} of 6;`,
  `with falling mean entropy: ${falling} of 6`,
);

// %% [markdown]
// 逐个位置看，引理在网络上也能预言所发生的事。对*平均*的预言要差一些：一阶项有正有负，在各位置之间相互抵消；引理略去的二阶项却抵消不掉。在这里保存的运行中，六步的平均都预言得太高，第 1 步连符号都错了。
//
// 训练程序记录的批协方差则粗糙得多：它把互不相干的位置混在一起，只看被采样的 token，也忽略了一个位置上的更新如何移动其他位置。在这里保存的运行中，它每一步都为正，像坍缩时一样，而固定集合上的平均熵每步移动不到 0.001 奈特，而且多半向上：六步算不上坍缩，记录的一个协方差的符号也预言不了坍缩。整个训练对熵做了什么，在笔记 07 中测量。
//
// ## 声明与测量

// %%
const changeError = Math.max(
  ...pairs.map(({ predicted, actual }) => Math.abs(predicted - actual)),
);
const claims: [string, number][] = [
  ["∂H/∂z = −π (ln π + H), largest gap to differences", slopeGap],
  ["entropy change = −Cov, step 0.001 (actual / predicted)", ratioAt(0.001)],
  ["and with step 0.2, largest error (nats)", changeError],
  ["states of 400 whose entropy rises, random policies", rising.length],
  ["testbed, per position: error of the predicted ΔH, relative", relativeError],
  ["testbed, steps of 6 with positive batch covariance", positiveSteps],
  ["testbed, steps of 6 with falling mean entropy", falling],
];
notebook.showTable(claims.map(([claim, value]) => ({ claim: claim, measured: value })));

// %% [markdown]
// ## 练习
//
// 把 `undefined` 换成答案并运行单元。一颗星：一支铅笔一分钟；两颗：需要想一想，或写几行代码；三颗：一个晚上。检查不会泄露答案。
//
// **3b.1** ★ 在岔路口，三个动作的可能性相同。无论优势是多少，一步策略梯度在那里的 $dH/d\eta$ 是多少？
//
// <details><summary>提示（点击）</summary>
//
// $\ln\pi_a$ 从一个动作到另一个动作变化多少？
//
// </details>

// %%
const answer3b1: number | undefined = undefined;
notebook.checkAnswer("3b.1", answer3b1, "d9f9578b73f4");

// %% [markdown]
// **3b.2** ★★ 某状态有 $\pi=(0.9,\,0.1)$，优势为 $(0.1,\,-0.9)$。如果每个回合都访问它，一步策略梯度在那里的 $dH/d\eta$ 是多少？（三位小数，带符号。）
//
// <details><summary>提示（点击）</summary>
//
// 第 1 节。两个量在两个取值上的协方差，是 $\pi_1\pi_2$ 乘以两者各自之差的积。
//
// </details>

// %%
const answer3b2: number | undefined = undefined;
notebook.checkAnswer("3b.2", answer3b2, "0ca0b38d8355");

// %% [markdown]
// **3b.3** ★★ 某状态有 $\pi=(0.5,\,0.3,\,0.2)$。给出三个动作的优势，在 $\pi$ 下均值为零，使一步策略梯度让熵*上升*。
//
// <details><summary>提示（点击）</summary>
//
// 可能性大的动作恰是好动作时，熵下降。
//
// </details>

// %%
const answer3b3: number[] | undefined = undefined;
notebook.checkAnswer("3b.3", answer3b3, (A) => {
  const p = [0.5, 0.3, 0.2];
  const mean = p.reduce((sum, x, a) => sum + x * A[a], 0);
  const slope = -tabular.weightedCovariance(
    p,
    p.map(Math.log),
    p.map((x, a) => x * A[a]),
  );
  return Math.abs(mean) < 1e-9 && slope > 1e-9;
});

// %% [markdown]
// **3b.4** ★★ 自己写出引理 1：一个从某位置的 logit 及其改变量到熵的预言变化的函数。给所有 logit 加上同一个常数，结果不得改变。（检查将它与差分对照。）
//
// <details><summary>提示（点击）</summary>
//
// 先做 softmax。然后，计算协方差时可以用 logit 代替 $\ln\pi$。
//
// </details>

// %%
type Lemma = (logits: number[], change: number[]) => number;
const answer3b4: Lemma | undefined = undefined;
notebook.checkAnswer("3b.4", answer3b4, (mine) => {
  const z = [1, 0, -2, 0.5];
  const along = [0.3, -0.1, 0.2, 0];
  const moved = (eta: number) => z.map((x, a) => x + eta * along[a]);
  const slope = tabular.finiteDifferences(
    ([eta]) => entropy.tokenEntropy(moved(eta)),
    [0],
  )[0];
  const shifted = mine(z.map((x) => x + 7), along);
  return Math.abs(mine(z, along) - slope) < 1e-6 && Math.abs(shifted - slope) < 1e-6;
});

// %% [markdown]
// **开放课题** ★★★ 引理只保留了一阶项。推导 $\Delta H$ 关于 $\Delta z$ 的二阶项，并把它放进 `compare`。它消去多少相对误差？步子大到什么程度（学习率的十倍，对一批数据做十六个梯度步），这两种预言才各自不再优于“没有变化”？
//
// **接下来：** 测量推理模型的熵（[笔记 04](04-token-entropy.ipynb)，英文），以及实验本身（[笔记 06](06-ablation-80-20.ipynb)，英文）。
