import type { Interval } from "../../statistics/index.js";
import { evaluationOf, type RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";
import { differenceBySeed, type RunMeasure } from "./summary.js";
import { meanOfEvaluations } from "./through-training.js";

/** The arms that P6 of data/predictions.md compares; it has others beside them. */
const COMPARED = ["all", "top", "bottom"];
/** Whole seeds that P6 reads together, and those of its verdict. */
const [READ_TOGETHER, JUDGED] = [3, 5];

/** The recorded runs of P6: a pre-trained model learns the format of an answer. */
export interface FormatRuns {
  /** One for each arm that has a run. */
  arms: RunGroup[];
  /** Seeds that all tokens, the top 20 % and the bottom 80 % have, ascending. */
  seeds: number[];
  /** What P6 allows to be said of so many seeds. */
  standing: "no runs" | "runs one by one" | "a reading of three seeds" | "a verdict";
}

/**
 * The recorded runs of P6 and what may be said of them.
 * @example formatRuns(readRecordedRuns()).standing
 */
export function formatRuns(runs: readonly RecordedRun[]): FormatRuns {
  const arms = armsOf(runs, ["format", "format-adapters"]);
  const seeds = sharedSeeds(comparedArms(arms));
  const isDone = (count: number): boolean => seedsUpTo(count).every((seed) => seeds.includes(seed));
  const standing = isDone(JUDGED)
    ? "a verdict"
    : isDone(READ_TOGETHER)
      ? "a reading of three seeds"
      : arms.length > 0
        ? "runs one by one"
        : "no runs";
  return { arms, seeds, standing };
}

/**
 * The runs of P6 on its second format, one group for each arm that has a run: exploratory, to be shown one by one.
 * @example secondFormatRuns(readRecordedRuns()).map(({ label }) => label)
 */
export function secondFormatRuns(runs: readonly RecordedRun[]): RunGroup[] {
  return armsOf(runs, ["format-boxed"]);
}

function armsOf(runs: readonly RecordedRun[], experiments: string[]): RunGroup[] {
  const found = runs.filter(({ experiment }) => experiments.includes(experiment));
  const bases = [...new Set(found.map(({ base }) => base))];
  return bases.flatMap((base) => runGroups(found, { experiments, base }));
}

/** Whether the weights themselves are trained, not adapters. */
const isWhole = ({ loraRank }: RunGroup["config"]): boolean => loraRank === undefined;
const comparedArms = (arms: readonly RunGroup[]): (RunGroup | undefined)[] =>
  COMPARED.map((arm) => arms.find(({ config }) => isWhole(config) && config.arm === arm));
const seedsUpTo = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed);

/** P6's outcome of a run: share of responses in the format, mean over the evaluations after its steps, points. */
export const formatOutcome: RunMeasure = meanOfEvaluations("validation", { scale: 100 });

/**
 * What a run of P6 gained: its outcome less the share in the format before its first step, points.
 * @example differenceBySeed(all, bottom, formatGain).student
 */
export const formatGain: RunMeasure = (run) =>
  formatOutcome(run) - 100 * evaluationOf(run, "validation", { step: 0 }).accuracy;

/**
 * The highest share of right answers in any of a run's evaluations, points; 0 where none was right or none counted.
 * @example Math.max(...all.runs.map(mostRightAnswers))
 */
export const mostRightAnswers: RunMeasure = ({ evaluations }) =>
  100 * Math.max(0, ...evaluations.map(rightRate));

/**
 * The share of right answers among the responses in the format, after the last step, points; 0 where none is in the format.
 * An answer counts as right in the format alone, so that `mostRightAnswers` rises with the format; this need not.
 * @example all.runs.map(rightInTheFormat)
 */
export const rightInTheFormat: RunMeasure = (run) => {
  const end = evaluationOf(run, "validation");
  return end.accuracy === 0 ? 0 : (100 * rightRate(end)) / end.accuracy;
};

const rightRate = (line: RecordedRun["evaluations"][number]): number =>
  (line as { rightRate?: number }).rightRate ?? 0;

/** Two arms of P6 against each other, points; Student's 95 % interval over the seeds of its standing. */
export interface FormatDifference {
  name: string;
  differences: number[];
  student: Interval;
}

/** The arms that P6 compares, each with the seeds that may be read together. */
export interface ComparedFormatRuns {
  /** 0 to 4 for a verdict, 0 to 2 for a reading. */
  seeds: number[];
  all: RunGroup;
  top: RunGroup;
  bottom: RunGroup;
}

/**
 * What P6 lets be compared; null while its runs are shown one by one.
 * @example comparedFormatRuns(formatRuns(readRecordedRuns()))?.seeds.length
 */
export function comparedFormatRuns({ arms, standing }: FormatRuns): ComparedFormatRuns | null {
  if (standing !== "a verdict" && standing !== "a reading of three seeds") return null;
  const seeds = seedsUpTo(standing === "a verdict" ? JUDGED : READ_TOGETHER);
  const [all, top, bottom] = comparedArms(arms).map((group) => withSeeds(group!, seeds));
  return { seeds, all, top, bottom };
}

/** The arms that P6 sets beside the three, as many seeds as it reads together. */
const CONTROLS = ["random", "fixed-threshold"];

/**
 * P6's controls whose seeds 0 to 2 are done; the others are not read yet.
 * @example formatControls(formatRuns(readRecordedRuns())).map(({ label }) => label)
 */
export function formatControls({ arms }: FormatRuns): RunGroup[] {
  return arms.filter(({ config, runs }) => CONTROLS.includes(config.arm) && runs.length >= READ_TOGETHER);
}

/**
 * P6's adapters, all tokens, when their seeds 0 to 2 are done; they are not read before.
 * @example formatAdapters(formatRuns(readRecordedRuns())).map(({ label }) => label)
 */
export function formatAdapters({ arms }: FormatRuns): RunGroup[] {
  return arms.filter(({ config, runs }) => !isWhole(config) && runs.length >= READ_TOGETHER);
}

/**
 * P6's comparisons, the primary one first, its controls and adapters last; none while its runs are shown one by one.
 * @example formatDifferences(formatRuns(readRecordedRuns())).map(({ name }) => name)
 */
export function formatDifferences(format: FormatRuns): FormatDifference[] {
  const compared = comparedFormatRuns(format);
  if (compared === null) return [];
  const { all, top, bottom } = compared;
  const less = (reference: RunGroup) => (arm: RunGroup) => ({
    name: `${arm.label} less ${reference.label}`,
    ...differenceBySeed(arm, reference, formatOutcome),
  });
  return [
    ...[bottom, all, ...formatControls(format)].map(less(top)),
    ...formatAdapters(format).map(less(all)),
  ];
}

/**
 * How many runs of P6 there are and what may be said of them.
 * @example formatStanding(formatRuns([])) // "no run is recorded yet"
 */
export function formatStanding({ arms, seeds, standing }: FormatRuns): string {
  const count = arms.reduce((sum, { runs }) => sum + runs.length, 0);
  if (standing === "no runs") return "no run is recorded yet";
  const recorded = `${count} ${count === 1 ? "run" : "runs"} recorded, ${seeds.length} of ${JUDGED} seeds with all three arms`;
  return standing === "runs one by one"
    ? `${recorded}: shown one by one, no verdict before ${READ_TOGETHER} seeds are whole`
    : `${recorded}: ${standing}`;
}
