import type { Decoder, DecoderOptions } from "../decoder.js";
import type { DecoderShape, DecoderWeights } from "../decoder-shape.js";
import type { tf } from "../tfjs.js";
import { createArena } from "./arena.js";
import type { Kernels } from "./kernels.js";
import { createKvCache, type KvCache } from "./kv-cache.js";
import { floatsAt, integersAt, pointer } from "./memory.js";
import { type Projections, packWeights } from "./packed-weights.js";
import { ropeAddresses } from "./rope-addresses.js";

/** Prompt tokens computed at a time. */
const PREFILL_ROWS = 256;

/** A token to compute: where its sequence is cached, and its place in it. */
interface TokenRow {
  id: number;
  slot: number;
  position: number;
}

/** `createDecoder` on the wasm kernels: no tape, every buffer allocated at the prefill, rows dropped by renaming slots. */
export function createWasmDecoder(
  kernels: Kernels,
  weights: DecoderWeights,
  shape: DecoderShape,
  { maxLength }: DecoderOptions,
): Decoder {
  const { vocabSize, hiddenSize, heads, kvHeads, headDim, feedForward, ropeBase, ropeScaling, rmsEps } =
    shape;
  const head = weights.head ?? weights.embedding;
  const arena = createArena();
  let projections: Projections;
  let cache: KvCache;
  let capacity = 0;
  let slotCount = 0;
  /** Of each row of the batch: its cache slot, and how many tokens it holds. */
  let slots = new Int32Array(0);
  let lengths = new Int32Array(0);

  function open(rows: number, promptTokens: number): void {
    const matrices = weights.layers.flatMap(({ qkv, output, gateUp, down }) => [qkv, output, gateUp, down]);
    projections = packWeights(kernels, arena, [...matrices, head]);
    cache = createKvCache(kernels, arena, shape, { slots: rows, maxLength });
    slotCount = rows;
    capacity = Math.max(rows, Math.min(promptTokens, PREFILL_ROWS));
  }

  const orNull = (variable: tf.Variable | null): number => (variable ? pointer(variable) : 0);

  function addBias(bias: tf.Variable | null, rows: number, to: number): void {
    if (bias) kernels.addToRows(rows, bias.size, pointer(bias), to, bias.size);
  }

  /** Runs the tokens through the layers; returns the address of the last hidden states [tokens, hiddenSize]. */
  function computeHidden(tokens: readonly TokenRow[]): number {
    const rows = tokens.length;
    const buffer = (name: string, width: number): number => arena.buffer(name, capacity * width);
    const [ids, slotOf, positions] = [buffer("ids", 1), buffer("slots", 1), buffer("positions", 1)];
    const [x, normed] = [buffer("x", hiddenSize), buffer("normed", hiddenSize)];
    const [qkv, mixed] = [buffer("qkv", (heads + 2 * kvHeads) * headDim), buffer("mixed", heads * headDim)];
    const [gateUp, gated] = [buffer("gateUp", 2 * feedForward), buffer("gated", feedForward)];
    const { cos, sin } = ropeAddresses(maxLength, headDim, ropeBase, ropeScaling);
    integersAt(ids, rows).set(tokens.map(({ id }) => id));
    integersAt(slotOf, rows).set(tokens.map(({ slot }) => slot));
    integersAt(positions, rows).set(tokens.map(({ position }) => position));

    kernels.gatherRows(rows, hiddenSize, pointer(weights.embedding), ids, x);
    for (const [index, layer] of weights.layers.entries()) {
      kernels.rmsNormForward(rows, hiddenSize, x, pointer(layer.inputNorm), rmsEps, normed);
      projections.project(layer.qkv, rows, normed, qkv);
      addBias(layer.qkvBias, rows, qkv);
      kernels.qkNormRopeForward(
        ...([rows, heads, kvHeads, headDim, 1, positions] as const),
        ...([qkv, orNull(layer.queryNorm), orNull(layer.keyNorm), rmsEps, cos, sin, qkv] as const),
      );
      cache.attend(index, rows, slotOf, positions, qkv, mixed);
      projections.project(layer.output, rows, mixed, x, true);
      addBias(layer.outputBias, rows, x);
      kernels.rmsNormForward(rows, hiddenSize, x, pointer(layer.postNorm), rmsEps, normed);
      projections.project(layer.gateUp, rows, normed, gateUp);
      kernels.swigluForward(rows, feedForward, gateUp, gated);
      projections.project(layer.down, rows, gated, x, true);
    }
    return x;
  }

  /** Logits [rows * vocabSize] of hidden states. */
  function computeLogits(hidden: number, rows: number): Float32Array {
    const normed = arena.buffer("normed", capacity * hiddenSize);
    const logits = arena.buffer("logits", capacity * vocabSize);
    kernels.rmsNormForward(rows, hiddenSize, hidden, pointer(weights.finalNorm), rmsEps, normed);
    projections.project(head, rows, normed, logits);
    return floatsAt(logits, rows * vocabSize).slice();
  }

  function checkLength(length: number): void {
    if (length <= maxLength) return;
    throw new Error(`the decoder was opened for ${maxLength} tokens a row, token ${length} was fed`);
  }

  return {
    get rows(): number {
      return slots.length;
    },

    prefill(prompts, copies): Float32Array {
      const rows = prompts.length * copies;
      const tokens = prompts.flatMap((prompt, p) =>
        Array.from(prompt, (id, position) => ({ id, slot: p * copies, position })),
      );
      for (const { length } of prompts) checkLength(length);
      open(rows, tokens.length);
      slots = Int32Array.from({ length: rows }, (_, row) => row);
      lengths = Int32Array.from(slots, (row) => prompts[Math.floor(row / copies)]!.length);

      const out = new Float32Array(rows * vocabSize);
      for (let start = 0; start < tokens.length; start += capacity) {
        const chunk = tokens.slice(start, start + capacity);
        const hidden = computeHidden(chunk);
        for (const [i, { slot, position }] of chunk.entries()) {
          if (position !== lengths[slot]! - 1) continue;
          const logits = computeLogits(hidden + i * hiddenSize * 4, 1);
          for (let copy = 0; copy < copies; copy++) out.set(logits, (slot + copy) * vocabSize);
        }
      }
      for (let row = 0; row < rows; row++) {
        if (row % copies !== 0) cache.copy(row - (row % copies), row, lengths[row]!);
      }
      return out;
    },

    step(tokens): Float32Array {
      const rows = Array.from(tokens, (id, row) => ({ id, slot: slots[row]!, position: lengths[row]! }));
      for (const row of rows.keys()) {
        lengths[row]! += 1;
        checkLength(lengths[row]!);
      }
      return computeLogits(computeHidden(rows), rows.length);
    },

    keep(rows): void {
      const wanted = Int32Array.from(rows, (row) => slots[row]!);
      lengths = Int32Array.from(rows, (row) => lengths[row]!);
      const used = new Set(wanted);
      const taken = new Set<number>();
      let spare = 0;
      slots = wanted.map((slot, row) => {
        if (!taken.has(slot)) {
          taken.add(slot);
          return slot;
        }
        while (used.has(spare)) spare++;
        if (spare >= slotCount) {
          throw new Error(`keep wants at most the ${slotCount} rows of the prefill, received ${rows.length}`);
        }
        used.add(spare);
        cache.copy(slot, spare, lengths[row]!);
        return spare;
      });
    },

    dispose: arena.dispose,
  };
}
