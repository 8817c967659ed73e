import { studentInterval } from "../statistics/index.js";
import {
  changeEffects,
  differenceBySeed,
  finalValue,
  gainBeyondShare,
  MASK_CHANGES,
  type MaskChange,
  type MissedTokens,
} from "../study/index.js";
import { MATCH_MARGIN } from "./comparisons.js";
import { type JudgedPrediction, judgePrediction } from "./judge-prediction.js";

const MARGIN = 100 * MATCH_MARGIN;
const CHANGE_NAMES: Readonly<Record<MaskChange, string>> = {
  barDecorative: "barring decorative tokens",
  keepWait: "keeping 'wait or so'",
  keepErrors: "keeping errors",
};
/** What "most of the gap" is. */
const MOST = 0.5;
/** What the explanation by one fork says that `wait` closes of the gap. */
const NEARLY_ALL = 0.9;

/**
 * The predictions of P1 (data/predictions.md), each beside what its runs measured; the primary comparison first.
 * @example notebook.showTable(missedTokensPredictions(missedTokens(readRecordedRuns())!))
 */
export function missedTokensPredictions(missed: MissedTokens): JudgedPrediction[] {
  const [test, ood] = (["test", "ood"] as const).map((split) =>
    finalValue(split, "accuracy", { scale: 100 }),
  );
  const seeds = missed.seeds.length;
  const allThree = missed.masks.find(({ changes }) => changes.length === MASK_CHANGES.length)!;
  const kit = "this kit";
  const oneFork = "one fork";
  return [
    judgePrediction(
      { who: kit, prediction: "larger targets: all three changes are above all tokens (primary)" },
      differenceBySeed(allThree.group, missed.all, ood).student,
      seeds,
    ),
    judgePrediction(
      { who: kit, prediction: "test: barring decorative tokens closes over half of the gap" },
      gainBeyondShare(missed, ["barDecorative"], { share: MOST, measure: test }),
      seeds,
    ),
    judgePrediction(
      { who: kit, prediction: "larger targets: keeping errors closes over half of the gap" },
      gainBeyondShare(missed, ["keepErrors"], { share: MOST, measure: ood }),
      seeds,
    ),
    judgePrediction(
      {
        who: kit,
        prediction: "test: all tokens but 'wait or so' are 10 points or more below all tokens",
        above: Number.NEGATIVE_INFINITY,
        below: -10,
      },
      differenceBySeed(missed.allButWait, missed.all, test).student,
      seeds,
    ),
    ...(
      [
        ["test", test],
        ["larger targets", ood],
      ] as const
    ).map(([split, measure]) =>
      judgePrediction(
        { who: oneFork, prediction: `${split}: 'wait' alone closes 90 % of the gap or more` },
        gainBeyondShare(missed, ["keepWait"], { share: NEARLY_ALL, measure }),
        seeds,
      ),
    ),
    ...MASK_CHANGES.map((change) =>
      judgePrediction(
        {
          who: "the paper",
          prediction: `test: ${CHANGE_NAMES[change]} changes nothing (within ${MARGIN} points)`,
          above: -MARGIN,
          below: MARGIN,
        },
        studentInterval(changeEffects(missed, change, test)),
        seeds,
      ),
    ),
  ];
}
