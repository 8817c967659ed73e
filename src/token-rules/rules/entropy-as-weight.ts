import { withMeanOne } from "../mean-one.js";
import type { RuleFactory } from "../rule-factory.js";

/** Every token, weighted by its entropy; the mean weight is 1. */
export const entropyAsWeight: RuleFactory = () => ({
  name: "soft",
  label: "entropy as weight",
  parameters: {},
  weights: ({ entropies }) => withMeanOne(entropies),
});
