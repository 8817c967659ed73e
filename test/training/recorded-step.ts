// A gradient step that PyTorch has taken, as the fixtures record it.
import type { Adam, tf } from "../../src/kernels/index.js";
import type { Policy } from "../../src/models/index.js";
import { responseColumns } from "../../src/tokens/index.js";
import type { UpdateBatch } from "../../src/training/index.js";

export interface RecordedBatch {
  settings: { learningRate: number; clipLow: number; clipHigh: number; temperature: number };
  sequences: { prompt: number[]; response: number[]; weights: number[]; advantages: number[] }[];
}

export function recordedBatch(sequences: RecordedBatch["sequences"], oldLogProbs: number[][]): UpdateBatch {
  const columns = responseColumns(
    sequences.map(({ response, advantages }, prompt) => ({
      ...{ tokens: response, prompt, logProbs: oldLogProbs[prompt], advantages },
      entropies: response.map(() => 0),
    })),
  ) as UpdateBatch["columns"];
  const prompts = sequences.map(({ prompt }) => Int32Array.from(prompt));
  return { prompts, columns, weights: Float32Array.from(sequences.flatMap(({ weights }) => weights)) };
}

/** An optimizer that also keeps the gradients which it is given, under the policy's names. */
export function watched(policy: Policy, adam: Adam): Adam & { gradients: Map<string, tf.Tensor> } {
  const gradients = new Map<string, tf.Tensor>();
  return {
    ...adam,
    gradients,
    apply(grads, options) {
      for (const [i, name] of [...policy.parameters.keys()].entries()) gradients.set(name, grads[i].clone());
      return adam.apply(grads, options);
    },
  };
}
