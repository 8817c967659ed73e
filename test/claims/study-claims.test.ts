import assert from "node:assert/strict";
import { test } from "node:test";
import type { Claim } from "../../src/claims/index.js";
import { studyClaims } from "../../src/claims/index.js";
import { studentInterval } from "../../src/statistics/index.js";
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

/** Runs of all tokens and of the top 20 %, `gap` apart, in one experiment. */
function pair(
  experiment: string,
  gap: number,
  { base = "M", own = {} }: { base?: string; own?: object } = {},
): RecordedRun[] {
  return [
    ...threeSeeds({ config: { arm: "all", ...own }, base, experiment, accuracy: 0.5 }),
    ...threeSeeds({ config: { arm: "top", ...own }, base, experiment, accuracy: 0.5 + gap }),
  ];
}

const claimOf = (runs: readonly RecordedRun[], id: string): Claim =>
  studyClaims(runs).find((claim) => claim.id === id)!;

test("where the runs say what the paper says, its claims are reproduced", () => {
  const all = threeSeeds({ config: { arm: "all" }, accuracy: 0.5, meanLength: 40, meanEntropy: 0.1 });
  const top = threeSeeds({ config: { arm: "top" }, accuracy: 0.6, meanLength: 50, meanEntropy: 0.3 });
  const found = verdicts([...all, ...top, ...bottom]);
  assert.deepEqual(found, {
    "top-20-ahead-over-base-models": "not tested here",
    "gain-grows-with-size": "not tested here",
    "top-20-matches-all": "reproduced",
    "top-20-beats-all": "reproduced",
    "top-20-generalises-better": "reproduced",
    "bottom-80-teaches-little": "reproduced",
    "share-matters-little-between-10-and-50": "not tested here",
    "top-20-keeps-highest-entropy": "reproduced",
    "bottom-80-lowers-entropy": "reproduced",
    "top-20-answers-longer": "reproduced",
    "longer-budget-raises-accuracy": "not tested here",
    "longer-budget-lengthens-answers": "not tested here",
    "other-architecture-top-20-beats-all": "not tested here",
    "other-architecture-top-20-answers-longer": "not tested here",
    "top-20-ahead-off-policy": "not tested here",
    "steadier-at-32b": "not tested here",
    "sft-memorises-rl-generalises": "not tested here",
    "sft-takes-the-entropy-of-forks": "not tested here",
    "entropy-bonus-is-worse": "not tested here",
    "bottom-80-teaches-little-format": "not tested here",
    "top-20-teaches-a-format": "not tested here",
  });
});

test("the discussion's claims are judged by runs of their own", () => {
  const tuned = { config: { arm: "all", fineTuning: "direct" } as const, experiment: "fine-tuning" };
  const found = verdicts([
    ...threeSeeds({
      config: { arm: "all" },
      experiment: "missed-tokens",
      accuracy: 0.6,
      ood: 0.5,
      forkEntropy: 0.4,
    }),
    ...threeSeeds({ ...tuned, accuracy: 0.6, ood: 0.4, forkEntropy: 0.6 }),
    ...[0.001, 0.003, 0.01].flatMap((coefficient) =>
      threeSeeds({
        config: { arm: "entropy-bonus", ruleParameters: { coefficient } },
        ...{ experiment: "entropy-bonus", accuracy: 0.5, ood: 0.5 - 10 * coefficient },
      }),
    ),
    ...[0.2, 0.28, 0.4].flatMap((clipHigh) =>
      threeSeeds({ config: { arm: "all", clipHigh }, experiment: "entropy-bonus", accuracy: 0.5 }),
    ),
  ]);
  assert.equal(found["sft-memorises-rl-generalises"], "reproduced");
  assert.equal(found["sft-takes-the-entropy-of-forks"], "not reproduced");
  assert.equal(found["entropy-bonus-is-worse"], "reproduced");
});

/** P5's runs: accuracies of each arm on validation at the steps 0, 400, 800, 1200 and 1600, lower by 0.01 a seed. */
const throughP5 = (
  accuracies: Record<"all" | "top", number[]>,
  { seeds = [0, 1, 2, 3, 4] }: { seeds?: readonly number[] } = {},
): RecordedRun[] =>
  (["all", "top", "top-held"] as const).flatMap((arm) =>
    seeds.map((seed) => {
      const run = sampleRun({ config: { arm, seed, steps: 1600 }, experiment: "forgetting", accuracy: 0.5 });
      const [line] = run.evaluations;
      const evaluations = accuracies[arm === "all" ? "all" : "top"].map((accuracy, i) => ({
        ...{ ...line, step: 400 * i, accuracy: accuracy * (1 - seed / 100) },
      }));
      return { ...run, evaluations: [...evaluations, ...run.evaluations.slice(2)] };
    }),
  );

test("steadiness is judged by the steps that were not seen before, when all five seeds of P5 are there", () => {
  const early = throughP5({ all: [0.2, 0.6, 0.4, 0.5, 0.6], top: [0.2, 0.5, 0.5, 0.5, 0.6] });
  const late = throughP5({ all: [0.2, 0.6, 0.6, 0.7, 0.4], top: [0.2, 0.5, 0.5, 0.5, 0.6] });
  assert.equal(verdicts(early)["steadier-at-32b"], "undecided", "it fell before step 800 alone");
  assert.equal(verdicts(late)["steadier-at-32b"], "reproduced");
  assert.deepEqual(
    claimOf(early, "steadier-at-32b").comparisons.map(({ estimate, beside }) => [
      estimate.toFixed(3),
      beside,
    ]),
    [
      ["0.000", false],
      ["0.196", true], // 0.2 less 2 % in the mean of the seeds
    ],
  );
  const some = late.filter(({ config }) => config.seed < 4);
  assert.equal(verdicts(some)["steadier-at-32b"], "not tested here");
});

test("P5 stands beside the runs that decide whether the top 20 % beat all tokens", () => {
  const runs = [
    ...pair("main", -0.1),
    ...throughP5({ all: [0.2, 0.2, 0.2, 0.2, 0.2], top: [0.2, 0.2, 0.2, 0.2, 0.2] }).map((run) =>
      run.config.arm === "all"
        ? run
        : { ...run, evaluations: run.evaluations.map((line) => ({ ...line, accuracy: 0.8 })) },
    ),
  ];
  const beats = claimOf(runs, "top-20-beats-all");
  assert.equal(beats.verdict, "not reproduced");
  assert.deepEqual(
    beats.comparisons.map(({ what, beside }) => [what, beside]),
    [
      ["test accuracy after 2 steps", false],
      ["test accuracy after 1600 steps", true],
    ],
  );
  assert.equal(verdicts(runs)["top-20-generalises-better"], "not reproduced");
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

test("the share of 10 % does alike only where it lies within the margin on both sides, that of 50 % stands beside", () => {
  const top = threeSeeds({ config: { arm: "top" }, accuracy: 0.6 });
  const share = (rho: number, accuracy: number): RecordedRun[] =>
    threeSeeds({ config: { arm: "top", rho }, experiment: "rho", accuracy });
  const judged = (ten: number, fifty: number): string =>
    verdicts([...top, ...share(0.1, ten), ...share(0.5, fifty)])["share-matters-little-between-10-and-50"];
  assert.deepEqual(
    [judged(0.601, 0.7), judged(0.7, 0.601), judged(0.5, 0.601)],
    ["reproduced", "not reproduced", "not reproduced"],
  );
});

test("a share with three seeds is judged by the spread of all shares: by hand, of two", () => {
  const top = [0, 1, 2].map((seed) => sampleRun({ config: { arm: "top", seed }, accuracy: 0.6 }));
  const share = (rho: number, accuracies: number[]): RecordedRun[] =>
    accuracies.map((accuracy, seed) =>
      sampleRun({ config: { arm: "top", rho, seed }, experiment: "rho", accuracy }),
    );
  const runs = [...top, ...share(0.1, [0.44, 0.5, 0.56]), ...share(0.5, [0.58, 0.6, 0.62])];
  const { comparisons, here, verdict } = claimOf(runs, "share-matters-little-between-10-and-50");
  // variances 36 and 4 on two degrees each: 20, so t(4) sqrt(20 / 3) = 2.776 * 2.582 = 7.17 points on either side of -10
  const [{ low, high, degrees, runs: seeds }] = comparisons;
  assert.ok(Math.abs(low! + 0.1717) < 1e-4 && Math.abs(high! + 0.0283) < 1e-4, `${low} ${high}`);
  assert.deepEqual([degrees, seeds, verdict], [4, 3, "not reproduced"]);
  assert.match(
    here,
    /^one spread, 4\.5 points, pooled over 2 shares less top 20 % \(4 degrees of freedom\)$/,
  );
});

test("one seed decides nothing, however large the difference", () => {
  const runs = [
    sampleRun({ config: { arm: "all" }, accuracy: 0.9 }),
    sampleRun({ config: { arm: "top" }, accuracy: 0.1 }),
  ];
  const { verdict, comparisons } = claimOf(runs, "top-20-matches-all");
  assert.deepEqual([verdict, comparisons[0].low, comparisons[0].runs], ["undecided", null, 1]);
});

test("the bottom 80 % teach little where half the gain of all tokens is more, however far they are behind", () => {
  const all = threeSeeds({ config: { arm: "all" }, accuracy: 0.6 });
  const learning = threeSeeds({ config: { arm: "bottom" }, accuracy: 0.5 });
  const { verdict, comparisons } = claimOf([...all, ...learning], "bottom-80-teaches-little");
  assert.equal(verdict, "not reproduced"); // half of 40 points less 30
  assert.ok(comparisons[1].beside && comparisons[1].low! > 0);
});

test("all tokens decide whether the top 20 % keep the highest entropy, other shares stand beside", () => {
  const arm = (config: SampleRun["config"], meanEntropy: number): RecordedRun[] =>
    threeSeeds({ config, experiment: config.rho ? "rho" : "main", accuracy: 0.5, meanEntropy });
  const runs = [
    ...arm({ arm: "all" }, 0.2),
    ...arm({ arm: "top" }, 0.3),
    ...arm({ arm: "top", rho: 0.1 }, 0.4),
  ];
  const { verdict, comparisons } = claimOf(runs, "top-20-keeps-highest-entropy");
  assert.equal(verdict, "reproduced");
  assert.deepEqual(
    comparisons.map(({ what, beside }) => [what, beside]),
    [
      ["top 20 % less all tokens", false],
      ["top 20 % less top 10 %", true],
    ],
  );
});

test("the longest training decides whether the top 20 % match or beat, the shorter stand beside", () => {
  const long = { steps: 4 };
  const behindThenAhead = [...pair("main", -0.1), ...pair("longest", 0.1, { own: long })];
  const { verdict, comparisons } = claimOf(behindThenAhead, "top-20-beats-all");
  assert.equal(verdict, "reproduced");
  assert.deepEqual(
    comparisons.map(({ what, beside }) => [what, beside]),
    [
      ["test accuracy after 4 steps", false],
      ["test accuracy after 2 steps", true],
    ],
  );
  const aheadThenBehind = [...pair("main", 0.1), ...pair("longest", -0.1, { own: long })];
  assert.equal(claimOf(aheadThenBehind, "top-20-beats-all").verdict, "not reproduced");
});

test("out of distribution the same length decides, the others stand beside", () => {
  const judged = (short: number, long: number) =>
    claimOf(
      [...pair("main", short), ...pair("longest", long, { own: { steps: 4 } })],
      "top-20-generalises-better",
    );
  assert.deepEqual(
    [judged(0.1, -0.1), judged(-0.1, 0.1)].map(({ verdict }) => verdict),
    ["not reproduced", "reproduced"],
  );
  assert.deepEqual(
    judged(0.1, -0.1).comparisons.map(({ what, beside }) => [what, beside]),
    [
      ["larger targets after 4 steps", false],
      ["larger targets after 2 steps", true],
    ],
  );
});

test("base models are pooled with their heterogeneity, other languages stand beside", () => {
  const bases = [
    ...pair("main", -0.05),
    ...pair("size", -0.07, { base: "S" }),
    ...pair("size", -0.06, { base: "L" }),
  ];
  const { verdict, comparisons, here } = claimOf(
    [...bases, ...pair("undecorated", 0.01, { base: "M-undecorated" })],
    "top-20-ahead-over-base-models",
  );
  const [pooled, wider] = comparisons;
  assert.equal(verdict, "not reproduced");
  // the gaps of the sample runs are -5, -7 and -6 points less 0.013: their noise does not cancel over the seeds
  assert.ok(Math.abs(pooled.estimate + 0.06013) < 1e-4, String(pooled.estimate));
  assert.deepEqual([pooled.runs, pooled.degrees, wider.runs, wider.beside], [9, 2, 12, true]);
  assert.match(pooled.what, /over 3 base models \(3 seeds each, τ \d\.\d points, Q \d+\.\d on 2\)/);
  assert.match(here, /random-effects mean after 2 steps/);
});

test("a gain that grows with size is seen once a second size is recorded", () => {
  const claim = claimOf(
    [...pair("main", -0.05), ...pair("size", 0.1, { base: "L" })],
    "gain-grows-with-size",
  );
  assert.equal(claim.verdict, "reproduced");
  // from -5 to +10 points over log10(602352 / 149536) = 0.605 decades
  assert.ok(Math.abs(claim.comparisons[0].estimate - 0.15 / 0.6051) < 1e-3);
  assert.equal(claim.comparisons[0].runs, 6);
});

test("a longer budget has to beat going on without it, whatever it gains on the start", () => {
  const goingOn = (maxAttempts: number, accuracy: number, meanLength: number): RecordedRun[] =>
    threeSeeds({
      config: { arm: "top", maxAttempts },
      base: "step-200",
      experiment: "budget",
      accuracy: accuracy + 0.001 * maxAttempts,
      meanLength,
    });
  const found = verdicts([...goingOn(6, 0.5, 60), ...goingOn(4, 0.5, 70)]);
  assert.equal(found["longer-budget-raises-accuracy"], "reproduced");
  assert.equal(found["longer-budget-lengthens-answers"], "not reproduced");
  const behind = claimOf([...goingOn(6, 0.4, 60), ...goingOn(4, 0.6, 60)], "longer-budget-raises-accuracy");
  assert.equal(behind.verdict, "not reproduced");
  assert.deepEqual(
    behind.comparisons.map(({ beside }) => beside),
    [false, true],
  );
});

test("the error of the one evaluation that all seeds start from is part of their gain's interval", () => {
  const goingOn = (maxAttempts: number): RecordedRun[] =>
    threeSeeds({
      config: { arm: "top", maxAttempts },
      base: "step-200",
      experiment: "budget",
      accuracy: 0.21,
    });
  const { comparisons } = claimOf([...goingOn(6), ...goingOn(4)], "longer-budget-raises-accuracy");
  const gain = comparisons[1];
  // 0.2 right of 100 problems x 4 samples: 1.96 sqrt(0.2 * 0.8 / 400) = 0.0392; Student's half-width of the seeds 0.022
  const seeds = studentInterval([-0.008, 0, 0.0096]);
  const half = Math.hypot((seeds.high - seeds.low) / 2, 0.0392);
  assert.ok(Math.abs(gain.high! - gain.low! - 2 * half) < 1e-6);
});

test("another architecture is judged by its own runs", () => {
  const llama = (arm: "all" | "top", accuracy: number): RecordedRun[] =>
    threeSeeds({ config: { arm }, base: "M-llama", experiment: "llama", accuracy });
  const found = verdicts([...llama("all", 0.6), ...llama("top", 0.5)]);
  assert.equal(found["other-architecture-top-20-beats-all"], "not reproduced");
  assert.equal(found["top-20-beats-all"], "not tested here");
});

test("a pre-trained model's format is judged when five seeds of three arms are whole, not before", () => {
  const format = (seeds: number): RecordedRun[] =>
    Array.from({ length: seeds }, (_, seed) => seed).flatMap((seed) =>
      (["all", "top", "bottom"] as const).map((arm) =>
        sampleRun({
          ...{ experiment: "format", base: "smollm2-135m-instruct" },
          config: { arm, seed },
          accuracy: { all: 0.8, top: 0.7, bottom: 0.45 }[arm] + seed / 1000,
        }),
      ),
    );
  const [little, alike] = ["bottom-80-teaches-little-format", "top-20-teaches-a-format"];
  assert.equal(verdicts(format(4))[little], "not tested here");
  assert.deepEqual(
    [little, alike].map((id) => verdicts(format(5))[id]),
    ["reproduced", "not reproduced"],
  );
  const { comparisons } = claimOf(format(5), little);
  // (80.2 - 20) / 2 - (45.2 - 20), the mean over seeds; each run's base is at 20 %
  assert.ok(Math.abs(comparisons![0].estimate - 4.9) < 1e-9);
  assert.equal(comparisons![0].runs, 5);
});

test("the paper's regime decides with ten whole seeds of 16 mini-batches and the trained policy's entropies, not before", () => {
  const withSixteen = (seeds: number, top: Partial<RecordedRun["config"]>, accuracy: number): RecordedRun[] =>
    (["all", "top"] as const).flatMap((arm) =>
      Array.from({ length: seeds }, (_, seed) =>
        sampleRun({
          config: { arm, seed, miniBatches: 16, ...(arm === "top" && top) },
          experiment: "mini-batches",
          accuracy: arm === "top" ? accuracy : 0.5,
        }),
      ),
    );
  const judged = (seeds: number): string =>
    verdicts(withSixteen(seeds, { entropyOf: "current" }, 0.6))["top-20-ahead-off-policy"];
  assert.deepEqual([judged(9), judged(10)], ["not tested here", "reproduced"]);
  const sampled = withSixteen(10, {}, 0.3);
  assert.equal(verdicts(sampled)["top-20-ahead-off-policy"], "not tested here");
  const trained = withSixteen(10, { entropyOf: "current" }, 0.6).filter(({ config }) => config.arm === "top");
  const control = trained.map((run) => ({ ...run, experiment: "mini-batches-control" }));
  const { verdict, comparisons } = claimOf([...sampled, ...trained, ...control], "top-20-ahead-off-policy");
  assert.equal(verdict, "reproduced");
  assert.deepEqual(
    comparisons.map(({ estimate, beside }) => [estimate.toFixed(1), beside]),
    [
      ["0.1", false],
      ["0.1", true],
      ["0.1", true],
      ["-0.2", true],
      ["-0.2", true],
    ],
  );
});
