import { checkTemperature } from "./distribution.js";
import {
  type LogProbEntropy,
  type LogProbEntropyOptions,
  logProbEntropy,
  logProbEntropyReference,
} from "./log-prob-entropy.js";
import { tf } from "./tfjs.js";
import { activeKernels, type Kernels, scratch } from "./wasm/kernels.js";
import { floatsAt, newTensor, pointer } from "./wasm/memory.js";
import { gradientIsRecorded, withGradient } from "./wasm/with-gradient.js";

/** Logits up to this many are kept for the backward pass, which otherwise computes them once more. */
export const MOST_KEPT_LOGITS = 2 ** 25;

export interface ProjectedLogProbOptions extends LogProbEntropyOptions {
  /** Tokens of the vocabulary whose logits are computed at the same time; default 4096. */
  tile?: number;
  /** Default `MOST_KEPT_LOGITS`. */
  mostKept?: number;
}

/** `projectedLogProbEntropy` in plain tfjs operations, with all logits at once. */
export function projectedLogProbEntropyReference(
  hidden: tf.Tensor2D,
  head: tf.Tensor2D,
  targets: tf.Tensor1D,
  options: LogProbEntropyOptions = {},
): LogProbEntropy {
  return logProbEntropyReference(tf.matMul(hidden, head, false, true), targets, options);
}

/** What each tile says of the rows: arrays [rows] a tile. */
interface TileStatistics {
  first: number;
  /** ln p of the target within the tile; 0 where it lies in another one */
  logProbs: Float32Array;
  entropies: Float32Array;
  /** ln sum exp(logits / temperature) */
  logSums: Float32Array;
}

function projectedFused(
  kernels: Kernels,
  hidden: tf.Tensor2D,
  head: tf.Tensor2D,
  targets: tf.Tensor1D,
  {
    temperature = 1,
    tile,
    mostKept,
  }: Required<Omit<ProjectedLogProbOptions, "temperature">> & LogProbEntropyOptions,
): LogProbEntropy {
  const [rows, width] = hidden.shape;
  const [vocabSize] = head.shape;
  const keep = gradientIsRecorded() && rows * vocabSize <= mostKept;
  const scale = 1 / temperature;
  const firsts = Array.from({ length: Math.ceil(vocabSize / tile) }, (_, i) => i * tile);
  const product = (
    transposed: [boolean, boolean],
    size: [m: number, n: number, k: number],
    [a, b, out]: [at: number, stride: number][],
    accumulate = false,
  ): void => {
    const space = scratch(kernels.gemmScratchBytes());
    kernels.gemm(...transposed, ...size, ...a!, ...b!, ...out!, accumulate, 1, space);
  };
  /** A tile of the vocabulary: its number of tokens and the address of its rows of the head. */
  const tileOf = (matrix: tf.Tensor, first: number) => ({
    count: Math.min(tile, vocabSize - first),
    tileAt: pointer(matrix) + 4 * first * width,
  });
  /** The logits of a tile, written to the address `logits`. */
  const project = (states: tf.Tensor, matrix: tf.Tensor, first: number, logits: number): void => {
    const { count, tileAt } = tileOf(matrix, first);
    product(
      [false, true],
      [rows, count, width],
      [
        [pointer(states), width],
        [tileAt, width],
        [logits, count],
      ],
    );
  };

  const entropies = newTensor<tf.Tensor1D>([rows]);
  const logProbs = withGradient<tf.Tensor1D>([hidden, head], () => {
    const kept = newTensor([rows, keep ? vocabSize : tile]);
    const buffers = [newTensor([rows]), newTensor([rows]), newTensor([rows])];
    const outputs = buffers.map(pointer) as [number, number, number];
    const tiles = firsts.map((first): TileStatistics => {
      const logits = pointer(kept) + (keep ? 4 * rows * first : 0);
      const { count } = tileOf(head, first);
      project(hidden, head, first, logits);
      kernels.logProbForward(rows, count, logits, pointer(targets), first, scale, ...outputs);
      const [inTile, entropy, logSums] = outputs.map((address) => floatsAt(address, rows).slice());
      return { first, logProbs: inTile!, entropies: entropy!, logSums: logSums! };
    });
    tf.dispose(keep ? buffers : [...buffers, kept]);
    const whole = combined(tiles, targets.dataSync(), tile);
    floatsAt(pointer(entropies), rows).set(whole.entropies);
    return {
      value: tf.tensor1d(whole.logProbs),
      saved: [hidden, head, targets, tf.tensor1d(whole.logSums), ...(keep ? [kept] : [])],
      gradient: (dy, [states, matrix, chosen, logSums, logits]) => {
        const [dHidden, dHead] = [newTensor([rows, width]), newTensor([vocabSize, width])];
        const spaces = [newTensor([rows, tile]), ...(logits ? [] : [newTensor([rows, tile])])];
        const [dLogits, again = 0] = spaces.map(pointer) as [number, number?];
        for (const first of firsts) {
          const { count, tileAt } = tileOf(matrix!, first);
          const logitsAt = logits ? pointer(logits) + 4 * rows * first : again;
          if (!logits) project(states!, matrix!, first, logitsAt);
          kernels.logProbBackward(
            ...([rows, count, logitsAt, pointer(chosen!), first, scale] as const),
            ...([pointer(logSums!), pointer(dy), dLogits] as const),
          );
          product(
            [false, false],
            [rows, width, count],
            [
              [dLogits, count],
              [tileAt, width],
              [pointer(dHidden), width],
            ],
            first > 0,
          );
          product(
            [true, false],
            [count, width, rows],
            [
              [dLogits, count],
              [pointer(states!), width],
              [pointer(dHead) + 4 * first * width, width],
            ],
          );
        }
        tf.dispose(spaces);
        return [dHidden, dHead];
      },
    };
  });
  return { logProbs, entropies };
}

/**
 * Statistics over the whole vocabulary from those of its tiles. A tile with the share w of the probability, whose own
 * distribution has the entropy H, adds w (H - ln w) to the entropy (Shannon's grouping property).
 */
function combined(
  tiles: readonly TileStatistics[],
  targets: ArrayLike<number>,
  tile: number,
): Record<keyof Omit<TileStatistics, "first">, Float32Array> {
  const rows = targets.length;
  const whole = {
    logProbs: new Float32Array(rows),
    entropies: new Float32Array(rows),
    logSums: new Float32Array(rows),
  };
  for (let row = 0; row < rows; row++) {
    const sums = tiles.map(({ logSums }) => logSums[row]!);
    const largest = Math.max(...sums);
    const logSum = largest + Math.log(sums.reduce((total, sum) => total + Math.exp(sum - largest), 0));
    let entropy = 0;
    for (const { logSums, entropies } of tiles) {
      const less = logSum - logSums[row]!;
      const share = Math.exp(-less);
      if (share !== 0) entropy += share * (entropies[row]! + less);
    }
    const own = tiles[Math.floor(targets[row]! / tile)]!;
    whole.logProbs[row] = own.logProbs[row]! + own.logSums[row]! - logSum;
    whole.entropies[row] = entropy;
    whole.logSums[row] = logSum;
  }
  return whole;
}

/**
 * `logProbEntropy` of the logits hidden head^T, without holding more of them than one tile of the vocabulary has where
 * they are many. Differentiable in `hidden` and `head`, through `logProbs` only.
 * @param hidden [M, d]
 * @param head [vocabSize, d]
 * @param targets [M], int32
 * @throws when the temperature is not a number > 0
 * @example projectedLogProbEntropy(hidden, head, targets).logProbs
 */
export function projectedLogProbEntropy(
  hidden: tf.Tensor2D,
  head: tf.Tensor2D,
  targets: tf.Tensor1D,
  { tile = 4096, mostKept = MOST_KEPT_LOGITS, ...options }: ProjectedLogProbOptions = {},
): LogProbEntropy {
  checkTemperature(options.temperature);
  const kernels = activeKernels();
  if (!kernels || head.shape[0] <= tile)
    return logProbEntropy(tf.matMul(hidden, head, false, true), targets, options);
  return projectedFused(kernels, hidden, head, targets, { ...options, tile, mostKept });
}
