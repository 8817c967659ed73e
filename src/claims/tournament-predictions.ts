import { mean, pooledDeviation, pooledInterval } from "../statistics/index.js";
import {
  type DifferenceBySeed,
  differenceBySeed,
  finalValue,
  type RunGroup,
  type Tournament,
} from "../study/index.js";
import { MATCH_MARGIN } from "./comparisons.js";
import { type JudgedPrediction, judgePrediction, type Prediction } from "./judge-prediction.js";

const PLANNED_SEEDS = 5;
const MARGIN = 100 * MATCH_MARGIN;
/** They raise or spare rare tokens of negative advantage: Lp-Reg, and AR. */
const SPARING = ["lp-reg", "probability-weighted"];

/** In points. */
function accuracyLess(rule: RunGroup, all: RunGroup, split: "test" | "ood"): DifferenceBySeed {
  return differenceBySeed(rule, all, finalValue(split, "accuracy", { scale: 100 }));
}

/**
 * The predictions of the tournament on policy (data/predictions.md), each beside what its runs measured, by one spread
 * pooled over the rules; the primary comparison first. That of the ratio rules is decided by their formulas.
 * @example notebook.showTable(tournamentPredictions(tournament(readRecordedRuns(), { experiment: "tournament" })!))
 */
export function tournamentPredictions({ seeds, all, rules }: Tournament): JudgedPrediction[] {
  const [onTest, onLarger] = (["test", "ood"] as const).map(
    (split) => (rule: RunGroup) => accuracyLess(rule, all, split).differences,
  );
  const judged = (rule: RunGroup, differences: typeof onTest, wanted: Prediction) => {
    const spread = pooledDeviation(rules.map(differences));
    return judgePrediction(
      { ...wanted, planned: PLANNED_SEEDS },
      pooledInterval(differences(rule), spread),
      seeds.length,
      { degrees: spread.degrees },
    );
  };
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

/** Those that were below all tokens on test with seeds 0 to 4. */
const BELOW_ON_TEST = ["top", "random", "gaussian-covariance", "rsi", "group-divergence"];

/**
 * The predictions of the tournament that was run again with seeds of its own (data/predictions.md), each rule by its own
 * spread; the primary comparison first.
 * @example notebook.showTable(againPredictions(tournament(readRecordedRuns(), { experiment: "tournament-again" })!))
 */
export function againPredictions({ seeds, all, rules }: Tournament): JudgedPrediction[] {
  const judged = (rule: RunGroup, split: "test" | "ood", said: string, below: number): JudgedPrediction =>
    judgePrediction(
      {
        who: "this kit",
        prediction: `${split === "ood" ? "larger targets" : split}: ${rule.label} less all tokens, ${said}`,
        ...{ above: Number.NEGATIVE_INFINITY, below, planned: PLANNED_SEEDS },
      },
      accuracyLess(rule, all, split).student,
      seeds.length,
    );
  const [highest, others] = [true, false].map((wanted) =>
    rules.filter(({ config }) => (config.arm === "gspo") === wanted),
  );
  return [
    ...highest.map((rule) => judged(rule, "test", `below ${MARGIN} (primary)`, MARGIN)),
    ...others
      .filter(({ config }) => BELOW_ON_TEST.includes(config.arm))
      .map((rule) => judged(rule, "test", "below 0", 0)),
    ...others.map((rule) => judged(rule, "ood", "below 0", 0)),
  ];
}
