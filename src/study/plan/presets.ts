import { DEFAULT_RHO } from "../../entropy/index.js";
import { type RlvrConfig, rlvrConfig } from "../../training/index.js";
import {
  FURTHER_QUESTIONS,
  MAIN_QUESTION,
  QUICK_QUESTION,
  STUDY_DEFAULTS,
  type StudyQuestion,
} from "./experiments.js";
import { studyRate } from "./learning-rates.js";

export type StudyPreset = "quick" | "default" | "full";

export const STUDY_PRESETS: readonly StudyPreset[] = ["quick", "default", "full"];

/** One run of the study. Its name is its folder below the study's. */
export interface StudyCell {
  name: string;
  config: RlvrConfig;
}

const QUESTIONS: Record<StudyPreset, readonly StudyQuestion[]> = {
  quick: [QUICK_QUESTION],
  default: [{ ...MAIN_QUESTION, seeds: MAIN_QUESTION.seeds.slice(0, 3) }],
  full: [MAIN_QUESTION, ...FURTHER_QUESTIONS],
};

/** The runs of a preset, in the order in which they should be done: seeds outermost, so that every arm has one early. */
export function studyCells(preset: StudyPreset): StudyCell[] {
  return QUESTIONS[preset].flatMap(questionCells);
}

function questionCells({ name, bases, arms, seeds, shared }: StudyQuestion): StudyCell[] {
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
