// %% [markdown]
// # A tour: do a few uncertain tokens carry the learning?
//
// When a language model reasons, most of its tokens are nearly certain: they finish a word, copy a number, complete a
// sum. A few are open: here the reasoning could go one way or another. Wang et al. (2025, *Beyond the 80/20 Rule*)
// call these high-entropy tokens **forks**, and claim that reinforcement learning may look at the top 20 % of tokens
// by entropy alone, drop the gradient of the other 80 %, and lose nothing.
//
// This notebook shows the whole claim on a model small enough to train while you watch: the task, a chain of thought
// colored by entropy, the distribution of entropies, and a live experiment with three ways to choose the tokens
// that receive gradient.
//
// After it you can
//
// - [ ] say what the entropy of a token measures, and read a chain of thought that is colored by it
// - [ ] tell a real fork from a decorative one
// - [ ] state the paper's claim, and what one short run can and cannot say about it
//
// | | |
// |---|---|
// | takes | under a minute on two cores |
// | needs | the base model in `data/models/M` (150 thousand parameters, the second smallest of four sizes, S to XL, trained from scratch by `npm run pre-train`) |
// | uses the modules | [`src/countdown`](../src/countdown) (the task), [`src/models`](../src/models), [`src/rollout`](../src/rollout) (the model and its answers), [`src/entropy`](../src/entropy), [`src/statistics`](../src/statistics) (measures), [`src/training`](../src/training), [`src/figures`](../src/figures), [`src/notebook`](../src/notebook) |

// %%
import {
  analysis, claims, countdown, entropy, figures, kernels, models, notebook, random,
  rollout, statistics, tokens, training,
} from "forking-tokens";

console.log((await kernels.selectBackend()).line);

// %% [markdown]
// ## What the paper found
//
// Its result on two contest benchmarks, with gradient on all tokens and on the top 20 %: the larger the model, the
// larger the gain. Each bar is one training run, and no interval is printed.

// %%
await notebook.showFigure(figures.paperAccuracyFigure(), "figure-1b-paper");

// %% [markdown]
// ## The task
//
// *Countdown*: reach a target from three numbers, using each once, with `+`, `-` and `*`. The model answers with a
// chain of thought of up to four attempts, in a strict little language of 120 tokens. A verifier reads it: reward 1
// if the last attempt reaches the target and the answer claims it, else 0.

// %%
const problem = countdown.sampleProblem(random.seededRng(4), { split: "test" });
console.log(countdown.decodeTokens(countdown.promptTokens(problem)));

// %% [markdown]
// The base model has read random searches for such problems: it knows the language and the arithmetic, and has
// little idea which moves are good. We let it answer six times.

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
// ## Where is it uncertain?
//
// Before each token the model holds a distribution over all 120 tokens. Its entropy,
// $H_t = -\sum_j p_{t,j} \ln p_{t,j}$ (in nats), says how open the choice is: 0 when only one token is possible,
// $\ln 2 \approx 0.69$ for a fair coin. Below is one answer, darker where the entropy is higher.
//
// Unlike in a large language model we know what each token *is*. A **real fork** (solid frame) decides the reward:
// which numbers, which operation, try again or give up. A **decorative fork** (dotted frame) decides nothing: `try`,
// `maybe` or `perhaps`; `left` or `now`. Everything else is determined.

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
// ## Most tokens are certain
//
// Now many answers: the base model on all test problems.

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
// As in the paper, most tokens are next to certain (74 %, there 51 %), and the top fifth begins near a fair coin. Our
// few kinds of choice stand as separate peaks.
//
// ## Train on which tokens?
//
// Reinforcement learning with verifiable rewards: sample eight answers to each of sixteen problems, verify them, and
// raise the log-probability of the tokens of answers that did better than their group's average. Three runs, the
// **arms** of the experiment, are the same in everything but the tokens that receive gradient: **all** of them, the
// **top 20 %** by entropy, or the **bottom 80 %**.

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
// The next cell makes three fresh policies and trains them, so that it can be stopped and run again.

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
// ## The verdict of this short run
//
// The problems of the test split are kept out of reinforcement learning (the random searches that the base model has read cover
// them too). Four answers to each, with a 95 % interval (bootstrap over problems).

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
// All three arms answered the same problems, so they are compared problem by problem: how hard a problem is then
// cancels out. Two intervals of the table may overlap although the difference is clear.

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
// One short run with one seed proves little. `06-ablation-80-20` does it with seeds, intervals, other shares and the
// controls that the paper lacks: random tokens, and an oracle that knows the true forks.
//
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **0.1** ★ Two continuations are equally likely. What is the entropy in nats (three decimals)? The paper's threshold for a fork is just below it.
//
// <details><summary>Hint (click)</summary>
//
// $-\sum_j p_j\ln p_j$ with two terms that are alike.
//
// </details>

// %%
const answer01: number | undefined = undefined;
notebook.checkAnswer("0.1", answer01, "5ef0da6db244");

// %% [markdown]
// **0.2** ★★ The numbers are 9, 5 and 3, the target is 7. In `try 9 - 5 = 4 left 4 3 : 7 + 1 - 12 * want 7 + = 7` six tokens were chosen:
// `try`, `9`, `-`, `5`, `left` and the last `+`. The rest follows from them. Which share of the six are *real* forks?
//
// <details><summary>Hint (click)</summary>
//
// Which of the six could have been another word without changing any number behind it?
//
// </details>

// %%
const answer02: number | undefined = undefined;
notebook.checkAnswer("0.2", answer02, "be0d838c3fe4");

// %% [markdown]
// **0.3** ★ Two of eight answers to a problem are right (reward 1, else 0). Training compares each with its group's average: what are the two differences, of a right answer first and of a wrong one?
//
// <details><summary>Hint (click)</summary>
//
// The average of the rewards is the share of right answers.
//
// </details>

// %%
const answer03: number[] | undefined = undefined;
notebook.checkAnswer("0.3", answer03, "cf0f6ee78d42");

// %% [markdown]
// **An open project** ★★★ Add a fourth arm, `random`, to the experiment above: as many tokens as the top 20 %, chosen by lot. Is it nearer to the top or to the bottom? One run says little: change the seeds, and judge by intervals ([notebook 06](06-ablation-80-20.ipynb) has done so).
//
// | next | |
// |---|---|
// | `01-policy-gradient` | where the gradient comes from, every step checked |
// | `02-six-returns` | what a token's log-probability is multiplied by: six forms, their bias and variance |
// | `02b-forms-on-the-testbed` | the forms on a language model, with a critic that has to be learned |
// | `02c-ratio-clip-and-kl` | samples of an old policy: PPO's ratio and clip, KL, DAPO |
// | `03-the-seventh-form` | the entropy mask: its choices, and what it does to the gradient |
// | `03b-why-entropy-collapses` | the covariance that drives entropy, exactly and on the testbed |
// | `04-token-entropy` | entropy measured, and held against the true forks |
