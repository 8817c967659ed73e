// %% [markdown]
// # 11 · A rule, a reward and a task of your own
//
// Three things of a training run are what the field argues about, and each can be put in from outside: **which tokens
// receive gradient** (a token rule), **what a response earns** (a reward), and **what is to be solved** (a task). Each is
// an ordinary function or object of a few lines. Here is one of each, complete, trained while you watch, and compared
// with what is built in.
//
// The *arms* of the other notebooks are token rules too: `all`, `top`, `bottom`, `random` and the rest are the names
// of those that come with the kit, in [`src/token-rules/rules`](../src/token-rules/rules), one file for each or for a few
// of a kind.
//
// After it you can
//
// - [ ] write a token rule, a reward and a task, and train with each, here and from the command line
// - [ ] say which columns a rule sees, and what is computed only where it asks
// - [ ] say what is refused before a run begins, and why a run folder remembers the text of your module
//
// | | |
// |---|---|
// | shows | a token rule, a reward and a task, each under 25 lines, trained live and drawn; the same as modules for `npm run train` |
// | takes | about a minute on two cores |
// | needs | the base model in `data/models/S` |
// | opens the modules | [`src/token-rules`](../src/token-rules), [`src/task`](../src/task), [`src/tokens`](../src/tokens), [`src/training`](../src/training), [`src/figures`](../src/figures) |

// %%
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { countdown, figures, kernels, models } from "forking-tokens";
import { notebook, random, training } from "forking-tokens";
import type { Task, Reward } from "forking-tokens/task";
import type { RuleTokens, TokenRule } from "forking-tokens/token-rules";
import type { RecordedEvaluation, RlvrConfig } from "forking-tokens/training";
import type { RlvrOptions } from "forking-tokens/training";

console.log((await kernels.selectBackend()).line);

// %% [markdown]
// ## One run, drawn as it goes
//
// `trainRlvr` takes a configuration and, beside it, whatever is not built in. Its metrics lines are those of
// `metrics.jsonl`: one a training step, and one for each evaluation, which has a `split`. We keep the evaluations.

// %%
const steps = { quick: 18, default: 60, full: 200 }[notebook.notebookPreset()];
const shared = {
  ...{ base: "../data/models/S", steps: steps, learningRate: 4e-4, seed: 1 },
  ...{ evaluateEvery: 6, evaluationSamples: 2 },
};
type Watched = RlvrOptions & { onEvaluation: (line: RecordedEvaluation) => unknown };
const train = async (
  config: Partial<RlvrConfig> & { base: string; steps: number },
  { onEvaluation, ...own }: Watched,
) => {
  const line = notebook.progressLine("training", { total: config.steps });
  const { policy, metrics } = await training.trainRlvr(config, {
    ...own,
    signal: notebook.stopSignal(),
    onMetrics: async (metric) => {
      if (training.isEvaluation(metric)) await onEvaluation(metric);
      else line.update(metric.step + 1);
    },
  });
  line.finish();
  policy.dispose();
  return metrics;
};

// %% [markdown]
// ## A rule
//
// A rule is given the tokens of a batch in columns and returns **a weight for each**: 0, and the token receives no
// gradient; 1, and it receives its whole. The paper's own, `top`, is one line of code:
//
// ```ts
// ({ entropies, responses }) => highEntropyMask(entropies, { rho, rule, scope, groups: responses })
// ```
//
// The columns stand response after response, without padding:
//
// | column | holds |
// |---|---|
// | `tokens`, `logProbs`, `entropies` | of each token: its id, $\ln\pi(o_t)$ and $H_t$ in nats, under the policy that sampled it |
// | `advantages` | of each token, $A_t$ |
// | `rewards`, `prompts` | of each *response*: what it earned, and the prompt it answers |
// | `responses`, `starts` | the response of each token; where each response begins |
// | `oldLogProbs` | of each token under the policy that sampled, whatever `logProbs` are |
// | `roles` | of each token, where the task knows them |
//
// More is computed where a rule asks for it: `maxProbability`, `collisionMass`, `collisionLog`, `referenceLogProbs`,
// the full `distribution`, and that of the policy that sampled, `oldDistribution`. So here is a rule that the paper does not have. Entropy says where the model *could* have
// gone another way. This one looks at where it *did*: tokens that were drawn although another was likelier.

// %%
const offThePath: TokenRule = {
  name: "off-the-path",
  label: "not the likeliest",
  parameters: {},
  needs: ["maxProbability"],
  weights: ({ logProbs, maxProbability }: RuleTokens) =>
    logProbs.map((logProb, t) => (Math.exp(logProb) < 0.999 * maxProbability[t] ? 1 : 0)),
};

// %%
const arms = [
  { name: "all tokens", config: { arm: "all" as const }, own: {} },
  { name: "top 20 %", config: { arm: "top" as const }, own: {} },
  { name: offThePath.label, config: {}, own: { rule: offThePath } },
].map((arm) => ({ ...arm, evaluations: [] as RecordedEvaluation[], kept: 0 }));
const ruleCurves = () =>
  figures.trainingCurvesFigure(
    arms.map(({ name, evaluations }) => ({
      name: name,
      steps: evaluations.map(({ step }) => step),
      values: evaluations.map(({ accuracy }) => accuracy),
    })),
    {
      title: "Accuracy on validation problems while training",
      y: "accuracy (share of right answers, T = 1)",
    },
  );
const liveRules = notebook.liveFigure();
for (const arm of arms) {
  const onEvaluation = async (evaluation: RecordedEvaluation) => {
    arm.evaluations.push(evaluation);
    await liveRules.update(ruleCurves);
  };
  const options = { ...arm.own, onEvaluation: onEvaluation };
  const metrics = await train({ ...shared, ...arm.config }, options);
  const taken = metrics.filter((line) => line.split === undefined);
  arm.kept = taken.reduce((sum, line) => sum + line.keptFraction, 0) / taken.length;
}
await liveRules.finish(ruleCurves(), "own-rule");

// %%
notebook.showTable(
  arms.map(({ name, kept, evaluations }) => ({
    "gradient on": name,
    "share of the tokens (%)": 100 * kept,
    "accuracy at the start": evaluations[0].accuracy,
    "at the end": evaluations.at(-1).accuracy,
  })),
  { digits: 3 },
);

// %% [markdown]
// One short run each, one seed: enough to see that a rule works, not that it is better
// ([notebook 06](06-ablation-80-20.ipynb) says how many runs that takes). `keptFraction` is in every metrics line, so one sees at once
// how much a rule selects.
//
// A rule that has parameters, that goes with a paper, that is evaluated on the policy being trained rather than on the one that
// sampled (`entropyOf: "current"`), or that replaces PPO's clip (`coefficients`): see
// [`token-rule.ts`](../src/token-rules/token-rule.ts). To add one to the kit for good, write a file in `rules/` and a line in
// [`registry.ts`](../src/token-rules/registry.ts); then `--arm` knows its name.
//
// ## A reward
//
// The verifier says 1 or 0. What training pays may be something else: a function of the verdict and of the response.
// A verdict of Countdown has `reward`, `outcome`, `valid`, the `roles`, and counts among its `extras`. Here a right answer
// pays 1, and every token costs a hundredth, right or wrong. Beside it stands the run on all tokens from above, which had the
// verifier's reward.

// %%
const brief: Reward = ({ reward }, { tokens }) => reward - 0.01 * tokens.length;

// %%
type Measure = "accuracy" | "meanLength";
const panelOf = (y: string, key: Measure, priced: RecordedEvaluation[]) => ({
  y: y,
  curves: [
    { name: "right: 1", evaluations: arms[0].evaluations },
    { name: "right: 1, a token: -0.01", evaluations: priced },
  ].map(({ name, evaluations }) => {
    const values = evaluations.map((evaluation) => evaluation[key]);
    const at = evaluations.map(({ step }) => step);
    return { name: name, steps: at, values: values, low: values, high: values };
  }),
});
const rewardPanels = (priced: RecordedEvaluation[]) =>
  figures.curvePanelsFigure(
    [
      panelOf("accuracy", "accuracy", priced),
      panelOf("response length (tokens)", "meanLength", priced),
    ],
    { title: "What a price per token teaches" },
  );

// %%
const liveRewards = notebook.liveFigure();
const priced: RecordedEvaluation[] = [];
const onEvaluation = async (evaluation: RecordedEvaluation) => {
  priced.push(evaluation);
  await liveRewards.update(() => rewardPanels(priced));
};
await train({ ...shared, arm: "all" }, { reward: brief, onEvaluation: onEvaluation });
await liveRewards.finish(rewardPanels(priced), "own-reward");

// %% [markdown]
// With the price, answers become short at once: to give up after the first attempt saves tokens for sure, while another
// attempt is right only sometimes. Accuracy pays for it. What waiting costs, and when it pays, is section 5 of
// [notebook 12b](12b-what-a-mask-loses.ipynb).
//
// ## A task
//
// A task says which problems there are, how one is put to the model, and how an answer is judged. This one has nothing
// to do with Countdown but its vocabulary: *say the larger of two digits, then stop*. A model that has never been trained
// answers with any of 120 tokens, so a little is paid on the way: a quarter for naming one of the two, a quarter for stopping.

// %%
const { numberToken, TOKEN, EOS } = countdown;
const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const pairs = digits.flatMap((a) => digits.filter((b) => b !== a).map((b) => [a, b]));
const larger: Task<number[]> = {
  name: "the larger of two",
  parameters: { digits: digits },
  maxResponseTokens: 2,
  eosId: EOS,
  roles: ["real", "determined"],
  problems: (split) => pairs.filter((_, i) => (i % 4 === 0) === (split !== "train")),
  prompt: (pair) => [...pair.map(numberToken), TOKEN[">"]],
  verify: (pair, { tokens }) => {
    const named = pair.map(numberToken).includes(tokens[0]);
    const stopped = tokens[1] === EOS;
    const right = tokens[0] === numberToken(Math.max(...pair));
    return {
      reward: (named ? 0.25 : 0) + (right ? 0.5 : 0) + (stopped ? 0.25 : 0),
      outcome: right && stopped ? "right" : "wrong",
      valid: stopped,
      roles: Uint8Array.of(0, 1).subarray(0, tokens.length),
      extras: { right: right ? 1 : 0 },
    };
  },
};

// %% [markdown]
// Two things come for free. The mean of each of the `extras` is logged (here as `meanRight`). And since the roles say that the
// first token is a *real* fork and the second determined, the arm `oracle`, which trains the real forks alone, works here as it
// does in Countdown. A quarter of the pairs is held out from training.
//
// The policy is a fresh one of one block, its weights random.

// %%
const fresh = path.join(mkdtempSync(path.join(tmpdir(), "own-")), "fresh");
const size = { hiddenSize: 32, layers: 1, heads: 2, feedForward: 64 };
models.savePolicy(models.createPolicy(size, random.seededRng(1)), fresh);
const small = {
  ...{ base: fresh, steps: 60, prompts: 32, samples: 16, learningRate: 1e-2 },
  ...{ evaluateEvery: 5, evaluationSamples: 4 },
};
const taskRuns = [
  { name: "all tokens", arm: "all" as const },
  { name: "the answer alone", arm: "oracle" as const },
].map((run) => ({ ...run, steps: [] as number[], right: [], valid: [] }));
type Logged = RecordedEvaluation & { meanRight?: number };
for (const run of taskRuns) {
  const onEvaluation = ({ step, meanRight, validRate }: Logged) => {
    run.steps.push(step);
    run.right.push(meanRight);
    run.valid.push(validRate);
  };
  await train({ ...small, arm: run.arm }, { task: larger, onEvaluation: onEvaluation });
}

// %%
const panel = (y: string, key: "right" | "valid") => ({
  y: y,
  range: [0, 1.02] as [number, number],
  curves: taskRuns.map((run) => ({
    ...{ name: run.name, steps: run.steps },
    ...{ values: run[key], low: run[key], high: run[key] },
  })),
});
const panels = [panel("names the larger", "right"), panel("stops after it", "valid")];
const ownTask = figures.curvePanelsFigure(panels, {
  title: "The larger of two, held-out pairs, from random weights",
});
await notebook.showFigure(ownTask, "own-task");
notebook.showTable(
  taskRuns.map(({ name, right, valid }) => ({
    "gradient on": name,
    "names the larger": right[right.length - 1],
    "stops after it": valid[valid.length - 1],
  })),
  { digits: 3 },
);

// %% [markdown]
// Where only the answer is trained, the model learns the answer and never learns to stop: the token that would have to is not
// among those that receive gradient, though it is rewarded.
//
// ## The same from the command line
//
// ```sh
// npm run train -- --base data/models/S --rule ./off-the-path.mjs --out runs/mine
// npm run train -- --base data/models/S --reward ./brief.mjs --out runs/brief
// npm run train -- --base data/models/S --arm all --set fineTuning=direct --out runs/tuned
// ```
//
// The last one is supervised fine-tuning: the policy gradient with advantage 1 on right answers that the task writes, in place of samples that are judged. A task of your
// own does so with `answers: { kinds: ["right"], write: (kind, problem, rng) => ... }`.
//
// Each is a module whose default export is the function, rule or task, so `brief.mjs` has one line. A run folder records its name and
// the hash of its text, and refuses to go on with another:

// %%
const folder = mkdtempSync(path.join(tmpdir(), "own-"));
const file = path.join(folder, "brief.mjs");
const brevity = (cost: number) =>
  `export default ({ reward }, { tokens }) => reward - ${cost} * tokens.length;\n`;
const run = { base: "../data/models/S", prompts: 2, samples: 2, evaluationSamples: 1 };
const out = { folder: path.join(folder, "run"), reward: file };

writeFileSync(file, brevity(0.01));
await training.trainRlvr({ ...run, steps: 1 }, out);
console.log(new training.RunFolder(out.folder).record().parts);

writeFileSync(file, brevity(0.02));
const second = training.trainRlvr({ ...run, steps: 2 }, out);
const refusal = await second.catch((error) => error);
console.log(refusal.message.replace(out.folder, "runs/brief"));

// %% [markdown]
// ## What is refused
//
// Before anything is written, a run is rehearsed on a few responses. What no loss could use is an error that names the
// part, what came, and what was wanted.

// %%
const faulty: RlvrOptions[] = [
  { rule: () => [1, 2, 3] },
  { rule: ({ advantages }) => advantages.map(() => -1) },
  { reward: () => Number.NaN },
  { task: { ...larger, prompt: () => new Int32Array(500) } },
  { task: { ...larger, problems: () => [] } },
];
for (const part of faulty) {
  const refused = training.trainRlvr({ ...run, steps: 1 }, part).catch((error) => error);
  console.log((await refused).message);
}

// %% [markdown]
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **11.1** ★★ Write the weights of a rule that trains the last token of every response and no other.
//
// <details><summary>Hint (click)</summary>
//
// `starts` holds where each response begins, and, last of all, where the last one ends.
//
// </details>

// %%
const answer111: TokenRule["weights"] | undefined = undefined;
const three = { starts: Int32Array.of(0, 2, 3, 6), tokens: new Int32Array(6) };
notebook.checkAnswer("11.1", answer111, (mine) => {
  const weights = Array.from(mine({ ...three } as RuleTokens, undefined));
  return weights.join() === "0,1,1,0,0,1";
});

// %% [markdown]
// **11.2** ★ Write a reward that pays 1 for a right response of at most 40 tokens, half for a longer right one, and nothing else.
//
// <details><summary>Hint (click)</summary>
//
// A verdict's `reward` is 1 where the response is right; the second argument has the `tokens`.
//
// </details>

// %%
const answer112: Reward | undefined = undefined;
notebook.checkAnswer("11.2", answer112, (mine) =>
  [[1, 40, 1], [1, 41, 0.5], [0, 12, 0]].every(([reward, length, wanted]) => {
    const verdict = { reward: reward, outcome: "", valid: true };
    return mine(verdict, { tokens: new Int32Array(length), text: () => "" }) === wanted;
  }),
);

// %% [markdown]
// **11.3** ★★ Write `verify` for a task that asks for the *sum* of the two digits, then `<eos>`, and pays for nothing else.
//
// <details><summary>Hint (click)</summary>
//
// The task above, without what it pays on the way.
//
// </details>

// %%
const answer113: Task<number[]>["verify"] | undefined = undefined;
const answered = (...tokens: number[]) => ({
  ...{ tokens: Int32Array.from(tokens), text: () => "" },
});
notebook.checkAnswer("11.3", answer113, (mine) => {
  const paid = (tokens: number[]) => mine([4, 5], answered(...tokens)).reward;
  const sum = numberToken(9);
  return paid([sum, EOS]) === 1 && paid([sum]) === 0 && paid([numberToken(5), EOS]) === 0;
});

// %% [markdown]
// **11.4** ★★ A rule doubles all weights of another. By what factor does that change the gradient before its norm is clipped? And a rule that gives half of the tokens weight 0 and leaves the others as they are, where all tokens have the same gradient and `normalizer` is "selected"? (Two numbers.)
//
// <details><summary>Hint (click)</summary>
//
// What the sum is divided by counts the tokens of weight above 0.
//
// </details>

// %%
const answer114: number[] | undefined = undefined;
notebook.checkAnswer("11.4", answer114, "0aabfcaa40cf");

// %% [markdown]
// **An open project** ★★★ Build a task in which the forks are rare and late: a chain of copied digits, then one choice on which all depends, of which training sees the outcome alone. Train `all`, `top` and `oracle` on it for chains of several lengths, with three seeds each. Does the mask help more the longer the chain is, as "most tokens dilute the gradient" would have it?
