import { type CountdownRules, maxResponseTokens, STANDARD_RULES } from "../../countdown/index.js";
import type { Arm } from "../../token-rules/index.js";
import type { RlvrConfig } from "../../training/index.js";
import { SWEPT_RATES } from "./learning-rates.js";

/** A question of the study. Its runs differ in base model, arm and seed, and in nothing else. */
export interface StudyQuestion {
  /** First part of the runs' names. */
  name: string;
  /** Folders below data/models. */
  bases: readonly string[];
  /** Which tokens receive gradient, and what else an arm changes. */
  arms: readonly (readonly [Arm, Partial<RlvrConfig>?])[];
  seeds: readonly number[];
  /** What the question changes for all of its arms. */
  shared?: Partial<RlvrConfig>;
}

/** Steps of a run unless its question says otherwise; "long" and "longest" ask what more of them change. */
const STEPS = 200;
const MAIN: StudyQuestion["arms"] = [["all"], ["top"], ["bottom"], ["random"], ["oracle"], ["oracle-errors"]];
const SHARES: StudyQuestion["arms"] = [0.05, 0.1, 0.5].map((rho) => ["top", { rho }] as const);
const CONTROLS: StudyQuestion["arms"] = [["decorative"], ["soft"]];
const PAIR: StudyQuestion["arms"] = [["all"], ["top"]];
/** Forms of the return: without a critic, forms 4 to 6 with one, and GAE between form 6 and form 3. */
const RETURN_FORMS: StudyQuestion["arms"] = (
  [
    { advantage: "total" },
    { advantage: "leave-one-out" },
    { advantage: "group" },
    { advantage: "q" },
    { advantage: "q-minus-v" },
    { advantage: "td" },
    { advantage: "gae", lambda: 0.95 },
    { advantage: "gae", lambda: 1 },
  ] as const
).map((form) => ["all", form]);
const atRates = (arms: StudyQuestion["arms"], rates = SWEPT_RATES): StudyQuestion["arms"] =>
  arms.flatMap(([arm, own]) => rates.map((learningRate) => [arm, { ...own, learningRate }] as const));
/** A seed that no other question uses. */
const SWEEP_SEED = 100;
const [THREE, FIVE] = [3, 5].map((count) => Array.from({ length: count }, (_, seed) => seed));

/** A first look at three arms: two minutes on one core. */
export const QUICK_QUESTION: StudyQuestion = {
  name: "quick",
  bases: ["M"],
  arms: MAIN.slice(0, 3),
  seeds: [0],
  shared: { steps: 30, learningRate: 4e-4 },
};

export const MAIN_QUESTION: StudyQuestion = { name: "main", bases: ["M"], arms: MAIN, seeds: FIVE };

/** Room for the longest response under rules that differ from the standard ones. */
const roomFor = (changed: Partial<CountdownRules>): Partial<RlvrConfig> => ({
  maxNewTokens: maxResponseTokens({ ...STANDARD_RULES, ...changed }),
});

/** Folder name of the last model of a recorded run, from which the question "budget" goes on. */
export const LAST_MODEL = `step-${STEPS}`;
const trainedWith = (arm: Arm): string => `data/runs/checkpoints/M-${arm}-seed0/models/${LAST_MODEL}`;

/** Everything beyond the main question, in the order in which it should be answered. */
export const FURTHER_QUESTIONS: readonly StudyQuestion[] = [
  {
    name: "rate",
    bases: ["M"],
    arms: atRates([...MAIN, ...SHARES, ...CONTROLS]),
    seeds: [SWEEP_SEED],
  },
  {
    name: "rate",
    bases: ["S", "L"],
    arms: atRates(PAIR),
    seeds: [SWEEP_SEED],
  },
  // XL breaks the format within 20 steps at the rate of L, so only lower ones are swept, for half as long.
  { name: "rate", bases: ["XL"], arms: atRates(PAIR, [4e-4]), seeds: [0] },
  {
    name: "rate",
    bases: ["XL"],
    arms: atRates(PAIR, [1e-4, 2e-4]),
    seeds: [SWEEP_SEED],
    shared: { steps: STEPS / 2 },
  },
  { name: "checkpoints", bases: ["M"], arms: PAIR, seeds: [0], shared: { keepCheckpoints: true } },
  { name: "rho", bases: ["M"], arms: SHARES, seeds: THREE },
  { name: "controls", bases: ["M"], arms: CONTROLS, seeds: THREE },
  { name: "size", bases: ["S", "L"], arms: PAIR, seeds: FIVE },
  { name: "size", bases: ["XL"], arms: PAIR, seeds: THREE },
  { name: "base", bases: ["M-1"], arms: PAIR, seeds: THREE },
  { name: "one-attempt", bases: ["M", "L"], arms: PAIR, seeds: THREE, shared: { maxAttempts: 1 } },
  {
    name: "one-attempt",
    bases: ["M-once"],
    arms: PAIR,
    seeds: FIVE,
    shared: { maxAttempts: 1, ...roomFor({ maxAttempts: 1 }) },
  },
  { name: "attempt-cost", bases: ["M"], arms: PAIR, seeds: THREE, shared: { attemptCost: 0.1 } },
  { name: "undecorated", bases: ["M-undecorated"], arms: PAIR, seeds: FIVE },
  { name: "llama", bases: ["M-llama"], arms: PAIR, seeds: FIVE },
  {
    name: "mask",
    bases: ["M"],
    arms: [
      ["top", { scope: "response" }],
      ["top", { normalizer: "all" }],
    ],
    seeds: THREE,
  },
  {
    name: "budget",
    bases: ["M"],
    arms: [
      ["top", { base: trainedWith("top"), maxAttempts: 6, ...roomFor({ maxAttempts: 6 }) }],
      ["top", { base: trainedWith("top") }],
    ],
    seeds: THREE,
  },
  {
    name: "off-policy",
    bases: ["M"],
    arms: PAIR,
    seeds: THREE,
    shared: { miniBatches: 16, learningRate: 1e-4 },
  },
  { name: "long", bases: ["M"], arms: PAIR, seeds: FIVE, shared: { steps: 2 * STEPS } },
  { name: "long", bases: ["M"], arms: [["random"]], seeds: THREE, shared: { steps: 2 * STEPS } },
  { name: "longest", bases: ["M"], arms: PAIR, seeds: FIVE, shared: { steps: 4 * STEPS } },
  { name: "overlong", bases: ["M"], arms: PAIR, seeds: THREE, shared: { overlongBuffer: 40 } },
  { name: "token-cost", bases: ["M"], arms: PAIR, seeds: FIVE, shared: { tokenCost: 0.005 } },
  // The rates of the standard setting turn out too high where tokens cost something: a sweep there, and its best rate.
  {
    name: "token-cost-rate",
    bases: ["M"],
    arms: atRates(PAIR),
    seeds: [SWEEP_SEED],
    shared: { tokenCost: 0.005 },
  },
  {
    name: "token-cost-swept",
    bases: ["M"],
    arms: PAIR,
    seeds: FIVE,
    shared: { tokenCost: 0.005, learningRate: 2e-4 },
  },
  {
    name: "four-numbers",
    bases: ["M-four"],
    arms: PAIR,
    seeds: THREE,
    shared: { numberCount: 4, ...roomFor({ numberCount: 4 }) },
  },
  {
    name: "division",
    bases: ["M-division"],
    arms: PAIR,
    seeds: THREE,
    shared: { operations: "+-*/", ...roomFor({ operations: ["+", "-", "*", "/"] }) },
  },
  { name: "slow", bases: ["M"], arms: PAIR, seeds: THREE, shared: { learningRate: 5e-5, steps: 2 * STEPS } },
  {
    name: "return-forms",
    bases: ["M"],
    arms: RETURN_FORMS,
    seeds: FIVE,
    shared: { steps: 60, miniBatches: 1, learningRate: 2e-4, evaluationSamples: 2 },
  },
];

/** What every run of the study shares unless its question or arm says otherwise. */
export const STUDY_DEFAULTS: Partial<RlvrConfig> = {
  // the rule of every recorded run; it differs from the default, "top-k", in ties alone
  rule: "quantile",
  steps: STEPS,
  evaluateEvery: 20,
  evaluationSamples: 4,
  checkpointEvery: 20,
};
