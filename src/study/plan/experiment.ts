import { type CountdownRules, maxResponseTokens, STANDARD_RULES } from "../../countdown/index.js";
import type { Arm } from "../../token-rules/index.js";
import type { RlvrConfig } from "../../training/index.js";
import { SWEPT_RATES } from "./learning-rates.js";

/** One experiment. Its runs differ in base model, arm and seed, and in nothing else. */
export interface Experiment {
  /** First part of the runs' names. */
  name: string;
  /** Folders below `basesIn`. */
  bases: readonly string[];
  /** Default data/models. */
  basesIn?: string;
  /** Path of a module with a task of its own; what is held out of that is not looked at after the last step. */
  task?: string;
  /** Which tokens receive gradient, and what else an arm changes. */
  arms: readonly (readonly [Arm, Partial<RlvrConfig>?])[];
  seeds: readonly number[];
  /** What the experiment changes for all of its arms. */
  shared?: Partial<RlvrConfig>;
  /** Responses a problem on the held-out splits, after the last step. */
  heldOutSamples?: number;
  /** Steps between evaluations on the held-out splits through training; left out: only after the last step. */
  heldOutEvery?: number;
  /** What must be there before its runs can be planned: the sweep that chooses their learning rates, or base models. */
  awaits?: string;
  /** What differs from the standard, by base model, where it has a place on the map of all tokens against the top 20 %. */
  onMap?: Readonly<Record<string, string>>;
}

/** Steps of a run unless its experiment says otherwise; "long" and "longest" ask what more of them change. */
export const STEPS = 200;
export const MAIN: Experiment["arms"] = [
  ["all"],
  ["top"],
  ["bottom"],
  ["random"],
  ["oracle"],
  ["oracle-errors"],
];
export const SHARES: Experiment["arms"] = [0.05, 0.1, 0.5].map((rho) => ["top", { rho }] as const);
export const CONTROLS: Experiment["arms"] = [["decorative"], ["soft"]];
export const PAIR: Experiment["arms"] = [["all"], ["top"]];
/** Forms of the return: without a critic, forms 4 to 6 with one, and GAE between form 6 and form 3. */
export const RETURN_FORMS: Experiment["arms"] = (
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
export const atRates = (arms: Experiment["arms"], rates = SWEPT_RATES): Experiment["arms"] =>
  arms.flatMap(([arm, own]) => rates.map((learningRate) => [arm, { ...own, learningRate }] as const));
/** A seed that no other experiment uses. */
export const SWEEP_SEED = 100;
export const [THREE, FIVE, TEN] = [3, 5, 10].map((count) => Array.from({ length: count }, (_, seed) => seed));
/** Those of ten that five have not. */
export const FIVE_MORE: readonly number[] = TEN.slice(FIVE.length);

/** Room for the longest response under rules that differ from the standard ones. */
export const roomFor = (changed: Partial<CountdownRules>): Partial<RlvrConfig> => ({
  maxNewTokens: maxResponseTokens({ ...STANDARD_RULES, ...changed }),
});

/** Folder name of the last model of a recorded run, from which the experiment "budget" goes on. */
export const LAST_MODEL = `step-${STEPS}`;
export const trainedWith = (arm: Arm): string => `data/runs/checkpoints/M-${arm}-seed0/models/${LAST_MODEL}`;

/** What every run of the study shares unless its experiment or arm says otherwise. */
export const STUDY_DEFAULTS: Partial<RlvrConfig> = {
  // the rule of every recorded run; it differs from the default, "top-k", in ties alone
  rule: "quantile",
  steps: STEPS,
  evaluateEvery: 20,
  evaluationSamples: 4,
  checkpointEvery: 20,
};
