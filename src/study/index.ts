export { armLabel, armNamed, type StudyArm, seedsText, studyArms } from "./arms.js";
export { isFinished, runCell } from "./cell.js";
export { MATCH_MARGIN, studyClaims } from "./claims.js";
export { STUDY_PRESETS, type StudyCell, type StudyPreset, studyCells } from "./presets.js";
export {
  bestRate,
  lateValidationAccuracy,
  SWEPT_RATES,
  type SweptRate,
  studyRate,
  sweptRates,
} from "./rates.js";
export {
  evaluationOf,
  type RecordedEvaluation,
  type RecordedRun,
  RUNS_FOLDER,
  readRecordedRuns,
} from "./recorded-runs.js";
export { runStudy, type StudyOptions } from "./runner.js";
export {
  recordedSettings,
  type SettingArms,
  SIZE_SETTINGS,
  STANDARD_SETTING,
  STUDY_SETTINGS,
  type StudySetting,
} from "./settings.js";
export {
  type DifferenceBySeed,
  differenceBySeed,
  differenceOverProblems,
  evaluationCurve,
  overSeeds,
  type RunMeasure,
  rolloutCurve,
  type SeedCurve,
} from "./summary.js";
