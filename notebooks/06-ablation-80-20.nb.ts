// %% [markdown]
// # 06 · The 80/20 ablation, with seeds and intervals
//
// The paper's main claim: give policy gradient only to the 20 % of tokens with the highest entropy, and the model learns as
// much as from all tokens, or more; from the other 80 % alone it learns little. The paper shows one run a cell. Here every arm has
// several seeds, every difference an interval, and there are two controls that the paper lacks: *random* 20 %, and the
// *real forks*, which this testbed knows by construction. No verdict below is typed in: code compares intervals.
//
// After it you can
//
// - [ ] judge an ablation by differences paired by seed, and say what one run a cell leaves open
// - [ ] say what each control is for: a random 20 %, the real forks, the bottom 80 %
// - [ ] tell "not shown" from "shown to be equal" by an interval and a margin
//
// | | |
// |---|---|
// | shows | the paper's numbers → what is recorded → curves through training → final measures → differences paired by seed → size, share, learning rate → one arm trained live → the claims |
// | takes | about 40 seconds; the recorded runs took one minute each on one core, those of XL ten |
// | needs | `data/runs`, which the repository holds; no GPU |
// | uses the modules | [`src/study`](../src/study) (runs, arms, claims), [`src/statistics`](../src/statistics) (intervals), [`src/paper`](../src/paper) (published numbers), [`src/figures`](../src/figures) |

// %%
import {
  claims, entropy, figures, kernels, notebook, paper, statistics, study, training,
} from "forking-tokens";

// %% [markdown]
// ## 1. What the paper measured
//
// Accuracy in % and response length in tokens, averaged over six benchmarks, 16 samples a question, **one run a row** (Table 2):

// %%
notebook.showTable(
  paper.paperTable("table-2")
    .filter((row) => row.benchmark === "Average")
    .map((row) => ({
      "paper's model": row.baseModel,
      "all tokens": row.allAccuracy,
      "top 20 %": row.forkAccuracy,
      gain: row.accuracyGain,
      "length, all": row.allLength,
      "length, top 20 %": row.forkLength,
    })),
  { digits: 2 },
);

// %% [markdown]
// From the figures come claims without printed numbers: the bottom 80 % drop strongly and have much lower entropy (Fig 7, 8B); 10, 20 and 50 % are about
// equal at 8B; 20 % keeps the highest overall entropy until convergence; responses get longer with forks only (Fig 6).
//
// ## 2. What is recorded here
//
// A 150k-parameter decoder, pre-trained from scratch on Countdown demonstrations, then trained by reinforcement learning: 16
// problems × 8 responses a step, groups without spread dropped, clip 0.2/0.28, no KL, no entropy bonus, the norm of the gradient clipped at 1. Arms differ in which
// tokens receive gradient, and each has the learning rate that suited it best in the same small sweep on validation problems (section 8).

// %%
const runs = study.readRecordedRuns();
const arms = study.runGroups(runs);
const all = study.groupNamed(arms, "all tokens");
const top = study.groupNamed(arms, "top 20 %");
const bottom = study.groupNamed(arms, "bottom 80 %");
const main = arms.filter(({ runs: ofArm }) => ofArm[0].experiment === "main");
const others = arms.filter((arm) => arm !== all);
const written = (interval, digits = 3) =>
  statistics.intervalText(interval, { digits: digits });
const asGap = (difference, digits = 1) =>
  statistics.intervalText(difference, { digits: digits, signed: true });
const clipped = (ofArm) => statistics.mean(ofArm.map(study.clippedSteps));
notebook.showTable(
  arms.map(({ label, config, runs: ofArm }) => ({
    "gradient on": label,
    seeds: ofArm.length,
    steps: config.steps,
    "learning rate": String(config.learningRate),
    "steps clipped (%)": (100 * clipped(ofArm)).toFixed(0),
    "base model": ofArm[0].base,
  })),
  { folded: `the ${arms.length} arms, their seeds, steps and learning rates` },
);

// %% [markdown]
// <details><summary>The commands that record them (click)</summary>
//
// | command | does |
// |---|---|
// | `npm run ablate -- --preset full --only main` | every run of this notebook's main table, from scratch or from where it stopped |
// | `npm run ablate -- --preset full --only rho` | one of the further experiments: `rate`, `rho`, `controls`, `size`, ... |
// | `npm run ablate -- --preset full --list` | the names of all runs |
// | `npm run ablate -- --preset full --run main/M-top-seed0 --out mine` | one of them again |
// | `npm run claims` | the claims of section 10 again, from `data/runs` |
//
// </details>
//
// ## 3. Through training (Figs 6 and 7)
//
// Left: accuracy at temperature 1 on validation problems, every 20 steps. Middle and right: length and entropy of the sampled training
// responses, mean over the last 10 steps. Bands: 95 % bootstrap intervals over seeds.

// %%
const look = ({ label, config }) => ({ name: label, ...figures.ARM_STYLES[config.arm] });
const curves = (measure) => main.map((arm) => ({ ...look(arm), ...measure(arm) }));
const accuracies = curves((arm) => study.evaluationCurve(arm, (line) => line.accuracy));
const lengths = curves((arm) => study.rolloutCurve(arm, (step) => step.meanLength));
const entropies = curves((arm) => study.rolloutCurve(arm, (step) => step.meanEntropy));
const mainSeeds = `${study.seedsText(main)} an arm`;
await notebook.showFigure(
  figures.curvePanelsFigure(
    [
      { y: "accuracy at T = 1, validation", curves: accuracies },
      { y: "response length (tokens)", curves: lengths },
      { y: "mean entropy (nats)", curves: entropies },
    ],
    { title: `Accuracy, length and entropy through training, ${mainSeeds} (Figs 6, 7)` },
  ),
  "figure-6-7-training-curves",
);

// %% [markdown]
// The paper's Fig 7 compares shares of the tokens. Ours through training, evaluated on validation:

// %%
const SHARE_COLORS = {
  "top 5 %": figures.OKABE_ITO.orange,
  "top 10 %": figures.OKABE_ITO.purple,
  "top 50 %": figures.OKABE_ITO.skyBlue,
};
const ofShares = [...arms.filter(({ config }) => config.arm === "top"), all, bottom];
const ofShareSeeds = study.seedsText(ofShares);
const shareCurves = (measure) =>
  ofShares.map((arm) => {
    const color = SHARE_COLORS[arm.label];
    const own = color ? { color: color, dash: "dash" } : {};
    return { ...look(arm), ...own, ...study.evaluationCurve(arm, measure) };
  });
await notebook.showFigure(
  figures.curvePanelsFigure(
    [
      { y: "accuracy at T = 1", curves: shareCurves((line) => line.accuracy) },
      { y: "mean entropy (nats)", curves: shareCurves((line) => line.meanEntropy) },
    ],
    {
      title: `Shares of the tokens, validation, ${ofShareSeeds} an arm (Fig 7)`,
    },
  ),
  "figure-7-shares-through-training",
);

// %% [markdown]
// Are the curves flat at the end? Validation accuracy of the last evaluation less that of the one 60 steps earlier, with its interval over seeds. Some arms were trained twice and four times as long too:

// %%
const longer = study.runGroups(runs, { experiments: ["long"] });
const longest = study.runGroups(runs, { experiments: ["longest"] });
notebook.showTable(
  [...arms, ...longer, ...longest].map((arm) => {
    const { steps } = arm.config;
    const at = (run, step) =>
      100 * study.evaluationOf(run, "validation", { step: step }).accuracy;
    const rises = arm.runs.map((run) => at(run, steps) - at(run, steps - 60));
    return {
      "gradient on": arm.label,
      steps: steps,
      seeds: arm.runs.length,
      "gain of the last 60 steps (points)": asGap(statistics.studentInterval(rises)),
    };
  }),
  { folded: "gain of the last 60 steps, arm by arm" },
);

// %% [markdown]
// ## 4. After training (Table 2)
//
// The problems of the test split were kept out of reinforcement learning and of every choice of a learning rate. They are not unseen: the demonstrations of pre-training cover all problems, those of the
// out-of-distribution split (targets of 41 to 81, larger than any in reinforcement learning) included. Four samples a problem. `valid` counts complete answers in the required format,
// right or wrong; the rest ran out of attempts or length (`out of budget`) or left the grammar (`broken`).

// %%
const measures: [study.EvaluationKey, string][] = [
  ["accuracy", "accuracy at T = 1"],
  ["accuracyGreedy", "accuracy, greedy"],
  ["passAtK", "pass@4"],
  ["firstAttemptAccuracy", "first attempt right"],
  ["validRate", "valid"],
  ["outOfBudgetRate", "out of budget"],
  ["brokenRate", "broken"],
  ["meanWaits", "waits a response"],
  ["meanLength", "length (tokens)"],
  ["meanEntropy", "entropy (nats)"],
  ["forkEntropy", "entropy at real forks (nats)"],
];
const overItsSeeds = (arm, measure, digits = 3) =>
  arm.runs.length > 1
    ? written(study.overSeeds(arm, measure), digits)
    : written(statistics.studentInterval(arm.runs.map(measure)), digits);
const finalTable = (split) =>
  measures.map(([key, name]) => ({
    [`${split}, ${study.seedsText(arms)}`]: name,
    ...Object.fromEntries(
      arms.map((arm) => [
        arm.label,
        overItsSeeds(arm, study.finalValue(split, key), key === "meanLength" ? 1 : 3),
      ]),
    ),
  }));

// %% [markdown]
// Interquartile mean over seeds, with the 95 % bootstrap interval (seeds resampled). `valid` and `out of budget` want care: a run ends hopeless responses
// either by a further `wait`, which is out of budget, or by giving up, which is valid; both earn nothing, so it is chance which of them a seed learns, and a mean over seeds says little. Measured again by `npm run ablate -- --preset full --only main`.

// %%
notebook.showTable(finalTable("test"), {
  folded: "all measures as numbers; most of them stand in the figure below",
});

// %% [markdown]
// The seeds share their problems, so these intervals say nothing about other problems. That part of the uncertainty, for a single run, by bootstrap
// over the problems of the test split:

// %%
notebook.showTable(
  arms.map((arm) => {
    const lines = arm.runs.map((run) => study.evaluationOf(run, "test"));
    const half = lines.map((line) => (line.accuracyHigh - line.accuracyLow) / 2);
    return {
      "gradient on": arm.label,
      problems: lines[0].problems,
      "accuracy of each seed": lines.map((line) => line.accuracy.toFixed(3)).join(", "),
      "± over problems (95 %)": half.reduce((sum, x) => sum + x, 0) / half.length,
    };
  }),
  { folded: "accuracy of each seed, with its interval over problems" },
);

// %%
const panel = ([key, name]) => ({
  name,
  arms: arms.map((arm) => ({
    label: arm.label,
    color: figures.ARM_STYLES[arm.config.arm].color,
    interval: study.overSeeds(arm, study.finalValue("test", key)),
    values: arm.runs.map(study.finalValue("test", key)),
  })),
});
const undrawn = ["outOfBudgetRate", "brokenRate", "forkEntropy"];
const panels = measures.filter(([key]) => !undrawn.includes(key)).map(panel);
const what = "interquartile mean, 95 % interval and seeds";
await notebook.showFigure(
  figures.armMeasuresFigure(panels, {
    title: `Test split after training: ${what} (${study.seedsText(arms)})`,
  }),
  "table-2-final-measures",
);

// %% [markdown]
// ## 5. Differences, paired by seed
//
// Runs with the same seed meet the same training problems, so arms are compared seed by seed, by *Student's* 95 % interval of the mean difference, which is honest about few seeds. (A bootstrap over a handful of seeds can never leave
// the range of the differences seen, and with three seeds that range misses the true median in a quarter of all studies.) Claims are judged by it. For accuracy a second interval draws seeds *and* problems again
// (problems as clusters): what another test set of the same kind might say. *Pooled* takes one spread for all arms, for those of three seeds hardly know their own. Behind "undecided" stands the true difference that so many seeds, spread as they are, would find in four of five studies.

// %%
const verdict = ({ student, seeds }, digits = 1) => {
  const side = statistics.intervalSide(student);
  const found = statistics.detectableBy(student, { degrees: seeds.length - 1 });
  return side === "undecided" ? `${side} (${found.toFixed(digits)})` : side;
};
const nats = { scale: 1, digits: 3 };
type HeldOut = "test" | "ood";
const differences = (
  split: HeldOut,
  key: study.EvaluationKey,
  { scale, digits } = nats,
) => {
  const measure = study.finalValue(split, key, { scale: scale });
  const found = others.map((arm) => study.differenceBySeed(arm, all, measure));
  const spread = statistics.pooledDeviation(found.map((one) => one.differences));
  return others.map((arm, i) => ({
    "less all tokens": arm.label,
    seeds: found[i].seeds.length,
    "mean, Student's": asGap(found[i].student, digits),
    pooled: asGap(statistics.pooledInterval(found[i].differences, spread), digits),
    ...(key === "accuracy" ? { "seeds and problems": overProblems(arm, split) } : {}),
    "against all tokens": verdict(found[i], digits),
  }));
};
const overProblems = (arm, split: HeldOut) =>
  statistics.intervalText(study.differenceOverProblems(arm, all, split), {
    ...{ scale: 100, digits: 1, signed: true },
  });

// %%
const points = { scale: 100, digits: 1 };
/** The difference of two arms after training, in points, in words. */
const inPoints = (arm, reference, key: study.EvaluationKey, split: HeldOut = "test") => {
  const measure = study.finalValue(split, key, points);
  const found = study.differenceBySeed(arm, reference, measure);
  const { student, seeds } = found;
  return `${asGap(student)} points, ${seeds.length} seeds: ${verdict(found)}`;
};

// %% [markdown]
// Accuracy at T = 1 on the test split, in percentage points:

// %%
notebook.showTable(differences("test", "accuracy", points));

// %% [markdown]
// The same out of distribution, then greedy accuracy, the first attempt (points), length (tokens) and entropy (nats) on the test split:

// %%
notebook.showTable(differences("ood", "accuracy", points));

// %%
const lessAllTokens = (arm, key: study.EvaluationKey, { scale, digits }) =>
  asGap(
    study.differenceBySeed(arm, all, study.finalValue("test", key, { scale: scale }))
      .student,
    digits,
  );
notebook.showTable(
  others.map((arm) => ({
    "less all tokens": arm.label,
    greedy: lessAllTokens(arm, "accuracyGreedy", points),
    "first attempt": lessAllTokens(arm, "firstAttemptAccuracy", points),
    length: lessAllTokens(arm, "meanLength", { scale: 1, digits: 1 }),
    entropy: lessAllTokens(arm, "meanEntropy", nats),
  })),
  { folded: "differences in greedy accuracy, first attempt, length and entropy" },
);

// %% [markdown]
// ## 6. Model size (Fig 8)
//
// The paper's gain grows from 8B to 32B. Our point for each recorded size stands beside it. Different tasks and metrics: compare signs and
// trends, not heights.

// %%
const names = { S: "S, 52k", M: "M, 150k", L: "L, 602k", XL: "XL, 2.5M" };
const sizeSettings = study.recordedConditions(runs, study.SIZE_CONDITIONS);
const gapOn = ({ all: allHere, top: topHere }, split) =>
  study.differenceBySeed(
    topHere,
    allHere,
    study.finalValue(split, "accuracy", { scale: 100 }),
  );
const sizes = sizeSettings.map((found) => {
  const { student, seeds } = gapOn(found, "test");
  return { name: names[found.condition.base], gain: student, seeds: seeds.length };
});
await notebook.showFigure(figures.gainBySizeFigure(sizes), "figure-8-gain-by-size");

// %% [markdown]
// The same as numbers, accuracy on the test split, each arm at its own rate (section 8):

// %%
notebook.showTable(
  sizeSettings.map((found, i) => {
    const { condition, all: allHere, top: topHere } = found;
    return {
      model: names[condition.base],
      seeds: sizes[i].seeds,
      "all tokens": study.overSeeds(allHere, study.finalValue("test", "accuracy"))
        .estimate,
      "rate, all tokens": allHere.config.learningRate.toExponential(0),
      "top 20 %": study.overSeeds(topHere, study.finalValue("test", "accuracy")).estimate,
      "rate, top 20 %": topHere.config.learningRate.toExponential(0),
      "gain (points)": asGap(sizes[i].gain),
      "on larger targets": asGap(gapOn(found, "ood").student),
    };
  }),
);

// %% [markdown]
// XL stands apart in more than size: it bears only lower rates (section 8), and at a lower rate the top 20 % fall further behind in M too (notebook 08, "lower rate"). So its gap may be that of slow
// training as much as that of a large model; from S to L the rates of the top 20 % are the same.
//
// Fig 6 of the paper has one panel a size. Ours, accuracy and length on validation problems:

// %%
const sizePanels = (name, measure) => {
  const panels = sizeSettings.map(({ condition, all: allHere, top: topHere }) => ({
    y: `${condition.base}: ${name}`,
    curves: [allHere, topHere].map((arm) => ({
      ...look(arm),
      ...study.evaluationCurve(arm, measure),
    })),
  }));
  const ends = (end: "low" | "high"): number[] =>
    panels.flatMap(({ curves }) => curves.flatMap((curve) => [...curve[end]]));
  const range: [number, number] = [Math.min(...ends("low")), Math.max(...ends("high"))];
  return panels.map((panel) => ({ ...panel, range: range }));
};
await notebook.showFigure(
  figures.curvePanelsFigure(sizePanels("accuracy at T = 1", (line) => line.accuracy), {
    title: "Accuracy through training by model size, validation (Fig 6)",
  }),
  "figure-6-accuracy-by-size",
);

// %%
await notebook.showFigure(
  figures.curvePanelsFigure(sizePanels("length (tokens)", (line) => line.meanLength), {
    title: "Response length through training by model size, validation (Fig 6)",
  }),
  "figure-6-length-by-size",
);

// %% [markdown]
// ## 7. Controls and the share of tokens
//
// Three questions to the table of section 5. Is it *entropy* that matters, or would any 20 % do? Compare `top 20 %` with `random 20 %`. Is it *forks*? Compare
// with `real forks`, which is given the true decision points and nothing else: no error token is ever discouraged, so look at its `valid` and `broken`.
// And is *less* enough? Arms with other shares, where recorded, stand in the figure.

// %%
const CONTROLS = ["random", "oracle", "oracle-errors", "decorative", "soft"];
const controls = arms.filter(({ config }) => CONTROLS.includes(config.arm));
const WHERE = { test: "test", ood: "larger targets" };
notebook.showTable(
  controls.map((control) => ({
    "top 20 % less": control.label,
    "test: ": inPoints(top, control, "accuracy"),
    "larger targets: ": inPoints(top, control, "accuracy", "ood"),
  })),
);
for (const trained of [longer, longest]) {
  const longTop = study.groupNamed(trained, "top 20 %");
  for (const arm of trained.filter((one) => one !== longTop))
    for (const split of ["test", "ood"] as const) {
      const found = inPoints(longTop, arm, "accuracy", split);
      const less = `top 20 % less ${arm.label}, ${WHERE[split]}`;
      console.log(`${arm.config.steps} steps: ${less}: ${found}`);
    }
}
const oracle = study.groupNamed(arms, "real forks, errors");
const broken = inPoints(oracle, all, "brokenRate");
console.log(`real forks, errors, less all tokens: broken: ${broken}`);
for (const split of ["test", "ood"] as const)
  console.log(`accuracy, ${WHERE[split]}: ${inPoints(oracle, all, "accuracy", split)}`);

// %% [markdown]
// Read the last lines first: an oracle that trains the true forks *and* the tokens of broken grammar, a fraction of all tokens, is ahead of all tokens on larger targets and breaks the grammar less. So a fraction of the tokens, well
// chosen, can do better than all of them there (on the test split that is undecided), and entropy does not find it. Against a random 20 % the top 20 % are ahead after 200 steps on the test split, and neither on larger targets nor after 400
// steps is that difference clear of 0.

// %%
const baseAccuracy = study.evaluationOf(all.runs[0], "validation", { step: 0 }).accuracy;
const share = (arm, rho) => ({
  rho,
  accuracy: study.overSeeds(arm, study.finalValue("test", "accuracy")),
  values: arm.runs.map(study.finalValue("test", "accuracy")),
});
const shares = [
  ...ofShares.slice(0, -2).map((arm) => share(arm, arm.config.rho)),
  share(all, 1),
];
const randomTokens = study.groupNamed(arms, "random 20 %");
const beside = [bottom, randomTokens, study.groupNamed(arms, "real forks")].map(
  (arm) => ({
    name: arm.label,
    rho: study.rolloutCurve(arm, (step) => step.keptFraction).values[0],
    accuracy: study.overSeeds(arm, study.finalValue("test", "accuracy")),
    color: figures.ARM_STYLES[arm.config.arm].color,
  }),
);
await notebook.showFigure(
  figures.rhoAblationFigure(shares, {
    title: `Which share of tokens? ${study.seedsText(arms)} (Fig 7)`,
    base: baseAccuracy,
    others: beside,
  }),
  "figure-7-share-of-tokens",
);

// %% [markdown]
// The dotted line is the base model on validation. Shares that are missing are recorded by `npm run ablate -- --preset full --only rho`.
//
// *Why* the mask loses what it loses, which choices and slips it drops and what the decorative forks have to do with it, is the matter of [notebook 12b](12b-what-a-mask-loses.ipynb).
// %% [markdown]
// ## 8. Which learning rate
//
// Comparing arms at one learning rate would be unfair if each had its own best one. So every arm was trained at four rates with a seed that no other experiment uses; the rate with the best
// accuracy on validation (mean of the last three evaluations) is the one of all its other runs. The test split had no say. At S and L the two arms of the main claim have sweeps of their own, because
// the best rate of a size need not be that of another. XL was first tried at the rate of L (the column 4e-4, one other seed): many responses ran out of budget within 20 steps and broke the grammar
// by step 60. So only lower rates were swept, for half as many steps, as an XL run takes ten minutes.

// %%
const asText = (rate) => rate.toExponential(0);
const sweepRows = (base) => {
  const swept = study.sweptRates(runs, { base: base });
  const labels = new Set(swept.map((one) => one.label));
  return [...labels].map((label) => ({
    model: base,
    "gradient on": label,
    ...Object.fromEntries(
      swept
        .filter((one) => one.label === label)
        .map((one) => [asText(one.learningRate), one.accuracy]),
    ),
    best: asText(study.bestRate(swept, label)),
  }));
};
notebook.showTable(["M", "S", "L", "XL"].flatMap(sweepRows));

// %% [markdown]
// ## 9. One arm, live
//
// The first steps of the recorded run `top 20 %`, seed 0, trained here and now. A run depends on its seed and step alone: with the version of the kernels that
// recorded it, every number comes out the same; with another, rounding may change a sampled token, and the runs drift apart within the spread of the seeds.

// %%
const backend = await kernels.selectBackend();
console.log(backend.line);
const steps = { quick: 8, default: 40, full: top.config.steps }[
  notebook.notebookPreset()
];
const recorded = top.runs[0];
const base = `../${recorded.config.base}`;
const unevaluated = { evaluateEvery: 0, evaluationSamples: 1 };
const config = { ...recorded.config, ...unevaluated, base: base, steps: steps };
const progress = notebook.progressLine("training", { total: steps });
const { policy, metrics } = await training.trainRlvr(config, {
  onMetrics: (line) => progress.update(line.step, ""),
  signal: notebook.stopSignal(),
});
progress.finish();
policy.dispose();
const lived = metrics.filter((line) => line.split === undefined);
const SECONDS = ["rolloutSeconds", "updateSeconds"];
const isEqual = (line, i) =>
  Object.entries(recorded.steps[i]).every(
    ([key, value]) => SECONDS.includes(key) || line[key] === value,
  );
const same = lived.filter(isEqual);
console.log(`${same.length} of ${lived.length} steps equal the recorded ones:`);
console.log("every number but the seconds, to the last digit");

// %% [markdown]
// ## 10. The claims
//
// A claim is *reproduced* if the 95 % interval (Student's, paired by seed) of every difference that decides lies on the claimed side, *partly reproduced* if that of some does; *not reproduced* if none does and one lies wholly on the
// other side; *undecided* if the intervals hold both. Behind an undecided one stands the true difference that so many runs would find in four of five studies. "Matches" means: not more than 2 points below. What stands *beside* decides
// nothing. One comparison decides each of them, and which was fixed with the runs known: for "beats", "matches" and Figure 9 it is that after 800 steps, then the longest: 1,600 gradient steps, about as many as the paper's. The training of 1,600 steps was run later and stands beside ([notebook 12](12-which-tokens.ipynb), section 4).

// %%
const judged = claims.studyClaims(runs);
console.log(`margin of "matches": ${100 * claims.MATCH_MARGIN} points`);
claims.recordClaims(judged);

// %% [markdown]
// ## 11. What this study cannot say
//
// - **Size.** Even XL (2.5M parameters) is some ten thousand times smaller than the paper's models.
// - **Task.** One task with a grammar, answers of some fifty tokens, and a `wait` that pays. In the paper's setting a longer answer may be a better
//   one; here persistence has a price in length only. Notebook 12 shows how much hangs on one kind of fork.
// - **Length of training.** Section 3 says which curves are flat; the arms that train twice as long stand in sections 3 and 7 and in notebook 08.
// - **Settings.** One task, one budget, one way to draw the mask: [notebook 08](08-generalisation.ipynb) changes these one at a time.
// - **Seeds.** The number stands at every table. Seeds vary sampling and training problems; the base model is one and the same (a second one is in notebook 08).
// - **Problems.** The test split is small; section 4 gives the uncertainty over problems.
// - **Many comparisons.** Each interval is a 95 % interval by itself; among twenty of them one is expected to miss. Notebook 08 adjusts the p-values of its map for their number.
// - **Seen problems.** Pre-training saw demonstrations for all problems, those of the test split included; reinforcement learning did not. The language and its grammar were tuned on held-out problems before any run was recorded.
// - **A cut through a transient.** After 200 steps one arm clearly still rises (random 20 %), one falls (real forks), and the others are undecided (section 3); with 800 steps the gap on the test split is undecided (section 7). "Behind after 200 steps" may be a statement about speed.
// - **Length of a step.** The norm of the gradient is clipped at 1. With the top 20 %, whose loss is a mean over fewer tokens, that binds in 45 % of the steps, with the top 10 % in 94 %, with all tokens and the bottom 80 % in hardly one (section 2, the folded table). Dividing by all tokens, where it never binds, changes accuracy by nothing that is seen ([notebook 12b](12b-what-a-mask-loses.ipynb), section 4).
//
// ## 12. What differs from the paper
//
// The paper's setting, ours as it is recorded in the runs of the arm `top 20 %`, why, and what the difference may do:

// %%
notebook.showTable(claims.deviations(top, study.forgettingRuns(runs).top));

// %% [markdown]
// ## Exercises
//
// Replace `undefined` and run the cell. One star: a minute with a pencil; two: some thought, or some lines of code; three: an evening. The check does not show the answer.
//
// **6.1** ★ Four seeds give the paired differences −1, 0, 1 and 8 points. What is their interquartile mean? And their mean? (Two numbers.)
//
// <details><summary>Hint (click)</summary>
//
// The interquartile mean is that of the middle half.
//
// </details>

// %%
const answer61: number[] | undefined = undefined;
notebook.checkAnswer("6.1", answer61, "2b857aaa8253");

// %% [markdown]
// **6.2** ★★ Three seeds give the differences 1, 2 and 3 points. Write the probability that all three draws of one bootstrap resample are the smallest value. Why can the 95 % interval then not reach below 1?
//
// <details><summary>Hint (click)</summary>
//
// Draws are with replacement. What share of resamples does the interval cut off at its lower end?
//
// </details>

// %%
const answer62: number | undefined = undefined;
notebook.checkAnswer("6.2", answer62, "8298bd1b992f");

// %% [markdown]
// **6.3** ★ If two arms truly do not differ, and differences are as often positive as negative, how often do three seeds all fall on the same side by chance? That is how often "the interval excludes 0" would deceive us with the range of three seeds.
//
// <details><summary>Hint (click)</summary>
//
// There are two sides.
//
// </details>

// %%
const answer63: number | undefined = undefined;
notebook.checkAnswer("6.3", answer63, "f5197f42848f");

// %% [markdown]
// **6.4** ★★ A fork is taken right with probability $p$ and wrong with $1-p$. Its entropy leaves the mask below a threshold of 0.5 nats. At which $p > 0.5$? (Two decimals.) Compare with what `wait or so` reaches in notebook 12b, section 2, under `top 20 %` and under `all tokens`.
//
// <details><summary>Hint (click)</summary>
//
// No closed form: try values with `entropy.binaryEntropy`, or halve an interval again and again.
//
// </details>

// %%
const answer64: number | undefined = undefined;
notebook.checkAnswer("6.4", answer64, "8af070b71f02", { digits: 2 });

// %% [markdown]
// **An open project** ★★★ The random 20 % have no gradient on most forks and learn all the same. Train the arm `random` with shares of 5, 10, 20 and 50 % beside `top` with the same shares (`npm run train -- --base data/models/M --arm random --rho 0.1 --out runs/random-10`, three seeds each, and the learning rate chosen on validation problems for each), and draw both curves against the share. Where do they cross, if they do?
//
// **Next:** [08-generalisation](08-generalisation.ipynb): the map of the settings in which the top 20 % win, tie or lose.
