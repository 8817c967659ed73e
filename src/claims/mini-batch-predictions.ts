import { studentInterval } from "../statistics/index.js";
import {
  changeOfGap,
  collapse,
  type DifferenceBySeed,
  differenceBySeed,
  type EntropyKeepers,
  finalValue,
  type MiniBatchRuns,
  type RunMeasure,
} from "../study/index.js";
import { MATCH_MARGIN } from "./comparisons.js";
import { type JudgedPrediction, judgePrediction, type Prediction } from "./judge-prediction.js";

const PLANNED_SEEDS = 10;
const PLANNED_BONUS_SEEDS = 5;
const MARGIN = 100 * MATCH_MARGIN;
const TEST = finalValue("test", "accuracy", { scale: 100 });
const COLLAPSED: RunMeasure = (run) => 100 * collapse(run);

/** What P4's predictions speak of. */
export interface MiniBatchEvidence {
  /** P1. */
  two: MiniBatchRuns;
  /** Its predictions are left out where it is not recorded. */
  four: MiniBatchRuns | null;
  sixteen: MiniBatchRuns;
  /** What the wider clip gains; its prediction is left out where it is not recorded. */
  keepers: EntropyKeepers | null;
}

/**
 * P4's predictions (data/predictions.md), each beside what its runs measured; the primary comparison first.
 * @example notebook.showTable(miniBatchPredictions({ two, four, sixteen, keepers: entropyKeepers(runs) }))
 */
export function miniBatchPredictions({ two, four, sixteen, keepers }: MiniBatchEvidence): JudgedPrediction[] {
  const [paper, reruns, kit] = ["the paper", "independent re-runs", "this kit"];
  const gap = "test, top 20 % less all tokens";
  const wider = keepers && { all: keepers.clip(0.2), top: keepers.clip(0.28) };
  return [
    judged(
      { who: paper, prediction: `${gap}, 16 mini-batches: above 0 (primary)` },
      differenceBySeed(sixteen.top, sixteen.all, TEST),
    ),
    judged(
      { who: reruns, prediction: `${gap}: at 16 less at 2 mini-batches (P1), above 0` },
      changeOfGap(sixteen, two, TEST),
    ),
    ...(wider
      ? [
          judged(
            {
              who: reruns,
              prediction: `${gap}, 16 mini-batches, less what clip 0.28 gains on 0.2: below ${MARGIN} points`,
              ...{ above: Number.NEGATIVE_INFINITY, below: MARGIN, planned: PLANNED_BONUS_SEEDS },
            },
            changeOfGap(sixteen, wider, TEST),
          ),
        ]
      : []),
    ...[sixteen, ...(four ? [four] : [])].flatMap(({ all, top, seeds, miniBatches }) => {
      const steady = differenceBySeed(top, all, TEST).differences.filter(
        (_, i) => !collapse(all.runs[i]) && !collapse(top.runs[i]),
      );
      return [
        judged(
          {
            who: kit,
            prediction: `collapsed runs, all tokens less top 20 %, ${miniBatches} mini-batches: above 0`,
          },
          differenceBySeed(all, top, COLLAPSED),
        ),
        ...(steady.length > 0
          ? [
              judged(
                {
                  who: kit,
                  prediction: `${gap}, ${miniBatches} mini-batches, neither collapsed: below 0`,
                  ...{ above: Number.NEGATIVE_INFINITY, below: 0 },
                  planned: PLANNED_SEEDS - seeds.length + steady.length,
                },
                { differences: steady, student: studentInterval(steady) },
              ),
            ]
          : []),
      ];
    }),
  ];
}

function judged(
  wanted: Prediction,
  { differences, student }: Pick<DifferenceBySeed, "differences" | "student">,
): JudgedPrediction {
  return judgePrediction({ planned: PLANNED_SEEDS, ...wanted }, student, differences.length);
}
