// %% [markdown]
// # 导览：学习真的只靠少数不确定的 token 吗？
//
// 语言模型推理时，大多数 token 几乎是确定的：补完一个词、抄写一个数、算完一个和。少数 token 是开放的：推理在这里可以走向不同的方向。Wang 等人（2025，*Beyond the 80/20 Rule*）把这些高熵 token 称为**分叉**（fork），并主张强化学习只需看熵最高的 20 % 的 token，把其余 80 % 的梯度丢掉，而不会有任何损失。
//
// 本笔记在一个小到可以当场训练的模型上展示整个论断：任务、按熵着色的思维链、熵的分布，以及一次实时实验：用三种方式选择接收梯度的 token。
//
// 读完之后你能够
//
// - [ ] 说出 token 的熵度量什么，并读懂按熵着色的思维链
// - [ ] 区分真分叉与装饰性分叉
// - [ ] 陈述论文的论断，以及一次短训练能说明什么、不能说明什么
//
// | | |
// |---|---|
// | 用时 | 双核机器上约一分钟 |
// | 需要 | `data/models/M` 中的基座模型（15 万参数，S 到 XL 四种规模中第二小的，由 `npm run pre-train` 从零训练） |
// | 用到的模块 | [`src/countdown`](../src/countdown)（任务）、[`src/models`](../src/models)、[`src/rollout`](../src/rollout)（模型及其回答）、[`src/entropy`](../src/entropy)、[`src/statistics`](../src/statistics)（度量）、[`src/training`](../src/training)、[`src/figures`](../src/figures)、[`src/notebook`](../src/notebook) |
//
// 中文版与英文版的代码单元完全相同，输出与图共用；图表中的文字保留英文。

// %%
import {
  analysis, claims, countdown, entropy, figures, kernels, models, notebook, random,
  rollout, statistics, tokens, training,
} from "forking-tokens";

console.log((await kernels.selectBackend()).line);

// %% [markdown]
// ## 论文发现了什么
//
// 论文在两个竞赛基准上的结果，梯度分别施加于全部 token 与熵最高的 20 %：模型越大，增益越大。每根柱子是一次训练，没有给出置信区间。

// %%
await notebook.showFigure(figures.paperAccuracyFigure(), "figure-1b-paper");

// %% [markdown]
// ## 任务
//
// *Countdown*：用三个数，各用一次，通过 `+`、`-`、`*` 得到目标数。模型用一种只有 120 个 token 的严格小语言写出思维链，最多尝试四次。验证器读取它：最后一次尝试得到目标、且回答声称得到，则奖励为 1，否则为 0。

// %%
const problem = countdown.sampleProblem(random.seededRng(4), { split: "test" });
console.log(countdown.decodeTokens(countdown.promptTokens(problem)));

// %% [markdown]
// 基座模型读过这类问题的随机搜索过程：它会这种语言和算术，但几乎不知道哪一步是好棋。我们让它回答六次。

// %%
const base = models.loadPolicy("../data/models/M");
const task = countdown.countdownTask();
const sampling = { task: task, maxNewTokens: task.maxResponseTokens };
const sixEach = { samplesPerPrompt: 6, rng: random.seededRng(1), ...sampling };
const answers = rollout.verifiedRollouts(base, [problem], sixEach);
const { columns, verdicts } = answers;
verdicts.forEach(({ outcome }, r) =>
  console.log(
    outcome.padEnd(14),
    countdown.decodeTokens(tokens.ofResponse(columns, columns.tokens, r)),
  ),
);

// %% [markdown]
// ## 它在哪里不确定？
//
// 写出每个 token 之前，模型持有一个覆盖全部 120 个 token 的分布。它的熵 $H_t = -\sum_j p_{t,j} \ln p_{t,j}$（单位：奈特）表示选择有多开放：只有一个 token 可能时为 0，公平硬币为 $\ln 2 \approx 0.69$。下面是一条回答，熵越高颜色越深。
//
// 与大语言模型不同，这里我们知道每个 token *是什么*。**真分叉**（实线框）决定奖励：选哪些数、哪种运算、再试一次还是放弃。**装饰性分叉**（虚线框）什么也不决定：`try`、`maybe` 还是 `perhaps`；`left` 还是 `now`。其余 token 都是被确定的。

// %%
const lengths = tokens.responseLengths(columns);
const longest = lengths.indexOf(Math.max(...lengths));
const answerTokens = Array.from(
  tokens.ofResponse(columns, columns.tokens, longest),
  (id, t) => ({
    token: countdown.VOCABULARY[id],
    entropy: columns.entropies[columns.starts[longest] + t],
    role: countdown.ROLE_NAMES[verdicts[longest].roles[t]],
  }),
);
const breaks = ["try", "maybe", "perhaps", "left", "now", "want", "yes", "no"];
const lines = answerTokens.reduce(
  (rows, token) => {
    if (rows.length === 0 || breaks.includes(token.token)) rows.push([]);
    rows[rows.length - 1].push(token);
    return rows;
  },
  [] as (typeof answerTokens)[],
);
const thought = figures.chainOfThoughtFigure(lines, {
  title: "One chain of thought, tokens colored by entropy",
});
await notebook.showFigure(thought, "tour-chain-of-thought");

// %% [markdown]
// ## 大多数 token 是确定的
//
// 现在看许多回答：基座模型在全部测试题上的回答。

// %%
const testProblems = countdown.problemsOf("test").map((entry) => entry.problem);
const twoEach = { samplesPerPrompt: 2, rng: random.seededRng(2), ...sampling };
const sample = rollout.verifiedRollouts(base, testProblems, twoEach);
const { entropies } = sample.columns;
const percentile80 = statistics.quantile(entropies, 0.8);
const distribution = figures.entropyDistributionFigure([
  { name: "base model", entropies },
]);
await notebook.showFigure(distribution, "tour-entropy-distribution");

// %%
notebook.showTable([
  {
    measure: "response tokens",
    here: entropies.length,
    paper: "over 1,000,000",
  },
  {
    measure: "share of tokens below 0.01 nats",
    here: entropy.shareBelow(entropies, 0.01),
    paper: "0.506 (Fig 2a, Qwen3-8B)",
  },
  {
    measure: "80th percentile of the entropy (nats)",
    here: percentile80,
    paper: "0.672 (Fig 2a, Qwen3-8B)",
  },
]);

// %% [markdown]
// 与论文一样，多数 token 几乎确定（这里 74 %，论文 51 %），熵最高的五分之一从接近一枚公平硬币之处开始。我们的选择只有几种，各自成为一个分开的峰。
//
// ## 在哪些 token 上训练？
//
// 带可验证奖励的强化学习（RLVR）：对十六道题各采样八个回答，加以验证，提高优于本组平均的回答中各 token 的对数概率。三次训练即实验的三个**组**（arm），除了接收梯度的 token 之外完全相同：**全部** token、熵最高的 **20 %**、或熵最低的 **80 %**。

// %%
const steps = { quick: 18, default: 60, full: 120 }[notebook.notebookPreset()];
const arms = { all: "all tokens", top: "top 20 %", bottom: "bottom 80 %" } as const;
const newRun = (arm: keyof typeof arms) => {
  const policy = models.loadPolicy("../data/models/M");
  const own = { arm, learningRate: 4e-4, rule: "quantile" as const };
  const config = training.rlvrConfig({ base: "../data/models/M", ...own });
  const adam = training.rlvrOptimizer(policy, config);
  return { arm, policy, config, adam, steps: [] as number[], values: [] as number[] };
};
const limit = { maxNewTokens: countdown.MAX_RESPONSE_TOKENS };
const validation = { split: "validation" as const, samples: 2, ...limit };
const accuracyOf = (policy) => training.evaluatePolicy(policy, validation).accuracy;

// %% [markdown]
// 下一个单元新建三个策略并训练它们，因此可以随时停止并重新运行。

// %%
const runs = (Object.keys(arms) as (keyof typeof arms)[]).map(newRun);
const curves = () =>
  figures.trainingCurvesFigure(
    runs.map((run) => ({ ...run, name: arms[run.arm] })),
    {
      title: "Accuracy on validation problems while training",
      y: "accuracy (share of right answers, T = 1)",
    },
  );
const live = notebook.liveFigure();
const line = notebook.progressLine("training three arms", { total: steps });
const startsAt = accuracyOf(base); // the same for all three
for (let step = 0; step <= steps; step++) {
  for (const run of runs) {
    if (step % 6 === 0) {
      run.steps.push(step);
      run.values.push(step === 0 ? startsAt : accuracyOf(run.policy));
    }
    if (step < steps) training.rlvrStep(run.policy, run.adam, run.config, step);
    await live.update(curves);
  }
  const latest = runs.map((run) => `${run.arm} ${run.values.at(-1).toFixed(2)}`);
  line.update(step, latest.join("  "));
}
line.finish();
await live.finish(curves(), "tour-ablation");

// %% [markdown]
// ## 这次短训练的结论
//
// 测试集的题目不参与强化学习（不过基座模型读过的随机搜索也覆盖它们）。每题四个回答，给出 95 % 置信区间（对题目做自助法）。

// %%
const test = { split: "test" as const, samples: 4, ...limit };
const results = runs.map(({ arm, policy }) => ({
  arm,
  ...training.evaluatePolicy(policy, test),
}));
notebook.showTable(
  results.map((result) => ({
    "gradient on": arms[result.arm],
    accuracy: result.accuracy,
    low: result.accuracyInterval.low,
    high: result.accuracyInterval.high,
    valid: result.validRate,
    "waits a response": result.meanWaits,
    "entropy (nats)": result.meanEntropy,
  })),
);

// %% [markdown]
// 三个组回答的是同样的题目，因此逐题比较：题目的难易就抵消了。上表中两个区间即使重叠，差异仍可能是明确的。

// %%
const [all, top, bottom] = results.map(({ rightCounts, samples }) =>
  Float64Array.from(rightCounts, (right) => right / samples),
);
const differences = {
  topLessAll: analysis.pairedDifference(top, all),
  allLessBottom: analysis.pairedDifference(all, bottom),
  topLessBottom: analysis.pairedDifference(top, bottom),
};
const words = {
  above: "are ahead of",
  below: "are behind",
  within: "cannot be told apart from",
  undecided: "cannot be told apart from",
};
const written = { digits: 1, scale: 100, signed: true };
const compare = (first: string, second: string, difference: statistics.Interval) =>
  console.log(
    `On these problems ${first} ${words[statistics.intervalSide(difference)]} ${second}:`,
    statistics.intervalText(difference, written),
    "points.",
  );
compare("the top 20 %", "all tokens", differences.topLessAll);
compare("all tokens", "the bottom 80 %", differences.allLessBottom);
compare("the top 20 %", "the bottom 80 %", differences.topLessBottom);
console.log("That compares runs, not methods: another seed may turn it.");

// %%
claims.recordClaims(claims.tourClaims(differences, { steps: steps }));

// %% [markdown]
// 一次短训练、一个种子，证明不了什么。`06-ablation-80-20` 用多个种子、置信区间、其他比例以及论文缺少的对照来做这件事：随机选取的 token，以及一个知道真分叉在哪里的神谕（oracle）。
//
// ## 练习
//
// 把 `undefined` 换成答案并运行单元。一颗星：一支铅笔一分钟；两颗：需要想一想，或写几行代码；三颗：一个晚上。检查不会泄露答案。
//
// **0.1** ★ 两种续写的可能性相等。熵是多少奈特（三位小数）？论文的分叉阈值略低于它。
//
// <details><summary>提示（点击）</summary>
//
// $-\sum_j p_j\ln p_j$，两项相同。
//
// </details>

// %%
const answer01: number | undefined = undefined;
notebook.checkAnswer("0.1", answer01, "5ef0da6db244");

// %% [markdown]
// **0.2** ★★ 三个数是 9、5、3，目标是 7。在 `try 9 - 5 = 4 left 4 3 : 7 + 1 - 12 * want 7 + = 7` 中，有六个 token 是选出来的：`try`、`9`、`-`、`5`、`left` 和最后的 `+`，其余都由它们决定。这六个中*真*分叉占多大比例？
//
// <details><summary>提示（点击）</summary>
//
// 六个之中，哪些可以换成别的词，而不改变其后的任何数？
//
// </details>

// %%
const answer02: number | undefined = undefined;
notebook.checkAnswer("0.2", answer02, "be0d838c3fe4");

// %% [markdown]
// **0.3** ★ 一道题的八个回答中有两个正确（奖励为 1，其余为 0）。训练把每个回答与本组平均相比：两个差各是多少？先写正确回答的，再写错误回答的。
//
// <details><summary>提示（点击）</summary>
//
// 奖励的平均值就是正确回答的比例。
//
// </details>

// %%
const answer03: number[] | undefined = undefined;
notebook.checkAnswer("0.3", answer03, "cf0f6ee78d42");

// %% [markdown]
// **开放课题** ★★★ 给上面的实验加上第四组 `random`：token 数与最高 20 % 相同，但随机抽取。它更接近最高组还是最低组？一次训练说明不了多少：更换种子，用置信区间判断（[笔记 06](06-ablation-80-20.ipynb) 做过）。
//
// | 接下来 | |
// |---|---|
// | [01-policy-gradient](01-policy-gradient.zh.ipynb) | 梯度从何而来，每一步都验证 |
// | [02-six-returns](02-six-returns.zh.ipynb) | token 的对数概率乘以什么：六种形式，各自的偏差与方差 |
// | [02b-forms-on-the-testbed](02b-forms-on-the-testbed.zh.ipynb) | 在语言模型上比较这些形式，评论家（critic）需要学习 |
// | [02c-ratio-clip-and-kl](02c-ratio-clip-and-kl.zh.ipynb) | 旧策略的样本：PPO 的比率与裁剪、KL、DAPO |
// | [03-the-seventh-form](03-the-seventh-form.zh.ipynb) | 熵掩码：它的各处选择，以及它对梯度做了什么 |
// | [03b-why-entropy-collapses](03b-why-entropy-collapses.zh.ipynb) | 推动熵的协方差：先精确推导，再到试验台上 |
// | [04-token-entropy](04-token-entropy.ipynb)（英文） | 测量熵，并与真分叉对照 |
