import type { BatchLayout, DecoderConfig } from "../models/index.js";

/** A tape of all blocks larger than this is not kept: blocks are computed once more in the backward pass. */
const MOST_TAPE_BYTES = 2 ** 28;

/** Whether the activations of all blocks of a micro-batch are too large to be kept. */
export function mustRecompute(config: DecoderConfig, { batch, length }: BatchLayout): boolean {
  return config.layers * blockBytes(config, { batch, length }) > MOST_TAPE_BYTES;
}

/** What the tape keeps of one block: norms, q, k and v before and after rotation, attention weights, feed-forward. */
function blockBytes(
  { hiddenSize, heads, kvHeads, headDim, feedForward }: DecoderConfig,
  { batch, length }: BatchLayout,
): number {
  const projected = (heads + 2 * kvHeads) * headDim;
  const floats = 6 * hiddenSize + 2 * projected + heads * (length + headDim) + 3 * feedForward;
  return 4 * batch * length * floats;
}
