// %% [markdown]
// # 12b · What a mask loses, and what it keeps
//
// Notebook 12 says which tokens the mask by entropy misses. This one says why. First exactly, on a decision process that is small enough to write down: a mask
// splits the policy gradient in two, and a confident position learns through its slips, which the mask drops. Then on the testbed: which choices stand in the mask as training goes on, and why
// a fork leaves it by being learned. Two predictions followed from that, and were tested before P1, the first of notebook 12's, which were written down before their runs.
//
// After it you can
//
// - [ ] split a policy gradient into what a mask trains on and what it loses
// - [ ] say why what is learned leaves the mask, and why errors of low entropy hardly enter it
// - [ ] say what an intervention on the language shows that a comparison of settings does not
//
// | | |
// |---|---|
// | shows | kept and lost parts of the gradient, exactly → the gradient of a confident position, by token → composition of the mask through training, and which choices it keeps → the gap without decorative forks, and by how much is waited → other readings of the mask → what persistence costs |
// | takes | about half a minute |
// | needs | notebooks 03 and 06; `data/runs`, which the repository holds |
// | uses the modules | [`src/tabular`](../src/tabular) (a decision process small enough to enumerate), [`src/analysis`](../src/analysis) (choices in a mask), [`src/study`](../src/study) (runs and their differences), [`src/statistics`](../src/statistics) |

// %%
import {
  analysis, countdown, entropy, figures, kernels, models, notebook, random, rollout,
  statistics, study, tabular,
} from "forking-tokens";

console.log((await kernels.selectBackend()).line);

// %% [markdown]
// ## 1. What a mask loses, exactly
//
// The policy gradient is a sum over tokens (notebook 01), so a mask splits it in two,
//
// $$
// \nabla J=\underbrace{\sum_{(s,a)\ \text{kept}} d(s)\,\pi(a\mid s)\,A(s,a)\,\nabla\log\pi(a\mid s)}_{\text{what the mask trains on}}
// \;+\;\underbrace{\sum_{(s,a)\ \text{dropped}} d(s)\,\pi(a\mid s)\,A(s,a)\,\nabla\log\pi(a\mid s)}_{\text{what it loses}},
// $$
//
// with $d(s)$ the expected visits of the position. On the decision process of notebooks 01 to 03 every trajectory can be written down, so both
// parts are known without sampling. First that they are what they are called: the mean, over all trajectories, of the masked estimate is the first sum, and with the
// second it is the gradient. This cell fails if not.

// %%
const world = tabular.crossroads();
const theta = tabular.crossroadsLogits();
const entropies = tabular.stateEntropies(world, theta);
const isUncertain = (state) => entropies[state] > 0.5;
const kept = tabular.maskedGradient(world, theta, isUncertain);
const lost = tabular.maskedGradient(world, theta, (state) => !isUncertain(state));
const { advantage } = tabular.exactValues(world, theta);
const enumerated = tabular.exactMoments(world, theta, ({ states, actions }) =>
  states.map((s, t) => (isUncertain(s) ? advantage[s][actions[t]] : 0)),
);
const gradient = tabular.exactGradient(world, theta);
const away = (one, other) => Math.max(...one.map((g, i) => Math.abs(g - other[i])));
const sum = kept.map((g, i) => g + lost[i]);
const errors = [away(sum, gradient), away(kept, enumerated.mean)];
console.log(`kept + lost - gradient: ${errors[0].toExponential(1)}`);
console.log(`kept - mean over trajectories: ${errors[1].toExponential(1)}`);
if (!errors.every((error) => error < 1e-12)) throw new Error("the split is not exact");

// %% [markdown]
// How much of the gradient's squared length stands at each position, and what the mask by entropy leaves of it:

// %%
const lengthAt = (g, state) =>
  world.actions.reduce((sum, _, a) => sum + g[state * world.actions.length + a] ** 2, 0);
const whole = tabular.squaredNorm(gradient);
notebook.showTable(
  world.states.map((name, state) => ({
    position: name,
    "entropy (nats)": entropies[state].toFixed(3),
    "share of |gradient|² (%)": ((100 * lengthAt(gradient, state)) / whole).toFixed(1),
    "kept by entropy": isUncertain(state) ? "yes" : "no",
  })),
);

// %% [markdown]
// The opener has entropy and no gradient: it is decorative, and takes a place in the mask from positions that have some. A position that is
// nearly sure has little gradient, but what it has is lost for good.
//
// **Through which tokens does the gradient of a sure position come?** Take one position with two actions: going on, with probability $p$, and a slip. With
// $\Delta$ the difference of their values, $A(\text{on})=(1-p)\Delta$ and $A(\text{slip})=-p\Delta$; the two gradients of the log-probabilities are $(1-p)\,e$ and $-p\,e$ in the same direction $e$. So
//
// $$
// \underbrace{p\,(1-p)^2\,\Delta}_{\text{through going on}}\;+\;\underbrace{p^2(1-p)\,\Delta}_{\text{through the slip}}\;=\;p\,(1-p)\,\Delta .
// $$
//
// The share $p$ of the gradient comes through the slips, which are the share $1-p$ of the tokens. A position that is right 98 times in 100 learns to 98 % from the other
// two. A mask by entropy drops both; a mask that adds the 2 % of greatest surprise keeps nearly all of it. That is the rule `entropy-or-surprise` of notebook 12 (P3), which needs no
// knowledge of the task. The law on a process of one position and two actions; the cell fails if it is wrong:

// %%
const oneDecision = (p) => {
  const end = (reward) => [{ next: null, probability: 1, reward: reward }];
  const single = {
    states: ["start"],
    actions: ["go on", "slip"],
    transitions: [[end(1), end(0)]],
  };
  const logits = [Math.log(p), Math.log(1 - p)];
  const every = tabular.maskedGradient(single, logits, () => true);
  const slips = tabular.maskedGradient(single, logits, (_, action) => action === 1);
  return slips[0] / every[0];
};
const certainties = [0.5, 0.7, 0.9, 0.95, 0.98, 0.99];
notebook.showTable(
  certainties.map((p) => ({
    "probability of going on": p.toFixed(2),
    "tokens that are slips (%)": (100 * (1 - p)).toFixed(0),
    "gradient through slips (%)": (100 * oneDecision(p)).toFixed(1),
  })),
);
if (certainties.some((p) => Math.abs(oneDecision(p) - p) > 1e-12))
  throw new Error("the share through slips is not p");

// %% [markdown]
// Two warnings. A mask that looks at the token that was drawn, and not only at the position, is no longer free of the baseline: the advantage may not be shifted by a
// constant (notebook 03). And separate logits for every position hide what shared parameters do: there a dropped position still moves with the others. So this
// says what a mask loses of the *expected* gradient, not what a network makes of it. P3 is the test ([notebook 12](12-which-tokens.ipynb), section 3).

// %% [markdown]
// The recorded runs of the study, grouped by arm, as in notebook 12.

// %%
const runs = study.readRecordedRuns();
const arms = study.runGroups(runs);
const all = study.groupNamed(arms, "all tokens");
const top = study.groupNamed(arms, "top 20 %");
const points = (split, key: study.EvaluationKey = "accuracy") =>
  study.finalValue(split, key, { scale: 100 });
const written = (interval, digits = 1) =>
  statistics.intervalText(interval, { digits: digits, signed: true });
const look = ({ label, config }) => ({ name: label, ...figures.ARM_STYLES[config.arm] });

// %% [markdown]
// ## 2. Which choices does the mask keep?
//
// The mask knows entropies, not meanings. Its composition by role through training, for the arm that trains on it (mean over seeds):

// %%
const roles = ["Real", "Decorative", "Determined", "Error"];
const composition = (arm) =>
  roles.map((role) => ({
    name: role.toLowerCase(),
    color: figures.ROLE_COLORS[role.toLowerCase()],
    ...study.rolloutCurve(arm, (step) => step[`mask${role}`]),
  }));
const thresholds = [top, all].map((arm) => ({
  ...look(arm),
  dash: "dash",
  ...study.rolloutCurve(arm, (step) => step.threshold),
}));
await notebook.showFigure(
  figures.curvePanelsFigure(
    [
      {
        y: "share of the tokens with gradient",
        tickformat: ".0%",
        range: [0, 1],
        curves: composition(top),
      },
      { y: "threshold of the top 20 % (nats)", curves: thresholds },
    ],
    { title: `What the top 20 % consist of, ${study.seedsText([top])}` },
  ),
  "mask-composition",
);

// %%
notebook.showTable(
  roles.map((role) => {
    const { values } = study.rolloutCurve(top, (step) => step[`mask${role}`]);
    return {
      "share of the top 20 %": role.toLowerCase(),
      "first step": values[0],
      "last 10 steps": values[values.length - 1],
    };
  }),
);

// %% [markdown]
// Which forks leave, and which come? A run of each arm was recorded with its checkpoints. Each checkpoint answers 60 validation
// problems twice, and every choice is put to the test: is its entropy among the top 20 % of that batch?

// %%
const validation = countdown.countdownTask().problems("validation");
const answers = (policy) =>
  rollout.verifiedRollouts(policy, validation.slice(0, 60), {
    samplesPerPrompt: 2,
    maxNewTokens: countdown.MAX_RESPONSE_TOKENS,
    task: countdown.countdownTask(),
    rng: random.seededRng(1),
  });
const choicesOf = (arm) =>
  study.recordedCheckpoints(arm).map((checkpoint) => {
    const policy = models.loadPolicy(checkpoint.folder);
    const given = answers(policy);
    const found = analysis.choiceShares(given, { rule: top.config.rule });
    policy.dispose();
    const tryAgain = analysis.waitingShare(given);
    return { step: checkpoint.step, shares: found, tryAgain: tryAgain };
  });
const measured = { all: choicesOf("all"), top: choicesOf("top") };

// %%
const { orange, blue, purple, green, vermillion } = figures.OKABE_ITO;
const choiceColors = [orange, blue, purple, green, vermillion];
const choiceCurves = (arm, key) =>
  countdown.CHOICES.map((choice, i) => {
    const values = measured[arm].map((point) => point.shares[i][key]);
    return {
      name: choice,
      color: choiceColors[i],
      dash: i === 0 || i === 2 ? "dot" : "solid",
      steps: measured[arm].map((point) => point.step),
      values: values,
      low: values,
      high: values,
    };
  });
const choicePanel = (y, range, arm, key) => ({
  y: y,
  range: range,
  curves: choiceCurves(arm, key),
});

// %%
const keptOnTop = "kept (trained on top 20 %)";
const onTop = "nats (trained on top 20 %)";
const onAll = "nats (trained on all tokens)";
await notebook.showFigure(
  figures.curvePanelsFigure(
    [
      { ...choicePanel(keptOnTop, [0, 1.02], "top", "kept"), tickformat: ".0%" },
      choicePanel(onTop, [0, 1.2], "top", "meanEntropy"),
      choicePanel(onAll, [0, 1.2], "all", "meanEntropy"),
    ],
    { title: "Choices: share in the mask, entropy; one run an arm (dotted: decorative)" },
  ),
  "choices-in-the-mask",
);

// %%
const waitOrSo = countdown.CHOICES.indexOf("wait or so");
const connective = countdown.CHOICES.indexOf("connective");
notebook.showTable(
  ["top", "all"].flatMap((arm) =>
    measured[arm].map((point) => ({
      "trained on": arm === "top" ? "top 20 %" : "all tokens",
      step: point.step,
      "waits after a failed attempt": point.tryAgain,
      "wait or so: kept": point.shares[waitOrSo].kept,
      "its entropy (nats)": point.shares[waitOrSo].meanEntropy,
      "connective: kept": point.shares[connective].kept,
      "its entropy": point.shares[connective].meanEntropy,
    })),
  ),
);

// %% [markdown]
// How to read it. Waiting pays in this task, so `wait or so` becomes confident early, and once its entropy is below the threshold the mask hardly ever reaches it. That does not stop it: trained on the top 20 % the share that
// waits goes on rising, carried by the weights that it shares with what is trained, or by single batches that still reach it; which of the two was not measured. It is *slower* than with all tokens (compare the red lines of the middle and the right panel). A binary
// fork leaves the mask when the likelier side reaches $p^*=H^{-1}(\tau)$, with $\tau$ the threshold.
// In this run $\tau$ falls until step 160 and $p^*$ rises with the fork; then $\tau$ rises again, $p^*$ falls, and the fork goes on: it is not held at $p^*$.

// %%
const topRun = runs.find(({ name }) => name === "checkpoints/M-top-seed0");
const thresholdBefore = (step) => {
  const before = topRun.steps.slice(Math.max(0, step - 10), step);
  return statistics.mean(before.map(({ threshold }) => threshold));
};
notebook.showTable(
  measured.top
    .filter((point) => point.step > 0 && point.step % 40 === 0)
    .map((point) => ({
      step: point.step,
      "threshold τ, ten steps before (nats)": thresholdBefore(point.step),
      "entropy of wait or so (nats)": point.shares[waitOrSo].meanEntropy,
      "p*, where a fork leaves": entropy.likelierOfTwo(
        Math.min(Math.LN2, thresholdBefore(point.step)),
      ),
      "waits after a failed attempt": point.tryAgain,
    })),
);

// %% [markdown]
// The free places in the mask go to tokens whose choice decides nothing: no reward speaks for either side of a decorative choice, so its entropy only drifts, and most of the time that is enough to stay among the highest. A fork that is being
// learnt leaves the mask *by being learnt*. All of this is one run an arm. And it is not the whole loss: tokens that break the grammar are rare, sit where the model is confident, and are as hard for the mask to reach. How much more
// often the top 20 % break it, by size:

// %%
const names = { S: "S, 52k", M: "M, 150k", L: "L, 602k", XL: "XL, 2.5M" };
const sizeSettings = study.recordedConditions(runs, study.SIZE_CONDITIONS);
const brokenRate = points("test", "brokenRate");
const meanWaits = study.finalValue("test", "meanWaits");
const differ = (found, measure) =>
  study.differenceBySeed(found.top, found.all, measure).student;
notebook.showTable(
  sizeSettings.map((found) => ({
    "top 20 % less all tokens": names[found.condition.base],
    seeds: found.top.runs.length,
    "broken (points)": written(differ(found, brokenRate)),
    "waits a response": written(differ(found, meanWaits), 2),
  })),
);

// %% [markdown]
// In S both show a loss, in M and L only `waits`; in XL `broken` is clear of 0, and three seeds leave `waits` undecided, with a mean as large as that of M. So two kinds of token are missed, rare slips and confident forks.
// The next section puts a part of this to the test: it takes the decorative forks away. P1 then changed the mask itself ([notebook 12](12-which-tokens.ipynb), section 2).

// %% [markdown]
// Do the top 20 % fall behind in choosing well, or in trying again? `first attempt` measures planning; `waits` persistence; greedy decoding takes the likeliest token at every step.

// %%
const isMain = ({ runs: ofArm }) => ofArm[0].experiment === "main";
notebook.showTable(
  arms.filter(isMain).map((arm) => {
    const of = (key, digits = 3) =>
      study.overSeeds(arm, study.finalValue("test", key)).estimate;
    return {
      "gradient on": `${arm.label}, ${study.seedsText([arm])}`,
      "T = 1": of("accuracy"),
      greedy: of("accuracyGreedy"),
      "greedy less T = 1": of("accuracyGreedy") - of("accuracy"),
      "first attempt": of("firstAttemptAccuracy"),
      waits: of("meanWaits"),
      "gained by later attempts": of("accuracy") - of("firstAttemptAccuracy"),
    };
  }),
);
const inPoints = (key) =>
  `${written(study.differenceBySeed(top, all, points("test", key)).student)} points`;
const waits = study.differenceBySeed(top, all, meanWaits).student;
console.log("top 20 % less all tokens");
console.log(`planning, first attempt: ${inPoints("firstAttemptAccuracy")}`);
console.log(`greedy: ${inPoints("accuracyGreedy")}`);
console.log(`persistence: ${written(waits, 2)} waits a response`);

// %% [markdown]
// ## 3. Two predictions, tested before P1
//
// Section 2 suggests why all tokens come out ahead in the standard setting: `wait` becomes confident, leaves the mask, and is reinforced less, while decorative forks, which nothing ever decides, keep their
// places in it; and slips of the grammar, which are rare at confident tokens, are hardly ever in the mask either. Two predictions follow. *First:* take the decorative forks out of the language, and the mask has
// room for `wait`: the gap should close. *Second:* where waiting is impossible or costs something, there is less for the mask to miss: the gap should shrink with how much is waited.
//
// The first. The base model `M-undecorated` was pre-trained on demonstrations that always use the same opener and the same connective. Same arms, same seeds. (It is one base model, and what is taken away is taken
// from the language, not from the mask alone: answers are shorter there, and the threshold is another.)

// %%
const settings = study.recordedConditions(runs);
const MEASURES = [
  ["test", "accuracy", "accuracy, T = 1 (points)"],
  ["ood", "accuracy", "larger targets (points)"],
  ["test", "accuracyGreedy", "greedy (points)"],
  ["test", "firstAttemptAccuracy", "first attempt (points)"],
] as const;
const difference = (found, key, split = "test") =>
  study.differenceBySeed(found.top, found.all, points(split, key));
const settingOf = (name, base) =>
  settings.find(
    ({ condition }) => condition.experiment === name && condition.base === base,
  );
const decorated = settingOf("main", "M");
const undecorated = settingOf("undecorated", "M-undecorated");
const closing = (key, split = "test") =>
  study.changeOfGap(undecorated, decorated, points(split, key));
const pairedSeeds = study.seedsText([decorated.top, undecorated.top]);
notebook.showTable(
  MEASURES.map(([split, key, name]) => ({
    [`top 20 % less all tokens, ${pairedSeeds}`]: name,
    "with decorative forks": written(difference(decorated, key, split).student),
    without: written(difference(undecorated, key, split).student),
    "without less with": written(closing(key, split).student),
  })),
);

// %%
const maskShares = ({ condition, top: arm }) => {
  const last = (key) => {
    const { values } = study.rolloutCurve(arm, (step) => step[key]);
    return values[values.length - 1];
  };
  return {
    setting: `${condition.label}, ${study.seedsText([arm])}`,
    real: last("maskReal"),
    decorative: last("maskDecorative"),
    determined: last("maskDetermined"),
    error: last("maskError"),
    "waits, top 20 %": study.overSeeds(arm, study.finalValue("test", "meanWaits"))
      .estimate,
  };
};
const closed = closing("accuracy");
const READINGS = { above: "holds", below: "fails", undecided: "is undecided" };
const firstReading = READINGS[statistics.intervalSide(closed.student)];
const p = statistics.studentPValue(closed.differences).toFixed(2);
console.log(
  `the gap closes by ${written(closed.student)} points (p = ${p}, one base model):`,
  `the first prediction ${firstReading}`,
);
console.log("the last ten steps: what the top 20 % consist of, and how that arm waits");
notebook.showTable([decorated, undecorated].map(maskShares));

// %% [markdown]
// The second. All settings in the order of how much the arm *all tokens* waits. (With one attempt, trying again is out of budget and giving up is wrong: both end at reward 0, so nothing
// teaches the model to stop, and about half of its responses run out of budget. The base model `M-once` was pre-trained on single attempts and never waits: with it, only
// choosing well is left.)

// %%
const over = (arm, key) => study.overSeeds(arm, study.finalValue("test", key)).estimate;
const waiting = settings.map((found) => ({
  setting: found.condition.label,
  seeds: found.top.runs.length,
  "waits, all tokens": over(found.all, "meanWaits"),
  "waits, top 20 %": over(found.top, "meanWaits"),
  "accuracy (points)": written(difference(found, "accuracy").student),
  "first attempt (points)": written(difference(found, "firstAttemptAccuracy").student),
  "out of budget, all": over(found.all, "outOfBudgetRate"),
  "out of budget, top": over(found.top, "outOfBudgetRate"),
}));
waiting.sort((a, b) => b["waits, all tokens"] - a["waits, all tokens"]);
notebook.showTable(waiting);

// %%
const gapIn = (found) => difference(found, "accuracy").student.estimate;
const waitsOf = (found) =>
  study.overSeeds(found.all, study.finalValue("test", "meanWaits")).estimate;
const secondPrediction = (list, name) => {
  const correlation = statistics.correlation(list.map(gapIn), list.map(waitsOf));
  const side = statistics.intervalSide(correlation);
  const seen = side === "below" ? "is seen" : "is not seen";
  const r = correlation.estimate.toFixed(2);
  console.log(`${name} (${list.length}): correlation ${r}, the prediction ${seen}`);
};
const sweptElsewhere = settingOf("token-cost", "M");
secondPrediction(settings, "all settings");
secondPrediction(
  settings.filter((found) => found !== sweptElsewhere),
  "without the cost per token at rates that do not suit it",
);

// %% [markdown]
// (A negative correlation would be the prediction; it counts as seen if it differs from 0 by Fisher's transformation at the 5 % level, and as the settings are related, even that is no proof.) What removing the decorative forks did, an
// intervention, says more than this comparison of settings that differ in other ways too. But only one of the two predictions held, and that one with a wide interval: the explanation is a part of the story. Where real chains of
// thought have more decoration than ours, it would predict larger losses for large models, which the paper does not see.
//
// How the loss grows with the share of decorative tokens, over five languages with 0 to 24 % of them, is P2: [notebook 12](12-which-tokens.ipynb), section 7.

// %% [markdown]
// ## 4. Other readings of the mask
//
// Readings of the method in which implementations differ (notebook 03), and a soft version of it, each against the standard arm `top 20 %`, whose threshold is taken over the batch and whose
// loss is divided by the number of selected tokens:

// %%
const clippedShare = (arm: study.RunGroup) =>
  (100 * statistics.mean(arm.runs.map(study.clippedSteps))).toFixed(0);
const variantRow = (name, experiment, is) => {
  const variants = study.runGroups(runs, { experiments: [experiment] });
  const variant = variants.find((arm) => is(arm.config));
  const lessTop = (key) => study.differenceBySeed(variant, top, points("test", key));
  const { student, seeds } = lessTop("accuracy");
  return {
    "less top 20 %": name,
    seeds: seeds.length,
    "accuracy, test (points)": written(student),
    "valid (points)": written(lessTop("validRate").student),
    "steps clipped (%)": clippedShare(variant),
    "top 20 %": clippedShare(top),
  };
};
const withinResponse = (config) => config.scope === "response";
const byAllTokens = (config) => config.normalizer === "all";
const asWeight = (config) => config.arm === "soft";
notebook.showTable([
  variantRow("threshold within each response", "mask", withinResponse),
  variantRow("divided by all tokens (v1, TRL)", "mask", byAllTokens),
  variantRow("entropy as weight, no mask", "controls", asWeight),
]);

// %% [markdown]
// Dividing by all tokens scales every gradient by about 0.2. Adam divides it by its own size again (notebook 03 shows it for a single step), but before that the norm is clipped
// at 1: this binds in 45 % of the standard runs' steps, and never here. In accuracy no difference is seen.

// %% [markdown]
// ## 5. What persistence costs
//
// Where an attempt or a token costs something, accuracy is not what the arms were trained for. The reward of the test responses with the cost taken off, in hundredths (a right answer is 100), beside the accuracy:

// %%
const rewardOf = (run) => {
  const { accuracy, meanWaits, meanLength } = study.evaluationOf(run, "test");
  const { attemptCost, tokenCost } = run.config;
  return 100 * (accuracy - attemptCost * meanWaits - tokenCost * meanLength);
};
const withCost = settings.filter(
  ({ all: arm }) => arm.config.attemptCost + arm.config.tokenCost > 0,
);
notebook.showTable(
  withCost.map((found) => {
    const { student, seeds } = study.differenceBySeed(found.top, found.all, rewardOf);
    return {
      setting: found.condition.label,
      seeds: seeds.length,
      "reward, all tokens": study.overSeeds(found.all, rewardOf).estimate,
      "reward, top 20 %": study.overSeeds(found.top, rewardOf).estimate,
      "difference in reward": written(student),
      "valid, all tokens": study.overSeeds(
        found.all,
        study.finalValue("test", "validRate"),
      ).estimate,
      "valid, top 20 %": study.overSeeds(found.top, study.finalValue("test", "validRate"))
        .estimate,
      "in accuracy (points)": written(difference(found, "accuracy").student),
    };
  }),
);

// %% [markdown]
// At the learning rate of the standard setting, a cost per token makes all tokens give up waiting in every seed, and in some the format with it; the top 20 % keep the format. Is that the method or the rate? Both
// arms were swept again under the cost, as in notebook 06, section 8 (one seed, accuracy on validation). The table above has both settings: "a token costs 0.005", and "a token costs 0.005, own rate".

// %%
const sweepUnderCost = study.sweptRates(runs, { experiment: "token-cost-rate" });
notebook.showTable(
  ["all tokens", "top 20 %"].map((label) => {
    const swept = sweepUnderCost.filter((one) => one.label === label);
    const cells = swept.map((one) => [one.learningRate.toExponential(0), one.accuracy]);
    return {
      "a token costs 0.005": label,
      ...Object.fromEntries(cells),
      best: study.bestRate(sweepUnderCost, label).toExponential(0),
    };
  }),
);

// %% [markdown]
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **12b.1** ★ A mask keeps 20 % of all tokens, and 30 % of what it keeps is decorative. Decoration teaches nothing. Which share of all tokens is kept *and* is none of it?
//
// <details><summary>Hint (click)</summary>
//
// A share of a share.
//
// </details>
// %%
const answer12b1: number | undefined = undefined;
notebook.checkAnswer("12b.1", answer12b1, "d9d649f9a81e");

// %% [markdown]
// **12b.2** ★★ Over 20 settings a correlation of −0.5 is found. How many standard errors is that from 0, by $t=r\sqrt{(n-2)/(1-r^2)}$ (two decimals, with sign)? Settings that share seeds and a base model are not independent: does the true distance grow or shrink?
//
// <details><summary>Hint (click)</summary>
//
// Put in $n=20$ and $r=-0.5$.
//
// </details>

// %%
const answer12b2: number | undefined = undefined;
notebook.checkAnswer("12b.2", answer12b2, "bf0eabc58faf", { digits: 2 });

// %% [markdown]
// **12b.3** ★★ A fork has the probability $p$ of its right branch and leaves the mask when its entropy falls to the threshold $\tau$. With $\tau=0.3$ nats, up to which $p>0.5$ does the mask teach it (two decimals)?
//
// <details><summary>Hint (click)</summary>
//
// Exercise 6.4 with another threshold.
//
// </details>

// %%
const answer12b3: number | undefined = undefined;
notebook.checkAnswer("12b.3", answer12b3, "a5fe65972e3d", { digits: 2 });

// %% [markdown]
// **An open project** ★★★ Section 1 has separate logits for every position. Give the crossroads a policy with shared parameters (two features a position, say), and measure how much of what the mask drops comes back through the positions that
// it keeps: the cosine of the kept part with the whole gradient, as the features of two positions grow alike. When does a mask cost nothing?
//
// **Next:** the same arms on a pre-trained model ([notebook 13](13-a-real-model-learns.ipynb)).
