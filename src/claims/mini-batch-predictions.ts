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
const GAP = "test, top 20 % less all tokens";
const [PAPER, RERUNS, KIT] = ["the paper", "independent re-runs", "this kit"];
const COLLAPSED: RunMeasure = (run) => 100 * collapse(run);

/** What P4's predictions speak of. */
export interface MiniBatchEvidence {
  /** P1. */
  two: MiniBatchRuns;
  /** Its predictions are left out where it is not recorded. */
  four: MiniBatchRuns | null;
  sixteen: MiniBatchRuns;
  /** 16 with the entropies of the policy being trained; its predictions are left out where it is not recorded. */
  trained: MiniBatchRuns | null;
  /** What the wider clip gains; its prediction is left out where it is not recorded. */
  keepers: EntropyKeepers | null;
}

/**
 * P4's predictions (data/predictions.md), each beside what its runs measured; the primary comparison first.
 * @example notebook.showTable(miniBatchPredictions({ two, four, sixteen, trained, keepers: entropyKeepers(runs) }))
 */
export function miniBatchPredictions(evidence: MiniBatchEvidence): JudgedPrediction[] {
  const { two, four, sixteen, keepers } = evidence;
  const wider = keepers && { all: keepers.clip(0.2), top: keepers.clip(0.28) };
  return [
    judged({ who: PAPER, prediction: `${GAP}, 16 mini-batches: above 0 (primary)` }, gapOf(sixteen)),
    judged(
      { who: RERUNS, prediction: `${GAP}: at 16 less at 2 mini-batches (P1), above 0` },
      changeOfGap(sixteen, two, TEST),
    ),
    ...(wider
      ? [
          judged(
            {
              who: RERUNS,
              prediction: `${GAP}, 16 mini-batches, less what clip 0.28 gains on 0.2: below ${MARGIN} points`,
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
            who: KIT,
            prediction: `collapsed runs, all tokens less top 20 %, ${miniBatches} mini-batches: above 0`,
          },
          differenceBySeed(all, top, COLLAPSED),
        ),
        ...(steady.length > 0
          ? [
              judged(
                {
                  who: KIT,
                  prediction: `${GAP}, ${miniBatches} mini-batches, neither collapsed: below 0`,
                  ...{ above: Number.NEGATIVE_INFINITY, below: 0 },
                  planned: PLANNED_SEEDS - seeds.length + steady.length,
                },
                { differences: steady, student: studentInterval(steady) },
              ),
            ]
          : []),
      ];
    }),
    ...laterPredictions(evidence),
  ];
}

/** Those of 29 November 2026, written when the runs with 16 mini-batches and the sampling policy's entropies were read. */
function laterPredictions({ four, sixteen, trained }: MiniBatchEvidence): JudgedPrediction[] {
  const below = { above: Number.NEGATIVE_INFINITY, below: 0 };
  const atSixteen = `${GAP}, 16 mini-batches, entropies of the policy being trained`;
  return [
    ...(trained
      ? [
          judged({ who: PAPER, prediction: `${atSixteen}: above 0 (primary)` }, gapOf(trained)),
          judged({ who: KIT, prediction: `${atSixteen}: below 0`, ...below }, gapOf(trained)),
          judged(
            {
              who: KIT,
              prediction: `${atSixteen}, less that by the sampling policy's: within ${MARGIN} points`,
              ...{ above: -MARGIN, below: MARGIN },
            },
            changeOfGap(trained, sixteen, TEST),
          ),
        ]
      : []),
    ...(four
      ? [
          judged({ who: KIT, prediction: `${GAP}, 4 mini-batches: below 0`, ...below }, gapOf(four)),
          judged(
            { who: RERUNS, prediction: `${GAP}: at 16 less at 4 mini-batches, above 0` },
            changeOfGap(sixteen, four, TEST),
          ),
        ]
      : []),
  ];
}

const gapOf = ({ top, all }: MiniBatchRuns): DifferenceBySeed => differenceBySeed(top, all, TEST);

function judged(
  wanted: Prediction,
  { differences, student }: Pick<DifferenceBySeed, "differences" | "student">,
): JudgedPrediction {
  return judgePrediction({ planned: PLANNED_SEEDS, ...wanted }, student, differences.length);
}
