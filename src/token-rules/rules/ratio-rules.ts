import { responseLengths } from "../../tokens/index.js";
import { isClipped, ratios } from "../ratios.js";
import { withParameters } from "../rule-factory.js";
import { everyToken } from "./all-tokens.js";

// At r = 1, on policy, all of these are REINFORCE, CISPO and DPPO over all tokens alike, GSPO and SAPO with the mean within
// each response first. What else tells them apart takes several mini-batches.

/** CISPO: the clipped ratio is a constant factor, so that no token falls silent. `clipLow` of 10 clips nothing below. */
export const cispo = withParameters({ clipLow: 10, clipHigh: 0.2 }, ({ clipLow, clipHigh }) => ({
  name: "cispo",
  label: "CISPO",
  parameters: { clipLow, clipHigh },
  paper: "MiniMax-M1, arXiv 2506.13585",
  normalizer: "all",
  weights: everyToken,
  coefficients: (tokens) =>
    ratios(tokens).map(
      (ratio, t) => Math.min(Math.max(ratio, 1 - clipLow), 1 + clipHigh) * tokens.advantages[t],
    ),
}));

/**
 * GSPO: one ratio for a response, the geometric mean s of its tokens', and the mean over tokens within a response
 * first. A response whose ratio has gone beyond the clip receives no gradient.
 */
export const gspo = withParameters({ clipLow: 3e-4, clipHigh: 4e-4 }, ({ clipLow, clipHigh }) => ({
  name: "gspo",
  label: "GSPO",
  parameters: { clipLow, clipHigh },
  paper: "Zheng et al. 2025, arXiv 2507.18071",
  normalizer: "responses",
  weights: everyToken,
  coefficients({ logProbs, oldLogProbs, advantages, responses, starts }) {
    const lengths = responseLengths({ starts });
    const logRatios = new Float64Array(lengths.length);
    for (let t = 0; t < logProbs.length; t++)
      logRatios[responses[t]] += (logProbs[t] - oldLogProbs[t]) / lengths[responses[t]];
    return advantages.map((advantage, t) => {
      const ratio = Math.exp(logRatios[responses[t]]);
      return isClipped(ratio, advantage, clipLow, clipHigh) ? 0 : ratio * advantage;
    });
  },
}));

/**
 * SAPO: the gate 4 s (1 - s), s = sigmoid(tau (r - 1)), closes softly on both sides in place of the clip. The mean over
 * tokens is taken within a response first.
 */
export const sapo = withParameters({ tauPositive: 1, tauNegative: 1.05 }, ({ tauPositive, tauNegative }) => ({
  name: "sapo",
  label: "SAPO",
  parameters: { tauPositive, tauNegative },
  paper: "Gao et al. 2025, arXiv 2511.20347",
  normalizer: "responses",
  weights: everyToken,
  coefficients: (tokens) =>
    ratios(tokens).map((ratio, t) => {
      const advantage = tokens.advantages[t];
      const gate = 1 / (1 + Math.exp(-(advantage > 0 ? tauPositive : tauNegative) * (ratio - 1)));
      return 4 * gate * (1 - gate) * ratio * advantage;
    }),
}));

/**
 * DPPO: a token falls silent where its probability, not its ratio, has moved further than `distance` in the direction
 * of its advantage (the form by total variation). The factor is the ratio, at most 20, as a constant.
 */
export const dppo = withParameters({ distance: 0.15 }, ({ distance }) => ({
  name: "dppo",
  label: "DPPO",
  parameters: { distance },
  paper: "arXiv 2602.04879",
  normalizer: "all",
  weights: everyToken,
  coefficients: (tokens) =>
    ratios(tokens).map((ratio, t) => {
      const advantage = tokens.advantages[t];
      const moved = Math.exp(tokens.logProbs[t]) - Math.exp(tokens.oldLogProbs[t]);
      const silent = (advantage > 0 && moved > distance) || (advantage < 0 && moved < -distance);
      return silent ? 0 : Math.min(ratio, 20) * advantage;
    }),
}));
