// %% [markdown]
// # 01 · The policy gradient, step by step
//
// A language model that is trained by reinforcement learning is a *policy*: it chooses tokens, and at the end somebody says
// how good the answer was. This notebook derives the rule that turns such a reward into a change of the model's weights. Every
// step is stated as a formula and then checked in the next cell, with symbols where that is possible and with numbers
// everywhere. The numbers come from a decision process so small that all its trajectories can be listed, so "exact" means exact.
//
// After it you can
//
// - [ ] write down the probability of a trajectory and say which factor depends on the weights
// - [ ] derive REINFORCE from the log-derivative trick, and say why the environment drops out
// - [ ] prove that earlier rewards, and anything else that the action does not touch, are noise in the estimate
// - [ ] prove the policy-gradient theorem from the finished estimator
// - [ ] say why a loss of 0 still teaches
//
// | | |
// |---|---|
// | shows | trajectory probability → log-derivative trick → the environment drops out → the gradient of log-softmax → the estimator → the grad-log-prob lemma → causality → the final estimator; and why a loss of 0 still teaches |
// | takes | under a minute on two cores |
// | needs | high-school derivatives and expectations; no GPU, no data |
// | uses the modules | [`src/tabular`](../src/tabular) (the small decision process), [`src/policy-gradient`](../src/policy-gradient) (returns, advantages, losses), [`src/random`](../src/random), [`src/figures`](../src/figures) |
//
// Sources: Williams 1992 (REINFORCE); Sutton et al. 2000 (policy-gradient theorem); the order of the steps follows
// OpenAI's *Spinning Up*, part 3.

// %%
import {
  figures, notebook, policyGradient, random, statistics, tabular,
} from "forking-tokens";
import { derivative, parse } from "mathjs";

// %% [markdown]
// Two small helpers: one rounds for printing, one gives the largest difference between two lists. A third comes from the library: `checkStep` says that a step
// of the derivation holds, and fails the cell if it does not.

// %%
const rounded = (values: ArrayLike<number>, digits = 4) =>
  Array.from(values, (x) => Number(x.toFixed(digits)) + 0);
const gap = statistics.largestDifference;

// %% [markdown]
// ## 1. A world small enough to list
//
// `crossroads()` is a chain of thought in miniature. An *opener* is chosen (it changes nothing), a coin decides about a toll
// of +1 or −1, then comes a *fork*: two ways, or waiting for a *second look* at a price of 0.1. The way leads to the *road* or
// to the *swamp*, where one action carries on and the others spoil the answer. A right answer brings a reward of 1.

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
// Each row is a state, each column an action, each number $\pi_\theta(a\mid s)$. The policy is a softmax with one logit per
// state and action,
//
// $$\pi_\theta(a\mid s)=\frac{e^{\theta_{s,a}}}{\sum_b e^{\theta_{s,b}}},$$
//
// which is what a language model has at its end, except that there the logits come from a network. The indices used from here on:
//
// | symbol | meaning | range |
// |---|---|---|
// | $t$ | time step (token position) | $0,\dots,T-1$; $T$ is the length of the trajectory at hand, 3 or 4 here |
// | $s_t,\;a_t,\;r_t$ | state (the prefix), action (the token), reward at step $t$ | |
// | $\tau$ | a trajectory $(s_0,a_0,r_0,\dots,s_{T-1},a_{T-1},r_{T-1})$ | 198 of them here |
// | $R(\tau)=\sum_t r_t$ | its return | |
// | $\theta_{s,a}$ | a logit | $5\times 3$ of them here |

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
// ## 2. The probability of a trajectory
//
// The policy and the environment take turns, so the probability is a product with two kinds of factors:
//
// $$P_\theta(\tau)=\underbrace{\prod_{t=0}^{T-1}\pi_\theta(a_t\mid s_t)}_{\text{the policy}}\;\underbrace{\prod_{t=0}^{T-1}p(s_{t+1},r_t\mid s_t,a_t)}_{\text{the environment}}.$$
//
// If that is right, the 198 products sum to one.

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
// They do. Only the first factor contains $\theta$; this will matter in section 5.
//
// ## 3. The objective
//
// We want the policy whose trajectories have the largest expected return:
//
// $$J(\theta)=\mathbb{E}_{\tau\sim P_\theta}[R(\tau)]=\sum_\tau P_\theta(\tau)\,R(\tau).$$
//
// Three ways to compute it: the sum over all trajectories; the value of the start state, swept backwards through the
// process; and the average over sampled trajectories, the only one that a language model can afford.

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
// The first two agree to the last digit; the third is near and would move with another seed.
//
// ## 4. The log-derivative trick
//
// The gradient of $J$ is $\sum_\tau \nabla P_\theta(\tau)\,R(\tau)$. That is a sum, not an expectation, so it cannot be
// estimated by sampling. One identity turns it into one. Since $\nabla\log f=\nabla f/f$,
//
// $$\nabla_\theta P_\theta(\tau)=P_\theta(\tau)\,\nabla_\theta\log P_\theta(\tau).$$
//
// First with symbols: take $p$, the probability of the first of three actions with logits $x,y,z$, and let mathjs form both sides, $p'$ and $p\,(\log p)'$.

// %%
const p = "exp(x) / (exp(x) + exp(y) + exp(z))";
const left = derivative(p, "x");
const right = parse(`(${p}) * (${derivative(`log(${p})`, "x")})`);
const point = { x: 0.3, y: -1, z: 0.7 };
console.log("p' =", left.toString());
notebook.checkStep("p' = p (log p)'", left.evaluate(point) - right.evaluate(point));

// %% [markdown]
// And with numbers, for the whole trajectory of section 1: the left side by finite differences on $P_\theta(\tau)$, the right
// side as $P_\theta(\tau)$ times finite differences on its logarithm.

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
// The two sides agree to rounding. With the trick,
//
// $$\nabla_\theta J=\sum_\tau P_\theta(\tau)\,R(\tau)\,\nabla_\theta\log P_\theta(\tau)=\mathbb{E}_{\tau\sim P_\theta}\big[R(\tau)\,\nabla_\theta\log P_\theta(\tau)\big],$$
//
// an expectation over trajectories: something that can be sampled.
//
// ## 5. The environment drops out
//
// A logarithm turns the product of section 2 into a sum, and the environment's terms do not contain $\theta$:
//
// $$\nabla_\theta\log P_\theta(\tau)=\sum_{t=0}^{T-1}\nabla_\theta\log\pi_\theta(a_t\mid s_t)+\underbrace{\sum_{t=0}^{T-1}\nabla_\theta\log p(s_{t+1},r_t\mid s_t,a_t)}_{=\,0}.$$
//
// So the left side, for which we needed the environment's probabilities, must equal a sum that uses the policy alone.

// %%
const policyOnly = tabular.trajectoryLogGradient(world, theta, example);
notebook.checkStep("∇log P = Σ ∇log π", gap(gradLogP, policyOnly));
const elsewhere = exampleAt(theta.map((x, i) => x + i)).dynamicsProbability;
const environment = elsewhere - example.dynamicsProbability;
notebook.checkStep("the environment's factor is the same at another θ", environment);

// %% [markdown]
// This is why a language model needs no model of its verifier: how a reward comes about is never differentiated.
//
// ## 6. The gradient of log-softmax
//
// What is left is $\nabla\log\pi_\theta(a\mid s)$ for a softmax. Write $\log\pi_\theta(a\mid s)=\theta_{s,a}-\log\sum_b e^{\theta_{s,b}}$ and differentiate:
//
// $$\frac{\partial\log\pi_\theta(a\mid s)}{\partial\theta_{s,b}}=\mathbb{1}[a=b]-\pi_\theta(b\mid s).$$
//
// mathjs derives it for three actions. The two differences below are formed with symbols and then evaluated at random logits.

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
// Zero up to rounding, at a hundred places. `logProbGradient` is this formula for the tabular policy; here it is at the fork,
// where all three actions have probability 1/3, for the first action.

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
// The chosen action's logit goes up, all others go down by their own probability, and the entries sum to zero.
//
// ## 7. The first estimator
//
// Sections 4 to 6 together give REINFORCE in its first form:
//
// $$\nabla_\theta J=\mathbb{E}_{\tau\sim P_\theta}\Big[R(\tau)\sum_{t=0}^{T-1}\nabla_\theta\log\pi_\theta(a_t\mid s_t)\Big].$$
//
// The expectation can be enumerated here. It has to agree with finite differences on $J$, which know nothing of the trick, and
// with a third formula that mentions no trajectory at all (the policy-gradient theorem, proved in section 11): the probability of visiting $s$, times
// $\pi(a\mid s)$, times the advantage $A(s,a)=Q(s,a)-V(s)$. $V(s)$ is the expected return from $s$ on, $Q(s,a)$ the same after taking $a$ there.

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
// Three routes, one gradient. Read the table: the opener's row is zero, because that choice changes nothing; at the fork the
// first way is to be raised, the second lowered, and waiting lowered most; on road and swamp the action that carries on is to be raised a little.
//
// ## 8. The limit of the estimator
//
// From $n$ sampled trajectories we take the mean of $R(\tau)\sum_t\nabla\log\pi_\theta(a_t\mid s_t)$. Its mean squared distance to the
// exact gradient is $\operatorname{Var}/n$, where $\operatorname{Var}$ is the sum of the variances of all entries for one trajectory. The
// next cell measures the distance for growing $n$, twenty times each.

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
// The measured distances lie on the line that theory draws: ten times closer costs a hundred times the samples. This is the
// reason for everything in notebook 02: whoever lowers the variance saves samples.

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
// ## 9. The grad-log-prob lemma
//
// In any state, the expected gradient of the log-probability is zero:
//
// $$\mathbb{E}_{a\sim\pi_\theta(\cdot\mid s)}\big[\nabla_\theta\log\pi_\theta(a\mid s)\big]=\sum_a\pi_\theta(a\mid s)\frac{\nabla_\theta\pi_\theta(a\mid s)}{\pi_\theta(a\mid s)}=\nabla_\theta\sum_a\pi_\theta(a\mid s)=\nabla_\theta 1=0.$$
//
// Probabilities always sum to one, so what one action gains the others lose.

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
// Zero in every state. The lemma has a consequence that carries the rest of this notebook and all of the next: multiply
// $\nabla\log\pi_\theta(a_t\mid s_t)$ by *anything that does not depend on* $a_t$, and the expectation stays zero.
//
// ## 10. Causality: only later rewards count
//
// Write out the product $R(\tau)\sum_t\nabla\log\pi_\theta(a_t\mid s_t)$: it contains every pair of a reward $r_{t'}$ and an action $a_t$. A reward from
// *before* the action does not depend on it, so given the history up to $s_t$ it is a constant, and by the lemma
//
// $$\mathbb{E}\big[r_{t'}\,\nabla_\theta\log\pi_\theta(a_t\mid s_t)\big]=\mathbb{E}\Big[r_{t'}\,\underbrace{\mathbb{E}_{a_t\sim\pi_\theta(\cdot\mid s_t)}\big[\nabla_\theta\log\pi_\theta(a_t\mid s_t)\big]}_{=\,0}\Big]=0\qquad\text{for } t'<t.$$
//
// The table shows the length of the exact expectation for every pair.

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
// Rows are the reward's step $t'$, columns the action's step $t$. On and below the diagonal ($t'\ge t$) stands what an action causes.
// Above it ($t'<t$) everything is zero in expectation. But each single term is not zero: it is noise. Leave it out and keep
// the *reward-to-go* $G_t=\sum_{t'\ge t}r_{t'}$.

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
// Same expectation, less variance, for free. (The toll is what goes: a coin tossed before the fork no longer shakes the
// fork's gradient.)
//
// ## 11. The estimator, finished
//
// $$\nabla_\theta J=\mathbb{E}_{\tau\sim P_\theta}\Big[\sum_{t=0}^{T-1}\Psi_t\,\nabla_\theta\log\pi_\theta(a_t\mid s_t)\Big],\qquad \Psi_t=\sum_{t'=t}^{T-1}r_{t'}.$$
//
// The number $\Psi_t$ says how strongly the token at step $t$ is raised. There are six classical choices, which fill
// notebook 02; the seventh, a mask by entropy, fills notebook 03.
//
// ### The policy-gradient theorem
//
// Collect the terms of this expectation by state and action. A trajectory visits $s$ with probability $d(s)$ (at most once here), then takes $a$ with probability $\pi(a\mid s)$, and what follows is worth $\mathbb{E}[\Psi_t\mid s_t=s,a_t=a]=Q(s,a)$ on average:
//
// $$\nabla J=\sum_s d(s)\sum_a\pi(a\mid s)\,Q(s,a)\,\nabla\log\pi(a\mid s)=\sum_s d(s)\sum_a\pi(a\mid s)\,A(s,a)\,\nabla\log\pi(a\mid s),$$
//
// the second step by the lemma of section 9, since $V(s)$ does not depend on $a$. For the softmax put in $\mathbb{1}[a=b]-\pi(b\mid s)$; because $\sum_a\pi(a\mid s)A(s,a)=0$ only the first part is left, and $\partial J/\partial\theta_{s,b}=d(s)\,\pi(b\mid s)\,A(s,b)$: the third route of section 7.

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
// ### On one token
//
// "Raise the probability of the token that brought reward" is the whole rule. Suppose that at the fork the second action was
// sampled. A step of size 1 moves the logits by $\Psi\,(\mathbb{1}[a=b]-\pi(b))$: up with $\Psi=+1$, down with $\Psi=-1$.

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
// A reward raises the sampled token at the cost of all others; a penalty lowers it and spreads its share over all others,
// good or bad alike.
//
// ### On the whole policy
//
// Gradient ascent with the exact gradient, with the first form, and with reward-to-go, 10 trajectories per step.

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
// One run each proves little. Twenty runs of 20 steps with different seeds:

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
// Both forms estimate the same gradient, so for small steps they climb about equally fast on average. The runs with the first form scatter
// more widely, because it credits the toll to every action. With larger steps that noise can cost return too.
//
// ## 12. Why the loss reads 0 while the gradient does not
//
// Trainers minimize a *loss* whose gradient is the negative estimator. With advantages centered within a group,
// on the very policy that sampled (ratio $=1$), and with responses of one length (or one mean per response, as in GRPO), the loss is minus the mean
// advantage, which is zero **by construction**, whatever the model has learnt. With one mean over all tokens, as in DAPO, long responses weigh more
// and the loss is some other number, which says just as little. Two right and two wrong responses of three tokens each:

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
// The loss is zero, the gradient is not: the right responses' tokens are pushed up, the wrong ones' down, by equal amounts. The
// value of this loss is no measure of progress; watch the reward, the entropy and the length instead. (The exact climb
// above shows the same from the other side: what rises is $J$, which appears in no loss.)
//
// ## What was claimed and what was measured

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
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **1.1** ★ The policy of section 1 plays *opener, first action; toll +1; fork, first action; road; first action; reward 1*. What is
// $P_\theta(\tau)$? (Three decimals. The fork's first action leads to the road with probability 0.75, and the road's first
// action is rewarded with probability 0.9.)
//
// <details><summary>Hint (click)</summary>
//
// Six factors: three of the policy, in the table of section 1, and three of the environment, of which one is the coin.
//
// </details>

// %%
const answer11: number | undefined = undefined;
notebook.checkAnswer("1.1", answer11, "c766bb81fc77");

// %% [markdown]
// **1.2** ★ A state has $\pi=(0.7,\,0.2,\,0.1)$ and the *third* action was sampled. Give the three entries of $\nabla\log\pi$ with respect to
// this state's logits.
//
// <details><summary>Hint (click)</summary>
//
// Section 6. The entries sum to zero.
//
// </details>

// %%
const answer12: number[] | undefined = undefined;
notebook.checkAnswer("1.2", answer12, "c1b0b6907dd0");

// %% [markdown]
// **1.3** ★★ Write reward-to-go yourself, for rewards without discount: a function from a list of rewards to a list of the same
// length.
//
// <details><summary>Hint (click)</summary>
//
// The last entry is the last reward. What must be added to get the one before it?
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
// **1.4** ★★ Somebody adds 10 to the reward of every finished episode, right or wrong. What happens to the *expected* gradient: does
// it become "larger", "smaller" or stay the "same"? And the variance of the one-trajectory estimate with the first form, $R(\tau)$?
// Answer with two words.
//
// <details><summary>Hint (click)</summary>
//
// Every episode here ends, so all of them are finished: $R$ becomes $R+10$. Take the two terms apart, and recall section 9.
//
// </details>

// %%
const answer14: [string, string] | undefined = undefined;
notebook.checkAnswer("1.4", answer14?.join(" "), "b5c4ab6fe376");

// %% [markdown]
// **1.5** ★★ Give one set of 15 logits, different from `theta` in more than a shift per state, at which the exact gradient has length
// below $10^{-3}$ although the policy is *bad* (expected return below 0.3). This is why a confident wrong policy learns slowly.
//
// <details><summary>Hint (click)</summary>
//
// Every entry of the gradient has a factor $\pi(b\mid s)$ and, through the lemma, a factor $1-\pi$ of the favored action. What makes both sorts small at once?
//
// </details>

// %%
const answer15: number[] | undefined = undefined;
notebook.checkAnswer("1.5", answer15, (mine) => {
  const isFlat = Math.hypot(...tabular.exactGradient(world, mine)) < 1e-3;
  return isFlat && tabular.expectedReturn(world, mine) < 0.3;
});

// %% [markdown]
// **An open project** ★★★ Build a decision process of your own with `tabular.checkedMdp` (the source of `crossroads` shows how): a chain of thought in which one early choice decides everything and ten later ones nothing. How do the variance with $R$ and with reward-to-go grow with the number of idle steps? Predict it from section 10 before you compute it.
//
// **Next:** [02-six-returns](02-six-returns.ipynb): six choices of $\Psi_t$, their bias and their variance.
