/** What a temperature may depend on: where a response stands before its next token. */
export interface DecodingState {
  /** Index of the prompt. */
  group: number;
  /** The tokens generated so far, without the prompt. A view: copy it to keep it. */
  response: Int32Array;
  /** Entropy of the next token's distribution at temperature 1, nats. */
  entropy: number;
}

/** The temperature (> 0) at which the next token is drawn. Any split of the tokens can be written as one. */
export type TemperatureRule = (state: DecodingState) => number;

/**
 * Two decoding temperatures (Wang et al. 2025, eq. 5): `high` for tokens whose entropy exceeds the threshold, `low`
 * for the others, those at the threshold included.
 * @example sampleResponses(model, prompts, { ...options, temperature: twoTemperatures({ threshold, high, low }) })
 */
export function twoTemperatures({
  threshold,
  high,
  low,
}: {
  /** nats */
  threshold: number;
  high: number;
  low: number;
}): TemperatureRule {
  if (!(threshold >= 0 && high > 0 && low > 0))
    throw new Error(
      `twoTemperatures wants threshold >= 0, high > 0 and low > 0, received ${threshold}, ${high} and ${low}`,
    );
  return ({ entropy }) => (entropy > threshold ? high : low);
}
