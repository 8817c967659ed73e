import {
  differenceBySeed,
  type ForgettingRuns,
  finalValue,
  largestFall,
  meanOfEvaluations,
  type RunGroup,
  type RunMeasure,
} from "../study/index.js";
import { MATCH_MARGIN } from "./comparisons.js";
import { type JudgedPrediction, judgePrediction, type Prediction } from "./judge-prediction.js";

const PLANNED_SEEDS = 5;
const MARGIN = 100 * MATCH_MARGIN;
/** The gap that was predicted on larger targets, and the two that it was to end between on test, points. */
const FORGOTTEN = 10;
const GAINED = [2, 4] as const;
/** Steps of the first evaluation on test, and those between which the gap there was to cross zero. */
const FIRST = 50;
const CROSSING = [400, 500] as const;

const points = { scale: 100 };
const TEST = finalValue("test", "accuracy", points);
const LARGER = finalValue("ood", "accuracy", points);

/**
 * The predictions of P5 and of steadiness (data/predictions.md), each beside what the runs measured; P5's primary comparison
 * first.
 * @example notebook.showTable(forgettingPredictions(forgettingRuns(readRecordedRuns())!))
 */
export function forgettingPredictions({ seeds, all, top, held }: ForgettingRuns): JudgedPrediction[] {
  const judged = (
    { arm = top, reference = all, measure }: { arm?: RunGroup; reference?: RunGroup; measure: RunMeasure },
    wanted: Omit<Prediction, "who"> & { who?: string },
  ): JudgedPrediction =>
    judgePrediction(
      { who: "this kit", planned: PLANNED_SEEDS, ...wanted },
      differenceBySeed(arm, reference, measure).student,
      seeds.length,
    );
  const belowOnly = (below: number) => ({ above: Number.NEGATIVE_INFINITY, below });
  const gap = "top 20 % less all tokens";
  const heldLessTop = "the rest held less top 20 %";
  return [
    judged(
      { measure: LARGER },
      {
        prediction: `larger targets, ${gap}: below −${FORGOTTEN} points (primary)`,
        ...belowOnly(-FORGOTTEN),
      },
    ),
    judged({ measure: LARGER }, { who: "the paper", prediction: `larger targets, ${gap}: above 0` }),
    judged(
      { measure: meanOfEvaluations("test", { from: FIRST, to: CROSSING[0], ...points }) },
      { prediction: `test, mean of steps ${FIRST} to ${CROSSING[0]}, ${gap}: below 0`, ...belowOnly(0) },
    ),
    judged(
      { measure: meanOfEvaluations("test", { from: CROSSING[1], ...points }) },
      { prediction: `test, mean of step ${CROSSING[1]} and later, ${gap}: above 0` },
    ),
    judged(
      { measure: TEST },
      { prediction: `test, ${gap}: ${GAINED.join(" to ")} points`, above: GAINED[0], below: GAINED[1] },
    ),
    judged(
      { arm: held, reference: top, measure: TEST },
      { prediction: `test, ${heldLessTop}: above −${MARGIN} points`, above: -MARGIN },
    ),
    judged(
      { arm: held, reference: top, measure: LARGER },
      { prediction: `larger targets, ${heldLessTop}: above 0` },
    ),
    judged(
      { arm: held, measure: LARGER },
      {
        prediction: `larger targets, the rest held less all tokens: above −${MARGIN} points`,
        above: -MARGIN,
      },
    ),
    judged(
      { measure: largestFall("validation", points) },
      { prediction: `largest fall on validation, ${gap}: below 0 (primary of steadiness)`, ...belowOnly(0) },
    ),
  ];
}
