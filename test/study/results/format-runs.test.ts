import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatDifferences,
  formatOutcome,
  formatRuns,
  formatVerdict,
  type RecordedRun,
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
  assert.equal(formatVerdict(none), "no run is recorded yet");
});

test("fewer than three whole seeds are shown one by one", () => {
  const one = formatRuns(runsOf({ all: 0.9 }, [0]));
  assert.deepEqual([one.seeds, one.standing, one.arms.length], [[], "runs one by one", 1]);
  assert.match(formatVerdict(one), /^1 run recorded, 0 of 5 seeds with all three arms: shown one by one, no/);
  const two = formatRuns([...runsOf(RATES, [0, 1]), ...runsOf({ all: 0.9 }, [2, 3])]);
  assert.deepEqual([two.seeds, two.standing], [[0, 1], "runs one by one"]);
  assert.match(formatVerdict(two), /^8 runs recorded, 2 of 5 seeds/);
  assert.deepEqual(formatDifferences(two), []);
});

test("seeds 0 to 2 are a reading, whatever of seeds 3 and 4 is there; five are a verdict", () => {
  const three = formatRuns(runsOf(RATES, [0, 1, 2, 3]));
  assert.equal(three.standing, "a reading of three seeds");
  const [primary, second] = formatDifferences(three);
  assert.deepEqual([primary.differences.length, second.differences.length], [3, 3]);
  assert.ok(Math.abs(primary.student.estimate - 5) < 1e-9 && Math.abs(second.student.estimate - 20) < 1e-9);
  assert.equal(
    formatVerdict(three),
    "a reading of three seeds: bottom 80 % less top 20 % +5.0 [5.0, 5.0] points, above -10: the paper's reading is refuted here",
  );
  const five = formatRuns(runsOf({ ...RATES, bottom: 0.1, random: 0.5 }, [0, 1, 2, 3, 4]));
  assert.equal(five.standing, "a verdict");
  assert.equal(formatDifferences(five)[0].differences.length, 5);
  assert.match(formatVerdict(five), /below -10: the paper's reading is not refuted$/);
  const seeds = [0, 1, 2, 3, 4];
  const wide = seeds.flatMap((seed) => runsOf({ ...RATES, bottom: 0.6 + (seed - 2) / 10 }, [seed]));
  assert.match(formatVerdict(formatRuns(wide)), /on both sides of -10: the paper's reading is undecided$/);
});

test("adapters are an arm of their own, and stand for no other", () => {
  const config = { arm: "all" as const, seed: 0, loraRank: 8 };
  const base = "smollm2-135m-instruct";
  const adapters = sampleRun({ experiment: "format-adapters", base, accuracy: 0.5, config });
  const found = formatRuns([...runsOf({ top: 0.7, bottom: 0.75 }, [0]), adapters]);
  assert.deepEqual([found.arms.length, found.seeds], [3, []]);
});

test("a run's outcome is the mean over the evaluations after its steps", () => {
  const [run] = runsOf({ all: 0.8 }, [0]);
  const middle = { ...run.evaluations[1], step: 1, accuracy: 0.4 };
  const whole = { ...run, evaluations: [...run.evaluations, middle] };
  assert.ok(Math.abs(formatOutcome(whole) - 60) < 1e-9);
  assert.throws(
    () => formatOutcome({ ...run, evaluations: run.evaluations.slice(0, 1) }),
    /all-seed0 has no evaluation on validation after a step/,
  );
});
