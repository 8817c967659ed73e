import { type Interval, intervalText } from "../../statistics/index.js";
import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";
import { differenceBySeed, type RunMeasure } from "./summary.js";
import { meanOfEvaluations } from "./through-training.js";

/** The arms that P6 of data/predictions.md compares; it has others beside them. */
const COMPARED = ["all", "top", "bottom"];
/** Whole seeds that P6 reads together, and those of its verdict. */
const [READ_TOGETHER, JUDGED] = [3, 5];
/** Bottom 80 % less top 20 %, points: the paper's reading is refuted where the interval lies above it. */
const REFUTED_ABOVE = -10;

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
  const bases = [...new Set(runs.filter(isOfFormat).map(({ base }) => base))];
  const arms = bases.flatMap((base) =>
    runGroups(runs.filter(isOfFormat), { experiments: EXPERIMENTS, base }),
  );
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

const EXPERIMENTS = ["format", "format-adapters"];
const isOfFormat = ({ experiment }: RecordedRun): boolean => EXPERIMENTS.includes(experiment);
/** Whether the weights themselves are trained, not adapters. */
const isWhole = ({ loraRank }: RunGroup["config"]): boolean => loraRank === undefined;
const comparedArms = (arms: readonly RunGroup[]): (RunGroup | undefined)[] =>
  COMPARED.map((arm) => arms.find(({ config }) => isWhole(config) && config.arm === arm));
const seedsUpTo = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed);

/** P6's outcome of a run: share of responses in the format, mean over the evaluations after its steps, points. */
export const formatOutcome: RunMeasure = meanOfEvaluations("validation", { scale: 100 });

/** Two arms of P6 against each other, points; Student's 95 % interval over the seeds of its standing. */
export interface FormatDifference {
  name: string;
  differences: number[];
  student: Interval;
}

/**
 * P6's comparisons, the primary one first; none while its runs are shown one by one.
 * @example formatDifferences(formatRuns(readRecordedRuns())).map(({ name }) => name)
 */
export function formatDifferences({ arms, standing }: FormatRuns): FormatDifference[] {
  if (standing !== "a verdict" && standing !== "a reading of three seeds") return [];
  const seeds = seedsUpTo(standing === "a verdict" ? JUDGED : READ_TOGETHER);
  const [all, top, bottom] = comparedArms(arms).map((group) => withSeeds(group!, seeds));
  return [
    { name: "bottom 80 % less top 20 %", ...differenceBySeed(bottom, top, formatOutcome) },
    { name: "all tokens less top 20 %", ...differenceBySeed(all, top, formatOutcome) },
  ];
}

/**
 * What P6 says today, as a sentence: how many runs there are, and where it may be said, where its primary comparison lies.
 * @example formatVerdict(formatRuns([])) // "no run is recorded yet"
 */
export function formatVerdict(format: FormatRuns): string {
  const { arms, seeds, standing } = format;
  const count = arms.reduce((sum, { runs }) => sum + runs.length, 0);
  if (standing === "no runs") return "no run is recorded yet";
  if (standing === "runs one by one")
    return (
      `${count} ${count === 1 ? "run" : "runs"} recorded, ${seeds.length} of ${JUDGED} seeds with all three arms: ` +
      `shown one by one, no verdict before ${READ_TOGETHER} seeds are whole`
    );
  const [{ name, student }] = formatDifferences(format);
  const side =
    student.low > REFUTED_ABOVE ? "above" : student.high < REFUTED_ABOVE ? "below" : "on both sides of";
  return (
    `${standing}: ${name} ${intervalText(student, { digits: 1, signed: true })} points, ${side} ${REFUTED_ABOVE}: ` +
    `the paper's reading is ${side === "above" ? "refuted here" : side === "below" ? "not refuted" : "undecided"}`
  );
}
