import { EXPERIMENTS } from "./experiments.js";

/** One place on the map of where the top 20 % win, tie or lose against all tokens: one thing changed, or none. */
export interface Condition {
  /** What differs from the standard. */
  label: string;
  /** The runs' experiment and base model. */
  experiment: string;
  base: string;
}

/** The model sizes, ascending. */
const SIZES = ["S", "M", "L", "XL"];

const ON_MAP: readonly Condition[] = EXPERIMENTS.flatMap(({ name, onMap = {} }) =>
  Object.entries(onMap).map(([base, label]) => ({ label, experiment: name, base })),
);

/** The model sizes under the standard conditions, ascending. */
export const SIZE_CONDITIONS: readonly Condition[] = SIZES.flatMap((size) =>
  ON_MAP.filter(({ experiment, base }) => ["main", "size"].includes(experiment) && base === size),
);

/** Every condition under which both arms are trained: the sizes, then what else is changed. */
export const CONDITIONS: readonly Condition[] = [
  ...SIZE_CONDITIONS,
  ...ON_MAP.filter((condition) => !SIZE_CONDITIONS.includes(condition)),
];

/** The conditions that differ from the standard one in the base model alone: its size, seed or architecture. */
export const BASE_CONDITIONS: readonly Condition[] = CONDITIONS.filter(({ experiment }) =>
  ["main", "size", "base", "llama"].includes(experiment),
);

/** Those whose base models were pre-trained on another language or task. */
export const LANGUAGE_CONDITIONS: readonly Condition[] = CONDITIONS.filter(({ experiment }) =>
  ["undecorated", "four-numbers", "division"].includes(experiment),
);

/** The standard condition at rising lengths of training. */
export const LENGTH_CONDITIONS: readonly Condition[] = CONDITIONS.filter(
  ({ experiment, base }) => ["main", "long", "longest"].includes(experiment) && base === "M",
);

/**
 * The conditions of one experiment.
 * @example conditionsOf("undecorated").map(({ label }) => label)
 */
export function conditionsOf(experiment: string): Condition[] {
  return CONDITIONS.filter((condition) => condition.experiment === experiment);
}
