import type { RuleFactory } from "../rule-factory.js";

/** Every token, weighted by its entropy; the mean weight is 1. */
export const entropyAsWeight: RuleFactory = () => ({
  name: "soft",
  label: "entropy as weight",
  parameters: {},
  weights: ({ entropies }) => {
    let sum = 0;
    for (const entropy of entropies) sum += entropy;
    return Float32Array.from(entropies, (entropy) => (sum > 0 ? (entropy * entropies.length) / sum : 0));
  },
});
