import assert from "node:assert/strict";
import { test } from "node:test";
import {
  againPredictions,
  decorationPredictions,
  difficultyPredictions,
  entropyBonusPredictions,
  fineTuningPredictions,
  forgettingPredictions,
  formatPredictions,
  miniBatchPredictions,
  missedTokensPredictions,
  rateMatchedPredictions,
  searchedAnswersPredictions,
  surprisePredictions,
  tournamentPredictions,
} from "../../src/claims/index.js";
import { likelierOfTwo } from "../../src/entropy/index.js";
import {
  decorationRuns,
  entropyKeepers,
  fineTuningRuns,
  forgettingRuns,
  formatRuns,
  MASK_CHANGES,
  miniBatchRuns,
  missedTokens,
  plannedRuns,
  type RecordedRun,
  type RunGroup,
  runGroups,
  surpriseRuns,
  type Tournament,
  tournament,
} from "../../src/study/index.js";
import { decorationOf } from "../study/sample-decoration.js";
import { sampleRun } from "../study/sample-runs.js";
import { tournamentRuns } from "../study/sample-tournament.js";

/** Planned runs as if recorded, with accuracies by a law of their configuration. */
function asRecorded(
  prefix: string,
  accuracy: (config: RecordedRun["config"], split: "test" | "ood") => number,
): RecordedRun[] {
  const [experiment, base] = prefix.split("/");
  return plannedRuns("full")
    .filter(({ name }) => name.startsWith(`${prefix}-`))
    .map(({ name, config }) => ({
      ...{ name, config, experiment, base, done: true },
      evaluations: (["test", "ood"] as const).map((split) => ({
        ...{ split, step: config.steps, accuracy: accuracy(config, split) },
        ...{ brokenRate: 0.1, meanEntropy: 0.2, forkEntropy: config.fineTuning ? 0.6 : 0.5 },
      })),
    })) as unknown as RecordedRun[];
}

/** Points: all tokens 50; the top 20 % 40; the changes add 6, 0 and 4 on test, 0, 0 and 12 on larger targets. */
const ofP1 = ({ arm, ruleParameters = {}, seed }: RecordedRun["config"], split: "test" | "ood"): number => {
  const gains = split === "test" ? [6, 0, 4] : [0, 0, 12];
  const gain = MASK_CHANGES.reduce((sum, change, i) => sum + (ruleParameters[change] ? gains[i] : 0), 0);
  const points = arm === "all" ? 50 : arm === "all-but-wait" ? 30 : 40 + gain;
  // within a seed all arms share this, so that it pairs away
  return (points + seed) / 100;
};
const p1 = asRecorded("missed-tokens/M", ofP1);

test("P1's predictions are held against its runs, the primary one first", () => {
  const rows = missedTokensPredictions(missedTokens(p1)!);
  assert.match(rows[0].prediction, /all three changes are above all tokens \(primary\)/);
  assert.deepEqual(
    rows.map((row) => [row["measured (points)"], row.verdict]),
    [
      ["+2.0 [2.0, 2.0]", "held"], // 40 + 12 - 50
      ["+1.0 [1.0, 1.0]", "held"], // 6 - 10 / 2
      ["+7.0 [7.0, 7.0]", "held"], // 12 - 10 / 2
      ["−20.0 [−20.0, −20.0]", "held"],
      ["−9.0 [−9.0, −9.0]", "refuted"], // 0 - 0.9 x 10
      ["−9.0 [−9.0, −9.0]", "refuted"],
      ["+6.0 [6.0, 6.0]", "refuted"],
      ["0.0 [0.0, 0.0]", "held"],
      ["+4.0 [4.0, 4.0]", "refuted"],
    ],
  );
});

test("P1 with fewer seeds than planned has no verdict", () => {
  const some = missedTokens(p1.filter(({ config }) => config.seed < 7))!;
  for (const { verdict } of missedTokensPredictions(some)) assert.equal(verdict, "waits for 3 seeds");
});

test("P3's mask is compared at M with P1's arms, and its predictions judged", () => {
  const surprise = asRecorded("surprise/M", ({ seed }) => (44 + seed) / 100);
  assert.equal(surprise.length, 10);
  assert.equal(surpriseRuns(p1, { base: "M" }), null);
  const found = surpriseRuns([...p1, ...surprise.slice(0, 4)], { base: "M" })!;
  assert.deepEqual(found.seeds, [0, 1, 2, 3]);
  const rows = surprisePredictions(surpriseRuns([...p1, ...surprise], { base: "M" })!);
  assert.deepEqual(
    rows.map((row) => [row["measured (points)"], row.verdict]),
    [
      ["−6.0 [−6.0, −6.0]", "refuted"],
      ["+4.0 [4.0, 4.0]", "held"],
      ["+4.0 [4.0, 4.0]", "refuted"],
    ],
  );
});

test("P3 at S has partners of its own, and nothing is predicted for another base model", () => {
  const runs = asRecorded(
    "surprise/S",
    ({ arm, seed }) => ((arm === "entropy-or-surprise" ? 27 : 20) + seed) / 100,
  );
  assert.equal(runs.length, 30);
  const found = surpriseRuns(runs, { base: "S" })!;
  assert.equal(surprisePredictions(found).length, 2);
  assert.equal(surprisePredictions(found)[0].verdict, "held");
  assert.throws(() => surprisePredictions({ ...found, base: "L" }), /base models M and S, received "L"/);
});

/** P5's runs: accuracy in points by arm, split and step, and a seed's own that pairs away. */
const asRecordedThroughout = (points: (arm: string, split: string, step: number) => number): RecordedRun[] =>
  plannedRuns("full")
    .filter(({ name }) => name.startsWith("forgetting/M-"))
    .map(({ name, config }) => ({
      ...{ name, config, experiment: "forgetting", base: "M" },
      evaluations: ["validation", "test", "ood"].flatMap((split) =>
        [50, 400, 500, config.steps].map((step) => ({
          ...{ split, step, accuracy: (points(config.arm, split, step) + config.seed) / 100 },
        })),
      ),
    })) as unknown as RecordedRun[];

test("P5 is judged by five seeds: the gap at the end, before and after it was to cross zero, and what a penalty saves", () => {
  const runs = asRecordedThroughout((arm, split, step) => {
    if (arm === "all" || arm === "oracle-errors") return 50;
    if (split === "ood") return arm === "top" ? 39 : 47;
    if (split === "validation") return step === 500 ? 42 : 52; // falls by ten, then rises
    return 50 + (step <= 400 ? -5 : 3) - (arm === "top" ? 0 : 1);
  });
  assert.deepEqual([runs.length, forgettingRuns(runs)!.isWhole], [20, true]);
  const rows = forgettingPredictions(forgettingRuns(runs)!);
  assert.deepEqual(
    rows.map((row) => [row["measured (points)"].split(" ")[0], row.seeds, row.verdict]),
    [
      ["−11.0", 5, "held"],
      ["−11.0", 5, "refuted"],
      ["−5.0", 5, "held"],
      ["+3.0", 5, "held"],
      ["+3.0", 5, "held"],
      ["−1.0", 5, "held"],
      ["+8.0", 5, "held"],
      ["−3.0", 5, "refuted"],
      ["+10.0", 5, "refuted"],
    ],
  );
  const some = runs.filter(({ config }) => config.seed < 4 || config.arm !== "top-held");
  const { seeds, isWhole } = forgettingRuns(some)!;
  assert.deepEqual([seeds, isWhole], [[0, 1, 2, 3], false]);
  assert.equal(forgettingPredictions(forgettingRuns(some)!)[0].verdict, "waits for 1 seed");
  const without = runs.filter(({ config }) => config.arm !== "oracle-errors" || config.seed === 3);
  const { errors, isWhole: stillWhole } = forgettingRuns(without)!;
  assert.deepEqual([errors!.runs.map(({ config }) => config.seed), stillWhole], [[3], true]);
  assert.equal(forgettingRuns(without.filter(({ config }) => config.arm !== "oracle-errors"))!.errors, null);
  assert.equal(forgettingRuns(runs.filter(({ config }) => config.arm !== "top")), null);
});

test("fine-tuning is judged by five seeds, RL less fine-tuning", () => {
  const tuned = asRecorded("fine-tuning/M", (_, split) => (split === "test" ? 0.49 : 0.46));
  const all = asRecorded("missed-tokens/M", () => 0.5);
  const rows = fineTuningPredictions(fineTuningRuns([...all, ...tuned], { answers: "direct" })!);
  assert.deepEqual(
    rows.map((row) => [row["measured (points)"], row.verdict]),
    [
      ["+4.0 [4.0, 4.0]", "held"],
      ["+4.0 [4.0, 4.0]", "held"],
      ["+1.0 [1.0, 1.0]", "held"],
      ["−10.0 [−10.0, −10.0]", "held"],
      ["−10.0 [−10.0, −10.0]", "refuted"],
    ],
  );
  assert.equal(
    fineTuningPredictions(fineTuningRuns([...all, ...tuned.slice(2)], { answers: "direct" })!)[0].verdict,
    "waits for 2 seeds",
  );
});

test("searched answers are judged by what was expected of them alone", () => {
  const all = asRecorded("missed-tokens/M", () => 0.5);
  const [tuned, found] = ["fine-tuning", "fine-tuning-searched"].map((name) =>
    asRecorded(`${name}/M`, () => (name === "fine-tuning" ? 0.3 : 0.45)),
  );
  const runs = [...all, ...tuned, ...found];
  const [direct, searched] = (["direct", "searched"] as const).map(
    (answers) => fineTuningRuns(runs, { answers })!,
  );
  assert.deepEqual(
    searchedAnswersPredictions({ direct, searched }).map((row) => [
      row["measured (points)"].split(" ")[0],
      row.verdict,
    ]),
    [
      ["+5.0", "refuted"],
      ["+15.0", "held"],
      ["+15.0", "held"],
    ],
  );
});

test("the entropy bonus is judged against the clip of 0.28", () => {
  const runs = asRecorded("entropy-bonus/M", ({ arm, clipHigh, ruleParameters }, split) => {
    if (arm === "entropy-bonus") return 0.5 - Number(ruleParameters!.coefficient) * 3;
    return split === "test" && clipHigh === 0.4 ? 0.45 : 0.5;
  });
  const rows = entropyBonusPredictions(entropyKeepers(runs)!);
  assert.deepEqual(
    rows.map((row) => [row["measured (points)"].split(" ")[0], row.verdict]),
    [
      ["−3.0", "held"],
      ["−3.0", "held"],
      ["0.0", "undecided"],
      ["−0.3", "held"],
      ["0.0", "held"],
      ["−5.0", "refuted"],
      ["0.0", "undecided"],
      ["0.0", "undecided"],
    ],
  );
});

/** P1 and P4: all tokens 50 points at each seed, the top 20 % as many more as the law says; it collapses where NaN. */
const withMiniBatches = (
  miniBatches: number,
  gain: (seed: number) => number,
  entropyOf?: "current",
): RecordedRun[] =>
  Array.from({ length: 10 }, (_, seed) =>
    (["all", "top"] as const).map((arm) => {
      const value = arm === "all" ? 50 : 50 + gain(seed);
      return sampleRun({
        experiment: miniBatches === 2 ? "missed-tokens" : "mini-batches",
        config: { arm, seed, miniBatches, ...(entropyOf && arm === "top" && { entropyOf }) },
        ...{ accuracy: Number.isNaN(value) ? 0.05 : value / 100 },
      });
    }),
  ).flat();

test("P4 is judged by ten seeds, collapsed runs counted in its primary comparison and left out of the last", () => {
  const bonus = asRecorded("entropy-bonus/M", ({ clipHigh }) => (clipHigh === 0.2 ? 0.47 : 0.5));
  const runs = [
    ...withMiniBatches(2, () => -2),
    ...withMiniBatches(4, () => -3),
    ...withMiniBatches(16, (seed) => (seed < 2 ? Number.NaN : 1)),
  ];
  const [two, four, sixteen] = [2, 4, 16].map((count) => miniBatchRuns(runs, { miniBatches: count })!);
  const trained = miniBatchRuns(
    withMiniBatches(16, (seed) => -20.4 + (seed % 2), "current"),
    { miniBatches: 16, entropyOf: "current" },
  )!;
  const keepers = entropyKeepers(bonus);
  const rows = miniBatchPredictions({ two, four, sixteen, trained, keepers });
  assert.deepEqual(
    rows.map((row) => [row["measured (points)"].split(" ")[0], row.seeds, row.verdict]),
    [
      ["−8.2", 10, "undecided"], // two of -45, eight of 1
      ["−6.2", 10, "undecided"],
      ["−20.4", 5, "undecided"], // two of -45, three of 1, less 3
      ["−20.0", 10, "undecided"],
      ["+1.0", 8, "refuted"],
      ["0.0", 10, "undecided"],
      ["−3.0", 10, "held"],
      ["−19.9", 10, "refuted"],
      ["−19.9", 10, "held"],
      ["−11.7", 10, "undecided"], // two seeds are ahead of a collapse by 25, eight are behind by 21
      ["−3.0", 10, "held"],
      ["−5.2", 10, "undecided"],
    ],
  );
  const nine = runs.filter(({ config }) => config.seed < 9);
  const some = miniBatchRuns(nine, { miniBatches: 16 })!;
  const early = miniBatchPredictions({ two, four: null, sixteen: some, trained: null, keepers: null });
  assert.deepEqual(
    early.map(({ verdict }) => verdict),
    ["waits for 1 seed", "waits for 1 seed", "waits for 1 seed", "waits for 1 seed"],
  );
});

const nameIn = (experiment: string, { arm }: RecordedRun["config"]): string =>
  experiment === "format-adapters" ? "adapters" : arm;

/** P6's runs: in the format 10 % before, then as many percent as the law says, less uncertain and nearer to right. */
const asRecordedFormat = (after: Record<string, number>): RecordedRun[] =>
  plannedRuns("format")
    .map(({ name, config }) => ({ name, config, experiment: name.split("/")[0] }))
    .filter(({ experiment, config }) => nameIn(experiment, config) in after)
    .map(({ name, config, experiment }) => ({
      ...{ name, config, experiment, base: "smollm2-135m-instruct" },
      evaluations: [0, config.steps].map((step) => ({
        ...{
          step,
          split: "validation",
          accuracy: step === 0 ? 0.1 : (after[nameIn(experiment, config)] + config.seed) / 100,
        },
        ...{ meanEntropy: step === 0 ? 1.4 : 1.2, rightRate: step === 0 ? 0.01 : 0.02 },
        ...(step > 0 && { klToReference: config.arm === "all" ? 0.3 : 0.2 }),
      })),
    })) as unknown as RecordedRun[];

test("P6 is judged by five seeds, the paper's reading of its primary comparison first", () => {
  const rows = formatPredictions(
    formatRuns(
      asRecordedFormat({ all: 80, top: 60, bottom: 55, random: 75, "fixed-threshold": 52, adapters: 61 }),
    ),
  );
  assert.deepEqual(
    rows.map((row) => [row["measured (points)"].split(" ")[0], row.seeds, row.verdict]),
    [
      ["−5.0", 5, "refuted"],
      ["−5.0", 5, "held"],
      ["+20.0", 5, "refuted"],
      ["+20.0", 5, "undecided"], // not strictly below 20
      ["−11.0", 5, "refuted"], // (82 - 10) / 2 - (57 - 10), the mean over the seeds 0 to 4
      ["+15.0", 3, "refuted"],
      ["−8.0", 3, "held"],
      ["−19.0", 3, "held"],
      ["−20.0", 5, "held"],
      ["−20.0", 5, "held"],
      ["−20.0", 5, "held"],
      ["+2.0", 5, "held"],
      ["+30.0", 5, "held"],
    ],
  );
});

test("three seeds of P6 are read without a verdict, two are not read", () => {
  const runs = asRecordedFormat({ all: 80, top: 60, bottom: 55 });
  const upTo = (count: number) => formatRuns(runs.filter(({ config }) => config.seed < count));
  for (const { seeds, verdict } of formatPredictions(upTo(4)))
    assert.deepEqual([seeds, verdict], [3, "waits for 2 seeds"]);
  assert.deepEqual(formatPredictions(upTo(2)), []);
});

test("the tournament is judged by its highest rule on test, and the rules that spare rare tokens on larger targets", () => {
  const runs = tournamentRuns((arm) => ({
    test: arm === "rsi" ? 1 : -1,
    ood: arm === "lp-reg" ? -3 : 1,
  }));
  const rows = tournamentPredictions(tournament(runs, { experiment: "tournament" })!);
  assert.match(rows[0].prediction, /the highest is RSI band/);
  assert.deepEqual(
    rows.map((row) => [row["measured (points)"].split(" ")[0], row.seeds, row.verdict]),
    [
      ["+1.0", 5, "held"],
      ["−3.0", 5, "held"],
      ["+1.0", 5, "refuted"],
    ],
  );
  const four = runs.filter(({ config }) => config.seed < 4 || config.arm === "all");
  const early = tournamentPredictions(tournament(four, { experiment: "tournament" })!);
  assert.deepEqual([early[0].seeds, early[0].verdict], [4, "waits for 1 seed"]);
});

test("the tournament that was run again is judged by seeds of its own, GSPO first", () => {
  const runs = tournamentRuns((arm) => ({ test: arm === "gspo" ? 1 : -3, ood: arm === "rsi" ? 2 : -1 }), {
    experiment: "tournament-again",
  });
  const again = tournament(runs, { experiment: "tournament-again" })!;
  assert.deepEqual(again.seeds, [5, 6, 7, 8, 9]);
  const rows = againPredictions(again);
  assert.match(rows[0].prediction, /^test: GSPO less all tokens, below 2 \(primary\)$/);
  assert.deepEqual(
    rows.map(({ prediction, verdict }) => [prediction.split(":")[0], verdict]),
    [
      ...Array(6).fill(["test", "held"]),
      ...rules(again).map((arm) => ["larger targets", arm === "rsi" ? "refuted" : "held"]),
    ],
  );
});

const rules = (again: Tournament): string[] =>
  again.rules.map(({ config }) => config.arm).filter((arm) => arm !== "gspo");

test("the top 20 % are judged beside all tokens at equal steps", () => {
  const group = (arm: "all" | "top", accuracy: number, ood: number): RunGroup =>
    runGroups(
      [5, 6, 7, 8, 9].map((seed) =>
        sampleRun({ config: { arm, seed }, accuracy: accuracy + (arm === "top" ? seed / 1000 : 0), ood }),
      ),
    )[0];
  const rows = rateMatchedPredictions([{ rule: group("top", 0.443, 0.4), control: group("all", 0.5, 0.4) }]);
  assert.deepEqual(
    rows.map((row) => [row["measured (points)"].split(" ")[0], row.seeds, row.verdict]),
    [
      ["−5.0", 5, "refuted"],
      ["−5.0", 5, "held"],
      ["0.0", 5, "undecided"],
    ],
  );
});

test("P2 is judged by the loss for each visit lost, and by the conditions that are not crowded", () => {
  const runs = decorationOf(({ rho, threshold }) =>
    rho < 0.5 ? 30 * 2 * (1 - likelierOfTwo(threshold)) : 1,
  );
  const rows = decorationPredictions(decorationRuns(runs)!);
  assert.deepEqual(
    rows.map((row) => [row["measured (points)"].split(" ")[0], row.seeds, row.verdict]),
    [
      ["+30.0", 5, "held"],
      ["−3.1", 5, "refuted"], // five of 1 and two of 60 (1 - 0.8627), a choice of 0.4 nats
    ],
  );
});

test("difficulty is judged by P1's runs on thirds that other runs cut", () => {
  const scored = (runs: RecordedRun[], counts: (config: RecordedRun["config"]) => number[]) =>
    runs.map((run) => ({
      ...run,
      evaluations: run.evaluations.map((line) => ({ ...line, samples: 4, rightCounts: counts(run.config) })),
    })) as RecordedRun[];
  const missed = missedTokens(scored(p1, ({ arm }) => (arm === "all" ? [1, 2, 4] : [1, 2, 3])))!;
  const [random] = runGroups(
    scored(
      asRecorded("main/M", () => 0),
      () => [0, 2, 4],
    ),
    { experiments: ["main"] },
  ).filter(({ config }) => config.arm === "random");
  assert.deepEqual(
    difficultyPredictions(missed, random).map((row) => [row["measured (points)"].split(" ")[0], row.verdict]),
    [
      ["+25.0", "held"],
      ["+25.0", "held"],
      ["0.0", "undecided"],
      ["0.0", "undecided"],
      ["0.0", "undecided"],
      ["−25.0", "held"],
    ],
  );
});
