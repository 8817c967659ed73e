/**
 * How the rotary frequencies of a model were stretched for longer texts; the names are those of transformers.
 * "dynamic" leaves them as they are up to `originalMaxPositions` tokens, the only lengths that are supported here.
 */
export type RopeScaling =
  | { type: "linear"; factor: number }
  | { type: "dynamic"; factor: number; originalMaxPositions: number }
  | {
      type: "llama3";
      factor: number;
      lowFrequencyFactor: number;
      highFrequencyFactor: number;
      originalMaxPositions: number;
    }
  | {
      type: "yarn";
      factor: number;
      /** Cosines and sines are multiplied by it. */
      attentionFactor: number;
      betaFast: number;
      betaSlow: number;
      /** Whether the range of dimensions that are stretched in part begins and ends at whole ones. */
      truncate: boolean;
      originalMaxPositions: number;
    };

/** The most positions for which the angles are known. */
export function mostPositions(scaling: RopeScaling | null): number {
  return scaling?.type === "dynamic" ? scaling.originalMaxPositions : Number.POSITIVE_INFINITY;
}

/**
 * Radians a position of each of the headDim / 2 pairs: base^(-2i / headDim), stretched.
 * Linear: all divided by the factor (Chen et al. 2023). Llama 3.1: long waves divided, short ones kept, those between
 * mixed. YaRN (Peng et al. 2023): the same idea, a ramp over the dimensions between `betaFast` and `betaSlow` turns
 * in the original context.
 */
export function ropeFrequencies(headDim: number, base: number, scaling: RopeScaling | null): number[] {
  const frequencies = Array.from({ length: headDim / 2 }, (_, i) => base ** ((-2 * i) / headDim));
  switch (scaling?.type) {
    case "linear":
      return frequencies.map((frequency) => frequency / scaling.factor);
    case "llama3":
      return frequencies.map((frequency) => llama3Frequency(frequency, scaling));
    case "yarn":
      return yarnFrequencies(frequencies, headDim, base, scaling);
    default:
      return frequencies;
  }
}

type Llama3 = Extract<RopeScaling, { type: "llama3" }>;
type Yarn = Extract<RopeScaling, { type: "yarn" }>;

function llama3Frequency(frequency: number, scaling: Llama3): number {
  const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalMaxPositions } = scaling;
  const turns = (originalMaxPositions * frequency) / (2 * Math.PI);
  const kept = Math.min(1, Math.max(0, (turns - low) / (high - low)));
  return (1 - kept) * (frequency / factor) + kept * frequency;
}

function yarnFrequencies(frequencies: number[], headDim: number, base: number, scaling: Yarn): number[] {
  const { factor, betaFast, betaSlow, truncate, originalMaxPositions } = scaling;
  /** The dimension that turns so many times in the original context. */
  const dimensionOf = (turns: number): number =>
    (headDim * Math.log(originalMaxPositions / (turns * 2 * Math.PI))) / (2 * Math.log(base));
  const [fast, slow] = [dimensionOf(betaFast), dimensionOf(betaSlow)];
  const low = Math.max(truncate ? Math.floor(fast) : fast, 0);
  let high = Math.min(truncate ? Math.ceil(slow) : slow, headDim - 1);
  if (high === low) high += 0.001;
  return frequencies.map((frequency, i) => {
    const stretched = Math.min(1, Math.max(0, (i - low) / (high - low)));
    return (frequency / factor) * stretched + frequency * (1 - stretched);
  });
}
