export {
  accuracyThroughTraining,
  asRecordedRuns,
  type EngineArms,
  engineArms,
  engineClaim,
} from "./engine-comparison.js";
export { type ImportOptions, importRun } from "./import/import-run.js";
export {
  IMPORTED_FOLDER,
  type ImportedEvaluation,
  type ImportedRun,
  type ImportedStep,
  readImportedRuns,
  writeImportedRun,
} from "./import/imported-run.js";
export { type LaunchCost, launchCost } from "./launch/cost.js";
export { type LaunchFiles, writeLaunchFolder } from "./launch/launch-folder.js";
export type { LaunchRecord } from "./launch/launch-record.js";
export {
  type LaunchInput,
  type LaunchSettings,
  launchSettings,
  speaksCountdown,
  type TrainingEngine,
} from "./launch/settings.js";
export { type LaunchedRun, seedRuns, studyRuns } from "./study/launched-runs.js";
export { rayFiles, slurmFiles } from "./study/study-folder.js";
export { readMathRows } from "./task/math-data.js";
export { type PoolEffect, type PooledTokens, poolEffect } from "./threshold-pools.js";
export { grpoDefaults } from "./trl/grpo-config.js";
export { trlFiles } from "./trl/trl-folder.js";
export type { VerlTargetName } from "./verl/target.js";
export { verlFiles } from "./verl/verl-folder.js";
