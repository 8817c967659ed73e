import { mean, pooledDeviation, pooledInterval } from "../statistics/index.js";
import { differenceBySeed, finalValue, type RunGroup, type Tournament } from "../study/index.js";
import { MATCH_MARGIN } from "./comparisons.js";
import { type JudgedPrediction, judgePrediction, type Prediction } from "./judge-prediction.js";

const PLANNED_SEEDS = 5;
const MARGIN = 100 * MATCH_MARGIN;
/** They raise or spare rare tokens of negative advantage: Lp-Reg, and AR. */
const SPARING = ["lp-reg", "probability-weighted"];

/**
 * The predictions of the tournament on policy (data/predictions.md), each beside what its runs measured, by one spread
 * pooled over the rules; the primary comparison first. That of the ratio rules is decided by their formulas.
 * @example notebook.showTable(tournamentPredictions(tournament(readRecordedRuns(), { miniBatches: 1 })!))
 */
export function tournamentPredictions({ seeds, all, rules }: Tournament): JudgedPrediction[] {
  const differencesOn = (split: "test" | "ood"): ((rule: RunGroup) => number[]) => {
    const accuracy = finalValue(split, "accuracy", { scale: 100 });
    return (rule) => differenceBySeed(rule, all, accuracy).differences;
  };
  const [onTest, onLarger] = [differencesOn("test"), differencesOn("ood")];
  const judged = (rule: RunGroup, differences: typeof onTest, wanted: Prediction) =>
    judgePrediction(
      { ...wanted, planned: PLANNED_SEEDS },
      pooledInterval(differences(rule), pooledDeviation(rules.map(differences))),
      seeds.length,
    );
  const [highest] = [...rules].sort((a, b) => mean(onTest(b)) - mean(onTest(a)));
  return [
    judged(highest, onTest, {
      who: "this kit",
      prediction: `test: no rule ahead of all tokens by ${MARGIN} points; the highest is ${highest.label} (primary)`,
      ...{ above: Number.NEGATIVE_INFINITY, below: MARGIN },
    }),
    ...rules
      .filter(({ config }) => SPARING.includes(config.arm))
      .map((rule) =>
        judged(rule, onLarger, {
          who: "this kit",
          prediction: `larger targets: ${rule.label} less all tokens, below 0`,
          ...{ above: Number.NEGATIVE_INFINITY, below: 0 },
        }),
      ),
  ];
}
