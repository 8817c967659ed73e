import { DEFAULT_RHO } from "../../entropy/index.js";
import { type RlvrConfig, rlvrConfig } from "../../training/index.js";
import { type Experiment, STUDY_DEFAULTS } from "./experiment.js";
import { EXPERIMENTS } from "./experiments.js";
import { studyRate } from "./learning-rates.js";

/** A run of the study before it is done. Its name is its folder below the study's. */
export interface PlannedRun {
  name: string;
  config: RlvrConfig;
}

export type StudyPreset = "quick" | "default" | "full";

export const STUDY_PRESETS: readonly StudyPreset[] = ["quick", "default", "full"];

/** The runs of a preset, in the order in which they should be done: seeds outermost, so that every arm has one early. */
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
    case "full":
      return EXPERIMENTS.filter(({ name }) => name !== "quick");
  }
}

function runsOf({ name, bases, arms, seeds, shared }: Experiment): PlannedRun[] {
  return seeds.flatMap((seed) =>
    bases.flatMap((base) =>
      arms.map(([arm, own = {}]) => {
        const { base: started = `data/models/${base}`, ...changed } = own;
        const { rho = DEFAULT_RHO } = own;
        return {
          name: `${name}/${[base, arm, ...Object.values(changed), `seed${seed}`].join("-")}`,
          config: rlvrConfig({
            ...STUDY_DEFAULTS,
            learningRate: studyRate({ arm, rho }, base),
            ...shared,
            ...changed,
            arm,
            seed,
            base: started,
          }),
        };
      }),
    ),
  );
}
