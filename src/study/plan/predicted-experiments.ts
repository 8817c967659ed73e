import type { Arm } from "../../token-rules/index.js";
import {
  atRates,
  type Experiment,
  FIVE,
  FIVE_MORE,
  PAIR,
  roomFor,
  SHARES,
  SWEEP_SEED,
  TEN,
} from "./experiment.js";
import { MANY_HELD_OUT_SAMPLES } from "./held-out.js";
import { studyRate } from "./learning-rates.js";

/** The mask of the top 20 % with each of three changes on or off, and all tokens without `wait or so`. */
const MISSED_TOKENS: Experiment["arms"] = [
  ["all"],
  ["top"],
  ...(
    [
      ["barDecorative"],
      ["keepWait"],
      ["keepErrors"],
      ["barDecorative", "keepWait"],
      ["barDecorative", "keepErrors"],
      ["keepWait", "keepErrors"],
      ["barDecorative", "keepWait", "keepErrors"],
    ] as const
  ).map(
    (changes) =>
      [
        "top-by-role",
        { ruleParameters: Object.fromEntries(changes.map((change) => [change, true])) },
      ] as const,
  ),
  ["all-but-wait"],
];

/** Both arms of the paper, the top 20 % also by the entropies of the policy being trained, with so many mini-batches. */
const ofMiniBatches = (miniBatches: number): Experiment["arms"] => [
  ["all", { miniBatches }],
  ["top", { miniBatches }],
  ["top", { miniBatches, entropyOf: "current" }],
];

/** The arms of P4 with 4 and with 16 mini-batches, each at the best rate of its sweep ("mini-batches-rate"). */
const FOUR_OF_P4: Experiment["arms"] = [
  ["all", { miniBatches: 4, learningRate: 1e-4 }],
  ["top", { miniBatches: 4, learningRate: 4e-4 }],
];
const SIXTEEN_OF_P4: Experiment["arms"] = [
  ["all", { miniBatches: 16, learningRate: 5e-5 }],
  ["top", { miniBatches: 16, learningRate: 1e-4 }],
  ["top", { miniBatches: 16, learningRate: 2e-4, entropyOf: "current" }],
];

/** The tournament's rules on policy, each with the best rate of its sweep. */
const ON_POLICY: readonly (readonly [Arm, learningRate: number])[] = [
  ["all", 4e-4],
  ["random", 2e-4],
  ["top", 8e-4],
  ["soft", 4e-4],
  ["inverse-probability", 4e-4],
  ["clip-cov", 4e-4],
  ["gaussian-covariance", 2e-4],
  ["entropy-advantage", 4e-4],
  ["lp-reg", 4e-4],
  ["probability-weighted", 4e-4],
  ["rarity-weighted", 4e-4],
  ["rsi", 2e-4],
  ["group-divergence", 4e-4],
  ["stapo", 4e-4],
  ["steer", 4e-4],
  ["polarity", 4e-4],
  ["a3po", 4e-4],
  ["gradient-magnitude", 4e-4],
  ["gspo", 4e-4],
];

/** Those that differed from all tokens on either split, and GSPO, the highest. */
const PLAYED_AGAIN: readonly Arm[] = [
  ...(["all", "random", "top", "inverse-probability", "gaussian-covariance", "rsi"] as const),
  ...(["group-divergence", "polarity", "gradient-magnitude", "gspo"] as const),
];

/** While the ratio is 1, on policy, the first three are all tokens and SAPO is GSPO. */
const OFF_POLICY_ALONE: readonly Arm[] = ["kl-cov", "cispo", "dppo", "sapo"];

/** Every published rule that needs no knowledge of the task, and two of the controls. */
const TOURNAMENT: Experiment["arms"] = [...ON_POLICY.map(([arm]) => arm), ...OFF_POLICY_ALONE].map((arm) => [
  arm,
]);

/** Strengths of the entropy bonus, and widths of the clip above 1. */
const ENTROPY_KEEPERS: Experiment["arms"] = [
  ...[0.001, 0.003, 0.01].map(
    (coefficient) => ["entropy-bonus", { ruleParameters: { coefficient } }] as const,
  ),
  ...[0.2, 0.28, 0.4].map((clipHigh) => ["all", { clipHigh }] as const),
];

/** A language in which so many words open an attempt. */
function openers(count: number): Experiment["shared"] {
  return { openers: count, ...roomFor({ openers: count }) };
}

/** Base models by how many of their tokens are choices that decide nothing: 0, 4, 8, 15 and 24 %. */
const DOSES: readonly { base: string; shared?: Experiment["shared"] }[] = [
  { base: "S-undecorated" },
  { base: "S-decorated-4", shared: openers(0) },
  { base: "S" },
  { base: "S-decorated-15", shared: openers(3) },
  { base: "S-decorated-24", shared: openers(6) },
];

/** P2's arms, each with the best rate of its sweep at 8 % ("decoration-rate"), for all doses alike. */
const DOSED: Experiment["arms"] = [
  ["all", { learningRate: 2e-4 }],
  ["top", { rho: 0.05, learningRate: 1e-4 }],
  ["top", { rho: 0.1, learningRate: 4e-4 }],
  ["top", { rho: 0.2, learningRate: 4e-4 }],
  ["top", { rho: 0.5, learningRate: 2e-4 }],
];

/**
 * Right answers in place of samples, of each kind so many problems a step that their tokens are about as many as all tokens
 * of P1 trained on (4,846): 4,890 and 4,725 on average.
 */
const ON_ANSWERS = [
  { name: "fine-tuning", shared: { fineTuning: "direct", prompts: 24 } },
  { name: "fine-tuning-searched", shared: { fineTuning: "searched", prompts: 16 } },
] as const;

/** The best rate of both sweeps on answers. */
const SWEPT_ON_ANSWERS = 2e-4;

/** The rate of the top 20 % at M and at S. */
const TOP_RATE = studyRate({ arm: "top", rho: 0.2 }, "M");

/** The experiments of data/predictions.md, whose outcome was predicted before their first run; in the order in which they are run. */
export const PREDICTED_EXPERIMENTS: readonly Experiment[] = [
  // P1
  {
    name: "missed-tokens",
    bases: ["M"],
    arms: MISSED_TOKENS,
    seeds: TEN,
    shared: { learningRate: TOP_RATE },
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
  },
  // P3; at M its partners, all tokens and the top 20 %, are those of P1
  {
    name: "surprise",
    bases: ["M"],
    arms: [["entropy-or-surprise"]],
    seeds: TEN,
    shared: { learningRate: TOP_RATE },
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
  },
  {
    name: "surprise",
    bases: ["S"],
    arms: [...PAIR, ["entropy-or-surprise", { learningRate: TOP_RATE }]],
    seeds: TEN,
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
  },
  // P5
  {
    name: "forgetting",
    bases: ["M"],
    arms: [...PAIR, ["oracle-errors"], ["top-held", { learningRate: TOP_RATE }]],
    seeds: FIVE,
    shared: { steps: 1600 },
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
    heldOutEvery: 50,
  },
  // P4
  {
    name: "mini-batches-rate",
    bases: ["M"],
    arms: atRates([...ofMiniBatches(4), ...ofMiniBatches(16)], [5e-5, 1e-4, 2e-4, 4e-4]),
    seeds: [SWEEP_SEED],
  },
  ...[SIXTEEN_OF_P4, FOUR_OF_P4].map((arms) => ({
    name: "mini-batches",
    bases: ["M"],
    arms,
    seeds: TEN,
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
    heldOutEvery: 50,
  })),
  // the paper's way at the rate of the other: what of the difference is the rate's
  {
    name: "mini-batches-control",
    bases: ["M"],
    arms: [["top", { miniBatches: 16, learningRate: 1e-4, entropyOf: "current" }]],
    seeds: TEN,
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
  },
  // the tournament, on policy and not
  {
    name: "tournament-rate",
    bases: ["S"],
    arms: atRates(
      ON_POLICY.map(([arm]) => [arm]),
      [2e-4, 4e-4, 8e-4],
    ),
    seeds: [SWEEP_SEED],
    shared: { miniBatches: 1 },
  },
  {
    name: "tournament-16-rate",
    bases: ["S"],
    arms: atRates(TOURNAMENT, [5e-5, 1e-4, 2e-4]),
    seeds: [SWEEP_SEED],
    shared: { miniBatches: 16 },
  },
  {
    name: "tournament",
    bases: ["S"],
    arms: ON_POLICY.map(([arm, learningRate]) => [arm, { learningRate }]),
    seeds: FIVE,
    shared: { miniBatches: 1 },
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
  },
  {
    name: "tournament-again",
    bases: ["S"],
    arms: ON_POLICY.flatMap(([arm, learningRate]) =>
      PLAYED_AGAIN.includes(arm) ? [[arm, { learningRate }] as const] : [],
    ),
    seeds: FIVE_MORE,
    shared: { miniBatches: 1 },
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
  },
  // all tokens with steps as long as those of the top 20 % and of the random 20 %
  {
    name: "rate-matched",
    bases: ["S"],
    arms: [7.6e-4, 2e-4].map((learningRate) => ["all", { learningRate }] as const),
    seeds: FIVE_MORE,
    shared: { miniBatches: 1 },
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
  },
  {
    name: "tournament-16",
    bases: ["S"],
    arms: TOURNAMENT,
    seeds: FIVE,
    shared: { miniBatches: 16 },
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
    awaits: "tournament-16-rate",
  },
  // P2; the rates are those of the dose of 8 %
  {
    name: "decoration-rate",
    bases: ["S"],
    arms: atRates([...PAIR, ...SHARES]),
    seeds: [SWEEP_SEED],
  },
  ...DOSES.map(({ base, shared }) => ({
    name: "decoration",
    bases: [base],
    arms: DOSED,
    seeds: FIVE,
    shared,
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
  })),
  // the entropy bonus against clip-higher, at one rate
  {
    name: "entropy-bonus",
    bases: ["M"],
    arms: ENTROPY_KEEPERS,
    seeds: FIVE,
    shared: { miniBatches: 16, learningRate: 1e-4 },
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
  },
  // fine-tuning against RL; all tokens by RL are those of P1
  ...ON_ANSWERS.map(({ name, shared }) => ({
    name: `${name}-rate`,
    bases: ["M"],
    arms: atRates([["all"]], [1e-4, 2e-4, 4e-4, 8e-4]),
    seeds: [SWEEP_SEED],
    shared,
  })),
  ...ON_ANSWERS.map(({ name, shared }) => ({
    name,
    bases: ["M"],
    arms: [["all"]] satisfies Experiment["arms"],
    seeds: FIVE,
    shared: { ...shared, learningRate: SWEPT_ON_ANSWERS },
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
  })),
];
