// %% [markdown]
// # 03b · Why entropy collapses
//
// The mask of notebook 03 goes where the policy is uncertain, and training takes the uncertainty away: the policy sharpens, its entropy falls, exploration ends. What drives
// the fall? For one softmax the answer is a covariance of log-probability and advantage. This notebook derives it, checks it on the small decision process, where all is exact,
// and then at every position of a language model in training.
//
// After it you can
//
// - [ ] derive the change of entropy from the covariance of log-probability and advantage
// - [ ] say which steps lower entropy and which raise it
// - [ ] say what the law foretells at one position, and what the batch covariance that trainers log does not
//
// | | |
// |---|---|
// | shows | the slope of the entropy, the law for the policy gradient and for the natural one, a hundred random policies, the law at 5,166 positions and steps of the testbed |
// | takes | under a minute on two cores |
// | needs | notebooks 01 and 03; the base model `data/models/M`, which is part of this repository |
// | uses the modules | [`src/tabular`](../src/tabular), [`src/entropy`](../src/entropy), [`src/models`](../src/models), [`src/rollout`](../src/rollout), [`src/training`](../src/training), [`src/figures`](../src/figures) |
//
// Source: Cui et al. 2025, *The Entropy Mechanism of Reinforcement Learning for Reasoning Language Models* (arXiv 2505.22617).

// %%
import {
  countdown, entropy, figures, kernels, models, notebook, random, rollout, statistics,
  tabular, training,
} from "forking-tokens";

// %% [markdown]
// The small decision process of notebook 01 again: five states, three actions, one logit for each. At the two forks all actions are equally likely, and the entropy is as high as
// it can be; on the road and in the swamp one action has 95 %.

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
// ## 1. What drives the entropy
//
// A softmax has $\partial\pi_b/\partial z_a=\pi_b(\mathbb{1}[a=b]-\pi_a)$. Put that into the derivative of $H=-\sum_b\pi_b\ln\pi_b$:
//
// $$\frac{\partial H}{\partial z_a}=-\sum_b(\ln\pi_b+1)\,\pi_b\big(\mathbb{1}[a=b]-\pi_a\big)=-\pi_a(\ln\pi_a+1)+\pi_a(1-H)=-\pi_a(\ln\pi_a+H),$$
//
// because $\sum_b\pi_b\ln\pi_b=-H$. So raising the logit of a likely action lowers the entropy, and raising that of an unlikely one ($\ln\pi_a<-H$) raises it. All fifteen logits, against differences:

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
// Now all logits of a state move a little, by $\Delta z$:
//
// $$\Delta H\approx-\sum_a\pi_a(\ln\pi_a+H)\,\Delta z_a=-\operatorname{Cov}_{a\sim\pi}\big(\ln\pi_a,\;\Delta z_a\big),$$
//
// since $-H$ is the mean of $\ln\pi_a$, which a covariance takes off (Lemma 1 of Cui et al.). Under policy-gradient ascent with step $\eta$ the logits move by $\Delta z_a=\eta\,d(s)\,\pi_a A_a$, with $d(s)$ the probability
// of visiting $s$, so
//
// $$\Delta H(s)\approx-\eta\,d(s)\operatorname{Cov}_{a\sim\pi}\big(\ln\pi_a,\;\pi_aA_a\big).$$
//
// In words: entropy falls where likely actions are the good ones, and rises where an unlikely action is good. Shrink the step and the approximation must become exact.

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
// And the formula itself, term by term, for the road (state 3), against differences:

// %%
const pi = tabular.actionProbabilities(world, theta, 3);
const logPi = tabular.actionLogProbs(world, theta, 3);
const piA = pi.map((p, a) => p * advantage[3][a]);
const byHand = -visits[3] * tabular.weightedCovariance(pi, logPi, piA);
const byDifferences = tabular.finiteDifferences(([eta]) => entropyAfter(eta)[3], [0])[0];
console.log("dH/dη on the road by the formula:", byHand.toFixed(6));
notebook.checkStep("dH/dη = −d Cov(ln π, π A)", byHand - byDifferences);

// %% [markdown]
// The *natural* policy gradient makes it simpler still. It measures a step by how far it moves the distribution, not the logits: the gradient is
// multiplied by the pseudo-inverse of the Fisher matrix, which for one softmax is $d(s)\big(\operatorname{diag}\pi-\pi\pi^\top\big)$.
// What is left is the advantage alone, $\Delta z_a=\eta A_a$ (up to a constant, which a softmax does not see), so
//
// $$\Delta H(s)\approx-\eta\operatorname{Cov}_{a\sim\pi}\big(\ln\pi_a,\;A_a\big).$$
//
// Trainers log a relative of this: one covariance over all sampled tokens of a batch, with the response's advantage at each. It also counts how the *positions* differ:
// it grows where good responses pass through positions at which the model is sure.
//
// On the road this covariance is larger than the plain gradient's above: the plain gradient hardly moves an action that is hardly ever taken, the natural one moves it by its full advantage.

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
// Now the same at a hundred random policies, all states, with a finite step of 0.2. The count leaves out the opener (state 0): its advantages are all zero, so its entropy cannot move.

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
// The dots lie on the diagonal. Entropy does not always fall: where the policy is wrong and sure of it, it rises. These random policies are often that; a trained one
// seldom is, and so its entropy falls in the long run.
//
// ## 2. The same law on the testbed
//
// A language model shares its weights over all positions, so $\Delta z$ is no longer ours to choose; but whatever it is, the lemma holds at every position.
// We fix a set of responses once (the base model's, to 20 problems), train on other problems, and read the full logits at every fixed position before and after each step.

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
// `readPolicy` gives the logits $z$ and the probabilities $p$ at every fixed position. Since $\ln\pi=z-\text{const}$, the covariance may be taken with $z$ itself.

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
// Six steps of DAPO on all tokens (8 prompts × 8 responses, the study's learning rate). After each: the mean over all fixed positions, and the batch's own
// covariance of log-probability and advantage, which trainers log.

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
// Position by position the lemma foretells what happens on a network too. The *mean* is foretold less well: first-order terms of both signs cancel over the positions,
// the second-order terms, which the lemma leaves out, do not. In the run saved here the predicted mean is too high in all six steps, and at step 1 it has the wrong sign.
//
// The batch's covariance, which trainers log, is a coarser thing: it pools positions that have nothing to do with each other, sees the sampled tokens only,
// and forgets how a step at one position moves the others. In the run saved here it was positive in every step, as in collapse, while the mean entropy of the fixed set
// moved by less than 0.001 nats a step and mostly up: six steps are not a collapse, and the sign of one logged covariance does not foretell one. What a whole training
// does to entropy is measured in notebook 07.
//
// ## What was claimed and what was measured

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
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **3b.1** ★ At the fork all three actions are equally likely. What is $dH/d\eta$ of one policy-gradient step there, whatever the advantages?
//
// <details><summary>Hint (click)</summary>
//
// How much does $\ln\pi_a$ vary from action to action?
//
// </details>

// %%
const answer3b1: number | undefined = undefined;
notebook.checkAnswer("3b.1", answer3b1, "d9f9578b73f4");

// %% [markdown]
// **3b.2** ★★ A state has $\pi=(0.9,\,0.1)$ and advantages $(0.1,\,-0.9)$. What is $dH/d\eta$ of one policy-gradient step there, if every episode visits it? (Three decimals, with sign.)
//
// <details><summary>Hint (click)</summary>
//
// Section 1. The covariance of two quantities over two values is $\pi_1\pi_2$ times the product of their differences.
//
// </details>

// %%
const answer3b2: number | undefined = undefined;
notebook.checkAnswer("3b.2", answer3b2, "0ca0b38d8355");

// %% [markdown]
// **3b.3** ★★ Give advantages for the three actions of a state with $\pi=(0.5,\,0.3,\,0.2)$, with mean zero under $\pi$, such that a policy-gradient step *raises* the entropy.
//
// <details><summary>Hint (click)</summary>
//
// Entropy falls where the likely actions are the good ones.
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
// **3b.4** ★★ Write Lemma 1 yourself: a function from the logits of a position and their change to the predicted change of entropy. A constant added to all logits must not matter. (The check compares it with differences.)
//
// <details><summary>Hint (click)</summary>
//
// First the softmax. Then the covariance may be taken with the logits in place of $\ln\pi$.
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
// **An open project** ★★★ The lemma keeps the first order alone. Derive the second-order term of $\Delta H$ in $\Delta z$ and put it into `compare`. How much of the relative error does it take away? And how large may the step become (ten times the learning rate, sixteen gradient steps on a batch) before each of the two predictions is no better than "no change"?
//
// **Next:** the entropy of a reasoning model, measured ([notebook 04](04-token-entropy.ipynb)), and the study itself ([notebook 06](06-ablation-80-20.ipynb)).
