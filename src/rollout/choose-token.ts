import type { Rng } from "../random/index.js";
import { drawToken, logProbability, mostLikelyToken, softmaxDistribution } from "./distribution.js";
import type { DecodingState, TemperatureRule } from "./temperature.js";

export interface ChosenToken {
  token: number;
  /** ln p of the token, nats */
  logProb: number;
  /** Entropy of the distribution that the token was chosen from, nats. */
  entropy: number;
}

export type ChooseToken = (
  logits: Float32Array,
  state: Omit<DecodingState, "entropy">,
  stream: Rng,
) => ChosenToken;

/** How the next token is chosen: drawn at a temperature, or the most likely one. */
export function tokenChooser({
  vocabSize,
  temperature,
  greedy,
}: {
  vocabSize: number;
  temperature: number | TemperatureRule;
  greedy: boolean;
}): ChooseToken {
  const buffer = new Float64Array(vocabSize);
  const temperatureOf = (logits: Float32Array, state: Omit<DecodingState, "entropy">): number => {
    if (typeof temperature === "number") return temperature;
    return temperature({ ...state, entropy: softmaxDistribution(logits, 1, buffer).entropy });
  };
  return (logits, state, stream) => {
    const used = greedy ? 1 : temperatureOf(logits, state);
    if (!(used > 0 && used < Number.POSITIVE_INFINITY))
      throw new Error(
        `the temperature must be a number > 0, received ${used} (for the most likely token say greedy: true)`,
      );
    const distribution = softmaxDistribution(logits, used, buffer);
    const token = greedy ? mostLikelyToken(distribution) : drawToken(distribution, stream.uniform());
    return { token, logProb: logProbability(distribution, token), entropy: distribution.entropy };
  };
}
