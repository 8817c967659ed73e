export type {
  Branch,
  BranchOption,
  ExploredResponse,
  ExploredRun,
} from "./explored-run.js";
export { explorerPage, isExplorerPage } from "./explorer-page.js";
export { readMeasurements } from "./read-measurements.js";
export { type BranchOptions, recordBranches } from "./record-branches.js";
export { type RecordOptions, recordRun } from "./record-run.js";
export { RECORDED_RUNS, recordedRuns } from "./recorded-runs.js";
export type { RuleWeights } from "./rule-weights.js";
export type { RunColumns } from "./run-columns.js";
