import type { DecoderShape } from "../decoder-shape.js";
import type { Arena } from "./arena.js";
import type { Kernels } from "./kernels.js";

/** Keys and values of sequences that grow, one slot a sequence; see ../assembly/decode-attention.ts for the layout. */
export interface KvCache {
  /**
   * Stores each row's key and value and mixes what its sequence holds so far; addresses of int32 [rows] and of
   * qkv [rows, (heads + 2 kvHeads) headDim], out [rows, heads headDim].
   */
  attend(layer: number, rows: number, slots: number, positions: number, qkv: number, out: number): void;
  /** Copies a sequence's first `count` tokens. */
  copy(from: number, to: number, count: number): void;
}

const roundUp = (n: number, multiple: number): number => Math.ceil(n / multiple) * multiple;

export function createKvCache(
  kernels: Kernels,
  arena: Arena,
  { layers, heads, kvHeads, headDim }: DecoderShape,
  { slots: slotCount, maxLength }: { slots: number; maxLength: number },
): KvCache {
  const width = roundUp(headDim, 4);
  const capacity = roundUp(maxLength, 16);
  const layerFloats = slotCount * kvHeads * 2 * width * capacity;
  const address = arena.buffer("keys and values", layers * layerFloats);
  const scores = arena.buffer("scores", capacity);
  const cacheOf = (layer: number): number => address + layer * layerFloats * 4;
  return {
    attend(layer, rows, slots, positions, qkv, out): void {
      kernels.decodeAttention(
        ...([rows, heads, kvHeads, headDim, width, capacity] as const),
        ...([slots, positions, qkv, cacheOf(layer), out, scores] as const),
      );
    },
    copy(from, to, count): void {
      for (let layer = 0; layer < layers; layer++) {
        kernels.copySlot(kvHeads, width, capacity, count, cacheOf(layer), from, to);
      }
    },
  };
}
