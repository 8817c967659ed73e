// %% [markdown]
// # 01 · 策略梯度，一步一步推导
//
// 用强化学习训练的语言模型是一个*策略*：它选择 token，最后有人评价答案有多好。本笔记推导把这样的奖励变成模型权重改变量的规则。每一步先写成公式，再在下一个单元中验证：能用符号就用符号，处处用数字。数字来自一个小到可以列出全部轨迹的决策过程，因此“精确”就是精确。
//
// 读完之后你能够
//
// - [ ] 写出一条轨迹的概率，并指出哪个因子依赖于权重
// - [ ] 从对数导数技巧推导 REINFORCE，并说明环境为何消去
// - [ ] 证明更早的奖励，以及动作影响不到的任何东西，在估计中只是噪声
// - [ ] 从最终的估计量证明策略梯度定理
// - [ ] 说明损失为 0 时为何仍在学习
//
// | | |
// |---|---|
// | 内容 | 轨迹概率 → 对数导数技巧 → 环境消去 → log-softmax 的梯度 → 估计量 → 对数概率梯度引理 → 因果性 → 最终估计量；以及损失为 0 为何仍能教会东西 |
// | 用时 | 双核机器上不到一分钟 |
// | 需要 | 中学的导数与期望；不需要 GPU 和数据 |
// | 用到的模块 | [`src/tabular`](../src/tabular)（小决策过程）、[`src/policy-gradient`](../src/policy-gradient)（回报、优势函数、损失）、[`src/random`](../src/random)、[`src/figures`](../src/figures) |
//
// 来源：Williams 1992（REINFORCE）；Sutton 等 2000（策略梯度定理）；步骤的顺序取自 OpenAI 的 *Spinning Up* 第三部分。

// %%
import {
  figures, notebook, policyGradient, random, statistics, tabular,
} from "forking-tokens";
import { derivative, parse } from "mathjs";

// %% [markdown]
// 两个小工具：一个为打印取整，一个给出两列数的最大差。第三个来自库：`checkStep` 报告推导的一步成立；不成立则让单元失败。

// %%
const rounded = (values: ArrayLike<number>, digits = 4) =>
  Array.from(values, (x) => Number(x.toFixed(digits)) + 0);
const gap = statistics.largestDifference;

// %% [markdown]
// ## 1. 小到可以列举的世界
//
// `crossroads()` 是微缩的思维链。先选一个*开场白*（opener，什么也不改变），一枚硬币决定 +1 或 −1 的过路费，然后是*岔路口*（fork）：两条路，或者付 0.1 的代价*再看一眼*（second look）。路通向*大道*（road）或*沼泽*（swamp），在那里一个动作继续前进，其余动作毁掉答案。正确的答案带来奖励 1。

// %%
const world = tabular.crossroads();
const theta = tabular.crossroadsLogits();
const perState = (row: (s: number) => ArrayLike<number>) =>
  world.states.map((state, s) => {
    const entries = row(s);
    return { state: state, first: entries[0], second: entries[1], third: entries[2] };
  });
notebook.showTable(perState((s) => tabular.actionProbabilities(world, theta, s)));

// %% [markdown]
// 每行是一个状态，每列是一个动作，每个数是 $\pi_\theta(a\mid s)$。策略是 softmax，每个状态和动作有一个 logit，
//
// $$\pi_\theta(a\mid s)=\frac{e^{\theta_{s,a}}}{\sum_b e^{\theta_{s,b}}},$$
//
// 语言模型的末端正是如此，只是那里的 logit 来自网络。此后使用的记号：
//
// | 记号 | 含义 | 范围 |
// |---|---|---|
// | $t$ | 时间步（token 的位置） | $0,\dots,T-1$；$T$ 是当前轨迹的长度，这里为 3 或 4 |
// | $s_t,\;a_t,\;r_t$ | 状态（前缀）、动作（token）、第 $t$ 步的奖励 | |
// | $\tau$ | 轨迹 $(s_0,a_0,r_0,\dots,s_{T-1},a_{T-1},r_{T-1})$ | 这里共 198 条 |
// | $R(\tau)=\sum_t r_t$ | 它的回报 | |
// | $\theta_{s,a}$ | 一个 logit | 这里为 $5\times 3$ 个 |

// %%
const everything = tabular.enumerateTrajectories(world, theta);
const [example] = tabular.sampleTrajectories(world, theta, {
  count: 1,
  rng: random.seededRng(3),
});
console.log(everything.length, "trajectories; one of them:");
notebook.showTable(
  example.states.map((s, t) => ({
    t,
    state: world.states[s],
    action: world.actions[example.actions[t]],
    reward: example.rewards[t],
  })),
);

// %% [markdown]
// ## 2. 一条轨迹的概率
//
// 策略与环境轮流行动，因此概率是由两类因子组成的乘积：
//
// $$P_\theta(\tau)=\underbrace{\prod_{t=0}^{T-1}\pi_\theta(a_t\mid s_t)}_{\text{the policy}}\;\underbrace{\prod_{t=0}^{T-1}p(s_{t+1},r_t\mid s_t,a_t)}_{\text{the environment}}.$$
//
// （前一个花括号是策略，后一个是环境。）如果这是对的，198 个乘积之和应为 1。

// %%
const total = everything.reduce(
  (sum, tau) => sum + tabular.trajectoryProbability(tau),
  0,
);
notebook.checkStep("the probabilities of all trajectories sum to 1", total - 1);
console.log(
  "the example:",
  example.policyProbability.toFixed(5),
  "x",
  example.dynamicsProbability.toFixed(5),
  "=",
  tabular.trajectoryProbability(example).toFixed(6),
);

// %% [markdown]
// 确实如此。只有第一个因子含有 $\theta$；第 5 节要用到这一点。
//
// ## 3. 目标函数
//
// 我们想要轨迹的期望回报最大的策略：
//
// $$J(\theta)=\mathbb{E}_{\tau\sim P_\theta}[R(\tau)]=\sum_\tau P_\theta(\tau)\,R(\tau).$$
//
// 三种算法：对全部轨迹求和；从后往前扫过整个过程得到起始状态的价值；对采样的轨迹取平均，这是语言模型唯一负担得起的。

// %%
const sampled = tabular.sampleTrajectories(world, theta, {
  count: 20_000,
  rng: random.seededRng(1),
});
const sumOfReturns = sampled.reduce((sum, tau) => sum + tabular.trajectoryReturn(tau), 0);
const threeWays = {
  enumeration: tabular.expectedReturn(world, theta),
  "value of the start": tabular.exactValues(world, theta).v[0],
  "20,000 samples": sumOfReturns / sampled.length,
};
notebook.showTable([threeWays], { digits: 6 });
const twoWays = threeWays.enumeration - threeWays["value of the start"];
const luck = threeWays["20,000 samples"] - threeWays.enumeration;
notebook.checkStep("the sum over trajectories = the value of the start", twoWays);
notebook.checkStep("the samples are near", luck, { below: 0.03 });

// %% [markdown]
// 前两个数直到最后一位都一致；第三个很接近，换一个种子就会变动。
//
// ## 4. 对数导数技巧
//
// $J$ 的梯度是 $\sum_\tau \nabla P_\theta(\tau)\,R(\tau)$。这是一个和，不是期望，因此不能靠采样估计。一个恒等式把它变成期望。由于 $\nabla\log f=\nabla f/f$，
//
// $$\nabla_\theta P_\theta(\tau)=P_\theta(\tau)\,\nabla_\theta\log P_\theta(\tau).$$
//
// 先用符号：取 $p$ 为 logit 为 $x,y,z$ 的三个动作中第一个的概率，让 mathjs 写出两边，$p'$ 与 $p\,(\log p)'$。

// %%
const p = "exp(x) / (exp(x) + exp(y) + exp(z))";
const left = derivative(p, "x");
const right = parse(`(${p}) * (${derivative(`log(${p})`, "x")})`);
const point = { x: 0.3, y: -1, z: 0.7 };
console.log("p' =", left.toString());
notebook.checkStep("p' = p (log p)'", left.evaluate(point) - right.evaluate(point));

// %% [markdown]
// 再用数字，对第 1 节的整条轨迹：左边是 $P_\theta(\tau)$ 的有限差分，右边是 $P_\theta(\tau)$ 乘以其对数的有限差分。

// %%
const same = (tau) => JSON.stringify([tau.states, tau.actions, tau.rewards]);
const exampleAt = (at: Float64Array) =>
  tabular.enumerateTrajectories(world, at).find((tau) => same(tau) === same(example));
const probabilityAt = (at: Float64Array) => tabular.trajectoryProbability(exampleAt(at));
const gradP = tabular.finiteDifferences(probabilityAt, theta);
const gradLogP = tabular.finiteDifferences((at) => Math.log(probabilityAt(at)), theta);
const rightSide = gradLogP.map((g) => g * tabular.trajectoryProbability(example));
notebook.checkStep("∇P = P ∇log P", gap(gradP, rightSide));

// %% [markdown]
// 两边一致，只差舍入误差。有了这个技巧，
//
// $$\nabla_\theta J=\sum_\tau P_\theta(\tau)\,R(\tau)\,\nabla_\theta\log P_\theta(\tau)=\mathbb{E}_{\tau\sim P_\theta}\big[R(\tau)\,\nabla_\theta\log P_\theta(\tau)\big],$$
//
// 是对轨迹的期望：可以采样。
//
// ## 5. 环境消去
//
// 对数把第 2 节的乘积变成和，而环境的各项不含 $\theta$：
//
// $$\nabla_\theta\log P_\theta(\tau)=\sum_{t=0}^{T-1}\nabla_\theta\log\pi_\theta(a_t\mid s_t)+\underbrace{\sum_{t=0}^{T-1}\nabla_\theta\log p(s_{t+1},r_t\mid s_t,a_t)}_{=\,0}.$$
//
// 因此左边（我们为它用到了环境的概率）必须等于一个只用策略的和。

// %%
const policyOnly = tabular.trajectoryLogGradient(world, theta, example);
notebook.checkStep("∇log P = Σ ∇log π", gap(gradLogP, policyOnly));
const elsewhere = exampleAt(theta.map((x, i) => x + i)).dynamicsProbability;
const environment = elsewhere - example.dynamicsProbability;
notebook.checkStep("the environment's factor is the same at another θ", environment);

// %% [markdown]
// 这就是语言模型不需要为验证器建模的原因：奖励如何产生，从不求导。
//
// ## 6. log-softmax 的梯度
//
// 剩下的是 softmax 的 $\nabla\log\pi_\theta(a\mid s)$。写成 $\log\pi_\theta(a\mid s)=\theta_{s,a}-\log\sum_b e^{\theta_{s,b}}$ 并求导：
//
// $$\frac{\partial\log\pi_\theta(a\mid s)}{\partial\theta_{s,b}}=\mathbb{1}[a=b]-\pi_\theta(b\mid s).$$
//
// mathjs 为三个动作推导它。下面的两个差先用符号构造，再在随机的 logit 处求值。

// %%
const pOfSecond = "exp(y) / (exp(x) + exp(y) + exp(z))";
const own = parse(`(${derivative(`log(${p})`, "x")}) - (1 - ${p})`);
const other = parse(`(${derivative(`log(${p})`, "y")}) - (0 - ${pOfSecond})`);
const rng = random.seededRng(5);
const randomLogits = () => ({ x: rng.normal(), y: rng.normal(), z: rng.normal() });
const points = Array.from({ length: 100 }, randomLogits);
const largest = (difference: typeof own) =>
  Math.max(...points.map((at) => Math.abs(difference.evaluate(at))));
notebook.checkStep("own logit: 1 − π(b)", largest(own));
notebook.checkStep("other logit: −π(b)", largest(other));

// %% [markdown]
// 在一百个点上，除舍入误差外都是零。`logProbGradient` 就是表格策略的这个公式；这里是在岔路口（三个动作的概率都是 1/3）对第一个动作的结果。

// %%
const byFormula = tabular.logProbGradient(world, theta, 1, 0);
const byDifferences = tabular.finiteDifferences(
  (at) => tabular.actionLogProbs(world, at, 1)[0],
  theta,
);
console.log("formula:    ", rounded(byFormula.slice(3, 6)));
console.log("differences:", rounded(byDifferences.slice(3, 6)));
notebook.checkStep("logProbGradient = differences", gap(byFormula, byDifferences));

// %% [markdown]
// 被选动作的 logit 上升，其余动作各按自己的概率下降，各项之和为零。
//
// ## 7. 第一个估计量
//
// 第 4 到 6 节合起来给出 REINFORCE 的最初形式：
//
// $$\nabla_\theta J=\mathbb{E}_{\tau\sim P_\theta}\Big[R(\tau)\sum_{t=0}^{T-1}\nabla_\theta\log\pi_\theta(a_t\mid s_t)\Big].$$
//
// 这里的期望可以枚举。它必须与 $J$ 的有限差分一致（后者对技巧一无所知），也必须与完全不提轨迹的第三个公式一致（策略梯度定理，第 11 节证明）：访问 $s$ 的概率，乘以 $\pi(a\mid s)$，乘以优势函数 $A(s,a)=Q(s,a)-V(s)$。$V(s)$ 是从 $s$ 起的期望回报，$Q(s,a)$ 是在 $s$ 采取 $a$ 之后的期望回报。

// %%
const exact = tabular.exactGradient(world, theta);
const differences = tabular.finiteDifferences(
  (at) => tabular.expectedReturn(world, at),
  theta,
);
const byVisits = tabular.gradientFromValues(world, theta);
notebook.checkStep(
  "the estimator's expectation = differences of J",
  gap(exact, differences),
);
notebook.checkStep("the same = visits x π x A", gap(exact, byVisits));
notebook.showTable(
  perState((s) => rounded(exact.slice(3 * s, 3 * s + 3))),
  { digits: 4 },
);

// %% [markdown]
// 三条路，一个梯度。读表：开场白的一行为零，因为那个选择什么也不改变；在岔路口，第一条路要提高，第二条要降低，等待降低得最多；在大道与沼泽上，继续前进的动作要略微提高。
//
// ## 8. 估计量的极限
//
// 从 $n$ 条采样轨迹取 $R(\tau)\sum_t\nabla\log\pi_\theta(a_t\mid s_t)$ 的平均。它到精确梯度的均方距离是 $\operatorname{Var}/n$，其中 $\operatorname{Var}$ 是单条轨迹各分量方差之和。下一个单元对递增的 $n$ 各测二十次距离。

// %%
const reinforce = (tau) => policyGradient.totalReturn(tau.rewards);
const sizes = [10, 30, 100, 300, 1000, 3000];
const distanceTo = (n: number, seed: number) => {
  const drawn = tabular.sampleTrajectories(world, theta, {
    count: n,
    rng: random.seededRng(seed),
  });
  const mean = tabular.sampleMoments(world, theta, reinforce, drawn).mean;
  return Math.hypot(...mean.map((g, i) => g - exact[i]));
};
const distances = sizes.map((n) =>
  Array.from({ length: 20 }, (_, k) => distanceTo(n, 1000 * n + k)),
);

// %%
const { variance } = tabular.exactMoments(world, theta, reinforce);
const predicted = sizes.map((n) => Math.sqrt(variance / n));
const convergence = figures.estimatorConvergenceFigure({
  sampleSizes: sizes,
  distances: distances,
  predicted: predicted,
});

// %%
await notebook.showFigure(convergence, "estimator-convergence");

// %% [markdown]
// 测得的距离落在理论画出的线上：近十倍要花一百倍的样本。笔记 02 的一切都由此而来：谁降低方差，谁就节省样本。

// %%
const rms = distances.map((list) =>
  Math.sqrt(list.reduce((sum, d) => sum + d * d, 0) / list.length),
);
notebook.showTable(
  sizes.map((n, i) => ({
    n: n,
    measured: rms[i],
    predicted: predicted[i],
    ratio: rms[i] / predicted[i],
  })),
);
const farthest = Math.max(...rms.map((x, i) => Math.abs(x / predicted[i] - 1)));
notebook.checkStep("distance = √(variance / n)", farthest, { below: 0.3 });

// %% [markdown]
// ## 9. 对数概率梯度引理
//
// 在任何状态下，对数概率梯度的期望为零：
//
// $$\mathbb{E}_{a\sim\pi_\theta(\cdot\mid s)}\big[\nabla_\theta\log\pi_\theta(a\mid s)\big]=\sum_a\pi_\theta(a\mid s)\frac{\nabla_\theta\pi_\theta(a\mid s)}{\pi_\theta(a\mid s)}=\nabla_\theta\sum_a\pi_\theta(a\mid s)=\nabla_\theta 1=0.$$
//
// 概率之和恒为 1，一个动作所得即其余动作所失。

// %%
for (let s = 0; s < world.states.length; s++) {
  const expectation = new Float64Array(15);
  tabular.actionProbabilities(world, theta, s).forEach((pi, a) =>
    tabular.logProbGradient(world, theta, s, a).forEach((g, i) => {
      expectation[i] += pi * g;
    }),
  );
  const largestEntry = Math.max(...expectation.map(Math.abs));
  notebook.checkStep(`${world.states[s]}: E[∇log π] = 0`, largestEntry);
}

// %% [markdown]
// 每个状态都为零。这条引理的推论支撑本笔记余下的部分和下一本的全部：给 $\nabla\log\pi_\theta(a_t\mid s_t)$ 乘上*任何不依赖于* $a_t$ *的东西*，期望仍为零。
//
// ## 10. 因果性：只有之后的奖励算数
//
// 把乘积 $R(\tau)\sum_t\nabla\log\pi_\theta(a_t\mid s_t)$ 展开：它包含奖励 $r_{t'}$ 与动作 $a_t$ 的每一对。动作*之前*的奖励不依赖于它，因此给定到 $s_t$ 为止的历史，它是常数，由引理
//
// $$\mathbb{E}\big[r_{t'}\,\nabla_\theta\log\pi_\theta(a_t\mid s_t)\big]=\mathbb{E}\Big[r_{t'}\,\underbrace{\mathbb{E}_{a_t\sim\pi_\theta(\cdot\mid s_t)}\big[\nabla_\theta\log\pi_\theta(a_t\mid s_t)\big]}_{=\,0}\Big]=0\qquad\text{for } t'<t.$$
//
// 下表给出每一对的精确期望的长度。

// %%
const pairLength = (rewardStep: number, actionStep: number) => {
  const psi = (tau) =>
    tau.states.map((_, t) => (t === actionStep ? (tau.rewards[rewardStep] ?? 0) : 0));
  return Math.hypot(...tabular.exactMoments(world, theta, psi).mean);
};
const steps = [0, 1, 2, 3];
const row = (r: number) => {
  const entries = steps.map((t) => [`action ${t}`, rounded([pairLength(r, t)], 6)[0]]);
  return { reward: r, ...Object.fromEntries(entries) };
};
notebook.showTable(steps.map(row), { digits: 4 });
const earlier = steps.flatMap((r) => steps.map((t) => (r < t ? pairLength(r, t) : 0)));
notebook.checkStep("a reward before the action adds nothing", Math.max(...earlier));

// %% [markdown]
// 行是奖励的时间步 $t'$，列是动作的时间步 $t$。对角线及其下方（$t'\ge t$）是动作造成的。上方（$t'<t$）期望全为零。但单独的每一项并不为零：它是噪声。去掉它，只留*未来回报*（reward-to-go）$G_t=\sum_{t'\ge t}r_{t'}$。

// %%
const toGo = (tau) => policyGradient.rewardToGo(tau.rewards);
const [first, second] = [reinforce, toGo].map((psi) =>
  tabular.exactMoments(world, theta, psi),
);
const [withR, withToGo] = [first, second].map((moments) => moments.variance.toFixed(4));
notebook.checkStep("R and reward-to-go: one expectation", gap(first.mean, second.mean));
console.log("variance with R:", withR, "  with reward-to-go:", withToGo);
notebook.checkStep("reward-to-go has less variance", second.variance < first.variance);

// %% [markdown]
// 期望相同，方差更小，不花代价。（去掉的是过路费：在岔路口之前抛的硬币不再晃动岔路口的梯度。）
//
// ## 11. 估计量，完成
//
// $$\nabla_\theta J=\mathbb{E}_{\tau\sim P_\theta}\Big[\sum_{t=0}^{T-1}\Psi_t\,\nabla_\theta\log\pi_\theta(a_t\mid s_t)\Big],\qquad \Psi_t=\sum_{t'=t}^{T-1}r_{t'}.$$
//
// $\Psi_t$ 表示第 $t$ 步的 token 被提高得有多强。经典的选择有六种，填满笔记 02；第七种，按熵取掩码，填满笔记 03。
//
// ### 策略梯度定理
//
// 把这个期望的各项按状态和动作归并。轨迹以概率 $d(s)$ 访问 $s$（这里至多一次），然后以概率 $\pi(a\mid s)$ 选择 $a$，之后的价值平均为 $\mathbb{E}[\Psi_t\mid s_t=s,a_t=a]=Q(s,a)$：
//
// $$\nabla J=\sum_s d(s)\sum_a\pi(a\mid s)\,Q(s,a)\,\nabla\log\pi(a\mid s)=\sum_s d(s)\sum_a\pi(a\mid s)\,A(s,a)\,\nabla\log\pi(a\mid s),$$
//
// 第二步用到第 9 节的引理，因为 $V(s)$ 不依赖于 $a$。对 softmax 代入 $\mathbb{1}[a=b]-\pi(b\mid s)$；由于 $\sum_a\pi(a\mid s)A(s,a)=0$，只剩第一部分，$\partial J/\partial\theta_{s,b}=d(s)\,\pi(b\mid s)\,A(s,b)$：即第 7 节的第三条路。

// %%
const { q, advantage, visits } = tabular.exactValues(world, theta);
const byState = (worth: ArrayLike<number>[]) => {
  const g = new Float64Array(15);
  world.states.forEach((_, s) =>
    tabular.actionProbabilities(world, theta, s).forEach((pi, a) =>
      tabular.logProbGradient(world, theta, s, a).forEach((x, i) => {
        g[i] += visits[s] * pi * worth[s][a] * x;
      }),
    ),
  );
  return g;
};
notebook.checkStep("∇J = Σ d π Q ∇log π", gap(byState(q), exact));
notebook.checkStep("∇J = Σ d π A ∇log π", gap(byState(advantage), exact));
notebook.checkStep("∂J/∂θ = d π A", gap(byVisits, exact));

// %% [markdown]
// ### 在一个 token 上
//
// “提高带来奖励的 token 的概率”就是全部规则。设在岔路口采样到第二个动作。步长为 1 的一步把 logit 移动 $\Psi\,(\mathbb{1}[a=b]-\pi(b))$：$\Psi=+1$ 时向上，$\Psi=-1$ 时向下。

// %%
const push = tabular.logProbGradient(world, theta, 1, 1);
const stepped = (psi: number) => theta.map((x, i) => x + psi * push[i]);
const [before, rewarded, punished] = [theta, stepped(1), stepped(-1)].map((at) =>
  tabular.actionProbabilities(world, at, 1),
);
await notebook.showFigure(
  figures.oneTokenUpdateFigure({
    tokens: [...world.actions],
    before: before,
    rewarded: rewarded,
    punished: punished,
  }),
  "one-token-update",
);

// %% [markdown]
// 奖励以其余 token 为代价提高被采样的 token；惩罚降低它，并把它的份额分给其余所有 token，好坏不论。
//
// ### 在整个策略上
//
// 分别用精确梯度、最初形式、未来回报做梯度上升，每步 10 条轨迹。

// %%
type Gradient = (at: Float64Array, step: number) => Float64Array;
const climb = (gradient: Gradient, steps = 150, rate = 0.5) => {
  let at = theta;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const value = tabular.expectedReturn(world, at);
    const g = gradient(at, step);
    at = at.map((x, i) => x + rate * g[i]);
    return value;
  });
};
const estimated =
  (psi, seed = 0): Gradient =>
  (at, step) => {
    const ten = { count: 10, rng: random.seededRng(seed + step) };
    return tabular.sampleMoments(
      world,
      at,
      psi,
      tabular.sampleTrajectories(world, at, ten),
    ).mean;
  };

// %%
const curves = [
  { name: "exact gradient", values: climb((at) => tabular.exactGradient(world, at)) },
  { name: "total return, 10 trajectories", values: climb(estimated(reinforce)) },
  { name: "reward-to-go, 10 trajectories", values: climb(estimated(toGo)) },
];
const firstWay = theta.map((_, i) => (i % 3 === 0 ? 50 : 0));
const lookAgain = firstWay.map((x, i) => (i === 3 ? 0 : i === 5 ? 50 : x));
const best = Math.max(
  tabular.expectedReturn(world, firstWay),
  tabular.expectedReturn(world, lookAgain),
);
await notebook.showFigure(
  figures.gradientAscentFigure({ best: best, curves: curves }),
  "gradient-ascent",
);

// %% [markdown]
// 各一次运行证明不了什么。下面是不同种子的二十次运行，每次 20 步：

// %%
const after20 = (psi) =>
  Array.from({ length: 20 }, (_, k) => climb(estimated(psi, 100 * (k + 1)), 20)[20]);
const spread = [reinforce, toGo].map((psi) => {
  const values = after20(psi);
  const mean = values.reduce((sum, x) => sum + x, 0) / 20;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean: mean, deviation: Math.sqrt(squares / 19) };
});
notebook.showTable(
  ["total return", "reward-to-go"].map((form, i) => ({
    form: form,
    "J after 20 steps": spread[i].mean,
    "standard deviation over seeds": spread[i].deviation,
  })),
);

// %% [markdown]
// 两种形式估计同一个梯度，所以步长小时，平均上升得差不多一样快。最初形式的各次运行更分散，因为它把过路费记在每个动作的账上。步长大时，这种噪声还可能使回报变低。
//
// ## 12. 为什么损失读数为 0 而梯度不为 0
//
// 训练程序最小化一个*损失*，其梯度是估计量的相反数。当优势在组内中心化，策略就是采样时的策略（比率 $=1$），而且各回答一样长（或者像 GRPO 那样每个回答各取一个平均）时，损失等于负的平均优势，**按构造**恒为零，无论模型学到了什么。若像 DAPO 那样对全部 token 取一个平均，长的回答权重更大，损失就是另外某个数，它同样说明不了什么。两个正确、两个错误的回答，各三个 token：

// %%
const perResponse = policyGradient.groupAdvantage([1, 0, 0, 1], [0, 0, 0, 0]);
const responses = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3];
const advantages = responses.map((response) => perResponse[response]);
const logProbs = responses.map((_, t) => -0.2 - 0.1 * t);
const { loss, gradient } = policyGradient.ppoLoss({
  logProbs: logProbs,
  oldLogProbs: logProbs,
  advantages: advantages,
  entropies: logProbs,
  responses: responses,
  maxLength: 3,
});
console.log(
  "loss:",
  Math.abs(loss).toFixed(12),
  "  length of the gradient:",
  Math.hypot(...gradient).toFixed(4),
  "  its entries:",
  rounded(gradient, 3).join(" "),
);
notebook.checkStep("the loss is 0", loss);
notebook.checkStep("its gradient is not", Math.hypot(...gradient) > 0.1);

// %% [markdown]
// 损失为零，梯度不为零：正确回答的 token 被推高，错误回答的被推低，幅度相同。这个损失的数值不是进展的度量；请看奖励、熵和长度。（上面的精确上升从另一面说明同一件事：上升的是 $J$，它不出现在任何损失里。）
//
// ## 声明与测量

// %%
const atLargestN = rms[5] / predicted[5];
const scatter = spread[1].deviation / spread[0].deviation;
const claims = [
  ["trajectory probabilities sum to 1", total],
  ["∇P = P ∇log P (largest gap)", gap(gradP, rightSide)],
  ["the environment drops out (gap)", gap(gradLogP, policyOnly)],
  ["∂log-softmax = 1[a=b] − π(b) (gap)", largest(own)],
  ["estimator's expectation = finite differences (gap)", gap(exact, differences)],
  ["distance falls as √(variance/n): measured / predicted at n = 3000", atLargestN],
  ["reward-to-go has the same expectation (gap)", gap(first.mean, second.mean)],
  ["and less variance: share that is left", second.variance / first.variance],
  ["its runs scatter less: standard deviation after 20 steps, to-go / total", scatter],
  ["loss is 0 though the gradient has length", Math.hypot(...gradient)],
];
notebook.showTable(
  claims.map(([claim, measured]) => ({ claim: claim, measured: measured })),
);

// %% [markdown]
// ## 练习
//
// 把 `undefined` 换成答案并运行单元。一颗星：一支铅笔一分钟；两颗：需要想一想，或写几行代码；三颗：一个晚上。检查不会泄露答案。
//
// **1.1** ★ 第 1 节的策略走出：*开场白，第一个动作；过路费 +1；岔路口，第一个动作；大道；第一个动作；奖励 1*。$P_\theta(\tau)$ 是多少？（三位小数。岔路口的第一个动作以 0.75 的概率通向大道，大道的第一个动作以 0.9 的概率得到奖励。）
//
// <details><summary>提示（点击）</summary>
//
// 六个因子：三个属于策略，在第 1 节的表中；三个属于环境，其中一个是硬币。
//
// </details>

// %%
const answer11: number | undefined = undefined;
notebook.checkAnswer("1.1", answer11, "c766bb81fc77");

// %% [markdown]
// **1.2** ★ 某状态有 $\pi=(0.7,\,0.2,\,0.1)$，采样到*第三个*动作。给出 $\nabla\log\pi$ 对该状态三个 logit 的三个分量。
//
// <details><summary>提示（点击）</summary>
//
// 第 6 节。各分量之和为零。
//
// </details>

// %%
const answer12: number[] | undefined = undefined;
notebook.checkAnswer("1.2", answer12, "c1b0b6907dd0");

// %% [markdown]
// **1.3** ★★ 自己写出未来回报，奖励不折扣：一个从奖励列表到等长列表的函数。
//
// <details><summary>提示（点击）</summary>
//
// 最后一项就是最后一个奖励。要得到前一项需要加上什么？
//
// </details>

// %%
const answer13: ((rewards: number[]) => number[]) | undefined = undefined;
const isToGo = (list: number[], rewards: number[]) =>
  list.length === rewards.length && gap(list, policyGradient.rewardToGo(rewards)) < 1e-12;
notebook.checkAnswer("1.3", answer13, (mine) =>
  [[1, 0, 2], [-1, 5], [0.5], []].every((rewards) => isToGo(mine(rewards), rewards)),
);

// %% [markdown]
// **1.4** ★★ 有人给每个完成的回合的奖励加 10，无论对错。*期望*梯度会怎样：变大 "larger"、变小 "smaller" 还是不变 "same"？用最初形式 $R(\tau)$ 的单轨迹估计的方差呢？用两个英文词回答。
//
// <details><summary>提示（点击）</summary>
//
// 这里每个回合都会结束，因此全都完成：$R$ 变成 $R+10$。把两项分开，回想第 9 节。
//
// </details>

// %%
const answer14: [string, string] | undefined = undefined;
notebook.checkAnswer("1.4", answer14?.join(" "), "b5c4ab6fe376");

// %% [markdown]
// **1.5** ★★ 给出一组 15 个 logit，与 `theta` 的差别不只是每个状态的平移，使精确梯度的长度小于 $10^{-3}$，而策略却是*坏*的（期望回报低于 0.3）。这就是自信而错误的策略学得慢的原因。
//
// <details><summary>提示（点击）</summary>
//
// 梯度的每个分量都含因子 $\pi(b\mid s)$，并且通过引理含有被偏爱动作的因子 $1-\pi$。什么能让两者同时变小？
//
// </details>

// %%
const answer15: number[] | undefined = undefined;
notebook.checkAnswer("1.5", answer15, (mine) => {
  const isFlat = Math.hypot(...tabular.exactGradient(world, mine)) < 1e-3;
  return isFlat && tabular.expectedReturn(world, mine) < 0.3;
});

// %% [markdown]
// **开放课题** ★★★ 用 `tabular.checkedMdp` 建立你自己的决策过程（`crossroads` 的源代码示范了做法）：一条思维链，其中一个早期选择决定一切，之后十个选择什么也不决定。用 $R$ 与用未来回报的方差随空闲步数如何增长？先由第 10 节预测，再计算。
//
// **接下来：**[02-six-returns](02-six-returns.zh.ipynb)：$\Psi_t$ 的六种选择，各自的偏差与方差。
