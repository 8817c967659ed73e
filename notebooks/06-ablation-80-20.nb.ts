// %% [markdown]
// # 06 · The 80/20 ablation, with seeds and intervals
//
// The paper's main claim: give policy gradient only to the 20 % of tokens with the highest entropy, and the model learns as
// much as from all tokens, or more; from the other 80 % alone it learns little. The paper shows one run a cell. Here every arm has
// several seeds, every difference an interval, and there are two controls that the paper lacks: *random* 20 %, and the
// *real forks*, which this testbed knows by construction. No verdict below is typed in: code compares intervals.
//
// | | |
// |---|---|
// | shows | the paper's numbers → what is recorded → curves through training → final measures → differences paired by seed → size, share, learning rate → which choices the mask keeps, which explains the result → one arm trained live → the claims |
// | takes | about 40 seconds; the recorded runs took one to two minutes each on one core |
// | needs | `data/runs`, which the repository holds; no GPU |
// | opens the rooms | [`src/training`](../src/training) (runs, arms, claims), [`src/statistics`](../src/statistics) (intervals), [`src/paper`](../src/paper) (published numbers), [`src/figures`](../src/figures) |

// %%
import { readRecordedRuns, studyArms, armNamed, seedsText, evaluationOf } from "forking-tokens";
import { evaluationCurve, rolloutCurve, overSeeds, differenceBySeed, differenceOverProblems } from "forking-tokens";
import { recordedSettings, SIZE_SETTINGS, sweptRates, bestRate, studyClaims, MATCH_MARGIN } from "forking-tokens";
import { RunFolder, RUNS_FOLDER, choiceShares, verifiedRollouts, rlvrConfig, trainRlvr } from "forking-tokens";
import { problemsOf, STANDARD_RULES, MAX_RESPONSE_TOKENS, CHOICES, loadPolicy, selectBackend } from "forking-tokens";
import { paperTable, studentInterval, seededRng } from "forking-tokens";
import { curvePanelsFigure, armMeasuresFigure, gainBySizeFigure, rhoAblationFigure, ARM_STYLES, ROLE_COLORS, OKABE_ITO } from "forking-tokens";
import { showFigure, showTable, liveFigure, progressLine, notebookPreset, recordClaims, checkAnswer } from "forking-tokens";

// %% [markdown]
// ## 1. What the paper measured
//
// Accuracy in % and response length in tokens, averaged over six benchmarks, 16 samples a question, **one run a row** (Table 2):

// %%
showTable(
  paperTable("table-2")
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
// problems × 8 responses a step, groups without spread dropped, clip 0.2/0.28, no KL, no entropy bonus. Arms differ in which tokens receive gradient, and each has
// the learning rate that suited it best in the same small sweep on validation problems (section 10).

// %%
const runs = readRecordedRuns();
const arms = studyArms(runs);
const all = armNamed(arms, "all tokens");
const top = armNamed(arms, "top 20 %");
const bottom = armNamed(arms, "bottom 80 %");
const main = arms.filter(({ runs: ofArm }) => ofArm[0].question === "main");
const others = arms.filter((arm) => arm !== all);
const written = ({ estimate, low, high }, digits = 3) =>
  `${estimate.toFixed(digits)} ${Number.isFinite(low) ? `[${low.toFixed(digits)}, ${high.toFixed(digits)}]` : "(one seed)"}`;
showTable(
  arms.map(({ label, config, runs: ofArm }) => ({
    "gradient on": label,
    seeds: ofArm.length,
    steps: config.steps,
    "learning rate": String(config.learningRate),
    "base model": ofArm[0].base,
    command: `npm run train -- --base ${config.base} --arm ${config.arm} --rho ${config.rho} --seed 0 --steps ${config.steps} --lr ${config.learningRate} --out my-run`,
  })),
);

// %% [markdown]
// | command | does |
// |---|---|
// | `npm run ablate -- --preset full --only main` | every run of this notebook's main table, from scratch or from where it stopped |
// | `npm run ablate -- --preset full --only rho` | one of the further questions: `rate`, `rho`, `controls`, `size`, ... |
// | `npm run ablate -- --preset full --list` | the names of all runs |
// | `npm run claims` | the claims of section 12 again, from `data/runs` |
//
// ## 3. Through training (Figs 6 and 7)
//
// Left: accuracy at temperature 1 on validation problems, every 20 steps. Middle and right: length and entropy of the sampled training
// responses, mean over the last 10 steps. Bands: 95 % bootstrap intervals over seeds.

// %%
const look = ({ label, config }) => ({ name: label, ...ARM_STYLES[config.arm] });
const curves = (measure) => main.map((arm) => ({ ...look(arm), ...measure(arm) }));
await showFigure(
  curvePanelsFigure(
    [
      { y: "accuracy at T = 1, validation", curves: curves((arm) => evaluationCurve(arm, (line) => line.accuracy)) },
      { y: "response length (tokens)", curves: curves((arm) => rolloutCurve(arm, (step) => step.meanLength)) },
      { y: "mean entropy (nats)", curves: curves((arm) => rolloutCurve(arm, (step) => step.meanEntropy)) },
    ],
    { title: `Accuracy, length and entropy through training, ${seedsText(main)} an arm (Figs 6, 7)` },
  ),
  "figure-6-7-training-curves",
);

// %% [markdown]
// The paper's Fig 7 compares shares of the tokens. Ours through training, evaluated on validation:

// %%
const SHARE_COLORS = { "top 5 %": OKABE_ITO.orange, "top 10 %": OKABE_ITO.purple, "top 50 %": OKABE_ITO.skyBlue };
const ofShares = [...arms.filter(({ config }) => config.arm === "top"), all, bottom];
const shareCurves = (measure) =>
  ofShares.map((arm) => {
    const own = SHARE_COLORS[arm.label];
    return { ...look(arm), ...(own ? { color: own, dash: "dash" } : {}), ...evaluationCurve(arm, measure) };
  });
await showFigure(
  curvePanelsFigure(
    [
      { y: "accuracy at T = 1, validation", curves: shareCurves((line) => line.accuracy) },
      { y: "mean entropy (nats), validation", curves: shareCurves((line) => line.meanEntropy) },
    ],
    { title: `Shares of the tokens through training, ${seedsText(ofShares)} an arm (Fig 7)` },
  ),
  "figure-7-shares-through-training",
);

// %% [markdown]
// Are the curves flat at the end? Validation accuracy of the last evaluation less that of the one 60 steps earlier, with its interval over seeds:

// %%
showTable(
  arms.map((arm) => {
    const late = (step) => (run) => 100 * evaluationOf(run, "validation", { step }).accuracy;
    const { steps } = arm.config;
    const rises = arm.runs.map((run) => late(steps)(run) - late(steps - 60)(run));
    return { "gradient on": arm.label, seeds: arm.runs.length, "gain of the last 60 steps (points)": written(studentInterval(rises), 1) };
  }),
);

// %% [markdown]
// ## 4. After training (Table 2)
//
// All problems of the test split were kept out of training and of every choice of a setting; the targets of the out-of-distribution split (41 to 81) are
// larger than any in reinforcement learning. Four samples a problem. `valid` counts complete answers in the required format,
// right or wrong; the rest ran out of attempts or length (`out of budget`) or left the grammar (`broken`).

// %%
const measures = [
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
const on = (split, key) => (run) => evaluationOf(run, split)[key];
const overItsSeeds = (arm, measure, digits = 3) =>
  arm.runs.length > 1 ? written(overSeeds(arm, measure), digits) : `${measure(arm.runs[0]).toFixed(digits)} (one seed)`;
const finalTable = (split) =>
  measures.map(([key, name]) => ({
    [`${split}, ${seedsText(arms)}`]: name,
    ...Object.fromEntries(
      arms.map((arm) => [
        arm.label,
        overItsSeeds(arm, on(split, key), key === "meanLength" ? 1 : 3),
      ]),
    ),
  }));

// %% [markdown]
// Interquartile mean over seeds, with the 95 % bootstrap interval (seeds resampled). Measured again by `npm run ablate -- --preset full --only main`.

// %%
showTable(finalTable("test"));

// %%
showTable(finalTable("ood"));

// %% [markdown]
// The seeds share their problems, so these intervals say nothing about other problems. That part of the uncertainty, for a single run, by bootstrap
// over the problems of the test split:

// %%
showTable(
  arms.map((arm) => {
    const lines = arm.runs.map((run) => evaluationOf(run, "test"));
    const half = lines.map((line) => (line.accuracyHigh - line.accuracyLow) / 2);
    return {
      "gradient on": arm.label,
      problems: lines[0].problems,
      "accuracy of each seed": lines.map((line) => line.accuracy.toFixed(3)).join(", "),
      "± over problems (95 %)": half.reduce((sum, x) => sum + x, 0) / half.length,
    };
  }),
);

// %%
const panel = ([key, name]) => ({
  name,
  arms: arms.map((arm) => ({
    label: arm.label,
    color: ARM_STYLES[arm.config.arm].color,
    interval: overSeeds(arm, on("test", key)),
    values: arm.runs.map(on("test", key)),
  })),
});
const drawn = ["accuracy", "accuracyGreedy", "passAtK", "firstAttemptAccuracy", "meanWaits", "validRate", "meanLength", "meanEntropy"];
await showFigure(
  armMeasuresFigure(measures.filter(([key]) => drawn.includes(key)).map(panel), {
    title: `Test split after training: interquartile mean, 95 % interval and seeds (${seedsText(arms)})`,
  }),
  "table-2-final-measures",
);

// %% [markdown]
// ## 5. Differences, paired by seed
//
// Runs with the same seed meet the same training problems, so arms are compared seed by seed. Two intervals stand side by side. The *bootstrap*
// over seeds is what the field draws; but seeds that are drawn again can never leave the range of the differences seen, and with three seeds that range misses
// the true median in a quarter of all studies. *Student's* interval is honest about few seeds. Claims are judged by it. For accuracy a third interval draws seeds *and* problems again
// (problems as clusters): what another test set of the same kind might say.

// %%
const verdict = ({ low, high }) => (low > 0 ? "above" : high < 0 ? "below" : "undecided");
const differences = (split, key, { scale = 1, digits = 3 } = {}) =>
  others.map((arm) => {
    const { seeds, bootstrap, student } = differenceBySeed(arm, all, (run) => scale * on(split, key)(run));
    return {
      "less all tokens": arm.label,
      seeds: seeds.length,
      "interquartile mean, bootstrap": seeds.length > 1 ? written(bootstrap, digits) : "",
      "mean, Student's": written(student, digits),
      ...(key === "accuracy" ? { "seeds and problems": overProblems(arm, split) } : {}),
      "against all tokens": verdict(student),
    };
  });
const overProblems = (arm, split) => {
  const { estimate, low, high } = differenceOverProblems(arm, all, split);
  return written({ estimate: 100 * estimate, low: 100 * low, high: 100 * high }, 1);
};
const points = { scale: 100, digits: 1 };

// %% [markdown]
// Accuracy at T = 1 on the test split, in percentage points:

// %%
showTable(differences("test", "accuracy", points));

// %% [markdown]
// The same out of distribution, then greedy accuracy, the first attempt, length and entropy on the test split:

// %%
showTable(differences("ood", "accuracy", points));

// %%
showTable(differences("test", "accuracyGreedy", points));

// %%
showTable(differences("test", "firstAttemptAccuracy", points));

// %%
showTable(differences("test", "meanLength", { digits: 1 }));

// %%
showTable(differences("test", "meanEntropy"));

// %% [markdown]
// ## 6. Model size (Fig 8)
//
// The paper's gain grows from 8B to 32B. Our point for each recorded size stands beside it. Different tasks and metrics: compare signs and
// trends, not heights.

// %%
const names = { S: "S, 52k", M: "M, 150k", L: "L, 602k", XL: "XL, 2.5M" };
const sizes = recordedSettings(runs, SIZE_SETTINGS).map(({ setting, all: allHere, top: topHere }) => {
  const { student, seeds } = differenceBySeed(topHere, allHere, (run) => 100 * on("test", "accuracy")(run));
  return { name: names[setting.base], gain: student, seeds: seeds.length };
});
console.log(`sizes recorded here: ${sizes.map(({ name }) => name).join("; ")}. More: npm run ablate -- --preset full --only size`);
await showFigure(gainBySizeFigure(sizes), "figure-8-gain-by-size");

// %% [markdown]
// Fig 6 of the paper has one panel a size. Ours, accuracy and length on validation problems:

// %%
const sizePanels = (measure) =>
  recordedSettings(runs, SIZE_SETTINGS).map(({ setting, all: allHere, top: topHere }) => ({
    y: `${setting.base}: ${measure.name}`,
    curves: [allHere, topHere].map((arm) => ({ ...look(arm), ...evaluationCurve(arm, measure.of) })),
  }));
await showFigure(
  curvePanelsFigure(sizePanels({ name: "accuracy at T = 1", of: (line) => line.accuracy }), {
    title: "Accuracy through training by model size, validation (Fig 6)",
  }),
  "figure-6-accuracy-by-size",
);

// %%
await showFigure(
  curvePanelsFigure(sizePanels({ name: "length (tokens)", of: (line) => line.meanLength }), {
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
const named = (label) => arms.find((arm) => arm.label === label);
for (const label of ["random 20 %", "real forks", "real forks, errors", "decorative forks", "entropy as weight"]) {
  const control = named(label);
  if (!control) {
    console.log(`${label}: not recorded (npm run ablate -- --preset full --only controls)`);
    continue;
  }
  const { student, seeds } = differenceBySeed(top, control, (run) => 100 * on("test", "accuracy")(run));
  console.log(`top 20 % less ${label}: ${written(student, 1)} points, ${seeds.length} seeds: ${verdict(student)}`);
}

// %%
const baseAccuracy = evaluationOf(all.runs[0], "validation", { step: 0 }).accuracy;
const share = (arm, rho) => ({
  rho,
  accuracy: overSeeds(arm, on("test", "accuracy")),
  values: arm.runs.map(on("test", "accuracy")),
});
const shares = [
  ...arms.filter(({ config }) => config.arm === "top").map((arm) => share(arm, arm.config.rho)),
  share(all, 1),
];
const beside = [bottom, named("random 20 %"), named("real forks")]
  .filter((arm) => arm !== undefined)
  .map((arm) => ({
    name: arm.label,
    rho: arm === bottom ? 0.8 : arm.config.arm === "random" ? 0.2 : rolloutCurve(arm, (step) => step.keptFraction).values[0],
    accuracy: overSeeds(arm, on("test", "accuracy")),
    color: ARM_STYLES[arm.config.arm].color,
  }));
await showFigure(
  rhoAblationFigure(shares, {
    title: `Which share of tokens? ${seedsText(arms)} (Fig 7)`,
    base: baseAccuracy,
    others: beside,
  }),
  "figure-7-share-of-tokens",
);

// %% [markdown]
// The dotted line is the base model on validation. Shares that are missing are recorded by `npm run ablate -- --preset full --only rho`.
//
// ## 8. Why: which choices does the mask keep?
//
// The mask knows entropies, not meanings. Its composition by role through training, for the arm that trains on it (mean over seeds):

// %%
const roles = ["Real", "Decorative", "Determined", "Error"];
const composition = (arm) =>
  roles.map((role) => ({
    name: role.toLowerCase(),
    color: ROLE_COLORS[role.toLowerCase()],
    ...rolloutCurve(arm, (step) => step[`mask${role}`]),
  }));
await showFigure(
  curvePanelsFigure(
    [
      { y: "share of the tokens with gradient", tickformat: ".0%", range: [0, 1], curves: composition(top) },
      {
        y: "threshold of the top 20 % (nats)",
        curves: [top, all].map((arm) => ({ ...look(arm), dash: "dash", ...rolloutCurve(arm, (step) => step.threshold) })),
      },
    ],
    { title: `What the top 20 % consist of, ${seedsText([top])}` },
  ),
  "mask-composition",
);

// %%
const ends = (key) => {
  const { values } = rolloutCurve(top, (step) => step[key]);
  return { first: values[0], last: values[values.length - 1] };
};
showTable(roles.map((role) => ({ "share of the top 20 %": role.toLowerCase(), "first step": ends(`mask${role}`).first, "last 10 steps": ends(`mask${role}`).last })));

// %% [markdown]
// Which forks leave, and which come? A run of each arm was recorded with its checkpoints. Each checkpoint answers 60 validation
// problems twice, and every choice is put to the test: is its entropy among the top 20 % of that batch?

// %%
const backend = await selectBackend();
console.log(backend.line);
const problems = problemsOf("validation").map(({ problem }) => problem).slice(0, 60);
const sampling = { samplesPerPrompt: 2, maxNewTokens: MAX_RESPONSE_TOKENS, rules: STANDARD_RULES };
const checkpoints = (arm) => {
  const kept = new RunFolder(`${RUNS_FOLDER}/checkpoints/M-${arm}-seed0`).keptModels();
  if (kept.length === 0) throw new Error(`no checkpoints of the arm "${arm}" are recorded in data/runs/checkpoints`);
  return kept;
};
const measured = Object.fromEntries(
  ["all", "top"].map((arm) => [
    arm,
    checkpoints(arm).map(({ step, folder }) => {
      const policy = loadPolicy(folder);
      const found = choiceShares(verifiedRollouts(policy, problems, { ...sampling, rng: seededRng(1) }));
      policy.dispose();
      return { step, shares: found };
    }),
  ]),
);

// %%
const choiceColors = [OKABE_ITO.orange, OKABE_ITO.blue, OKABE_ITO.purple, OKABE_ITO.green, OKABE_ITO.vermillion];
const choiceCurves = (arm, key) =>
  CHOICES.map((choice, i) => {
    const values = measured[arm].map(({ shares: found }) => found[i][key]);
    const steps = measured[arm].map(({ step }) => step);
    return { name: choice, color: choiceColors[i], dash: i === 0 || i === 2 ? "dot" : "solid", steps, values, low: values, high: values };
  });
await showFigure(
  curvePanelsFigure(
    [
      { y: "kept by the mask, trained on top 20 %", tickformat: ".0%", range: [0, 1.02], curves: choiceCurves("top", "kept") },
      { y: "entropy (nats), trained on top 20 %", range: [0, 1.2], curves: choiceCurves("top", "meanEntropy") },
      { y: "entropy (nats), trained on all tokens", range: [0, 1.2], curves: choiceCurves("all", "meanEntropy") },
    ],
    { title: "Choices under the mask, one run an arm (dotted: choices that change nothing)" },
  ),
  "choices-in-the-mask",
);

// %%
const waitOrSo = CHOICES.indexOf("wait or so");
const connective = CHOICES.indexOf("connective");
showTable(
  ["top", "all"].flatMap((arm) =>
    measured[arm].map(({ step, shares: found }) => ({
      "trained on": arm === "top" ? "top 20 %" : "all tokens",
      step,
      "wait or so: kept": found[waitOrSo].kept,
      "its entropy (nats)": found[waitOrSo].meanEntropy,
      "connective: kept": found[connective].kept,
      "its entropy": found[connective].meanEntropy,
    })),
  ),
);

// %% [markdown]
// How to read it. Waiting pays in this task, so `wait or so` becomes confident early; once its entropy falls below the threshold, the mask stops paying
// for it, and the arm `top 20 %` cannot go on raising it, while `all tokens` can (compare the red lines of the middle and the right panel). The free places go to tokens whose choice decides
// nothing: no reward speaks for either side of a decorative choice, so its entropy only drifts, and most of the time that is enough to stay among the highest. A fork that is being learnt leaves the mask *by being learnt*.
// Notebook 08 puts this explanation to the test: it takes the decorative forks away.
//
// ## 9. Planning against persistence
//
// If so, all tokens should be ahead in trying again and not in choosing well. `first attempt` measures planning; `waits` persistence; greedy decoding shows what the most probable path does.

// %%
showTable(
  main.map((arm) => {
    const of = (key, digits = 3) => overSeeds(arm, on("test", key)).estimate;
    return {
      "gradient on": arm.label,
      "T = 1": of("accuracy"),
      greedy: of("accuracyGreedy"),
      "greedy less T = 1": of("accuracyGreedy") - of("accuracy"),
      "first attempt": of("firstAttemptAccuracy"),
      waits: of("meanWaits"),
      "gained by later attempts": of("accuracy") - of("firstAttemptAccuracy"),
    };
  }),
);
for (const [key, name, unit] of [
  ["firstAttemptAccuracy", "first attempt (planning)", "points"],
  ["accuracyGreedy", "greedy accuracy", "points"],
  ["meanWaits", "waits (persistence)", "waits x 100"],
]) {
  const { student, seeds } = differenceBySeed(top, all, (run) => 100 * on("test", key)(run));
  console.log(`top 20 % less all tokens, ${name}: ${written(student, 1)} ${unit}, ${seeds.length} seeds: ${verdict(student)}`);
}

// %% [markdown]
// ## 10. Which learning rate
//
// Comparing arms at one learning rate would be unfair if each had its own best one. So every arm was trained at four rates with a seed that no other question uses; the rate with the best
// accuracy on validation (mean of the last three evaluations) is the one of all its other runs. The test split had no say.

// %%
const sweep = sweptRates(runs);
const asText = (rate) => rate.toExponential(0);
showTable(
  [...new Set(sweep.map(({ label }) => label))].map((label) => {
    const ofArm = sweep.filter((swept) => swept.label === label);
    const accuracies = ofArm.map(({ learningRate, accuracy }) => [asText(learningRate), accuracy]);
    const used = arms.find((arm) => arm.label === label);
    return {
      "gradient on": label,
      ...Object.fromEntries(accuracies),
      best: asText(bestRate(sweep, label)),
      "used above": used ? asText(used.config.learningRate) : "",
    };
  }),
);

// %% [markdown]
// ## 11. One arm, live
//
// The first steps of the recorded run `top 20 %`, seed 0, trained here and now. A run depends on its seed and step alone: with the version of the kernels that
// recorded it, every number comes out the same; with another, rounding may change a sampled token, and the runs drift apart within the spread of the seeds.

// %%
const steps = { quick: 8, default: 40, full: top.config.steps }[notebookPreset()];
const recorded = top.runs[0];
const config = rlvrConfig({ ...recorded.config, base: `../${recorded.config.base}`, steps, evaluateEvery: 0, evaluationSamples: 1 });
const lived = [];
const livePanels = () =>
  curvePanelsFigure(
    [
      ["accuracy in training", "trainAccuracy"],
      ["response length (tokens)", "meanLength"],
      ["mean entropy (nats)", "meanEntropy"],
    ].map(([y, key]) => {
      const line = (name, color, list, dash = "solid") => {
        const values = list.map((step) => step[key]);
        return { name, color, dash, steps: list.map(({ step }) => step), values, low: values, high: values };
      };
      return {
        y,
        curves: [
          line("recorded", OKABE_ITO.black, recorded.steps.slice(0, Math.max(steps, 1))),
          line("live", ARM_STYLES.top.color, lived, "dot"),
        ],
      };
    }),
    { title: `Top 20 %, seed ${config.seed}: the first ${steps} steps` },
  );

// %%
const live = liveFigure();
const progress = progressLine("training", { total: steps });
const { policy: trained } = await trainRlvr(config, {
  onMetrics: async (line) => {
    if (line.split !== undefined) return;
    lived.push(line);
    progress.update(line.step + 1, `accuracy ${Number(line.trainAccuracy).toFixed(2)}`);
    await live.update(livePanels);
  },
});
progress.finish();
await live.finish(livePanels(), "ablation-live");
trained.dispose();

// %%
const same = lived.filter((line, i) => line.meanEntropy === recorded.steps[i].meanEntropy && line.trainAccuracy === recorded.steps[i].trainAccuracy);
console.log(`${same.length} of ${lived.length} steps equal the recorded ones to the last digit`);
console.log(`measure it again: npm run train -- --base ${recorded.config.base} --arm top --rho 0.2 --seed ${config.seed} --steps ${recorded.config.steps} --lr ${recorded.config.learningRate} --out my-run`);

// %% [markdown]
// ## 12. The claims
//
// A claim is *reproduced* if the 95 % interval (Student's, paired by seed) of every difference it needs lies on the claimed side; *not reproduced* if one lies on the
// other side and none on this; *undecided* if the intervals hold both. "Matches" means: not more than 2 points below.

// %%
const claims = studyClaims(runs);
console.log(`margin of "matches": ${100 * MATCH_MARGIN} points`);
recordClaims(claims);

// %% [markdown]
// ## 13. What this study cannot say
//
// - **Size.** Even XL (2.5M parameters) is some ten thousand times smaller than the paper's models.
// - **Task.** One task with a grammar, answers of some fifty tokens, and a `wait` that pays. In the paper's setting a longer answer may be a better
//   one; here persistence has a price in length only. Section 8 shows how much hangs on one kind of fork.
// - **Length of training.** Section 3 says which curves are flat; notebook 08 trains twice as long.
// - **Settings.** One task, one budget, one way to draw the mask: [notebook 08](08-generalisation.ipynb) changes these one at a time.
// - **Seeds.** The number stands at every table. Seeds vary sampling and training problems; the base model is one and the same (a second one is in notebook 08).
// - **Problems.** The test split is small; section 4 gives the uncertainty over problems.
// - **Many comparisons.** Each interval is a 95 % interval by itself; among twenty of them one is expected to miss.
//
// ## Exercises
//
// **6.1** Four seeds give the paired differences −1, 0, 1 and 8 points. What is their interquartile mean? And their mean? (Two numbers.)

// %%
const answer61: number[] | undefined = undefined;
checkAnswer("6.1", answer61, "2b857aaa8253");

// %% [markdown]
// **6.2** Three seeds give the differences 1, 2 and 3 points. Write the probability that all three draws of one bootstrap resample are the smallest value.
// Why can the 95 % interval then not reach below 1?

// %%
const answer62: number | undefined = undefined;
checkAnswer("6.2", answer62, "8298bd1b992f");

// %% [markdown]
// **6.3** If two arms truly do not differ, and differences are as often positive as negative, how often do three seeds all fall on the same side by chance? That is how often
// "the interval excludes 0" would deceive us with the range of three seeds.

// %%
const answer63: number | undefined = undefined;
checkAnswer("6.3", answer63, "f5197f42848f");

// %% [markdown]
// **6.4** A fork is taken right with probability $p$ and wrong with $1-p$. Its entropy leaves the mask below a threshold of 0.5 nats. At which $p > 0.5$? (Two decimals.) Compare with
// what `wait or so` reaches in section 8 under `top 20 %` and under `all tokens`.

// %%
const answer64: number | undefined = undefined;
checkAnswer("6.4", answer64, (mine) => Math.abs(-mine * Math.log(mine) - (1 - mine) * Math.log(1 - mine) - 0.5) < 0.02 && mine > 0.5);

// %% [markdown]
// <details><summary>Solutions</summary>
//
// **6.1** The middle half of four values is the middle two: 0.5. The mean is 2, moved by one lucky seed.
// ```ts
// const answer61 = [0.5, 2];
// ```
// **6.2** $(1/3)^3 = 1/27 \approx 3.7\,\%$, which is more than the 2.5 % that the interval cuts off: its lower end is the smallest value itself.
// ```ts
// const answer62 = 1 / 27;
// ```
// **6.3** All positive or all negative: $2\cdot(1/2)^3 = 25\,\%$, five times what a 95 % interval promises.
// ```ts
// const answer63 = 0.25;
// ```
// **6.4** $-p\ln p-(1-p)\ln(1-p)=0.5$ at $p\approx 0.80$. The arm `top 20 %` stops there; `all tokens` goes on towards 1.
// ```ts
// const answer64 = 0.8;
// ```
// </details>
//
// **Next:** [08-generalisation](08-generalisation.ipynb): the map of the settings in which the top 20 % win, tie or lose.
