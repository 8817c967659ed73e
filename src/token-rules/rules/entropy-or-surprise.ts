import { highEntropyMask } from "../../policy-gradient/index.js";
import { percent } from "../percent.js";
import { withParameters } from "../rule-factory.js";

/**
 * The rho share of the tokens, most of them by entropy and `surprising` of all by surprise: beside the forks it keeps
 * the slips, tokens of high -ln p where little was uncertain, which a mask by entropy never punishes. It needs no
 * knowledge of the task.
 */
export const entropyOrSurprise = withParameters({ surprising: 0.02 }, ({ rho, surprising }) => ({
  name: "entropy-or-surprise",
  label: `top ${percent(rho)}, ${percent(surprising)} of it by surprise`,
  parameters: { rho, surprising },
  weights({ entropies, logProbs }) {
    const kept = highEntropyMask(entropies, { rho: rho - surprising, rule: "top-k" });
    const others = kept.map((one) => 1 - one);
    const count = others.reduce((sum, one) => sum + one, 0);
    if (count === 0) return kept;
    const surprised = highEntropyMask(
      logProbs.map((logProb) => -logProb),
      { rho: Math.min(1, (surprising * kept.length) / count), rule: "top-k", responseMask: others },
    );
    return kept.map((one, t) => one | surprised[t]);
  },
}));
