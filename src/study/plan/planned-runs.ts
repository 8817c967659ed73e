import { DEFAULT_RHO } from "../../entropy/index.js";
import { type RlvrConfig, rlvrConfig } from "../../training/index.js";
import { type Experiment, STUDY_DEFAULTS } from "./experiment.js";
import { EXPERIMENTS } from "./experiments.js";
import { FORMAT_EXPERIMENTS } from "./format-experiments.js";
import { HELD_OUT_SAMPLES } from "./held-out.js";
import { studyRate } from "./learning-rates.js";

/** A run of the study before it is done. Its name is its folder below the study's. */
export interface PlannedRun {
  name: string;
  config: RlvrConfig;
  /** Responses a problem on the held-out splits, after the last step. */
  heldOutSamples: number;
  /** Steps between evaluations on the held-out splits through training, on fewer samples. */
  heldOutEvery?: number;
  /** Path of a module with a task of its own. */
  task?: string;
}

/** "format" is apart from the others: its base is a model that has to be fetched. */
export type StudyPreset = "quick" | "default" | "full" | "format";

export const STUDY_PRESETS: readonly StudyPreset[] = ["quick", "default", "full", "format"];

/**
 * The runs of a preset, in the order in which they should be done: seeds outermost, so that every arm has one early.
 * @example plannedRuns("quick").map(({ name }) => name)
 */
export function plannedRuns(preset: StudyPreset): PlannedRun[] {
  return experimentsOf(preset).flatMap(runsOf);
}

function experimentsOf(preset: StudyPreset): Experiment[] {
  const named = (name: string): Experiment[] => EXPERIMENTS.filter((experiment) => experiment.name === name);
  switch (preset) {
    case "quick":
      return named("quick");
    case "default":
      return named("main").map((main) => ({ ...main, seeds: main.seeds.slice(0, 3) }));
    case "format":
      return [...FORMAT_EXPERIMENTS];
    case "full":
      return EXPERIMENTS.filter(({ name, awaits }) => name !== "quick" && awaits === undefined);
  }
}

function runsOf({
  name,
  bases,
  arms,
  seeds,
  shared,
  heldOutSamples = HELD_OUT_SAMPLES,
  heldOutEvery,
  basesIn = "data/models",
  task,
}: Experiment): PlannedRun[] {
  return seeds.flatMap((seed) =>
    bases.flatMap((base) =>
      arms.map(([arm, own = {}]) => {
        const { base: started = `${basesIn}/${base}`, ...changed } = own;
        const { rho = DEFAULT_RHO } = own;
        return {
          name: `${name}/${[base, arm, ...Object.values(changed).flatMap(namePart), `seed${seed}`].join("-")}`,
          config: rlvrConfig({
            ...STUDY_DEFAULTS,
            learningRate: shared?.learningRate ?? changed.learningRate ?? studyRate({ arm, rho }, base),
            ...shared,
            ...changed,
            arm,
            seed,
            base: started,
          }),
          heldOutSamples,
          ...(heldOutEvery && { heldOutEvery }),
          ...(task && { task }),
        };
      }),
    ),
  );
}

/** What a changed setting adds to a run's name: its value, and of a rule's parameters the names of those switched on. */
function namePart(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  return Object.entries(value).map(([key, one]) => (one === true ? key : `${key}${one}`));
}
