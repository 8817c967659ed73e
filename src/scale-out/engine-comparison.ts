import path from "node:path";
import type { Comparison } from "../claims/index.js";
import { mean } from "../statistics/index.js";
import {
  differenceBySeed,
  evaluationOf,
  type RecordedRun,
  type RunMeasure,
  type StudyArm,
  studyArms,
} from "../study/index.js";

import type { ImportedRun } from "./import/imported-run.js";

/** Two engines agree on a level if their accuracies differ by less than this: 5 percentage points. */
export const LEVEL_MARGIN = 0.05;

/**
 * Imported runs in the study's form, with the engine as their question, so that arms, differences and curves read them.
 * Measures that the engine did not log are not there.
 */
export function asRecordedRuns(runs: readonly ImportedRun[]): RecordedRun[] {
  return runs.map(({ name, engine, config, steps, evaluations }) => ({
    name,
    question: engine.name,
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
  all: StudyArm;
  top: StudyArm;
}

/** The two arms among the runs of a question. Throws naming the question and the arm that is not there. */
export function engineArms(runs: readonly RecordedRun[], question: string): EngineArms {
  const arms = studyArms(runs, { questions: [question] });
  const find = (label: string): StudyArm => {
    const found = arms.find((arm) => arm.label === label);
    if (!found) throw new Error(`no run of "${question}" trains on ${label}`);
    return found;
  };
  return { all: find("all tokens"), top: find("top 20 %") };
}

/** Mean accuracy on validation over a run's evaluations, the one before training left out. */
export const accuracyThroughTraining: RunMeasure = ({ evaluations }) =>
  mean(
    evaluations
      .filter(({ split, step }) => split === "validation" && step > 0)
      .map(({ accuracy }) => accuracy),
  );

/**
 * Whether another engine finds what ours finds: all tokens above the top 20 % through training, and each arm's accuracy
 * on the test problems within `LEVEL_MARGIN` of ours; runs are paired by seed.
 */
export function engineComparisons(theirs: EngineArms, ours: EngineArms): Comparison[] {
  const test: RunMeasure = (run) => evaluationOf(run, "test").accuracy;
  const order = differenceBySeed(theirs.all, theirs.top, accuracyThroughTraining);
  const level = (arm: keyof EngineArms): Comparison => {
    const { student, seeds } = differenceBySeed(theirs[arm], ours[arm], test);
    return {
      what: `there less here, ${theirs[arm].label}, test accuracy`,
      difference: student,
      above: -LEVEL_MARGIN,
      below: LEVEL_MARGIN,
      seeds: seeds.length,
    };
  };
  return [
    {
      what: "all tokens less top 20 % there, validation accuracy through training",
      difference: order.student,
      above: 0,
      seeds: order.seeds.length,
    },
    level("all"),
    level("top"),
  ];
}
