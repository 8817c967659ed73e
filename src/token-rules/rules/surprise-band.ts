import { withParameters } from "../rule-factory.js";

/**
 * RSI band: keeps the tokens whose surprise relative to what was to be expected, -ln p(a) / H, lies between `low` and
 * `high`. Its expectation is 1 at every position. Where nothing is uncertain (H = 0) it counts as 0.
 *
 * The authors' bounds are not known; these are of a re-implementation.
 */
export const surpriseBand = withParameters({ low: 0.1, high: 3 }, ({ low, high }) => ({
  name: "rsi",
  label: "RSI band",
  parameters: { low, high },
  paper: "RSI-S, arXiv 2606.31575",
  weights: ({ logProbs, entropies }) =>
    Float32Array.from(relativeSurprise(logProbs, entropies), (index) =>
      index >= low && index <= high ? 1 : 0,
    ),
}));

/** -ln p / H of each token; 0 where H is below 1e-6 nats. */
export function relativeSurprise(logProbs: ArrayLike<number>, entropies: ArrayLike<number>): Float64Array {
  return Float64Array.from(logProbs, (logProb, t) => (entropies[t] < 1e-6 ? 0 : -logProb / entropies[t]));
}
