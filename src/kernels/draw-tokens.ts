import {
  checkTemperature,
  DIVERGED,
  drawToken,
  entropyOfSums,
  logProbability,
  softmaxDistribution,
} from "./distribution.js";
import { activeKernels, type Kernels, scratch } from "./wasm/kernels.js";
import { doublesAt, floatsAt, integersAt } from "./wasm/memory.js";

/** One token for each row of logits; arrays [rows]. */
export interface DrawnTokens {
  tokens: Int32Array;
  /** ln p of each token, nats */
  logProbs: Float64Array;
  /** Entropy of the distribution that each token was drawn from, nats. */
  entropies: Float64Array;
}

/** `drawTokens` in TypeScript. */
export function drawTokensReference(
  logits: Float32Array,
  uniforms: Float64Array,
  temperature: number,
): DrawnTokens {
  const rows = uniforms.length;
  const vocabSize = logits.length / rows;
  const buffer = new Float64Array(vocabSize);
  const drawn = emptyDraws(rows);
  for (let row = 0; row < rows; row++) {
    const own = logits.subarray(row * vocabSize, (row + 1) * vocabSize);
    const distribution = softmaxDistribution(own, temperature, buffer);
    const token = drawToken(distribution, uniforms[row]!);
    drawn.tokens[row] = token;
    drawn.logProbs[row] = logProbability(distribution, token);
    drawn.entropies[row] = distribution.entropy;
  }
  return drawn;
}

function drawTokensFused(
  kernels: Kernels,
  logits: Float32Array,
  uniforms: Float64Array,
  temperature: number,
): DrawnTokens {
  const rows = uniforms.length;
  const sums = scratch(rows * (3 * 8 + 8 + 4) + logits.byteLength);
  const uniformsAt = sums + rows * 24;
  const tokensAt = uniformsAt + rows * 8;
  const logitsAt = tokensAt + rows * 4;
  doublesAt(uniformsAt, rows).set(uniforms);
  floatsAt(logitsAt, logits.length).set(logits);
  kernels.drawTokens(rows, logits.length / rows, logitsAt, 1 / temperature, uniformsAt, tokensAt, sums);
  const drawn = emptyDraws(rows);
  drawn.tokens.set(integersAt(tokensAt, rows));
  const read = doublesAt(sums, 3 * rows);
  for (let row = 0; row < rows; row++) {
    const [weight, total, weighted] = [read[3 * row]!, read[3 * row + 1]!, read[3 * row + 2]!];
    drawn.logProbs[row] = Math.log(weight / total);
    drawn.entropies[row] = entropyOfSums(total, weighted);
    if (Number.isNaN(drawn.entropies[row])) throw new Error(DIVERGED);
  }
  return drawn;
}

const emptyDraws = (rows: number): DrawnTokens => ({
  tokens: new Int32Array(rows),
  logProbs: new Float64Array(rows),
  entropies: new Float64Array(rows),
});

/**
 * Draws a token from softmax(logits / temperature) for each row: the one at which the cumulative probability passes the
 * row's uniform number (inverse-CDF sampling).
 * @param logits [rows * vocabSize]
 * @param uniforms [rows], on [0, 1)
 * @throws when a logit is NaN or +Infinity (-Infinity is probability 0), and when the temperature is not a number > 0
 * @example drawTokens(Float32Array.of(0, 0, 0, 0), Float64Array.of(0.3, 0.9)).tokens // [0, 1]
 */
export function drawTokens(
  logits: Float32Array,
  uniforms: Float64Array,
  { temperature = 1 }: { temperature?: number } = {},
): DrawnTokens {
  checkTemperature(temperature);
  const kernels = activeKernels();
  return kernels
    ? drawTokensFused(kernels, logits, uniforms, temperature)
    : drawTokensReference(logits, uniforms, temperature);
}
