import assert from "node:assert/strict";
import { test } from "node:test";
import type { Claim } from "../../src/claims/index.js";
import { studyClaims } from "../../src/claims/index.js";
import type { RecordedRun } from "../../src/study/index.js";
import { type SampleRun, sampleRun } from "../study/sample-runs.js";

/** Three seeds of an arm around its values. */
function threeSeeds({ config, accuracy, ...rest }: SampleRun): RecordedRun[] {
  return [-0.01, 0, 0.012].map((noise, seed) =>
    sampleRun({
      config: { ...config, seed },
      accuracy: accuracy + noise * (config.arm === "all" ? 1 : 0.8),
      ...rest,
    }),
  );
}

function verdicts(runs: readonly RecordedRun[]): Record<string, Claim["verdict"]> {
  return Object.fromEntries(studyClaims(runs).map(({ id, verdict }) => [id, verdict]));
}

const bottom = threeSeeds({ config: { arm: "bottom" }, accuracy: 0.2, meanEntropy: 0.1 });

test("where the runs say what the paper says, its claims are reproduced", () => {
  const all = threeSeeds({ config: { arm: "all" }, accuracy: 0.5, meanLength: 40, meanEntropy: 0.1 });
  const top = threeSeeds({ config: { arm: "top" }, accuracy: 0.6, meanLength: 50, meanEntropy: 0.3 });
  const found = verdicts([...all, ...top, ...bottom]);
  assert.deepEqual(found, {
    "bottom-80-teaches-little": "reproduced",
    "top-20-matches-all": "reproduced",
    "top-20-beats-all": "reproduced",
    "gain-grows-with-size": "not testable here",
    "top-20-keeps-highest-entropy": "reproduced",
    "bottom-80-lowers-entropy": "reproduced",
    "share-matters-little-between-10-and-50": "not testable here",
    "top-20-generalises-better": "reproduced",
    "top-20-answers-longer": "reproduced",
    "longer-budget-raises-accuracy": "not testable here",
    "longer-budget-lengthens-answers": "not testable here",
    "other-architecture-top-20-beats-all": "not testable here",
    "other-architecture-top-20-answers-longer": "not testable here",
  });
});

test("where they say the opposite, they are not", () => {
  const all = threeSeeds({ config: { arm: "all" }, accuracy: 0.6, meanEntropy: 0.3 });
  const top = threeSeeds({ config: { arm: "top" }, accuracy: 0.5, meanEntropy: 0.2 });
  const found = verdicts([...all, ...top, ...bottom]);
  assert.equal(found["top-20-matches-all"], "not reproduced");
  assert.equal(found["top-20-keeps-highest-entropy"], "not reproduced");
});

test("a difference within the margin matches, and does not beat", () => {
  const all = threeSeeds({ config: { arm: "all" }, accuracy: 0.6 });
  const top = threeSeeds({ config: { arm: "top" }, accuracy: 0.598 });
  const found = verdicts([...all, ...top]);
  assert.equal(found["top-20-matches-all"], "reproduced");
  assert.equal(found["top-20-beats-all"], "undecided");
});

test("one seed decides nothing, however large the difference", () => {
  const runs = [
    sampleRun({ config: { arm: "all" }, accuracy: 0.9 }),
    sampleRun({ config: { arm: "top" }, accuracy: 0.1 }),
  ];
  const claim = studyClaims(runs).find(({ id }) => id === "top-20-matches-all")!;
  assert.deepEqual([claim.verdict, claim.interval, claim.seeds], ["undecided", null, 1]);
});

test("half the gain of all tokens is more than the bottom 80 % learn, or the claim holds in part", () => {
  const all = threeSeeds({ config: { arm: "all" }, accuracy: 0.6 });
  const learning = threeSeeds({ config: { arm: "bottom" }, accuracy: 0.5 });
  assert.equal(verdicts([...all, ...learning])["bottom-80-teaches-little"], "partly reproduced");
});

test("a gain that grows with size is seen once a second size is recorded", () => {
  const at = (base: string, question: string, gain: number): RecordedRun[] => [
    ...threeSeeds({ config: { arm: "all" }, base, question, accuracy: 0.5 }),
    ...threeSeeds({ config: { arm: "top" }, base, question, accuracy: 0.5 + gain }),
  ];
  const claim = studyClaims([...at("M", "main", -0.05), ...at("L", "size", 0.1)]).find(
    ({ id }) => id === "gain-grows-with-size",
  )!;
  assert.equal(claim.verdict, "reproduced");
  assert.match(claim.here, /gain at L less gain at M, test accuracy: \+15 points/);
  assert.equal(claim.seeds, 3);
});

test("a longer budget has to beat going on without it, not only the start", () => {
  const goingOn = (maxAttempts: number, accuracy: number, meanLength: number): RecordedRun[] =>
    threeSeeds({
      config: { arm: "top", maxAttempts },
      base: "step-200",
      question: "budget",
      accuracy: accuracy + 0.001 * maxAttempts,
      meanLength,
    });
  const found = verdicts([...goingOn(6, 0.5, 60), ...goingOn(4, 0.5, 70)]);
  assert.equal(found["longer-budget-raises-accuracy"], "reproduced");
  assert.equal(found["longer-budget-lengthens-answers"], "partly reproduced");
  assert.equal(
    verdicts([...goingOn(6, 0.1, 60), ...goingOn(4, 0.3, 60)])["longer-budget-raises-accuracy"],
    "not reproduced",
  );
});

test("another architecture is judged by its own runs", () => {
  const llama = (arm: "all" | "top", accuracy: number): RecordedRun[] =>
    threeSeeds({ config: { arm }, base: "M-llama", question: "llama", accuracy });
  const found = verdicts([...llama("all", 0.6), ...llama("top", 0.5)]);
  assert.equal(found["other-architecture-top-20-beats-all"], "not reproduced");
  assert.equal(found["top-20-beats-all"], "not testable here");
});

test("drawing level only with twice the steps is a match in part", () => {
  const long = (arm: "all" | "top"): RecordedRun[] =>
    threeSeeds({ config: { arm }, question: "long", accuracy: 0.6 });
  const found = verdicts([
    ...threeSeeds({ config: { arm: "all" }, accuracy: 0.6 }),
    ...threeSeeds({ config: { arm: "top" }, accuracy: 0.5 }),
    ...long("all"),
    ...long("top"),
  ]);
  assert.equal(found["top-20-matches-all"], "partly reproduced");
  assert.equal(found["top-20-beats-all"], "not reproduced");
});
