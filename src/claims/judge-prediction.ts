import { detectableBy, type Interval, intervalText, numberText } from "../statistics/index.js";

/** One line of data/predictions.md, beside what its runs have measured. */
export type JudgedPrediction = {
  /** Whose expectation it is. */
  who: string;
  prediction: string;
  /** Points, with Student's 95 % interval over seeds. */
  "measured (points)": string;
  seeds: number;
  verdict: string;
  /** Of an undecided one, the true distance from where the prediction ends that so many seeds find in four of five studies. */
  "would detect": string;
};

export interface Prediction {
  who: string;
  prediction: string;
  /** The prediction holds strictly between these two, points; by default above 0. */
  above?: number;
  below?: number;
  /** Seeds that the experiment is to have; by default the ten of data/predictions.md. */
  planned?: number;
}

/**
 * Judges a prediction by an interval: "held" where the whole of it lies where the prediction said, "refuted" where the
 * whole of it lies outside, "undecided" else. Before all of its seeds are done it waits.
 * @param measured points
 * @param options degrees: of freedom behind the interval, by default one less than the seeds
 * @example judgePrediction(stated, { estimate: 1, low: 0.6, high: 1.4 }, 7).verdict // "waits for 3 seeds"
 */
export function judgePrediction(
  { who, prediction, above = 0, below = Number.POSITIVE_INFINITY, planned = 10 }: Prediction,
  measured: Interval,
  seeds: number,
  { degrees = seeds - 1 }: { degrees?: number } = {},
): JudgedPrediction {
  const { low, high } = measured;
  const missing = planned - seeds;
  const verdict =
    missing > 0
      ? `waits for ${missing} ${missing === 1 ? "seed" : "seeds"}`
      : low > above && high < below
        ? "held"
        : high < above || low > below
          ? "refuted"
          : "undecided";
  const text = intervalText(measured, { digits: 1, signed: true });
  return {
    ...{ who, prediction, "measured (points)": text, seeds, verdict },
    "would detect": verdict === "undecided" ? detectableText(measured, degrees) : "",
  };
}

/** Nothing for one seed or for seeds without spread: they do not say how far another study would lie from this one. */
function detectableText(measured: Interval, degrees: number): string {
  const told = detectableBy(measured, { degrees });
  return told > 0 && Number.isFinite(told) ? numberText(told, { digits: 1 }) : "";
}
