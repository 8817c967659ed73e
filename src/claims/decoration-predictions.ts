import { mean, slope, studentInterval } from "../statistics/index.js";
import {
  type DecorationCondition,
  type DecorationRuns,
  differenceBySeed,
  finalValue,
  lostVisits,
} from "../study/index.js";
import { MATCH_MARGIN } from "./comparisons.js";
import { type JudgedPrediction, judgePrediction, type Prediction } from "./judge-prediction.js";

const PLANNED_SEEDS = 5;
const MARGIN = 100 * MATCH_MARGIN;
const TEST = finalValue("test", "accuracy", { scale: 100 });

/**
 * P2's predictions (data/predictions.md), each beside what its runs measured, the primary comparison first.
 * @example notebook.showTable(decorationPredictions(decorationRuns(readRecordedRuns())!))
 */
export function decorationPredictions({ seeds, conditions }: DecorationRuns): JudgedPrediction[] {
  const [crowded, open] = [true, false].map((wanted) =>
    conditions.filter((condition) => condition.crowded === wanted),
  );
  const gaps = ({ top, all }: DecorationCondition): number[] => differenceBySeed(top, all, TEST).differences;
  const judged = (wanted: Prediction, values: readonly number[]): JudgedPrediction =>
    judgePrediction({ ...wanted, planned: PLANNED_SEEDS }, studentInterval(values), seeds.length);
  const [lost, losses] = [crowded.map(lostVisits), crowded.map(gaps)];
  return [
    judged(
      {
        who: "this kit",
        prediction: "test: points lost for each visit lost, where it is crowded: above 0 (primary)",
      },
      seeds.map(
        (_, i) =>
          slope(
            lost.map((ofSeed) => ofSeed[i]),
            losses.map((ofSeed) => -ofSeed[i]),
          ).estimate,
      ),
    ),
    judged(
      {
        who: "this kit",
        prediction: `test: gap where it is not crowded, mean, within ${MARGIN} points`,
        ...{ above: -MARGIN, below: MARGIN },
      },
      seeds.map((_, i) => mean(open.map((condition) => gaps(condition)[i]))),
    ),
  ];
}
