import { CONDITIONS, type Condition } from "../plan/conditions.js";
import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups } from "./run-groups.js";

/** A condition's recorded runs of the two arms. */
export interface RecordedCondition {
  condition: Condition;
  all: RunGroup;
  top: RunGroup;
}

/**
 * The conditions of which finished runs of both arms, all tokens and top 20 %, share a seed; in the order given.
 * @example recordedConditions(readRecordedRuns(), SIZE_CONDITIONS)
 */
export function recordedConditions(
  runs: readonly RecordedRun[],
  conditions: readonly Condition[] = CONDITIONS,
): RecordedCondition[] {
  return conditions.flatMap((condition) => {
    const groups = runGroups(runs, { experiments: [condition.experiment], base: condition.base });
    const all = groups.find(({ config }) => config.arm === "all");
    const top = groups.find(({ config }) => config.arm === "top");
    if (!all || !top) return [];
    const seeds = new Set(all.runs.map(({ config }) => config.seed));
    return top.runs.some(({ config }) => seeds.has(config.seed)) ? [{ condition, all, top }] : [];
  });
}
