import { withParameters } from "../rule-factory.js";

/**
 * Every token whose entropy reaches a fixed threshold in nats, however many they are: as the policy's entropy falls, it
 * trains fewer of them, while "top" goes on to train the same share. The default is the threshold that the paper prints.
 */
export const fixedThreshold = withParameters({ threshold: 0.672 }, ({ threshold }) => ({
  name: "fixed-threshold",
  label: `entropy from ${threshold} nats`,
  parameters: { threshold },
  weights: ({ entropies }) => entropies.map((entropy) => (entropy >= threshold ? 1 : 0)),
}));
