import path from "node:path";
import { type Claim, type ComparisonInput, judgeClaim, POINTS, pairedComparison } from "../claims/index.js";
import { mean } from "../statistics/index.js";
import { finalValue, type RecordedRun, type RunGroup, type RunMeasure, runGroups } from "../study/index.js";
import type { ImportedRun } from "./import/imported-run.js";

/** Two engines agree on a level if their accuracies differ by less than this: 5 percentage points. */
export const LEVEL_MARGIN = 0.05;

/**
 * Imported runs in the study's form, with the engine as their experiment, so that arms, differences and curves read them.
 * Measures that the engine did not log are not there.
 * @example runGroups(asRecordedRuns(readImportedRuns()), { experiments: ["trl"] })
 */
export function asRecordedRuns(runs: readonly ImportedRun[]): RecordedRun[] {
  return runs.map(({ name, engine, config, steps, evaluations }) => ({
    name,
    experiment: engine.name,
    base: path.basename(config.base),
    config,
    backend: `${engine.name} ${engine.version}`,
    versions: { [engine.name]: engine.version },
    steps: steps as unknown as RecordedRun["steps"],
    evaluations: evaluations as unknown as RecordedRun["evaluations"],
  }));
}

/** Both arms of one engine: all tokens and top 20 %. */
export interface EngineArms {
  all: RunGroup;
  top: RunGroup;
}

/**
 * The two arms among the runs of an experiment. Throws naming the experiment and the arm that is not there.
 * @example engineArms(asRecordedRuns(readImportedRuns()), "trl").top
 */
export function engineArms(runs: readonly RecordedRun[], experiment: string): EngineArms {
  const groups = runGroups(runs, { experiments: [experiment] });
  const find = (label: string): RunGroup => {
    const found = groups.find((group) => group.label === label);
    if (!found) throw new Error(`no run of "${experiment}" trains on ${label}`);
    return found;
  };
  return { all: find("all tokens"), top: find("top 20 %") };
}

/**
 * Mean accuracy on validation over a run's evaluations, the one before training left out.
 * @example differenceBySeed(all, top, accuracyThroughTraining).student
 */
export const accuracyThroughTraining: RunMeasure = ({ evaluations }) =>
  mean(
    evaluations
      .filter(({ split, step }) => split === "validation" && step > 0)
      .map(({ accuracy }) => accuracy),
  );

/**
 * Whether another engine finds what ours finds: all tokens above the top 20 % through training, and each arm's accuracy
 * on the test problems within `LEVEL_MARGIN` of ours; runs are paired by seed.
 * @example engineComparisons(engineArms(imported, "trl"), engineArms(ours, "main"))
 */
export function engineComparisons(theirs: EngineArms, ours: EngineArms): (ComparisonInput | null)[] {
  const level = (arm: keyof EngineArms): ComparisonInput | null =>
    pairedComparison(
      `there less here, ${theirs[arm].label}, test accuracy`,
      theirs[arm],
      ours[arm],
      finalValue("test", "accuracy"),
      { above: -LEVEL_MARGIN, below: LEVEL_MARGIN },
    );
  return [
    pairedComparison(
      "all tokens less top 20 % there, validation accuracy through training",
      theirs.all,
      theirs.top,
      accuracyThroughTraining,
    ),
    level("all"),
    level("top"),
  ];
}

/**
 * The claim that another engine finds what ours finds, judged by `engineComparisons`.
 * @example recordClaims([engineClaim(engineArms(imported, "trl"), engineArms(ours, "main"))])
 */
export function engineClaim(theirs: EngineArms, ours: EngineArms): Claim {
  return judgeClaim(
    {
      id: "trl-finds-the-same",
      claim: "An independent engine, TRL, finds our levels and our order of the arms",
      source: "a check of this kit",
      paper: "no claim of the paper",
      command: "npm run scale-out -- trl --model data/models/M --out DIR",
    },
    POINTS,
    engineComparisons(theirs, ours),
  );
}
