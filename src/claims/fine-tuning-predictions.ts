import { differenceBySeed, type FineTuningRuns, finalValue, type RunGroup } from "../study/index.js";
import { type JudgedPrediction, judgePrediction, type Prediction } from "./judge-prediction.js";

const PLANNED_SEEDS = 5;
/** Points: how near fine-tuning is to stay on test, and how far behind out of distribution. */
const CLOSE = 3;

/**
 * The predictions of fine-tuning against RL (data/predictions.md), each beside what its runs measured: RL less
 * fine-tuning, the primary comparison first.
 * @example notebook.showTable(fineTuningPredictions(fineTuningRuns(readRecordedRuns(), { answers: "direct" })!))
 */
export function fineTuningPredictions({ seeds, reinforced, fineTuned }: FineTuningRuns): JudgedPrediction[] {
  const judged = (split: "test" | "ood", key: "accuracy" | "forkEntropy", wanted: Prediction) =>
    judgePrediction(
      { ...wanted, planned: PLANNED_SEEDS },
      differenceBySeed(reinforced, fineTuned, finalValue(split, key, { scale: 100 })).student,
      seeds.length,
    );
  const less = "RL less fine-tuning";
  const forks = `test: entropy at real forks, ${less}, 0.01 nats`;
  return [
    judged("ood", "accuracy", {
      who: "this kit",
      prediction: `larger targets: ${less}, above ${CLOSE} points (primary)`,
      above: CLOSE,
    }),
    judged("ood", "accuracy", {
      who: "the paper",
      prediction: `larger targets: ${less}, above 0 (primary)`,
    }),
    judged("test", "accuracy", {
      who: "this kit",
      prediction: `test: ${less}, within ${CLOSE} points`,
      above: -CLOSE,
      below: CLOSE,
    }),
    judged("test", "forkEntropy", {
      who: "this kit",
      prediction: `${forks}: below 0`,
      above: Number.NEGATIVE_INFINITY,
      below: 0,
    }),
    judged("test", "forkEntropy", { who: "the paper", prediction: `${forks}: above 0` }),
  ];
}

/** Points: how far searched answers were expected to stay behind RL on test. */
const FAR = 10;

/**
 * What was expected of searched answers, after the sweep of direct ones was seen and before their own first run, beside what
 * their runs measured.
 * @example searchedAnswersPredictions({ direct, searched })
 */
export function searchedAnswersPredictions({
  direct,
  searched,
}: Record<"direct" | "searched", FineTuningRuns>): JudgedPrediction[] {
  const judged = (split: "test" | "ood", partners: [RunGroup, RunGroup], wanted: Omit<Prediction, "who">) => {
    const { differences, student } = differenceBySeed(
      ...partners,
      finalValue(split, "accuracy", { scale: 100 }),
    );
    return judgePrediction(
      { ...wanted, who: "this kit", planned: PLANNED_SEEDS },
      student,
      differences.length,
    );
  };
  return [
    judged("test", [searched.reinforced, searched.fineTuned], {
      prediction: `test: RL less fine-tuning on searched answers, above ${FAR} points`,
      above: FAR,
    }),
    judged("test", [searched.fineTuned, direct.fineTuned], {
      prediction: "test: searched less direct answers, above 0",
    }),
    judged("ood", [searched.fineTuned, direct.fineTuned], {
      prediction: "larger targets: searched less direct answers, above 0",
    }),
  ];
}
