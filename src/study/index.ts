export { LAST_MODEL, STUDY_DEFAULTS } from "./plan/experiments.js";
export {
  bestRate,
  lateValidationAccuracy,
  SWEPT_RATES,
  type SweptRate,
  studyRate,
  sweptRates,
} from "./plan/learning-rates.js";
export { STUDY_PRESETS, type StudyCell, type StudyPreset, studyCells } from "./plan/presets.js";
export {
  recordedSettings,
  type SettingArms,
  SIZE_SETTINGS,
  STANDARD_SETTING,
  STUDY_SETTINGS,
  type StudySetting,
  settingsOf,
} from "./plan/settings.js";
export {
  evaluationOf,
  type RecordedRun,
  RUNS_FOLDER,
  readRecordedRuns,
} from "./results/recorded-runs.js";
export { armNamed, type StudyArm, seedsText, studyArms } from "./results/run-groups.js";
export {
  type DifferenceBySeed,
  differenceBySeed,
  differenceOverProblems,
  evaluationCurve,
  overSeeds,
  type RunMeasure,
  rolloutCurve,
  type SeedCurve,
} from "./results/summary.js";
export { isFinished, runCell } from "./run/planned-run.js";
export { runStudy, type StudyOptions } from "./run/runner.js";
