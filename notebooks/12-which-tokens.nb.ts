// %% [markdown]
// # 12 · Which tokens? What is settled here, and what is not
//
// Two dozen papers since "Beyond the 80/20 Rule" disagree about which tokens should receive gradient: the uncertain ones, the rare ones
// up or down, those that differ within a group. Nearly all rest on single runs, and in none of their settings does anyone know which tokens
// are forks. Here the forks are known and a run takes minutes. This notebook keeps the score: ten open questions, each with the evidence that
// recorded runs give today. What was expected of an experiment was written down before its first run, in
// [data/predictions.md](../data/predictions.md), and what has not been run is called so.
//
// | | |
// |---|---|
// | shows | rules against all tokens as a forest plot → which tokens the mask misses (P1) → what a mask loses, exactly → how far a fork is held back → ten questions → what would change our mind |
// | takes | about ten seconds |
// | needs | notebooks 03 and 06; `data/runs`, which the repository holds |
// | uses the modules | [`src/study`](../src/study) (runs and their differences), [`src/tabular`](../src/tabular) (a decision process small enough to enumerate), [`src/statistics`](../src/statistics) (intervals) |

// %%
import {
  claims, entropy, figures, notebook, statistics, study, tabular,
} from "forking-tokens";

// %%
const runs = study.readRecordedRuns();
const arms = study.runGroups(runs);
const all = study.groupNamed(arms, "all tokens");
const top = study.groupNamed(arms, "top 20 %");
const points = (split) => study.finalValue(split, "accuracy", { scale: 100 });
const written = (interval, digits = 1) =>
  statistics.intervalText(interval, { digits: digits, signed: true });
const margin = 100 * claims.MATCH_MARGIN;
const sideOf = (interval) => statistics.intervalSide(interval, { margin: margin });

// %% [markdown]
// ## 1. The rules that have been run
//
// Base model M, 200 steps, two mini-batches a batch, each arm at its own best rate: accuracy after training less that of all tokens, in points, runs
// paired by seed. Arms have three or five seeds. Three seeds say little about their own spread, so all intervals use one spread, pooled over
// the arms (Student's, 95 %, with the degrees of freedom of all of them).

// %%
const differences = (split) =>
  arms
    .filter((arm) => arm !== all)
    .map((arm) => study.differenceBySeed(arm, all, points(split)).differences);
const pooledOn = (split) => statistics.pooledDeviation(differences(split));
const COLORS = {
  above: figures.OKABE_ITO.green,
  within: figures.OKABE_ITO.blue,
  below: figures.OKABE_ITO.vermillion,
  undecided: "#767676",
};
const forest = (split, name) => {
  const pooled = pooledOn(split);
  const rows = arms
    .filter((arm) => arm !== all)
    .map((arm) => {
      const values = study.differenceBySeed(arm, all, points(split)).differences;
      const interval = statistics.pooledInterval(values, pooled);
      const color = COLORS[sideOf(interval)];
      return { label: arm.label, color: color, interval: interval, values: values };
    });
  return { name: name, reference: 0, arms: rows };
};
await notebook.showFigure(
  figures.armMeasuresFigure(
    [forest("test", "test (points)"), forest("ood", "larger targets (points)")],
    { title: "Which tokens: less all tokens, pooled 95 % interval, seeds", columns: 2 },
  ),
  "which-tokens",
);

// %% [markdown]
// Green: above all tokens, blue: within two points on both sides, red: below, gray: undecided. As numbers, with the p-value of each arm's own
// seeds adjusted for the number of arms (Holm), and the difference that so many seeds of the pooled spread would find four times in five.

// %%
const league = (split) => {
  const rows = arms.filter((arm) => arm !== all);
  const lists = differences(split);
  const ofOwnSeeds = lists.map((list) => statistics.studentPValue(list));
  const holm = statistics.holmAdjusted(ofOwnSeeds);
  const pooled = pooledOn(split);
  return rows.map((arm, i) => ({
    "less all tokens": arm.label,
    seeds: lists[i].length,
    split: split === "ood" ? "larger targets" : split,
    points: written(statistics.pooledInterval(lists[i], pooled)),
    "p (Holm)": holm[i].toFixed(3),
    "would detect": statistics
      .detectableDifference({
        standardError: pooled.deviation / Math.sqrt(lists[i].length),
        degrees: pooled.degrees,
      })
      .toFixed(1),
  }));
};
notebook.showTable([...league("test"), ...league("ood")], { limit: 30 });

// %% [markdown]
// The published rules ([src/token-rules](../src/token-rules)) are built, tested against values worked out by hand, and planned as a tournament with three controls; none
// of its runs has been done. This table is therefore no league of the literature: it has the paper's own rule, its shares, and controls.

// %% [markdown]
// ## 2. Which tokens does the mask miss? (P1)
//
// The mask of the top 20 % is changed by three factors, each on or off: decorative tokens may not enter the ranking (their places are refilled), `wait or so`
// is always kept, tokens from a departure from the grammar on are always kept. Eight masks, all tokens, and all tokens but `wait or so`; ten
// seeds, evaluated with 32 samples a problem. By its own rules the experiment has a verdict when all ten seeds are done, not before.

// %%
const p1 = study.missedTokens(runs);
const p1Runs = runs.filter((run) => run.experiment === "missed-tokens");
const seedsDone = p1 === null ? 0 : p1.seeds.length;
console.log(`P1: ${seedsDone} of 10 seeds are whole (${p1Runs.length} of 100 runs)`);
if (seedsDone < 10) console.log("its verdict waits for the other seeds");

// %%
const nameOf = (changes) => (changes.length === 0 ? "unchanged" : changes.join(" + "));
const masksOfP1 = () => [
  ...p1.masks,
  { changes: ["all but wait or so"], group: p1.allButWait },
];
const p1Panel = (split, name) => ({
  name: name,
  reference: 0,
  arms: masksOfP1().map(({ changes, group }) => {
    const found = study.differenceBySeed(group, p1.all, points(split));
    const color = COLORS[seedsDone < 10 ? "undecided" : sideOf(found.student)];
    const seeds = { interval: found.student, values: found.differences };
    return { label: nameOf(changes), color: color, ...seeds };
  }),
});
if (seedsDone > 1)
  await notebook.showFigure(
    figures.armMeasuresFigure(
      [p1Panel("test", "test (points)"), p1Panel("ood", "larger targets (points)")],
      { title: `Masks of P1 less all tokens, ${seedsDone} of 10 seeds`, columns: 2 },
    ),
  );
else console.log("no figure: intervals want two whole seeds");

// %% [markdown]
// The effect of each change over the four pairs of masks that differ in it alone, and the primary comparison:

// %%
if (seedsDone > 1) {
  const effects = study.MASK_CHANGES.map((change) => ({
    effect: change,
    seeds: seedsDone,
    "test (points)": written(study.changeEffect(p1, change, points("test"))),
    "larger targets (points)": written(study.changeEffect(p1, change, points("ood"))),
  }));
  const everything = p1.masks.find((mask) => mask.changes.length === 3).group;
  const lessAll = (split) =>
    written(study.differenceBySeed(everything, p1.all, points(split)).student);
  const primary = {
    effect: "all three, less all tokens",
    seeds: seedsDone,
    "test (points)": lessAll("test"),
    "larger targets (points)": lessAll("ood"),
  };
  notebook.showTable([...effects, primary]);
} else console.log("no effects: intervals want two whole seeds");

// %% [markdown]
// ## 3. What a mask loses, exactly
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
    "entropy (nats)": entropies[state],
    "share of |gradient|² (%)": (100 * lengthAt(gradient, state)) / whole,
    "kept by entropy": isUncertain(state) ? "yes" : "no",
  })),
  { digits: 3 },
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
// two. A mask by entropy drops both; a mask that adds the 2 % of greatest surprise keeps nearly all of it. That is the rule `entropy-or-surprise` of P3, which needs no
// knowledge of the task. The law in the process above, which has three actions a position; the cell fails if the two-action law is wrong:

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
    "probability of going on": p,
    "tokens that are slips (%)": 100 * (1 - p),
    "gradient through slips (%)": 100 * oneDecision(p),
  })),
  { digits: 1 },
);
if (certainties.some((p) => Math.abs(oneDecision(p) - p) > 1e-12))
  throw new Error("the share through slips is not p");

// %% [markdown]
// Two warnings. A mask that looks at the token that was drawn, and not only at the position, is no longer free of the baseline: the advantage may not be shifted by a
// constant (notebook 03). And separate logits for every position hide what shared parameters do: there a dropped position still moves with the others. So this
// says what a mask loses of the *expected* gradient, not what a network makes of it; P3 is the test, and is not run yet.

// %% [markdown]
// ## 4. How far a fork is held back
//
// A binary fork whose better branch has probability $p$ is in the mask while its entropy $H(p)$ is above the threshold $\tau$. While decorative and real forks
// compete for the places, it is therefore pushed only up to $p^*=H^{-1}(\tau)$, and moves on as $\tau$ falls. The thresholds of the recorded runs of the top 20 %:

// %%
const after = (step) => (run) =>
  statistics.mean(run.steps.slice(step - 10, step).map((line) => line.threshold));
notebook.showTable(
  [10, 40, 80, 120, 160, 200].map((step) => {
    const tau = statistics.mean(top.runs.map(after(step)));
    return {
      "after step": step,
      "threshold τ (nats, mean of 10 steps and of seeds)": tau,
      "p* = H⁻¹(τ)": entropy.likelierOfTwo(Math.min(tau, Math.log(2))),
    };
  }),
  { digits: 3 },
);

// %% [markdown]
// So the mask slows a fork down and does not stop it. How the loss grows with the share of decorative tokens (P2) takes base models with 0, 4, 8, 16 and 24 % of them; two of
// these exist, and the runs are planned, not done.

// %% [markdown]
// ## 5. Ten questions, and the evidence today

// %%
const between = (one, other, split) => {
  const [a, b] = [one, other].map((label) => study.groupNamed(arms, label));
  const { student, seeds } = study.differenceBySeed(a, b, points(split));
  return `${written(student)}, ${seeds.length} seeds`;
};
const gapOf = (experiment, base, split) => {
  const [found] = study.recordedConditions(
    runs,
    study.CONDITIONS.filter((one) => one.experiment === experiment && one.base === base),
  );
  const { student, seeds } = study.differenceBySeed(found.top, found.all, points(split));
  return `${written(student)}, ${seeds.length} seeds`;
};
const perResponse = study
  .runGroups(runs, { experiments: ["mask"] })
  .find((group) => group.config.scope === "response");
const scopes = study.differenceBySeed(perResponse, top, points("test"));
const sizes = study.recordedConditions(runs, study.SIZE_CONDITIONS);
const bySize = claims.gapByDecade(sizes, points("test"));

// %%
const NOT_RUN = "not run yet";
const question = (n, asked, today, missing, state) => ({
  "": n,
  question: asked,
  "evidence today (points)": today,
  "what is missing": missing,
  verdict: state,
});
const firstFour = [
  question(
    1,
    "Does entropy choose, or is it fewer tokens or smaller steps?",
    `top less random 20 %: test ${between("top 20 %", "random 20 %", "test")}; ` +
      `larger targets ${between("top 20 %", "random 20 %", "ood")}`,
    "all tokens at the rate of equal updates (tournament)",
    "open: entropy beats chance on test, not seen on larger targets",
  ),
  question(
    2,
    "Is the gain there only off policy?",
    `top less all: 2 mini-batches ${gapOf("main", "M", "test")}; ` +
      `16 mini-batches ${gapOf("off-policy", "M", "test")}`,
    "P4",
    "open: no gain at 2, 16 far too uncertain",
  ),
  question(3, "Rare tokens: up or down?", NOT_RUN, "tournament", "open"),
  question(
    4,
    "Do decorative high-entropy tokens harm?",
    `top less all: decorated ${gapOf("main", "M", "test")}; ` +
      `undecorated ${gapOf("undecorated", "M-undecorated", "test")}`,
    "P1, P2",
    "points to harm; one base model without decoration",
  ),
];

// %%
const others = [
  question(
    5,
    "Do decisive tokens of low entropy matter?",
    "real forks with errors less real forks, larger targets: " +
      between("real forks, errors", "real forks", "ood"),
    "P1 (errors), P3",
    "yes for errors, known by construction; a rule without that knowledge is open",
  ),
  question(6, "Rare tokens: spurious or sparks?", NOT_RUN, "tournament", "open"),
  question(7, "Cancellation or dilution?", NOT_RUN, "no experiment planned", "open"),
  question(8, "Does the level of entropy act?", NOT_RUN, "no experiment planned", "open"),
  question(9, "Selectors relative to the group", NOT_RUN, "tournament", "open"),
  question(
    10,
    "Scope of the threshold, and scale",
    `threshold per response less per batch: ${written(scopes.student)}, ` +
      `${scopes.seeds.length} seeds; ` +
      `gap for ten times the parameters: ${written(bySize)}`,
    "larger models",
    "scope undecided; a gap that grows with size is not seen, one base a size",
  ),
];
notebook.showTable([...firstFour, ...others]);

// %% [markdown]
// No row is a verdict on the literature: one synthetic task, one small model family, 200 steps. Where a row says "open", no run here speaks to it.

// %% [markdown]
// ## 6. What would change our mind
//
// | we hold today | we would drop it if |
// |---|---|
// | decorative tokens crowd out what matters | in P1 barring them changes the gap on test by nothing (interval within two points of 0) over ten seeds |
// | two losses, not one fork | in P1 keeping `wait or so` alone closes at least 90 % of the gap out of distribution |
// | errors must be punished, and they are rare and surprising | in P3 the mask with 2 % by surprise is no better than the top 20 % out of distribution |
// | the top 20 % forget what nobody watches | in P5 the KL to the base on the masked tokens does not lessen the loss on larger targets |
// | the paper's gain needs stale rollouts, if anything | in P4 the top 20 % win at 2 or 4 mini-batches, or do not at 16 |
//
// Each of these is in [data/predictions.md](../data/predictions.md) with its primary comparison.
//
// | command | does |
// |---|---|
// | `npm run ablate -- --preset full --list` | the names of all runs; `missed-tokens`, `surprise`, `forgetting`, `mini-batches-rate`, `tournament-rate`, `decoration`, `entropy-bonus` are those predicted |
// | `npm run ablate -- --preset full --only missed-tokens` | P1, one run after the other, from where it stopped |
// | `npm run ablate -- --pack` | packs finished runs into the file that this notebook reads |
