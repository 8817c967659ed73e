import {
  type DrawnTokens,
  drawTokens,
  logProbability,
  mostLikelyToken,
  softmaxDistribution,
} from "../kernels/index.js";
import type { DecodingState, TemperatureRule } from "./temperature.js";

export interface ChooserOptions {
  vocabSize: number;
  temperature: number | TemperatureRule;
  greedy: boolean;
  /** Where a row stands before its next token. */
  stateOf(row: number): Omit<DecodingState, "entropy">;
  /** The next number on [0, 1) of a row's random stream. */
  uniformOf(row: number): number;
}

/** Chooses the next token of each of the rows, given their logits [rows.length * vocabSize]. */
export type ChooseTokens = (rows: Int32Array, logits: Float32Array) => DrawnTokens;

/** How the next tokens are chosen: drawn at a temperature, or the most likely ones. */
export function tokenChooser({
  vocabSize,
  temperature,
  greedy,
  stateOf,
  uniformOf,
}: ChooserOptions): ChooseTokens {
  const draw = (rows: Int32Array, logits: Float32Array, at: number): DrawnTokens =>
    drawTokens(logits, Float64Array.from(rows, uniformOf), { temperature: at });
  if (greedy) return (rows, logits) => rowByRow(rows, logits, (_, own) => mostLikely(own));
  if (typeof temperature === "number") return (rows, logits) => draw(rows, logits, temperature);
  const buffer = new Float64Array(vocabSize);
  return (rows, logits) =>
    rowByRow(rows, logits, (row, own) => {
      const { entropy } = softmaxDistribution(own, 1, buffer);
      return draw(Int32Array.of(row), own, temperature({ ...stateOf(row), entropy }));
    });
}

function mostLikely(logits: Float32Array): DrawnTokens {
  const distribution = softmaxDistribution(logits, 1, new Float64Array(logits.length));
  const token = mostLikelyToken(distribution);
  return {
    tokens: Int32Array.of(token),
    logProbs: Float64Array.of(logProbability(distribution, token)),
    entropies: Float64Array.of(distribution.entropy),
  };
}

function rowByRow(
  rows: Int32Array,
  logits: Float32Array,
  choose: (row: number, logits: Float32Array) => DrawnTokens,
): DrawnTokens {
  const vocabSize = logits.length / rows.length;
  const chosen = Array.from(rows, (row, i) =>
    choose(row, logits.subarray(i * vocabSize, (i + 1) * vocabSize)),
  );
  return {
    tokens: Int32Array.from(chosen, ({ tokens }) => tokens[0]),
    logProbs: Float64Array.from(chosen, ({ logProbs }) => logProbs[0]),
    entropies: Float64Array.from(chosen, ({ entropies }) => entropies[0]),
  };
}
