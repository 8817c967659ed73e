// %% [markdown]
// # 03 · 第七种形式：按熵取掩码
//
// 前六种形式问的是一个 token 该被提高得*多强*。论文（Wang 等 2025，arXiv 2506.01939）问的是另一个问题：*究竟哪些 token 接收梯度？* 它的回答：模型最不确定的那 20 %。本笔记把这个目标函数从零件搭起来，细看一行公式没有写明的每一处选择，最后说明掩码对梯度做了什么。
//
// 读完之后你能够
//
// - [ ] 写出带掩码的目标函数及其约束，并说出公式没有写明的选择：比例、规则、池、谁的熵、填充、分母
// - [ ] 说明掩码对梯度做了什么，基线何时保持无偏、何时不再无偏
// - [ ] 按池、规则与分母区分五种实现，并说明分母何时要紧
//
// | | |
// |---|---|
// | 内容 | 熵掩码及其各处选择，同一批数据上的五种实现，两种优化器下的两种分母，掩码对梯度做了什么，小决策过程上的四个组 |
// | 用时 | 双核机器上不到一分钟 |
// | 需要 | 笔记 01、02 与 02c；基座模型 `data/models/M`，已在本仓库中 |
// | 用到的模块 | [`src/policy-gradient`](../src/policy-gradient)、[`src/tabular`](../src/tabular)、[`src/rollout`](../src/rollout)、[`src/training`](../src/training)、[`src/figures`](../src/figures) |

// %%
import {
  countdown, entropy, figures, kernels, models, notebook, policyGradient, random,
  rollout, tabular, training,
} from "forking-tokens";

// %% [markdown]
// ## 1. 掩码
//
// 论文的式 6 取 DAPO 的目标函数（笔记 02c），给每个 token 的项乘上一个示性函数，再除以留下的 token 数：
//
// $$J=\mathbb{E}\Bigg[\frac{\sum_i\sum_t\mathbb{1}\big[H_t^i\ge\tau_\rho\big]\min\big(r_t^iA_t^i,\operatorname{clip}(r_t^i,1-\epsilon_{\text{low}},1+\epsilon_{\text{high}})A_t^i\big)}{\sum_i\sum_t\mathbb{1}[H_t^i\ge\tau_\rho]}\Bigg]\quad\text{subject to }0<\#\{\text{right}\}<G,\qquad H_t=-\sum_v p_{t,v}\ln p_{t,v},$$
//
// 其中阈值 $\tau_\rho$ 使批中留下的 token 恰占比例 $\rho$，$r_t$ 是对采样策略的比率，没有 KL 项。（subject to 之后是约束：$G$ 个回答中，正确的既不能一个没有，也不能是全部。）
//
// $H_t$ 是抽取第 $t$ 个 token *之前*的分布的熵。它属于位置，不属于 token。公平硬币的熵是 $\ln2=0.693$ 奈特；论文在推理模型上的阈值 0.672 奈特略低于它。

// %%
const formula = (p: number[]) => -p.reduce((sum, x) => sum + x * Math.log(x), 0);
const examples = [[0.5, 0.5], [0.5, 0.3, 0.2], [0.99, 0.01]];
notebook.showTable(
  examples.map((p) => ({
    p: p.join(" "),
    formula: formula(p),
    "tokenEntropy(logits)": entropy.tokenEntropy(p.map(Math.log)),
    "effective choices": Math.exp(formula(p)),
  })),
);
const entropyGaps = examples.map(
  (p) => formula(p) - entropy.tokenEntropy(p.map(Math.log)),
);
notebook.checkStep("tokenEntropy = the formula", Math.max(...entropyGaps.map(Math.abs)));

// %% [markdown]
// 来看真实的回答：本仓库的基座模型写出 Countdown 的解（例如用 9、5、3 得到 12）。

// %%
console.log((await kernels.selectBackend()).line);
const policy = models.loadPolicy("../data/models/M");
const problems = countdown
  .problemsOf("validation")
  .slice(0, 3)
  .map(({ problem }) => problem);
const task = countdown.countdownTask();
const { columns } = rollout.verifiedRollouts(policy, problems, {
  samplesPerPrompt: 2,
  maxNewTokens: 95,
  task: task,
  rng: random.seededRng(4),
});

// %%
const flat = Array.from(columns.tokens, (token, t) => ({
  row: columns.responses[t],
  token: token,
  H: columns.entropies[t],
}));
const rows = Array.from(columns.prompts.keys());
const entropies = flat.map(({ H }) => H);

// %%
const mask = policyGradient.highEntropyMask(entropies, { rho: 0.2 });
const threshold = policyGradient.entropyThreshold(entropies, { rho: 0.2 });
const keptCount = mask.reduce((sum, k) => sum + k, 0);
const words = flat.map(({ token }, t) => {
  const word = countdown.decodeTokens([token]);
  return mask[t] ? `[${word}]` : word;
});
console.log(words.filter((_, t) => flat[t].row === 0).join(" "));
console.log(
  `kept ${keptCount} of ${mask.length} tokens,`,
  `threshold ${threshold.toFixed(3)} nats`,
);
const lowestKept = Math.min(...entropies.filter((_, t) => mask[t] === 1));
const highestLeft = Math.max(...entropies.filter((_, t) => mask[t] === 0));
notebook.checkStep("top-k keeps ⌈ρn⌉ tokens", keptCount === Math.ceil(0.2 * mask.length));
notebook.checkStep("none that is left out is higher", highestLeft <= lowestKept);

// %% [markdown]
// 方括号里是会接收梯度的 token。它们出现在选择数或运算的地方，也出现在措辞自由的地方（开场白 `try`）：有的分叉要紧，有的不要紧，熵分不清二者。
//
// ### ρ 是什么意思，朝哪个方向
//
// $\rho$ 是**保留**的比例，从高到低数：$\rho=0.2$ 保留熵最高的 20 %，$\rho=1$ 全部保留。（TRL 的 `top_entropy_quantile` 方向相同；它最初的名字 `token_entropy_percentile_threshold` 方向相反。）

// %%
const share = (mask: Uint8Array) =>
  mask.reduce((sum, kept) => sum + kept, 0) / mask.length;
notebook.showTable(
  [0.05, 0.1, 0.2, 0.5, 1].map((rho) => ({
    rho: rho,
    "kept by top-k": share(policyGradient.highEntropyMask(entropies, { rho: rho })),
    "threshold (nats)": policyGradient.entropyThreshold(entropies, { rho: rho }),
    "left to the bottom arm": share(
      policyGradient.lowEntropyMask(entropies, { rho: rho }),
    ),
  })),
);

// %% [markdown]
// ### top-k 还是分位数，以及并列
//
// “top-k”恰好保留 $\lceil\rho n\rceil$ 个 token，并列时按位置取舍（官方代码）。“quantile”保留所有不低于插值 $(1-\rho)$ 分位数的 token（TRL），并列的全部留下。只有许多熵相等时，二者才有区别。

// %%
const tied = [0.9, 0.4, 0.4, 0.4, 0.4, 0.4, 0, 0, 0, 0];
const show = (mask: Uint8Array) => Array.from(mask).join(" ");
console.log("entropies ", tied.join(" "));
console.log("top-k     ", show(policyGradient.highEntropyMask(tied, { rho: 0.3 })));
console.log(
  "quantile  ",
  show(policyGradient.highEntropyMask(tied, { rho: 0.3, rule: "quantile" })),
);
const sizeOf = (rule: "top-k" | "quantile") =>
  policyGradient
    .highEntropyMask(tied, { rho: 0.3, rule: rule })
    .reduce((sum, kept) => sum + kept, 0);
notebook.checkStep(
  "top-k keeps 3, quantile all 6",
  sizeOf("top-k") === 3 && sizeOf("quantile") === 6,
);

// %% [markdown]
// ### 批、微批还是单个回答
//
// 比例可以在整个批上取，可以在恰好落在一台设备上的那部分里取，也可以在每个回答内部取。在整个批上取时，犹豫的回答保留得多，流畅的回答保留得少。

// %%
const groups = flat.map(({ row }) => row);
const perResponse = policyGradient.highEntropyMask(entropies, {
  rho: 0.2,
  scope: "response",
  groups: groups,
});
const shareIn = (mask: Uint8Array, row: number) =>
  share(mask.filter((_, t) => groups[t] === row));
notebook.showTable(
  rows.map((row) => ({
    response: row,
    "kept, scope batch": shareIn(mask, row),
    "kept, scope response": shareIn(perResponse, row),
  })),
);
const disagreeing = mask.filter((k, t) => k !== perResponse[t]).length;
console.log("tokens on which the two disagree:", disagreeing, "of", mask.length);

// %% [markdown]
// ### 谁的熵？
//
// 一批回答要用于好几个梯度步，第一步之后，策略就不再是采样时的那个了。论文取*正在训练*的策略的 $H_t$，每个小批重新计算；官方代码也是如此，用的就是损失本身的 logit；TRL 也是如此，用一次不求梯度的前向计算。LightRFT 取采样策略的熵，只取一次。本套件默认也取采样策略的，因为采样时这些熵是现成的；`entropyOf: "current"` 则改问正在训练的策略。
//
// 有两点各家一致。**示性函数是常数**：不对 $H_t$ 或阈值求导，所以掩码只是在 token 之间挑选，从不直接推动熵本身。还有**在哪个温度上取熵**：$p_t=\operatorname{softmax}(z_t/T)$，$T$ 是采样温度（式 1）；只有 LightRFT 例外，用原始的 logit。$T=1$ 时（论文的训练就是如此）没有区别。
//
// 这有多要紧？下面比较同一些回答的最高 20 %：在采样策略眼中；经过论文对一批数据所做的十六个梯度步之后；以及在另一个温度下。

// %%
const moving = models.loadPolicy("../data/models/M");
const held = countdown.problemsOf("validation").slice(0, 40);
const sampled = rollout.verifiedRollouts(
  moving,
  held.map(({ problem }) => problem),
  { task: task, maxNewTokens: 95, rng: random.seededRng(6) },
);
const seenAt = (temperature: number) =>
  rollout.scoreTokens(moving, rollout.sequencesOf(sampled), { temperature: temperature })
    .entropies;
const bySampler = seenAt(1);
const cooler = seenAt(0.7);
const sixteen = { miniBatches: 16, learningRate: 4e-4, rule: "quantile" as const };
const once = training.rlvrConfig({ base: "../data/models/M", ...sixteen });
training.rlvrStep(moving, training.rlvrOptimizer(moving, once), once, 0);
const afterwards = seenAt(1);

// %%
const seen = {
  "the policy that sampled, T = 1": bySampler,
  "after 16 gradient steps on a batch": afterwards,
  "the policy that sampled, at T = 0.7": cooler,
};
notebook.showTable(
  Object.entries(seen).map(([whose, H]) => ({
    "entropies of": whose,
    "threshold (nats)": policyGradient.entropyThreshold(H, { rho: 0.2 }),
    "of the first's top 20 %": entropy.topEntropyOverlap(bySampler, H, { rho: 0.2 }),
  })),
);

// %% [markdown]
// 进出掩码的 token 很少。较低的温度使每个熵都降低，阈值也随之降低，但几乎不改变它们的次序，而掩码只看次序。对一批数据的更新只移动个别位置。在整个训练中积累起来就是另一回事了（[笔记 07](07-entropy-through-training.ipynb)）：如果取*基座*模型的 $H_t$，训练的就是另一些 token。
//
// ### 填充
//
// 批是矩形的，短的回答要填充（padding），而模型在填充位置上也会给出*某个*熵。如果让这个数参与，阈值就会移动（TRL 曾有这个错误，#3709：填充处的 4.9226 奈特占去了真正的 token 的位置）。

// %%
const padded = [0.1, 1.2, 0.0, 0.8, 0.3, 4.9226, 4.9226, 4.9226, 4.9226, 4.9226];
const responseMask = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0];
const withMask = { rho: 0.4, responseMask: responseMask };
console.log(
  "without the response mask:",
  show(policyGradient.highEntropyMask(padded, { rho: 0.4 })),
);
console.log(
  "with it:                  ",
  show(policyGradient.highEntropyMask(padded, withMask)),
);
const tokensAlone = padded.slice(0, 5);
const unpadded = policyGradient.highEntropyMask(tokensAlone, { rho: 0.4 });
const withPads = policyGradient.highEntropyMask(padded, withMask).slice(0, 5);
notebook.checkStep("with it: as without pads", show(unpadded) === show(withPads));

// %% [markdown]
// ### 边界情形
//
// 动态采样之后，一个批可能是空的，也可能只有一个 token。掩码必须给出不含 NaN 的答案，答不了的要拒绝。

// %%
const attempt = (entropies: number[], options = {}) => {
  try {
    return `[${show(policyGradient.highEntropyMask(entropies, options))}]`;
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
};

// %%
const edges: [string, string][] = [
  ["no token", attempt([])],
  ["one token", attempt([0.3])],
  ["all ties, top-k", attempt([0.5, 0.5, 0.5])],
  ["rho = 1", attempt([0.1, 0.2, 0.3], { rho: 1 })],
  ["rho tiny", attempt([0.1, 0.2, 0.3], { rho: 1e-9 })],
  ["all padding", attempt([1, 2], { responseMask: [0, 0] })],
  ["NaN", attempt([0.1, Number.NaN])],
  ["rho = 0", attempt([0.1], { rho: 0 })],
];
notebook.showTable(edges.map(([input, answer]) => ({ input: input, answer: answer })));

// %% [markdown]
// ## 2. 五种实现，同一批数据
//
// 同样一句“熵最高的 20 %”，变成了五种不同的掩码。下面让它们看同样的 6 个回答，分在两台设备上，每台 3 个。

// %%
const shared = {
  entropies: entropies,
  responses: groups,
  ranks: groups.map((row) => Math.floor(row / 3)),
};
const masks = policyGradient.MASK_CONVENTIONS.map((convention) => ({
  name: convention.implementation,
  mask: convention.mask(shared, { rho: 0.2 }),
}));
const starts = flat
  .map(({ row }, t) => ({ token: t, rank: row === 3 }))
  .filter(({ token }) => token > 0 && groups[token] !== groups[token - 1]);
await notebook.showFigure(
  figures.maskComparisonFigure({
    entropies: entropies,
    masks: masks,
    boundaries: starts,
  }),
  "mask-comparison",
);

// %%
const official = masks[0].mask;
notebook.showTable(
  policyGradient.MASK_CONVENTIONS.map(
    ({ implementation, pool, rule, denominator }, i) => ({
      implementation: implementation,
      pool: pool,
      rule: rule,
      "divided by": denominator,
      kept: share(masks[i].mask),
      "differs from the official": masks[i].mask.filter((k, t) => k !== official[t])
        .length,
    }),
  ),
);

// %% [markdown]
// 池相近时，各种掩码几乎相同；池是单个回答时，差别最大。最重的差别不在图里：分母。
//
// ## 3. 两种归一化
//
// 论文第 2 版与官方代码除以被选中的 token 数；第 1 版、TRL 及其追随者除以全部 token 数。二者恰好相差一个因子：保留的比例。

// %%
const advantages = policyGradient.perToken(
  rows.map((row) => (row % 2 ? 1 : -1)),
  groups,
);
const logProbs = flat.map(({ H }) => -H);
const tokens = {
  logProbs: logProbs,
  oldLogProbs: logProbs,
  advantages: advantages,
  mask: mask,
};
const [bySelected, byAll] = (["selected", "all"] as const).map((normalizer) =>
  policyGradient.clippedSurrogate({ ...tokens, normalizer: normalizer }),
);
const scale = Math.hypot(...byAll.gradient) / Math.hypot(...bySelected.gradient);
notebook.checkStep('gradient with "all" = kept share x "selected"', scale - share(mask));

// %% [markdown]
// 这是由库计算的式 6。下面把它逐项写出来，一次带掩码，一次用保留全部 token 的掩码，后者就是 DAPO 的目标函数；把比率稍稍移离 1，使其中一些被裁剪：

// %%
const moved = logProbs.map((x, t) => x + 0.3 * Math.sin(t));
const term = (t: number) => {
  const ratio = Math.exp(moved[t] - logProbs[t]);
  const clipped = Math.min(Math.max(ratio, 0.8), 1.28);
  return Math.min(ratio * advantages[t], clipped * advantages[t]);
};
const written = (kept: ArrayLike<number>) => {
  const chosen = flat.map((_, t) => t).filter((t) => kept[t] === 1);
  return chosen.reduce((sum, t) => sum + term(t), 0) / chosen.length;
};
const objectiveGaps = [mask, mask.map(() => 1)].map((kept) => {
  const computed = policyGradient.clippedSurrogate({
    ...tokens,
    logProbs: moved,
    mask: kept,
  });
  return Math.abs(written(kept) - computed.objective);
});
const [maskedGap, dapoGap] = objectiveGaps;
notebook.checkStep("Eq. 6 = clippedSurrogate with the mask", maskedGap);
notebook.checkStep("DAPO = clippedSurrogate with all tokens", dapoGap);

// %% [markdown]
// 损失差五倍，训练就差五倍吗？普通 SGD 每步移动的量是（学习率 × 梯度）：是的。Adam 除以梯度大小的滑动估计，常数因子就消去了。下面几个单元让两种优化器在笔记 01 的小决策过程上爬升，一次用整个梯度，一次用它的五分之一。

// %%
const world = tabular.crossroads();
const theta = tabular.crossroadsLogits();
const sgd = (rate: number) => (g: Float64Array) => g.map((x) => rate * x);

// %%
const adam = (rate: number, [beta1, beta2] = [0.9, 0.95]) => {
  const [m, s] = [new Float64Array(15), new Float64Array(15)];
  let t = 0;
  return (g: Float64Array) => {
    t += 1;
    return g.map((x, i) => {
      m[i] = beta1 * m[i] + (1 - beta1) * x;
      s[i] = beta2 * s[i] + (1 - beta2) * x * x;
      const first = m[i] / (1 - beta1 ** t);
      const second = s[i] / (1 - beta2 ** t);
      return (rate * first) / (Math.sqrt(second) + 1e-8);
    });
  };
};

// %%
type Vector = Float64Array;
type VectorMap = (from: Vector) => Vector;
const climb = (move: VectorMap, gradient: VectorMap, steps: number) => {
  let at = theta;
  for (let step = 0; step < steps; step++) {
    const delta = move(gradient(at));
    at = at.map((x, i) => x + delta[i]);
  }
  return tabular.expectedReturn(world, at);
};

// %%
const whole = (at: Float64Array) => tabular.gradientFromValues(world, at);
const fifth = (at: Float64Array) =>
  tabular.gradientFromValues(world, at).map((g) => 0.2 * g);
const optimizers = [
  ["SGD", () => sgd(0.5)],
  ["Adam", () => adam(0.02)],
] as const;
const climbs = optimizers.map(([name, make]) => ({
  optimizer: name,
  "selected (g)": climb(make(), whole, 60),
  "all (0.2 g)": climb(make(), fifth, 60),
}));
notebook.showTable(climbs, { digits: 6 });
const [sgdGap, adamGap] = climbs.map((row) => row["all (0.2 g)"] - row["selected (g)"]);
notebook.checkStep("SGD feels the factor", Math.abs(sgdGap) > 0.01);
notebook.checkStep("Adam does not", adamGap, { below: 1e-5 });

// %% [markdown]
// 在 SGD 下，第二种归一化相当于把学习率缩小到五分之一。在 Adam 下，两次运行有六位数字一致。只要有什么东西*没有*一同缩放，二者又会分开：权重衰减、不带掩码的 KL 项、按固定范数裁剪梯度。
//
// ## 4. 掩码对梯度做了什么
//
// 先取固定的阈值 $h$。这时 $I(s)=\mathbb{1}[H(s)\ge h]$ 只依赖于状态，由此得到三点。
//
// **基线保持无偏。** 由笔记 01 的引理，取 $I\cdot b$ 为状态的函数，$\mathbb{E}[I(s_t)\,b(s_t)\,\nabla\log\pi(a_t\mid s_t)]=0$。

// %%
const H = tabular.stateEntropies(world, theta);
const I = Array.from(H, (h) => Number(h >= 0.672));
const { v } = tabular.exactValues(world, theta);
const masked = (baseline: ArrayLike<number>) => {
  const psi = ({ rewards, states }) =>
    policyGradient
      .rewardToGo(rewards)
      .map((G, t) => I[states[t]] * (G - baseline[states[t]]));
  return tabular.exactMoments(world, theta, psi).mean;
};
const gap = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i])));
const baselineGap = gap(masked([0, 0, 0, 0, 0]), masked(v));
notebook.showTable(
  world.states.map((state, s) => ({ state: state, "entropy (nats)": H[s], kept: I[s] })),
);
notebook.checkStep("masked: no baseline = V as baseline", baselineGap);

// %% [markdown]
// **带掩码的和不是原目标函数的梯度。** 它缺少被掩去的状态的那些行。

// %%
const F = (at: Float64Array) =>
  tabular.gradientFromValues(world, at).map((g, i) => I[Math.floor(i / 3)] * g);
notebook.checkStep("the masked sum: the kept rows of ∇J", gap(F(theta), masked(v)));
console.log(
  "length of the exact gradient:",
  Math.hypot(...tabular.gradientFromValues(world, theta)).toFixed(4),
  "  of the masked one:",
  Math.hypot(...F(theta)).toFixed(4),
);

// %% [markdown]
// **它不是任何目标函数的梯度。** 梯度的雅可比矩阵是对称的（$\partial_j\partial_iJ=\partial_i\partial_jJ$）。而在这里，被保留的 logit 所在的行仍依赖于被掩去的 logit；被掩去的行却恒为零，不依赖于任何东西。

// %%
const jacobian = Array.from({ length: 15 }, (_, i) =>
  tabular.finiteDifferences((at) => F(at)[i], theta),
);
const asymmetries = jacobian.flatMap((row, i) =>
  Array.from(row, (x, j) => Math.abs(x - jacobian[j][i])),
);
const asymmetry = Math.max(...asymmetries);
console.log("largest |dF_i/dθ_j − dF_j/dθ_i|:", asymmetry.toFixed(4));
notebook.checkStep("the Jacobian is not symmetric", asymmetry > 0.001);
const gradJ = tabular.gradientFromValues(world, theta);
const inner = F(theta).reduce((sum, f, i) => sum + f * gradJ[i], 0);
notebook.checkStep("F · ∇J = |F|²", inner - Math.hypot(...F(theta)) ** 2);

// %% [markdown]
// 它仍然上升：每个状态有各自的 logit 时，$F\cdot\nabla J=|F|^2\ge0$，相当于固定一部分坐标，只沿其余坐标上升。在网络中，所有位置共用权重，连这一点也没有保证；它是否有益，要靠实验回答（笔记 06）。
//
// **用批的分位数时**，阈值依赖于批中其他 token，因此也略微依赖于所采取的动作：$a_t$ 决定之后出现哪些状态，这些状态决定阈值，阈值又决定 $s_t$ 算不算数。这时引理不再成立。当一批只有一条或两条轨迹时，$\sum_tI_t\cdot1\cdot\nabla\log\pi(a_t\mid s_t)$ 的期望本应为零，其精确值可以枚举出来。
//
// （为此把策略稍作改动：岔路口不那么均匀，使“再看一眼”成为二者中更不确定的一个。）

// %%
const firstTwoStates = [0.7, 0.2, 0.1, 0.5, 0.3, 0.2];
const hesitant = theta.map((x, i) => (i < 6 ? Math.log(firstTwoStates[i]) : x));
const uncertainty = tabular.stateEntropies(world, hesitant);
const everyPath = tabular
  .enumerateTrajectories(world, hesitant)
  .filter(({ rewards }) => rewards[0] === 1);
const batches1 = everyPath.map((a) => ({
  parts: [a],
  p: 2 * tabular.trajectoryProbability(a),
}));
const batches2 = batches1.flatMap((a) =>
  batches1.map((b) => ({ parts: [...a.parts, ...b.parts], p: a.p * b.p })),
);

// %%
const along = (values: ArrayLike<number>, states: readonly number[]) =>
  states.map((s) => values[s]);
const gradientAt = world.states.map((_, s) =>
  world.actions.map((_, a) => tabular.logProbGradient(world, hesitant, s, a)),
);
const keptIn = (states: number[]) =>
  policyGradient.highEntropyMask(along(uncertainty, states), {
    rho: 0.2,
    rule: "quantile",
  });

// %%
const leak = (batches: typeof batches1) => {
  const total = new Float64Array(15);
  for (const { parts, p } of batches) {
    const kept = keptIn(parts.flatMap(({ states }) => [...states]));
    const steps = parts.flatMap(({ states, actions }) =>
      states.map((s, t) => gradientAt[s][actions[t]]),
    );
    steps.forEach((g, k) =>
      g.forEach((x, i) => {
        total[i] += (p * kept[k] * x) / parts.length;
      }),
    );
  }
  return Math.hypot(...total);
};

// %%
const leaks = [leak(batches1), leak(batches2)];
const [ofOne, ofTwo] = leaks.map((length) => length.toFixed(4));
console.log("fixed threshold: 0   batch of 1:", ofOne, "  batch of 2:", ofTwo);
notebook.checkStep("with a batch quantile the lemma fails", Math.min(...leaks) > 0.001);

// %% [markdown]
// 不为零：用批的分位数时，基线*并非*严格无偏。（选择等待，就把“再看一眼”带进批里，随之带进一个 token，它把岔路口挤出最高 20 %：于是只有动作不是等待时，岔路口才算数。）当一批有成千上万个 token 时，阈值几乎不随一个 token 移动，这个效应应当消退。
//
// ### 小决策过程上的四个组
//
// 精确梯度上升，梯度分别施加于：所有状态；熵不低于 0.672 奈特的状态；其余状态；以及要紧的分叉（不含开场白）。

// %%
const curve = (select: (at: Float64Array) => ArrayLike<number>, steps = 200) => {
  let at = theta;
  return Array.from({ length: steps + 1 }, () => {
    const value = tabular.expectedReturn(world, at);
    const chosen = select(at);
    const g = tabular.gradientFromValues(world, at);
    at = at.map((x, i) => x + 0.5 * chosen[Math.floor(i / 3)] * g[i]);
    return value;
  });
};

// %%
const uncertainAt = (at: Float64Array) =>
  tabular.stateEntropies(world, at).map((h) => Number(h >= 0.672));
const arms = {
  "all states": curve(() => [1, 1, 1, 1, 1]),
  "entropy ≥ 0.672": curve(uncertainAt),
  "entropy < 0.672": curve((at) => uncertainAt(at).map((kept) => 1 - kept)),
  "forks that matter": curve(() => [0, 1, 1, 0, 0]),
};

// %%
const armCurves = Object.entries(arms).map(([name, values]) => ({
  name: name,
  values: values,
}));
const lookAgain = theta.map((_, i) => (i === 5 || (i % 3 === 0 && i !== 3) ? 50 : 0));
await notebook.showFigure(
  figures.gradientAscentFigure({
    curves: armCurves,
    best: tabular.expectedReturn(world, lookAgain),
    title: "Which states receive gradient",
  }),
  "masked-ascent",
);
notebook.showTable(
  armCurves.map(({ name, values }) => ({
    arm: name,
    start: values[0],
    "after 50": values[50],
    "after 200": values[200],
  })),
);

// %% [markdown]
// 大部分增益来自分叉，与论文在语言模型上的发现一致：按名字选定分叉来训练得到 90 %，用熵掩码得到 74 %，只训练低熵状态得到 6 %。但掩码在这里并非没有代价：岔路口学会之后，它的熵降到固定阈值以下，便掉出掩码，学习还没达到 "all" 的水平就停了。按名字选定的分叉则继续学下去。（这是一个用固定阈值的玩具；试验台上会怎样，是笔记 06 的主题。）
//
// ## 声明与测量

// %%
const writtenGap = Math.max(...objectiveGaps);
const gain = (arm: keyof typeof arms) => arms[arm][200] - arms[arm][0];
const shareOfGain = (arm: keyof typeof arms) => gain(arm) / gain("all states");

// %%
const claims: [string, number][] = [
  [
    "Eq. 6 and DAPO's objective, written out = clippedSurrogate (largest gap)",
    writtenGap,
  ],
  ["the two normalizers differ by the kept share (gap)", Math.abs(scale - share(mask))],
  ['SGD feels it: return with "all" less that with "selected"', sgdGap],
  ["Adam does not: the same difference", adamGap],
  ["masked, fixed threshold: a baseline stays unbiased (gap)", baselineGap],
  ["masked sum is no gradient: largest asymmetry of the Jacobian", asymmetry],
  ["batch quantile, 2 trajectories: the baseline leaks", leaks[1]],
  ['toy, entropy ≥ 0.672: share of the gain of "all"', shareOfGain("entropy ≥ 0.672")],
  ["toy, entropy < 0.672: the same", shareOfGain("entropy < 0.672")],
];
notebook.showTable(claims.map(([claim, value]) => ({ claim: claim, measured: value })));

// %% [markdown]
// ## 练习
//
// 把 `undefined` 换成答案并运行单元。一颗星：一支铅笔一分钟；两颗：需要想一想，或写几行代码；三颗：一个晚上。检查不会泄露答案。
//
// **3.1** ★ 普通 SGD，学习率 $10^{-6}$，分母为 "selected"，$\rho=0.2$。分母换成 "all" 时，多大的学习率（以 $10^{-6}$ 为单位）走出同样的步子？
//
// <details><summary>提示（点击）</summary>
//
// 用 "all" 时，梯度要小一个因子：保留的比例。
//
// </details>

// %%
const answer31: number | undefined = undefined;
notebook.checkAnswer("3.1", answer31, "fa30eb8f0c62");

// %% [markdown]
// **3.2** ★ 一批有 130 个回答 token 和 70 个填充，$\rho=0.2$，规则 "top-k"。保留多少个 token？如果有人忘了回答掩码，又是多少个？
//
// <details><summary>提示（点击）</summary>
//
// $\lceil\rho n\rceil$，算两次：$n$ 是多少？
//
// </details>

// %%
const answer32: number[] | undefined = undefined;
notebook.checkAnswer("3.2", answer32, "dc5d0217dde3");

// %% [markdown]
// **3.3** ★ 两个回答各有十个 token，$\rho=0.2$，规则 "top-k"。犹豫的那个有四个 token 的熵为 1 奈特，流畅的那个有两个为 0.5 奈特；其余 token 都是 0.1。在整个批上取（scope "batch"）时，犹豫的与流畅的回答各保留多少个 token？在每个回答内部取（scope "response"）时又各是多少？按此顺序给出四个数。
//
// <details><summary>提示（点击）</summary>
//
// 在整个批上取，是一列二十个熵；在每个回答内部取，是两列，每列十个。
//
// </details>

// %%
const answer33: number[] | undefined = undefined;
notebook.checkAnswer("3.3", answer33, "ad175aa697c0");

// %% [markdown]
// **3.4** ★★ 自己写出规则 "top-k" 的掩码：一个从熵与 $\rho$ 到由 0 和 1 组成的列表的函数，并列时取下标较小者，至少保留一个 token。
//
// <details><summary>提示（点击）</summary>
//
// 对下标排序，不要对熵排序。数组排序是稳定的。注意 $\rho n$ 用浮点数计算时可能比整数略大一点。
//
// </details>

// %%
const answer34: ((entropies: number[], rho: number) => number[]) | undefined = undefined;
const cases: [number[], number][] = [
  [[0.9, 0.4, 0.4, 0.4, 0.4, 0.4, 0, 0, 0, 0], 0.3],
  [[0.2], 0.5],
  [[1, 2, 3, 4, 5], 0.21],
];
notebook.checkAnswer("3.4", answer34, (mine) =>
  cases.every(([list, rho]) => {
    const right = policyGradient.highEntropyMask(list, { rho: rho });
    return mine(list, rho).join() === right.join();
  }),
);

// %% [markdown]
// **3.5** ★★ 把第 4 节的泄漏缩到一个状态上。它有 $\pi=(0.5,\,0.3,\,0.2)$，除非采取*第三个*动作，它的 token 都保留。对三个 logit $z_b$，$I\cdot\partial\log\pi(a)/\partial z_b$ 的期望各是多少？三个数。（只看状态的掩码使三者都为 0。）
//
// <details><summary>提示（点击）</summary>
//
// $\partial\log\pi(a)/\partial z_b=\mathbb{1}[a=b]-\pi_b$。以 $\pi(a)$ 加权，对两个被保留的动作求和。
//
// </details>

// %%
const answer35: number[] | undefined = undefined;
notebook.checkAnswer("3.5", answer35, "fda754cabc24");

// %% [markdown]
// **开放课题** ★★★ 掩码是一个台阶：一个 token 要么算数，要么不算。把它变平滑，例如以 $\sigma((H_t-\tau)/w)$ 为权重，对几种宽度 $w$ 重做第 4 节：批分位数的泄漏与雅可比矩阵的不对称各有多大？当岔路口降到阈值以下时，学习还会停止吗？[11-your-own](11-your-own.ipynb)（英文）示范如何用这样的规则训练。
//
// **接下来：** [03b-why-entropy-collapses](03b-why-entropy-collapses.zh.ipynb)：掩码所看的熵由什么推动；或者直接测量推理模型的熵（[笔记 04](04-token-entropy.ipynb)，英文）。
