import { differenceBySeed, finalValue, type SurpriseRuns } from "../study/index.js";
import { MATCH_MARGIN } from "./comparisons.js";
import { type JudgedPrediction, judgePrediction } from "./judge-prediction.js";

const MARGIN = 100 * MATCH_MARGIN;
/** By how much the mask with surprise is to be above the top 20 % on larger targets, points. */
const GAIN: Readonly<Record<string, readonly [number, number]>> = { M: [2, 6], S: [5, 10] };
/** Where the primary comparison is made. */
const PRIMARY = "M";

/**
 * The predictions of P3 (data/predictions.md) for one base model, each beside what its runs measured.
 * @throws Error if nothing was predicted for the base model
 * @example notebook.showTable(surprisePredictions(surpriseRuns(readRecordedRuns(), { base: "M" })!))
 */
export function surprisePredictions({ base, seeds, all, top, surprise }: SurpriseRuns): JudgedPrediction[] {
  const gain = GAIN[base];
  if (!gain)
    throw new Error(`P3 predicts for the base models ${Object.keys(GAIN).join(" and ")}, received "${base}"`);
  const ood = finalValue("ood", "accuracy", { scale: 100 });
  const lessAll = differenceBySeed(surprise, all, ood).student;
  const lessTop = differenceBySeed(surprise, top, ood).student;
  const where = `${base}, larger targets: with surprise`;
  const primary = judgePrediction(
    { who: "this kit", prediction: `${where}, above all tokens (primary)` },
    lessAll,
    seeds.length,
  );
  return [
    ...(base === PRIMARY ? [primary] : []),
    judgePrediction(
      {
        who: "this kit",
        prediction: `${where}, above the top 20 % by ${gain.join(" to ")} points`,
        above: gain[0],
        below: gain[1],
      },
      lessTop,
      seeds.length,
    ),
    judgePrediction(
      {
        who: "the paper",
        prediction: `${where}, as good as the top 20 % (within ${MARGIN} points)`,
        above: -MARGIN,
        below: MARGIN,
      },
      lessTop,
      seeds.length,
    ),
  ];
}
