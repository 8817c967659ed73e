import { checkTemperature } from "./distribution.js";
import { tf } from "./tfjs.js";
import { activeKernels, type Kernels } from "./wasm/kernels.js";
import { newTensor, pointer } from "./wasm/memory.js";
import { withGradient } from "./wasm/with-gradient.js";

export interface LogProbEntropyOptions {
  /** Logits are divided by it first, a number > 0; default 1. */
  temperature?: number;
}

export interface LogProbEntropy {
  /** [M], nats */
  logProbs: tf.Tensor1D;
  /** [M], nats; carries no gradient */
  entropies: tf.Tensor1D;
}

const withoutGradient = tf.customGrad((x) => ({
  value: tf.clone(x as tf.Tensor2D),
  gradFunc: (dy: tf.Tensor2D) => tf.zerosLike(dy),
}));

/** `logProbEntropy` in plain tfjs operations. */
export function logProbEntropyReference(
  logits: tf.Tensor2D,
  targets: tf.Tensor1D,
  { temperature = 1 }: LogProbEntropyOptions = {},
): LogProbEntropy {
  const logDistribution = tf.logSoftmax<tf.Tensor2D>(
    temperature === 1 ? logits : tf.div<tf.Tensor2D>(logits, temperature),
  );
  const [rows, width] = logits.shape;
  const chosen = tf.add(targets, tf.range(0, rows * width, width, "int32"));
  const detached = withoutGradient(logDistribution);
  // p ln p of a token of probability 0 is 0, and ln p must be finite for that.
  const weighted = tf.mul(tf.exp(detached), tf.maximum(detached, -1e30));
  return {
    logProbs: tf.gather(tf.reshape(logDistribution, [-1]), chosen) as tf.Tensor1D,
    entropies: tf.neg(tf.sum(weighted, 1)) as tf.Tensor1D,
  };
}

function logProbEntropyFused(
  kernels: Kernels,
  logits: tf.Tensor2D,
  targets: tf.Tensor1D,
  { temperature = 1 }: LogProbEntropyOptions,
): LogProbEntropy {
  const [rows, width] = logits.shape;
  const scale = 1 / temperature;
  const entropies = newTensor<tf.Tensor1D>([rows]);
  const logProbs = withGradient<tf.Tensor1D>([logits], () => {
    const value = newTensor<tf.Tensor1D>([rows]);
    const logSums = newTensor([rows]);
    const outputs = [value, entropies, logSums].map(pointer) as [number, number, number];
    kernels.logProbForward(rows, width, pointer(logits), pointer(targets), 0, scale, ...outputs);
    return {
      value,
      saved: [logits, targets, logSums],
      gradient: (dy, saved) => {
        const [input, chosen, sums] = saved.map(pointer) as [number, number, number];
        const dLogits = newTensor([rows, width]);
        kernels.logProbBackward(rows, width, input, chosen, 0, scale, sums, pointer(dy), pointer(dLogits));
        return [dLogits];
      },
    };
  });
  return { logProbs, entropies };
}

/**
 * Log-probability of each target token and the entropy -sum p ln p of each distribution softmax(logits / temperature),
 * both in nats. The gradient flows through `logProbs` only. A token whose logit is -Infinity has probability 0 and adds
 * nothing to the entropy; where a logit is NaN or +Infinity, or all are -Infinity, the entropy is NaN.
 * @param logits [M, vocabSize]
 * @param targets [M], int32
 * @throws when the temperature is not a number > 0
 * @example logProbEntropy(logits, targets, { temperature: 1 }).entropies
 */
export function logProbEntropy(
  logits: tf.Tensor2D,
  targets: tf.Tensor1D,
  options: LogProbEntropyOptions = {},
): LogProbEntropy {
  checkTemperature(options.temperature);
  const kernels = activeKernels();
  if (kernels) return logProbEntropyFused(kernels, logits, targets, options);
  return tf.tidy(() => ({ ...logProbEntropyReference(logits, targets, options) }));
}
