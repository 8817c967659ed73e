import { highEntropyMask } from "../../policy-gradient/index.js";
import { percent } from "../percent.js";
import { isClipped, ratios } from "../ratios.js";
import { withParameters } from "../rule-factory.js";
import { scopePools } from "../scope-pools.js";

/**
 * GMTS: the rho share of the tokens with the largest |H r A|, 0 where PPO's clip cuts. With one advantage for a whole
 * response it mostly selects responses.
 */
export const gradientMagnitude = withParameters(
  { clipLow: 0.2, clipHigh: 0.28 },
  ({ rho, rule, scope, clipLow, clipHigh }) => ({
    name: "gradient-magnitude",
    label: `top ${percent(rho)} by |H r A|`,
    parameters: { rho, rule, scope, clipLow, clipHigh },
    paper: "GMTS, arXiv 2608.30632",
    entropyOf: "current",
    weights(tokens) {
      const { entropies, advantages } = tokens;
      const scores = ratios(tokens).map((ratio, t) =>
        isClipped(ratio, advantages[t], clipLow, clipHigh)
          ? 0
          : Math.abs(entropies[t] * ratio * advantages[t]),
      );
      return highEntropyMask(scores, { rho, rule, scope, groups: scopePools(tokens, scope) });
    },
  }),
);
