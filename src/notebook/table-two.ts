import { paperTable } from "../paper/index.js";
import { intervalText, mean, numberText } from "../statistics/index.js";
import {
  differenceBySeed,
  finalValue,
  type RecordedCondition,
  type RecordedRun,
  type RunGroup,
  type RunMeasure,
  recordedConditions,
  SIZE_CONDITIONS,
} from "../study/index.js";
import { markdownTable } from "./markdown-table.js";

const HEADER = [
  "model",
  "runs an arm",
  "all tokens",
  "top 20 %",
  "difference",
  "length, all",
  "length, top 20 %",
];

/**
 * The paper's Table 2 (averages over its six benchmarks) with our recorded sizes below it, as Markdown: accuracy in % and
 * response length in tokens, ours on the test split, the difference paired by seed with Student's 95 % interval.
 */
export function tableTwo(runs: readonly RecordedRun[]): string {
  const ofPaper = paperTable("table-2")
    .filter(({ benchmark }) => benchmark === "Average")
    .map((row) => [
      `paper: ${row.baseModel}`,
      "1",
      numberText(row.allAccuracy, { digits: 1 }),
      numberText(row.forkAccuracy, { digits: 1 }),
      numberText(row.accuracyGain, { digits: 1, signed: true }),
      numberText(row.allLength, { digits: 0 }),
      numberText(row.forkLength, { digits: 0 }),
    ])
    .reverse();
  return markdownTable(HEADER, [...ofPaper, ...recordedConditions(runs, SIZE_CONDITIONS).map(ourRow)]);
}

function ourRow({ condition, all, top }: RecordedCondition): string[] {
  const accuracy = finalValue("test", "accuracy", { scale: 100 });
  const length = finalValue("test", "meanLength");
  const { seeds, student } = differenceBySeed(top, all, accuracy);
  const meanOf = ({ runs }: RunGroup, measure: RunMeasure): string => {
    const values = runs.filter(({ config }) => seeds.includes(config.seed)).map(measure);
    return numberText(mean(values), { digits: 1 });
  };
  return [
    `here: ${condition.base}`,
    String(seeds.length),
    meanOf(all, accuracy),
    meanOf(top, accuracy),
    intervalText(student, { digits: 1, signed: true }),
    meanOf(all, length),
    meanOf(top, length),
  ];
}
