// %% [markdown]
// # 05 · Forks and temperature
//
// If high-entropy tokens are forks and the rest is execution, then the two should bear heat differently: explore at the
// forks, stay exact elsewhere. The paper decodes a trained model with one temperature for tokens above an entropy threshold
// and another for the rest (its Fig 3) and reports that cooling the forks costs much more than cooling the rest, that
// heating the forks is far better than heating the rest, and that a hot rest ends in nonsense. Here the same is done on a
// task where we also know which tokens are *truly* forks, for the base model and after reinforcement learning.
//
// After it you can
//
// - [ ] decode with one temperature at the forks and another elsewhere, and say what the threshold is measured on
// - [ ] read the paper's Figure 3, and name the two failures that a share of valid answers counts together
// - [ ] say why the size of the vocabulary decides how much heat does harm
//
// | | |
// |---|---|
// | shows | accuracy and validity with intervals over the paper's temperatures and finer ones around 1, split by entropy and split by true forks |
// | takes | some seconds: what it draws is recorded |
// | needs | the base model `data/models/M`, the recorded run `data/runs/checkpoints/M-all-seed0` and the recorded scores `data/measurements/two-temperatures.json` |
// | uses the modules | [`src/rollout`](../src/rollout) (a temperature for each token), [`src/analysis`](../src/analysis) (split decoding), [`src/entropy`](../src/entropy), [`src/statistics`](../src/statistics), [`src/paper`](../src/paper), [`src/figures`](../src/figures) |

// %%
import {
  analysis, claims, countdown, entropy, figures, kernels, models, notebook, paper,
  random, rollout, statistics, study,
} from "forking-tokens";

console.log((await kernels.selectBackend()).line);

// %% [markdown]
// ## The rule
//
// $$p'_t=\operatorname{softmax}(z_t/T'_t),\qquad T'_t=\begin{cases}T_\text{high}&H_t>h\\T_\text{low}&\text{otherwise}\end{cases}$$
//
// (the paper's Eq. 5). $H_t$ is measured at temperature 1; the threshold $h$ is absolute, and strictly exceeded.

// %%
const rule = rollout.twoTemperatures({ threshold: 0.672, high: 2, low: 0.5 });
for (const logits of [[0, 0, 0], [4, 0, 0]]) {
  const nats = entropy.tokenEntropy(logits);
  const temperature = rule({ group: 0, response: new Int32Array(), entropy: nats });
  const entropyThere = entropy.tokenEntropy(logits, { temperature });
  console.log(
    `H = ${nats.toFixed(3)}: decoded at T = ${temperature},`,
    `where H = ${entropyThere.toFixed(3)}`,
  );
}

// %% [markdown]
// ## Two models and their thresholds
//
// The paper's threshold 0.672 is the 80th percentile of its own model's entropies. We take each model's own 80th percentile.

// %%
const problems = countdown.countdownTask().problems("test");
const checkpoints = study.recordedCheckpoints("all");
const policies = {
  base: models.loadPolicy("../data/models/M"),
  trained: models.loadPolicy(checkpoints[checkpoints.length - 1].folder),
};

// %%
const thresholdOf = (policy: models.Policy) => {
  const rollouts = analysis.measuredRollouts(policy, problems, {
    samplesPerPrompt: 1,
    maxNewTokens: countdown.MAX_RESPONSE_TOKENS,
    rng: random.seededRng(1),
  });
  return statistics.quantile(rollouts.columns.entropies, 0.8);
};
const thresholds = {
  base: thresholdOf(policies.base),
  trained: thresholdOf(policies.trained),
};
console.log("thresholds (nats):", thresholds);

// %% [markdown]
// ## The grid
//
// The paper's eight temperatures, and finer ones around 1. Every setting answers the same problems, so that differences
// between settings are compared problem by problem. All held-out problems with one answer each say more, for the same time, than
// half of them with two: it is the problems that differ most.
//
// All settings take a minute, so they are recorded: `npm run temperature-grid` decodes them again, with `--samples 16` sixteen
// times each. The forks, or the rest, have a temperature of the list, the other tokens 1.

// %%
const recorded = analysis.readGrids("../data/measurements/two-temperatures.json");
const byEntropy = {
  base: recorded.base.byEntropy,
  trained: recorded.trained.byEntropy,
};
const temperatures = byEntropy.trained.temperatures;
console.log(
  `${recorded.problems} held-out problems, answers at each setting: ${recorded.samples};`,
  `T = ${temperatures.join(", ")}`,
);

// %% [markdown]
// One setting decoded here, forks at $T=1.5$, gives the recorded answers, problem by problem.

// %%
const forksAt = 1.5;
const decoded = analysis.splitDecoding(policies.trained, problems, {
  high: forksAt,
  low: 1,
  threshold: thresholds.trained,
  samples: recorded.samples,
  seed: recorded.seed,
});
const kept = byEntropy.trained.high[temperatures.indexOf(forksAt)];
const alike = decoded.accuracy.filter((score, i) => score === kept.accuracy[i]);
console.log(`${alike.length} of ${problems.length} problems are answered as recorded`);

// %%
type Score = "accuracy" | "valid";
const curvesOf = (
  { temperatures, ...grid }: analysis.TemperatureGrid,
  score: Score,
  forks: string,
  rest: string,
): figures.TemperatureCurve[] =>
  (["high", "low"] as const).map((varies) => ({
    name: `T of ${varies === "high" ? forks : rest} varies, the others at 1`,
    varies,
    points: grid[varies].map((scores, i) => ({
      temperature: temperatures[i],
      score: analysis.meanOverProblems(scores[score]),
    })),
  }));
const entropyCurves = (score: Score) =>
  Object.entries(byEntropy).map(([title, grid]) => {
    const [forks, rest] = ["high-entropy tokens", "low-entropy tokens"];
    return { title, curves: curvesOf(grid, score, forks, rest) };
  });

// %% [markdown]
// ## Accuracy (Fig 3)
//
// Beside ours stand the fifteen scores that the paper's figure prints. It does not print which of them belongs to which curve
// and temperature, so they stand apart.

// %%
const paperLabels = paper.paperTable("figure-3-labels").map(({ label }) => label);
const accuracyFigure = figures.temperatureSplitFigure(entropyCurves("accuracy"), {
  title: "Accuracy with two decoding temperatures (Fig 3)",
  y: "share of right answers",
  paperLabels,
});
await notebook.showFigure(accuracyFigure, "figure-3-accuracy");

// %%
const cell = (scores: Float64Array) =>
  statistics.intervalText(analysis.meanOverProblems(scores), { digits: 2 });
const rows = (grid: analysis.TemperatureGrid) =>
  grid.temperatures.map((temperature, i) => ({
    T: temperature,
    "forks at T: right": cell(grid.high[i].accuracy),
    "rest at T: right": cell(grid.low[i].accuracy),
    "forks at T: valid": cell(grid.high[i].valid),
    "rest at T: valid": cell(grid.low[i].valid),
  }));
notebook.showTable(rows(byEntropy.trained));

// %% [markdown]
// ## Validity
//
// A response is *valid* when it keeps the grammar and the arithmetic and comes to an end, right or wrong. So the share of
// valid ones counts two failures together: an answer *breaks* (a wrong token), or it runs *out of budget* (it tries beyond
// the last attempt, or does not end).

// %%
const validFigure = figures.temperatureSplitFigure(entropyCurves("valid"), {
  title: "Valid responses with two decoding temperatures",
  y: "share of valid responses",
});
await notebook.showFigure(validFigure, "figure-3-validity");

// %% [markdown]
// What the trained model's answers come to, at a few settings of the grid (forks are the tokens above its threshold):

// %%
const task = countdown.countdownTask();
const outcomesAt = (forks: number, rest: number) => {
  const [high, low] = [forks, rest].map((T) => Math.max(T, 1e-6));
  const { verdicts } = rollout.verifiedRollouts(policies.trained, problems, {
    task,
    temperature: rollout.twoTemperatures({ threshold: thresholds.trained, high, low }),
    maxNewTokens: task.maxResponseTokens,
    samplesPerPrompt: recorded.samples,
    rng: random.seededRng(recorded.seed),
  });
  const counts = ["right", "wrong", "broken", "out-of-budget"].map((wanted) => [
    wanted,
    verdicts.filter(({ outcome }) => outcome === wanted).length,
  ]);
  return { "T of forks": forks, "T of the rest": rest, ...Object.fromEntries(counts) };
};
const fewSettings: [number, number][] = [[0, 1], [1, 1], [2, 1], [1, 0], [1, 2]];
notebook.showTable(fewSettings.map(([forks, rest]) => outcomesAt(forks, rest)));

// %% [markdown]
// At $T=1$ already 102 of 250 answers are invalid, and 82 of them ran out of budget. Heat *breaks* answers: 136 with the
// forks at $T=2$, 173 with the rest there, and fewer run out. Cold forks do the opposite: 12 break, and 114 run out. So
// at the forks validity falls on both sides of $T=1$, for opposite reasons.
//
// ## Split by the truth
//
// Entropy mixes real forks with decorative ones, and misses forks of which the model is already sure. So the same again, with
// the temperature tied to what the next token *is*: a real fork, known by construction, or anything else.

// %%
const byTruth = {
  base: recorded.base.byTruth,
  trained: recorded.trained.byTruth,
};
const truthCurves = Object.entries(byTruth).map(([title, grid]) => ({
  title,
  curves: curvesOf(grid, "accuracy", "real forks", "all other tokens"),
}));
const truthFigure = figures.temperatureSplitFigure(truthCurves, {
  title: "Accuracy, split by true forks",
  y: "share of right answers",
});
await notebook.showFigure(truthFigure, "figure-3-true-forks");

// %%
notebook.showTable(rows(byTruth.trained));

// %% [markdown]
// ## Claimed and measured
//
// Each claim becomes a difference of mean accuracy over a range of temperatures, paired by problem, with its 95 % interval; the
// reading follows from the interval's sign. "Not clear" means that the interval holds zero.

// %%
type InRange = (T: number) => boolean;
const averaged = (
  { temperatures, ...grid }: analysis.TemperatureGrid,
  varied: "high" | "low",
  inRange: InRange,
) => {
  const chosen = grid[varied].filter((_, i) => inRange(temperatures[i]));
  return Float64Array.from({ length: recorded.problems }, (_, p) =>
    chosen.reduce((sum, { accuracy }) => sum + accuracy[p] / chosen.length, 0),
  );
};
const { coldBelow, hotFrom, farFrom } = claims.TEMPERATURE_RANGES;
const cold: InRange = (T) => T < coldBelow;
const hot: InRange = (T) => T >= hotFrom;
const warm: InRange = (T) => T > 1 && T < hotFrom;
console.log(`cold is T < ${coldBelow}, hot T >= ${hotFrom}, far too hot T >= ${farFrom}`);

// %%
const differences = (grid: analysis.TemperatureGrid) => {
  const forks = (inRange: InRange) => averaged(grid, "high", inRange);
  const rest = (inRange: InRange) => averaged(grid, "low", inRange);
  const atOne = forks((T) => T === 1);
  return {
    "cooling forks costs more than cooling the rest": analysis.pairedDifference(
      rest(cold),
      forks(cold),
    ),
    "heating forks is better than heating the rest": analysis.pairedDifference(
      forks(hot),
      rest(hot),
    ),
    "cooling forks costs accuracy": analysis.pairedDifference(atOne, forks(cold)),
    "warming forks a little (1 < T < 1.5) adds accuracy": analysis.pairedDifference(
      forks(warm),
      atOne,
    ),
  };
};
const READINGS = {
  above: "holds here",
  below: "the opposite here",
  within: "not clear",
  undecided: "not clear",
};
const verdictOf = (difference: statistics.Interval) =>
  READINGS[statistics.intervalSide(difference)];

// %%
const settings = {
  "base, by entropy": byEntropy.base,
  "trained, by entropy": byEntropy.trained,
  "base, by true forks": byTruth.base,
  "trained, by true forks": byTruth.trained,
};
const verdicts = Object.entries(settings).flatMap(([setting, grid]) =>
  Object.entries(differences(grid)).map(([claim, difference]) => ({
    claim,
    setting,
    "difference in accuracy": statistics.intervalText(difference, { signed: true }),
    verdict: verdictOf(difference),
  })),
);
notebook.showTable(verdicts.sort((a, b) => a.claim.localeCompare(b.claim)));

// %% [markdown]
// In words, computed from the same table:

// %%
for (const claim of Object.keys(differences(byEntropy.trained))) {
  const found = verdicts.filter((row) => row.claim === claim);
  const texts = found.map(({ setting, verdict }) => `${verdict} (${setting})`);
  console.log(`${claim}: ${texts.join("; ")}.`);
}

// %% [markdown]
// The paper decoded one trained model and split by entropy, so its claims are judged by ours in the same setting; the base model's
// number stands beside. One run with one seed is behind it: the intervals are over problems. (Where no answer at all is valid, a
// bootstrap finds no spread; of $n$ answers without a valid one, the true share may still be up to $3/n$.)

// %%
const invalidWithHotRest = ({ temperatures, low }: analysis.TemperatureGrid) => {
  const farOut = low.filter((_, i) => temperatures[i] >= farFrom);
  const invalid = Float64Array.from({ length: recorded.problems }, (_, p) =>
    farOut.reduce((sum, { valid }) => sum + (1 - valid[p]) / farOut.length, 0),
  );
  return analysis.meanOverProblems(invalid);
};
const numbersOf = (grid: analysis.TemperatureGrid) => {
  const found = differences(grid);
  return {
    coolingForksCosts: found["cooling forks costs accuracy"],
    coolingForksCostsMore: found["cooling forks costs more than cooling the rest"],
    heatingForksIsBetter: found["heating forks is better than heating the rest"],
    invalidWithHotRest: invalidWithHotRest(grid),
  };
};
const before = { base: numbersOf(byEntropy.base), problems: recorded.problems };
claims.recordClaims(claims.temperatureClaims(numbersOf(byEntropy.trained), before));

// %% [markdown]
// Two readings go with the tables. Before reinforcement learning the model samples its forks almost blindly, so cooling them, which
// follows its slight preferences every time, *adds* accuracy. Afterwards cooling the *true* forks costs accuracy (11 points); for
// forks chosen by entropy the interval still holds zero. A likely reason: a cooled model repeats the attempt that has just failed.
// The paper only had the second kind of model. And heat at a fork is not mere exploration: it also picks tokens that are no choice
// at all, and with the forks at $T=2$ 136 of 250 answers break, where 20 did at $T=1$.
//
// Two cautions. The paper's model had been trained by reinforcement learning and distillation to explore at length, and its score
// is an average over hard contest problems; a greedy fork there loses a second chance that a long answer would have used. And
// a vocabulary of 120 tokens leaves a hot token only 119 ways to go wrong: that makes heat on the rest *less* harmful here
// than with a vocabulary of 150,000.
//
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **5.1** ★ Two logits, 2 and 0. At which temperature is the probability of the first exactly 0.75 (three decimals)?
//
// <details><summary>Hint (click)</summary>
//
// The ratio of the two probabilities is $e^{2/T}$.
//
// </details>

// %%
const answer51: number | undefined = undefined;
notebook.checkAnswer("5.1", answer51, "ecb58eef6106");

// %% [markdown]
// **5.2** ★★ A determined token has probability 0.999, the other 0.001 is spread evenly over 119 tokens. What is its probability at $T=2$ (two decimals)?
//
// <details><summary>Hint (click)</summary>
//
// Dividing logits by $T$ raises probabilities to the power $1/T$; normalize afterwards.
//
// </details>

// %%
const answer52: number | undefined = undefined;
notebook.checkAnswer("5.2", answer52, "f914ba00b144", { digits: 2 });

// %% [markdown]
// **5.3** ★ The same token at $T=2$ with a vocabulary of 150,000 instead (two decimals)? This is why the vocabulary's size matters.
//
// <details><summary>Hint (click)</summary>
//
// As in 5.2, with 149,999 others.
//
// </details>

// %%
const answer53: number | undefined = undefined;
notebook.checkAnswer("5.3", answer53, "30bc0a8bd336", { digits: 2 });

// %% [markdown]
// **5.4** ★★ Write a temperature rule of your own: 1.5 for the first three tokens of a response, 1 afterwards.
//
// <details><summary>Hint (click)</summary>
//
// The rule is asked *before* a token is drawn: what is the length of `response` then?
//
// </details>

// %%
const answer54: ((state: { response: Int32Array }) => number) | undefined = undefined;
notebook.checkAnswer("5.4", answer54, (mine) =>
  [0, 2, 3, 9].every((n) => {
    const temperature = mine({ response: new Int32Array(n) });
    return temperature === (n < 3 ? 1.5 : 1);
  }),
);

// %% [markdown]
// **An open project** ★★★ The paper heats *all* forks. Heat only those that come after a failed attempt (the response so far is in the state of a rule), at several temperatures, and compare with heating as many forks chosen at random. Does exploring where the model has just been wrong pay more than exploring anywhere? State before the run which difference, with which interval, would convince you.
//
// **Next:** [06-ablation-80-20](06-ablation-80-20.ipynb): train on the forks only.
