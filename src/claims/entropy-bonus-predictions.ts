import {
  differenceBySeed,
  type EntropyKeepers,
  finalValue,
  type RunGroup,
  type RunMeasure,
} from "../study/index.js";
import { MATCH_MARGIN } from "./comparisons.js";
import { type JudgedPrediction, judgePrediction, type Prediction } from "./judge-prediction.js";

const PLANNED_SEEDS = 5;
const MARGIN = 100 * MATCH_MARGIN;
const CLIP_HIGHER = 0.28;
const [WEAK, STRONG] = [0.001, 0.01];

/**
 * The predictions of the entropy bonus against clip-higher (data/predictions.md), each beside what its runs measured; the
 * primary comparison first.
 * @example notebook.showTable(entropyBonusPredictions(entropyKeepers(readRecordedRuns())!))
 */
export function entropyBonusPredictions({ seeds, bonus, clip }: EntropyKeepers): JudgedPrediction[] {
  const judged = (arm: RunGroup, reference: RunGroup, measure: RunMeasure, wanted: Prediction) =>
    judgePrediction(
      { ...wanted, planned: PLANNED_SEEDS },
      differenceBySeed(arm, reference, measure).student,
      seeds.length,
    );
  const [test, ood] = (["test", "ood"] as const).map((split) =>
    finalValue(split, "accuracy", { scale: 100 }),
  );
  const broken = finalValue("ood", "brokenRate", { scale: 100 });
  const entropies = finalValue("test", "meanEntropy", { scale: 100 });
  const atForks = finalValue("test", "forkEntropy", { scale: 100 });
  const higher = clip(CLIP_HIGHER);
  const kit = "this kit";
  const alike = { above: -MARGIN, below: MARGIN };
  const strongLess = `bonus ${STRONG} less clip ${CLIP_HIGHER}`;
  return [
    judged(bonus(STRONG), higher, ood, {
      who: kit,
      prediction: `larger targets: ${strongLess}, below −${MARGIN} points (primary)`,
      above: Number.NEGATIVE_INFINITY,
      below: -MARGIN,
    }),
    judged(bonus(STRONG), higher, ood, {
      who: "the paper",
      prediction: `larger targets: ${strongLess}, below 0 (primary)`,
      above: Number.NEGATIVE_INFINITY,
      below: 0,
    }),
    judged(bonus(STRONG), higher, broken, {
      who: kit,
      prediction: `larger targets: broken responses, ${strongLess}, above 0`,
    }),
    judged(bonus(WEAK), higher, ood, {
      who: kit,
      prediction: `larger targets: bonus ${WEAK} as good as clip ${CLIP_HIGHER} (within ${MARGIN} points)`,
      ...alike,
    }),
    ...[0.2, 0.4].map((width) =>
      judged(clip(width), higher, test, {
        who: kit,
        prediction: `test: clip ${width} as good as clip ${CLIP_HIGHER} (within ${MARGIN} points)`,
        ...alike,
      }),
    ),
    judged(bonus(STRONG), higher, entropies, {
      who: "the paper",
      prediction: `test: mean entropy, ${strongLess}, 0.01 nats: above 0`,
    }),
    judged(higher, clip(0.2), atForks, {
      who: "the paper",
      prediction: `test: entropy at real forks, clip ${CLIP_HIGHER} less clip 0.2, 0.01 nats: above 0`,
    }),
  ];
}
