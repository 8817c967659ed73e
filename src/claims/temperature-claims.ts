import { paperTable } from "../paper/index.js";
import type { Interval } from "../statistics/index.js";
import type { Claim } from "./claim.js";
import { PERCENT, POINTS } from "./comparisons.js";
import { oneRunJudge } from "./judge-one-run.js";

/** What counts as cold, hot and far too hot when one kind of token is decoded at its own temperature, the other at 1. */
export const TEMPERATURE_RANGES = { coldBelow: 0.7, hotFrom: 1.5, farFrom: 3 } as const;

/** What notebook 05 measures of one model, split by entropy, each number with its interval over problems. */
export interface TemperatureNumbers {
  /** Accuracy at T = 1 less that with cold forks. */
  coolingForksCosts: Interval;
  /** Accuracy with the rest cold less that with cold forks. */
  coolingForksCostsMore: Interval;
  /** Accuracy with hot forks less that with the rest hot. */
  heatingForksIsBetter: Interval;
  /** Share of invalid answers with the rest far too hot. */
  invalidWithHotRest: Interval;
}

/** Answers are nonsense where more than this share is invalid. */
const NONSENSE = 0.9;

/**
 * What the paper reads from Figure 3, judged by the trained model; the base model's number stands beside.
 * @param options base: the same numbers before training; problems: how many the intervals are over
 * @example recordClaims(temperatureClaims(numbersOf("trained"), { base: numbersOf("base"), problems: 122 }))
 */
export function temperatureClaims(
  trained: TemperatureNumbers,
  { base, problems }: { base: TemperatureNumbers; problems: number },
): Claim[] {
  const judge = oneRunJudge<keyof TemperatureNumbers>(trained, {
    notebook: "05-forks-and-temperature",
    note: `over ${problems} problems`,
    beside: { "base model": base },
  });
  const source = "Figure 3";
  const paper = "by the figure, whose scores stand without their temperatures";
  const printed = paperTable("figure-3-labels").map(({ label }) => label);
  const { coldBelow, hotFrom, farFrom } = TEMPERATURE_RANGES;
  return [
    judge("coolingForksCosts", {
      id: "cooling-forks-costs-accuracy",
      claim: "Decoding the high-entropy tokens at a low temperature costs accuracy",
      source,
      paper,
      unit: POINTS,
      what: `T = 1 less forks at T < ${coldBelow}, accuracy`,
      above: 0,
    }),
    judge("coolingForksCostsMore", {
      id: "cooling-forks-costs-more",
      claim: "Cooling the high-entropy tokens costs more than cooling the others",
      source,
      paper,
      unit: POINTS,
      what: `rest at T < ${coldBelow} less forks at T < ${coldBelow}, accuracy`,
      above: 0,
    }),
    judge("heatingForksIsBetter", {
      id: "heating-forks-beats-heating-rest",
      claim: "Heating the high-entropy tokens is better than heating the others",
      source,
      paper,
      unit: POINTS,
      what: `forks at T of ${hotFrom} and more less rest there, accuracy`,
      above: 0,
    }),
    judge("invalidWithHotRest", {
      id: "hot-rest-gives-nonsense",
      claim: "Decoding the low-entropy tokens hot gives nonsense",
      source,
      paper: `scores down to ${Math.min(...printed)} %`,
      unit: PERCENT,
      what: `invalid answers with the rest at T of ${farFrom} and more`,
      above: NONSENSE,
    }),
  ];
}
