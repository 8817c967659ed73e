import { studentInterval } from "../statistics/index.js";
import {
  type ComparedFormatRuns,
  changeOverTraining,
  comparedFormatRuns,
  differenceBySeed,
  type FormatRuns,
  finalValue,
  formatAdapters,
  formatControls,
  formatGain,
  formatOutcome,
  mostRightAnswers,
  type RunGroup,
  type RunMeasure,
} from "../study/index.js";
import { MATCH_MARGIN } from "./comparisons.js";
import { type JudgedPrediction, judgePrediction, type Prediction } from "./judge-prediction.js";

const PLANNED_SEEDS = 5;
/** Of a random 20 %, of the fixed threshold and of adapters. */
const PLANNED_CONTROL_SEEDS = 3;
const MARGIN = 100 * MATCH_MARGIN;
/** Points: arms so near are called level by the kit's prediction. */
const LEVEL = 10;
/** Points: by how much the kit expects all tokens ahead of the top 20 %. */
const [AHEAD, AT_MOST] = [5, 20];
/** Points, and nats a token. */
const [FEW_RIGHT, NEAR_BASE] = [10, 1];

/**
 * P6's predictions (data/predictions.md), each beside what its runs measured, the primary comparison first; none while its
 * runs are shown one by one.
 * @example notebook.showTable(formatPredictions(formatRuns(readRecordedRuns())))
 */
export function formatPredictions(format: FormatRuns): JudgedPrediction[] {
  const compared = comparedFormatRuns(format);
  if (compared === null) return [];
  const { seeds, all, top, bottom } = compared;
  const judged = (wanted: Prediction, values: readonly number[]) =>
    judgePrediction({ planned: PLANNED_SEEDS, ...wanted }, studentInterval(values), values.length);
  const less = (arm: RunGroup, reference: RunGroup) =>
    differenceBySeed(arm, reference, formatOutcome).differences;
  const [paper, kit] = ["the paper", "this kit"];
  const level = { above: -LEVEL, below: LEVEL };
  return [
    judged(
      {
        who: paper,
        prediction: `bottom 80 % less top 20 %, below −${LEVEL} points (primary)`,
        ...{ above: Number.NEGATIVE_INFINITY, below: -LEVEL },
      },
      less(bottom, top),
    ),
    judged(
      { who: kit, prediction: `bottom 80 % less top 20 %, within ${LEVEL} points (primary)`, ...level },
      less(bottom, top),
    ),
    judged(
      {
        who: paper,
        prediction: `all tokens less top 20 %, within ${MARGIN} points`,
        ...{ above: -MARGIN, below: MARGIN },
      },
      less(all, top),
    ),
    judged(
      {
        who: kit,
        prediction: `all tokens less top 20 %, between ${AHEAD} and ${AT_MOST} points`,
        ...{ above: AHEAD, below: AT_MOST },
      },
      less(all, top),
    ),
    judged(
      { who: paper, prediction: "half the gain of all tokens less the gain of the bottom 80 %, above 0" },
      seeds.map((_, i) => formatGain(all.runs[i]) / 2 - formatGain(bottom.runs[i])),
    ),
    ...formatControls(format).map((control) =>
      judged(
        {
          who: kit,
          prediction: `${control.label} less top 20 %, within ${LEVEL} points`,
          ...{ ...level, planned: PLANNED_CONTROL_SEEDS },
        },
        less(control, top),
      ),
    ),
    ...formatAdapters(format).map((adapters) =>
      judged(
        {
          who: kit,
          prediction: `adapters less all weights, all tokens, below −${LEVEL} points`,
          ...{ above: Number.NEGATIVE_INFINITY, below: -LEVEL, planned: PLANNED_CONTROL_SEEDS },
        },
        less(adapters, all),
      ),
    ),
    ...[all, top, bottom].map((arm) =>
      judged(
        {
          who: kit,
          prediction: `${arm.label}: entropy after less before, 0.01 nats: below 0`,
          ...{ above: Number.NEGATIVE_INFINITY, below: 0 },
        },
        arm.runs.map((run) => 100 * changeOverTraining("meanEntropy")(run)),
      ),
    ),
    judged(
      {
        who: kit,
        prediction: `right answers, highest of the three arms at any time, below ${FEW_RIGHT} points`,
        ...{ above: Number.NEGATIVE_INFINITY, below: FEW_RIGHT },
      },
      largestOverArms(compared, mostRightAnswers),
    ),
    judged(
      {
        who: kit,
        prediction: `divergence from the base, highest of the three arms, 0.01 nats a token: below ${100 * NEAR_BASE}`,
        ...{ above: Number.NEGATIVE_INFINITY, below: 100 * NEAR_BASE },
      },
      largestOverArms(compared, finalValue("validation", "klToReference", { scale: 100 })),
    ),
  ];
}

/** One number a seed: the largest of the three arms. */
function largestOverArms({ seeds, all, top, bottom }: ComparedFormatRuns, measure: RunMeasure): number[] {
  return seeds.map((_, i) => Math.max(...[all, top, bottom].map(({ runs }) => measure(runs[i]))));
}
