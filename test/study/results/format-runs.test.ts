import assert from "node:assert/strict";
import { test } from "node:test";
import {
  comparedFormatRuns,
  formatDifferences,
  formatGain,
  formatOutcome,
  formatRuns,
  formatStanding,
  mostRightAnswers,
  type RecordedRun,
  rightInTheFormat,
  secondFormatRuns,
} from "../../../src/study/index.js";
import { sampleRun } from "../sample-runs.js";

/** Runs of P6, an arm's rate rising to its last value, plus a thousandth for each seed. */
const runsOf = (rates: Record<string, number>, seeds: readonly number[]): RecordedRun[] =>
  seeds.flatMap((seed) =>
    Object.entries(rates).map(([arm, rate]) =>
      sampleRun({
        ...{ experiment: "format", base: "smollm2-135m-instruct", accuracy: rate + seed / 1000 },
        config: { arm: arm as "all", seed },
      }),
    ),
  );
const RATES = { all: 0.9, top: 0.7, bottom: 0.75 };

test("without runs there is no verdict, no difference and nothing to draw", () => {
  const none = formatRuns([sampleRun({ config: { arm: "all", seed: 0 }, accuracy: 1 })]);
  assert.deepEqual(none, { arms: [], seeds: [], standing: "no runs" });
  assert.deepEqual(formatDifferences(none), []);
  assert.equal(comparedFormatRuns(none), null);
  assert.equal(formatStanding(none), "no run is recorded yet");
});

test("fewer than three whole seeds are shown one by one", () => {
  const one = formatRuns(runsOf({ all: 0.9 }, [0]));
  assert.deepEqual([one.seeds, one.standing, one.arms.length], [[], "runs one by one", 1]);
  assert.match(
    formatStanding(one),
    /^1 run recorded, 0 of 5 seeds with all three arms: shown one by one, no/,
  );
  const two = formatRuns([...runsOf(RATES, [0, 1]), ...runsOf({ all: 0.9 }, [2, 3])]);
  assert.deepEqual([two.seeds, two.standing], [[0, 1], "runs one by one"]);
  assert.match(formatStanding(two), /^8 runs recorded, 2 of 5 seeds/);
  assert.deepEqual(formatDifferences(two), []);
});

test("seeds 0 to 2 are a reading, whatever of seeds 3 and 4 is there; five are a verdict", () => {
  const three = formatRuns(runsOf(RATES, [0, 1, 2, 3]));
  assert.equal(three.standing, "a reading of three seeds");
  const [primary, second] = formatDifferences(three);
  assert.deepEqual([primary.differences.length, second.differences.length], [3, 3]);
  assert.ok(Math.abs(primary.student.estimate - 5) < 1e-9 && Math.abs(second.student.estimate - 20) < 1e-9);
  assert.equal(
    formatStanding(three),
    "12 runs recorded, 4 of 5 seeds with all three arms: a reading of three seeds",
  );
  const five = formatRuns(runsOf({ ...RATES, random: 0.5 }, [0, 1, 2, 3, 4]));
  assert.equal(five.standing, "a verdict");
  assert.equal(formatDifferences(five)[0].differences.length, 5);
  assert.match(formatStanding(five), /^20 runs recorded, 5 of 5 seeds with all three arms: a verdict$/);
  const later = [...runsOf(RATES, [0, 1, 2, 3, 4]), ...runsOf({ all: 0.1 }, [5])];
  assert.deepEqual(comparedFormatRuns(formatRuns(later))!.seeds, [0, 1, 2, 3, 4]);
  assert.equal(comparedFormatRuns(formatRuns(later))!.all.runs.length, 5);
});

test("a control is compared with the top 20 % when its three seeds are whole", () => {
  const five = runsOf(RATES, [0, 1, 2, 3, 4]);
  const names = (runs: RecordedRun[]) => formatDifferences(formatRuns(runs)).map(({ name }) => name);
  const compared = ["bottom 80 % less top 20 %", "all tokens less top 20 %"];
  assert.deepEqual(names([...five, ...runsOf({ random: 0.5 }, [0, 1])]), compared);
  const whole = [...five, ...runsOf({ random: 0.5 }, [0, 1, 2])];
  assert.deepEqual(names(whole), [...compared, "random 20 % less top 20 %"]);
  const { student, differences } = formatDifferences(formatRuns(whole))[2];
  assert.equal(differences.length, 3);
  assert.ok(Math.abs(student.estimate + 20) < 1e-9);
});

test("adapters are an arm of their own, stand for no other, and are compared with all tokens when three seeds are whole", () => {
  const adapters = (seeds: readonly number[]) =>
    seeds.map((seed) =>
      sampleRun({
        ...{ experiment: "format-adapters", base: "smollm2-135m-instruct", accuracy: 0.5 + seed / 1000 },
        config: { arm: "all", seed, loraRank: 8 },
      }),
    );
  const found = formatRuns([...runsOf({ top: 0.7, bottom: 0.75 }, [0]), ...adapters([0])]);
  assert.deepEqual([found.arms.length, found.seeds], [3, []]);
  assert.ok(found.arms.some(({ label }) => label === "all tokens, adapters"));
  const five = runsOf(RATES, [0, 1, 2, 3, 4]);
  const differences = (seeds: readonly number[]) =>
    formatDifferences(formatRuns([...five, ...adapters(seeds)]));
  assert.equal(differences([0, 1]).length, 2);
  const { name, student } = differences([0, 1, 2])[2];
  assert.equal(name, "all tokens, adapters less all tokens");
  assert.ok(Math.abs(student.estimate + 40) < 1e-9);
});

test("a run's outcome is the mean over the evaluations after its steps", () => {
  const [run] = runsOf({ all: 0.8 }, [0]);
  const middle = { ...run.evaluations[1], step: 1, accuracy: 0.4 };
  const whole = { ...run, evaluations: [...run.evaluations, middle] };
  assert.ok(Math.abs(formatOutcome(whole) - 60) < 1e-9);
  assert.throws(
    () => formatOutcome({ ...run, evaluations: run.evaluations.slice(0, 1) }),
    /all-seed0 has no evaluation on validation at the steps 1 to 2/,
  );
});

test("a gain is over the share before the first step, and right answers are the most at any time", () => {
  const [run] = runsOf({ all: 0.8 }, [0]);
  assert.ok(Math.abs(formatGain(run) - 60) < 1e-9); // 80 - 20
  assert.equal(mostRightAnswers(run), 0);
  const rated = run.evaluations.map((line, i) => ({ ...line, rightRate: [0.01, 0.04, 0.03, 0.02][i] }));
  assert.equal(mostRightAnswers({ ...run, evaluations: rated }), 4);
});

test("right answers are also a share of those in the format", () => {
  const [run] = runsOf({ all: 0.8 }, [0]);
  const ending = (accuracy: number, rightRate: number): RecordedRun => ({
    ...run,
    evaluations: run.evaluations.map((line) => ({ ...line, accuracy, rightRate })),
  });
  assert.ok(Math.abs(rightInTheFormat(ending(0.8, 0.02)) - 2.5) < 1e-9);
  assert.equal(rightInTheFormat(ending(0, 0)), 0);
});

test("the second format's runs stand apart from P6's", () => {
  const first = runsOf(RATES, [0, 1, 2]);
  const second = runsOf({ all: 0.1, top: 0.05 }, [0, 1]).map((run) => ({
    ...run,
    experiment: "format-boxed",
  }));
  const both = [...first, ...second];
  assert.deepEqual(
    secondFormatRuns(both).map(({ config, runs }) => [config.arm, runs.length]),
    [
      ["all", 2],
      ["top", 2],
    ],
  );
  assert.deepEqual(formatRuns(both), formatRuns(first));
  assert.deepEqual(secondFormatRuns(first), []);
});
