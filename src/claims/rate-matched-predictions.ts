import { differenceBySeed, finalValue, type RateMatched } from "../study/index.js";
import { MATCH_MARGIN } from "./comparisons.js";
import { type JudgedPrediction, judgePrediction, type Prediction } from "./judge-prediction.js";

const PLANNED_SEEDS = 5;
const MARGIN = 100 * MATCH_MARGIN;

/**
 * What was said of the top 20 % beside all tokens at equal steps (data/predictions.md), the primary comparison first.
 * @example notebook.showTable(rateMatchedPredictions(rateMatched(readRecordedRuns())))
 */
export function rateMatchedPredictions(pairs: readonly RateMatched[]): JudgedPrediction[] {
  return pairs.filter(({ rule }) => rule.config.arm === "top").flatMap(predictionsOf);
}

function predictionsOf({ rule, control }: RateMatched): JudgedPrediction[] {
  const judged = (split: "test" | "ood", wanted: Prediction): JudgedPrediction => {
    const accuracy = finalValue(split, "accuracy", { scale: 100 });
    const { student, seeds } = differenceBySeed(rule, control, accuracy);
    return judgePrediction({ ...wanted, planned: PLANNED_SEEDS }, student, seeds.length);
  };
  const compared = `${rule.label} less all tokens at equal steps`;
  const below = { who: "this kit", above: Number.NEGATIVE_INFINITY, below: 0 };
  return [
    judged("test", {
      ...{ who: "re-runs", above: -MARGIN, below: MARGIN },
      prediction: `test: ${compared}, within ${MARGIN} points (primary)`,
    }),
    judged("test", { ...below, prediction: `test: ${compared}, below 0` }),
    judged("ood", { ...below, prediction: `larger targets: ${compared}, below 0` }),
  ];
}
