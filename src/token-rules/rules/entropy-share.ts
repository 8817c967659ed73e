import { highEntropyMask, lowEntropyMask, randomMask } from "../../policy-gradient/index.js";
import { percent } from "../percent.js";
import type { RuleFactory } from "../rule-factory.js";
import { scopePools } from "../scope-pools.js";

/** The rho share of highest entropy. */
export const topEntropy: RuleFactory = ({ rho, rule, scope }) => ({
  name: "top",
  label: `top ${percent(rho)}`,
  parameters: { rho, rule, scope },
  paper: "arXiv 2506.01939, Eq. 6",
  weights: (tokens) =>
    highEntropyMask(tokens.entropies, { rho, rule, scope, groups: scopePools(tokens, scope) }),
});

/** The complement of "top". */
export const bottomEntropy: RuleFactory = ({ rho, rule, scope }) => ({
  name: "bottom",
  label: `bottom ${percent(1 - rho)}`,
  parameters: { rho, rule, scope },
  paper: "arXiv 2506.01939, Figure 7",
  weights: (tokens) =>
    lowEntropyMask(tokens.entropies, { rho, rule, scope, groups: scopePools(tokens, scope) }),
});

/** A random rho share, whatever the entropy. */
export const randomShare: RuleFactory = ({ rho, scope }) => ({
  name: "random",
  label: `random ${percent(rho)}`,
  parameters: { rho, scope },
  weights: (tokens, { rng }) =>
    randomMask(new Uint8Array(tokens.tokens.length).fill(1), {
      ...{ rng, rho, scope, groups: scopePools(tokens, scope) },
    }),
});
