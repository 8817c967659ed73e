// %% [markdown]
// # 02b · 试验台上的各种形式
//
// 理论比较的是对同一个梯度的估计；训练则把许多梯度串在一起。笔记 02 有精确的 $V$ 与 $Q$ 表。这里的策略是语言模型，谁也没有这些表，必须由评论家（critic）从得到的奖励中学习。它学到了什么？各种形式用它做了什么？哪一种训练得最好？
//
// 读完之后你能够
//
// - [ ] 说出六种形式中哪些在语言里重合，以及为什么
// - [ ] 测量评论家知道什么，以及信用如何传回到分叉
// - [ ] 用种子、区间以及每种形式得到的预算，评判各种回报的比较
//
// | | |
// |---|---|
// | 内容 | 语言中的各种形式；当场训练一个评论家，看它懂了什么；八种形式在试验台上训练，每种五个种子 |
// | 用时 | 双核机器上不到一分钟 |
// | 需要 | 笔记 02；基座模型与记录的训练，都在本仓库中 |
// | 用到的模块 | [`src/policy-gradient`](../src/policy-gradient)（回报、优势函数）、[`src/training`](../src/training)（评论家）、[`src/study`](../src/study)（记录的训练）、[`src/rollout`](../src/rollout)、[`src/tabular`](../src/tabular)、[`src/statistics`](../src/statistics)、[`src/figures`](../src/figures) |

// %%
import {
  countdown, figures, kernels, models, notebook, policyGradient, random, rollout,
  statistics, study, tabular, tokens, training,
} from "forking-tokens";

console.log((await kernels.selectBackend()).line);

// %%
const world = tabular.crossroads();
const theta = tabular.crossroadsLogits();
const along = (values: ArrayLike<number>, tau) =>
  tau.states.map((s: number) => values[s]);
const gap = statistics.largestDifference;

// %% [markdown]
// ## 1. 语言中的各种形式
//
// 从这里起，策略是 Countdown 上的语言模型 `data/models/M`，奖励为 0 或 1，随最后一个 token 到来，$\gamma=1$。还没开始训练，就已有三点结论：
//
// - 形式 1 与 2 给出同样的数：过去没有任何奖励。
// - 状态就是到目前为止的文本，所以下一个状态是确定的：$s_{t+1}$ 是 $s_t$ 后面接上 $a_t$，而 $Q^\pi(s_t,a_t)=r_t+V^\pi(s_{t+1})$。用精确的表时，**形式 5 与 6 也给出同样的数**。
// - 谁也没有这些表。形式 4 到 6 以及 GAE 需要一个**评论家**，即从得到的奖励中学习 $V$ 与 $Q$ 的网络。这时形式 5 与 6 又有了区别：形式 5 在读到 token 之前就询问对它的意见；形式 6 看的是已含有这个 token 的文本，在末尾看的则是真实的奖励。
//
// 评论家（[`src/training/critic.ts`](../src/training/critic.ts)）是另一个形状相同的解码器，从基座模型的权重出发，带一个线性头：一行给 $V(s)$，每个 token $a$ 各一行给 $Q(s,a)-V(s)$。它用 $\sum_t\,(V(s_t)-R)^2+(Q(s_t,a_t)-R)^2$ 拟合每一批采样的回答，并且是*在*这批数据用于训练策略*之后*：如果评论家已经见过一个回答的结局，它就不是状态的函数，笔记 02 的证明也就不成立。
//
// 第二点在小决策过程上验证，其中每枚硬币都换成它更可能的那一面：

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
notebook.checkStep("forms 5 and 6 agree when the next state is certain", formGap);

// %% [markdown]
// ## 2. 当场训练一个评论家
//
// 先是十步，只有评论家学习；然后四步，用 GAE 训练策略。$V$ 所解释的奖励方差比例 $1-\sum(R-V)^2/\sum(R-\bar R)^2$，在评论家见到每一批数据之前测量。

// %%
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
// 它起初还不如平均奖励（新的输出头处处说 $V=0$），很快能解释大约十分之一。什么的十分之一？在新采样的回答上，按最后一次尝试写到了哪里分开：还没有结果、只有结果、判定（`yes`，或 `no so`）也已写出。$V$ 在读到下一个 token 之前表态，$Q$ 则连同它一起：

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
const cuts: Cut[] = [
  (row) => [0, written[row] - 1],
  (row) => [written[row] - 1, written[row]],
  (row) => [written[row]],
];
const [before, between, after] = cuts.map((cut) => ({
  "explained by V": explainedOf("v", cut),
  "explained by Q": explainedOf("q", cut),
}));
const soFar = "written of the last attempt";
notebook.showTable([
  { [soFar]: "not yet the result", ...before },
  { [soFar]: "the result, not yet the verdict", ...between },
  { [soFar]: "result and verdict", ...after },
]);

// %% [markdown]
// 所以评论家学会的是*把写好的结果与目标核对*：在结果与判定之间的那一个状态，$V$ 解释了 0.76。对通向结果的选择，它一无所知。可以知道的有多少，是能测量的：从一个回答的每个位置起，让策略续写 64 次，数一数有多少次以正确结束。除采样噪声外，这就是 $V^\pi(s_t)$。

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
// 真实的价值在分叉处（虚线）移动，最后一次运算处移动最大：第一次尝试中错误的 `-` 损失 0.4，第二次尝试中正确的 `+` 使结果确定。在分叉之间，它只随采样噪声移动。评论家的线在分叉处几乎不动：错误的结果 `7` 写出时它下降，下一个 token 才是 `no`；正确的结果写出时它升高，下一个 token 才是 `yes`。各种形式由此得出什么？下表列出真分叉，以及最后一个分叉之后的三个确定的 token：

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
// 形式 5 与 6 对 `wait` 判断正确：评论家已看出这次尝试失败，知道这时放弃（`so`）只能以 0 结束。对起决定作用的选择，即最后的运算 `-` 与 `+`，它们一无所知。形式 6 把这份意外记在了分叉之后的 token 上，而那些 token 是确定的：它们的 $\nabla\log\pi$ 几乎为零，信用就丢失了。$\lambda=0.95$ 的 GAE 把它传回分叉，每经过一个 token 损失二十分之一。$\lambda=1$ 时毫无损失：那就是形式 3，评论家在其中只是给奖励减去一个基线。它也表扬错误的 `-`，正如每一种没有评论家的形式一样；只有别的回答才能把这纠正过来。
//
// 于是有一个预言：用形式 4 到 6 和这个评论家训练，策略应当学会*再试一次*，而不是*选得更好*。
//
// ## 3. 记录的训练
//
// 从基座模型出发训练 60 步，每步 16 道题 × 8 个回答，各做一个梯度步，Adam 学习率 2e-4，梯度施加于全部 token，五个种子；不同的只有 $\Psi_t$ 以及随之而来的东西。每次训练采样的回答数相同：有评论家的形式把前十步只用于评论家。由一组奖励构成的形式丢弃奖励没有差异的组（动态采样）；有评论家时，每个回答都算数。Adam 会吸收 $\Psi$ 的尺度，所以没有对任何形式再做归一化。命令如下，中断后从原处继续：
//
// ```
// npm run ablate -- --preset full --only return-forms
// ```
//
// （自己训练一次：`npm run train -- --base data/models/M --arm all --set 'advantage="gae"' --set lambda=0.9 --out runs/mine`。）

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
// 左图与中图的纵轴相同。最后看测试集（这次训练从未见过的题，每题四个回答），给出按种子计算的 95 % 学生 t 区间；与 RLOO 的差按种子配对。

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
// 测得的结果，用平常的话说：
//
// - **没有评论家时**，准确率从 0.21 升到 0.48 或 0.49，总回报、RLOO 与 GRPO 无法区分。理论本来也没有许诺很多：奖励为 0 和 1、正确率为 $p$ 时，中心化使二阶矩从 $p$ 降到 $p(1-p)$，起初减少五分之一，最后减少一半；丢弃没有差异的组，本身就去掉了其中一部分；而 GRPO 所改变的尺度又被 Adam 吸收。
// - **以评论家为基线时**（形式 3，以及 $\lambda=0.95$ 的 GAE），采样同样多的回答之后，比 RLOO 落后 4 个和 3 个百分点，其中有十步只教了评论家。按同样的策略步数比较，它们并不落后（第一张表的最后一列；那里的题目不同，上下可差几个百分点）。基线不必准确，而这个基线要花费第二个网络，做的却是七个邻居的平均就能做到的事。
// - **以评论家的意见为信号时**（形式 4、5、6），分别比 RLOO 落后 12、6 和 16 个百分点。按同样的策略步数比较，4 与 6 仍然远远落后，5 略微落后。形式 6 完全应验了预言：比基座模型多做整整一次尝试，而第一次尝试做对的比例与从前一样低（0.14 与 0.13；RLOO 为 0.25）。形式 4 与 5 的尝试次数也比 RLOO 多，但它们也学会了选得好一些；评论家的 $Q$ 从何得知，这里没有单元能说明。
//
// 次序与笔记 02 不同。那里的表是正确的，形式 5 方差最小；这里的表是学来的，起决定作用的是错误的表带来的偏差，而在只问评论家的形式中偏差最大。右图说明它为何不会消失：从第 20 步起，无论哪种形式，$V$ 都只解释奖励方差的十分之一；第 2 节已经说明这十分之一从何而来：来自最后一个结果写出以后的 token。要知道得更多，它就得看出一步棋是否通向目标，也就是说，得会解题。换一个评论家（更大，或拟合更久）也许可以；这一个是同样的回答预算所能买到的，而在这个试验台上，组平均花费更少，做得更好。
//
// ## 声明与测量

// %%
const claims: [string, number][] = [
  ["forms 5 and 6 agree when the next state is certain (gap)", formGap],
  ["live critic: variance explained by V before the result", before["explained by V"]],
  ["live critic: between result and verdict", between["explained by V"]],
  ["live critic: after the verdict", after["explained by V"]],
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
// ## 练习
//
// 把 `undefined` 换成答案并运行单元。一颗星：一支铅笔一分钟；两颗：需要想一想，或写几行代码；三颗：一个晚上。检查不会泄露答案。
//
// **2b.1** ★ 在语言中，下一个状态就是接上这个 token 的文本。用精确的 $V$ 与 $Q$，六种形式中哪两种这时给出同样的数，尽管其中一种不需要 $Q$？按升序给出两个形式的编号。
//
// <details><summary>提示（点击）</summary>
//
// 写出 $a_t$ 之后再无偶然时的 $Q(s_t,a_t)$。
//
// </details>

// %%
const answer2b1: number[] | undefined = undefined;
notebook.checkAnswer("2b.1", answer2b1, "46a4d4492f8c");

// %% [markdown]
// **2b.2** ★ 四个回答的奖励为 $(1,0,0,1)$，评论家说 $V=(0.75,\,0.25,\,0.25,\,0.75)$。它解释了奖励方差的多大比例？
//
// <details><summary>提示（点击）</summary>
//
// 一减去一个比值：误差的平方和，除以对平均值的离差平方和。
//
// </details>

// %%
const answer2b2: number | undefined = undefined;
notebook.checkAnswer("2b.2", answer2b2, "e8147278354b");

// %% [markdown]
// **2b.3** ★★ 一个分叉造成的结果，评论家在十二个 token 之后才注意到，表现为一个大小为 0.5 的时序差分残差；其余残差都为 0。$\gamma=1$、$\lambda=0.95$ 的 GAE 把其中多少记在分叉的账上？
//
// <details><summary>提示（点击）</summary>
//
// 从分叉看去，这个残差是 $\delta_{t+12}$。
//
// </details>

// %%
const answer2b3: number | undefined = undefined;
notebook.checkAnswer("2b.3", answer2b3, "cd7a3b9f7638");

// %% [markdown]
// **2b.4** ★★ 把练习 2b.2 的数写成价值与奖励的函数。总说平均值的常数评论家必须得 0，完全正确的得 1。
//
// <details><summary>提示（点击）</summary>
//
// 对同一下标的两个和；相除，再用一减去它。
//
// </details>

// %%
type Explained = (values: number[], rewards: number[]) => number;
const answer2b4: Explained | undefined = undefined;
notebook.checkAnswer("2b.4", answer2b4, (mine) => {
  const near = (x: number, y: number) => Math.abs(x - y) < 1e-9;
  const worse = mine([0, 1], [1, 0]);
  return (
    near(mine([0.5, 0.5], [1, 0]), 0) && near(mine([1, 0], [1, 0]), 1) && near(worse, -3)
  );
});

// %% [markdown]
// **开放课题** ★★★ 这个评论家只会核对写好的结果。给它更多（每批数据拟合数次、更大的学习率、更大的模型），看它*在最后一个结果之前*所解释的方差是否上升，以及询问其意见的各种形式是否因此赶上组平均。要数清各自得到多少个回答。
//
// **接下来：** [02c-ratio-clip-and-kl](02c-ratio-clip-and-kl.zh.ipynb)：样本旧了怎么办。
