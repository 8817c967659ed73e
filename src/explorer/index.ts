export {
  type Branch,
  type BranchOption,
  type ExploredResponse,
  type ExploredRun,
  responseAt,
} from "./explored-run.js";
export { explorerPage } from "./explorer-page.js";
export { readMeasurements } from "./read-measurements.js";
export { type BranchOptions, recordBranches } from "./record-branches.js";
export { type RecordOptions, recordRun } from "./record-run.js";
export { RECORDED_RUNS, recordedRuns } from "./recorded-runs.js";
export { type RuleWeights, ruleWeights } from "./rule-weights.js";
export { type RunColumns, runColumns } from "./run-columns.js";
