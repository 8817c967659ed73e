import { studentInterval } from "../statistics/index.js";
import {
  DIFFICULTIES,
  difficultyThirds,
  gapOnProblems,
  type MissedTokens,
  type RunGroup,
} from "../study/index.js";
import { MATCH_MARGIN } from "./comparisons.js";
import { type JudgedPrediction, judgePrediction } from "./judge-prediction.js";

const MARGIN = 100 * MATCH_MARGIN;

/**
 * The predictions of difficulty in thirds (data/predictions.md), each beside what P1's runs measured on test problems; the
 * primary comparison first.
 * @param random the runs by whose accuracy the problems are cut
 * @example difficultyPredictions(missedTokens(runs)!, groupNamed(runGroups(runs), "random 20 %"))
 */
export function difficultyPredictions(
  { masks, all, seeds }: MissedTokens,
  random: RunGroup,
): JudgedPrediction[] {
  const thirds = difficultyThirds(random, "test");
  const [hardest, middle, easiest] = DIFFICULTIES.map((name) =>
    gapOnProblems(masks[0].group, all, "test", thirds[name]),
  );
  const turn = studentInterval(hardest.map((gap, i) => gap - easiest[i]));
  const turned = "hardest third less easiest";
  const gap = "gap of the top 20 %, test";
  return [
    judgePrediction(
      { who: "the paper", prediction: `${gap}: ${turned}, above 0 (primary)` },
      turn,
      seeds.length,
    ),
    judgePrediction(
      { who: "this kit", prediction: `${gap}: ${turned}, above ${MARGIN} points (primary)`, above: MARGIN },
      turn,
      seeds.length,
    ),
    judgePrediction(
      { who: "the paper", prediction: `${gap}, hardest third: above 0` },
      studentInterval(hardest),
      seeds.length,
    ),
    ...([hardest, middle, easiest] as const).map((gaps, i) =>
      judgePrediction(
        {
          who: "this kit",
          prediction: `${gap}, ${DIFFICULTIES[i]} third: no gain`,
          above: Number.NEGATIVE_INFINITY,
          below: 0,
        },
        studentInterval(gaps),
        seeds.length,
      ),
    ),
  ];
}
