import { withParameters } from "../rule-factory.js";

/**
 * A random `share` of the tokens, each weighted by 1 / share: the gradient of all tokens without bias, at a part of
 * the cost. A control: what it loses is the price of fewer tokens alone.
 */
export const inverseProbability = withParameters({ share: 0.5 }, ({ share }) => ({
  name: "inverse-probability",
  label: `random ${100 * share} %, reweighted`,
  parameters: { share },
  paper: "NAT, arXiv 2603.06619",
  normalizer: "all",
  weights: ({ tokens }, { rng }) => Float32Array.from(tokens, () => (rng.uniform() < share ? 1 / share : 0)),
}));
