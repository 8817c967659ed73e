import { type Experiment, PAIR, TEN } from "./experiment.js";
import { MANY_HELD_OUT_SAMPLES } from "./held-out.js";
import { studyRate } from "./learning-rates.js";

/** The mask of the top 20 % with each of three changes on or off, and all tokens without `wait or so`. */
const MISSED_TOKENS: Experiment["arms"] = [
  ["all"],
  ["top"],
  ...(
    [
      ["barDecorative"],
      ["keepWait"],
      ["keepErrors"],
      ["barDecorative", "keepWait"],
      ["barDecorative", "keepErrors"],
      ["keepWait", "keepErrors"],
      ["barDecorative", "keepWait", "keepErrors"],
    ] as const
  ).map(
    (changes) =>
      [
        "top-by-role",
        { ruleParameters: Object.fromEntries(changes.map((change) => [change, true])) },
      ] as const,
  ),
  ["all-but-wait"],
];

/** The rate of the top 20 % at M and at S. */
const TOP_RATE = studyRate({ arm: "top", rho: 0.2 }, "M");

/** The experiments of data/predictions.md, whose outcome was predicted before their first run; in the order in which they are run. */
export const PREDICTED_EXPERIMENTS: readonly Experiment[] = [
  // P1
  {
    name: "missed-tokens",
    bases: ["M"],
    arms: MISSED_TOKENS,
    seeds: TEN,
    shared: { learningRate: TOP_RATE },
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
  },
  // P3; at M its partners, all tokens and the top 20 %, are those of P1
  {
    name: "surprise",
    bases: ["M"],
    arms: [["entropy-or-surprise"]],
    seeds: TEN,
    shared: { learningRate: TOP_RATE },
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
  },
  {
    name: "surprise",
    bases: ["S"],
    arms: [...PAIR, ["entropy-or-surprise", { learningRate: TOP_RATE }]],
    seeds: TEN,
    heldOutSamples: MANY_HELD_OUT_SAMPLES,
  },
];
