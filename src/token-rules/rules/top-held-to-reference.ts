import { highEntropyMask } from "../../policy-gradient/index.js";
import { percent } from "../percent.js";
import { isClipped, ratios } from "../ratios.js";
import { withParameters } from "../rule-factory.js";
import { scopePools } from "../scope-pools.js";
import { everyToken } from "./all-tokens.js";

/**
 * The top rho by entropy, while the other tokens are held to the reference model by beta KL(pi || reference), whose
 * gradient is that of the one-sample estimate ref / pi - ln(ref / pi) - 1: does forgetting come from what nobody
 * watches?
 */
export const topHeldToReference = withParameters({ beta: 0.05 }, ({ rho, rule, scope, beta }) => ({
  name: "top-held",
  label: `top ${percent(rho)}, the rest held to the base`,
  parameters: { rho, rule, scope, beta },
  needs: ["referenceLogProbs"],
  weights: everyToken,
  coefficients(tokens, { clipLow, clipHigh }) {
    const { entropies, advantages, logProbs, referenceLogProbs } = tokens;
    const top = highEntropyMask(entropies, { rho, rule, scope, groups: scopePools(tokens, scope) });
    return ratios(tokens).map((ratio, t) => {
      if (top[t]) return isClipped(ratio, advantages[t], clipLow, clipHigh) ? 0 : ratio * advantages[t];
      return beta * (Math.exp(referenceLogProbs![t] - logProbs[t]) - 1);
    });
  },
}));
