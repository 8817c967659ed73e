// Causal attention with grouped queries over whole sequences. Eight queries at a time: their scores against the keys up
// to their own are computed with a key in each row and a query in each column, which is at once what the softmax reads
// (all lanes busy, no tails) and the packed block that the product with the values wants. These blocks of weights,
// [8 (n + 1), 8] for the n-th one, follow each other and are kept for the backward pass.
import { edgeTile, pack, storeTransposed, tile } from "./gemm";
import { softmaxColumns, softmaxColumnsBackward } from "./softmax";

// @ts-ignore: decorator
@inline
function roundUp(n: i32, multiple: i32): i32 {
  return ((n + multiple - 1) / multiple) * multiple;
}

/** Floats of one head's weights. */
export function attentionWeightFloats(length: i32): i32 {
  const blocks = (length + 7) / 8;
  return 32 * blocks * (blocks + 1);
}

/** Scratch of both passes, in bytes. */
export function attentionScratchBytes(length: i32, headDim: i32): i32 {
  const queries = roundUp(length, 8), width = roundUp(headDim, 8);
  return 4 * (4 * queries * width + 8 * width + 8 * queries + 2 * queries * queries + 32);
}

/** panels x block -> [4 panels, 8] rows at `to`: each panel [depth, 4], the block [depth, 8]. */
function panelsTimesBlock(panels: i32, depth: i32, from: usize, block: usize, scale: f32, to: usize): void {
  for (let panel = 0; panel < panels; panel++) {
    tile(depth, from + panel * depth * 16, block, to + panel * 128, 32, false, scale);
  }
}

/** Like `panelsTimesBlock`, each panel of `panelDepth` >= `depth`; writes the transpose: [queries, dims] at `to`. */
function panelsTimesBlockTransposed(
  dims: i32, queries: i32, panelDepth: i32, depth: i32, from: usize, block: usize, scale: f32, to: usize, stride: i32,
  spare: usize,
): void {
  for (let dim = 0; dim < dims; dim += 4) {
    tile(depth, from + dim * panelDepth * 4, block, spare, 32, false, scale);
    const at = to + dim * 4;
    if (dims - dim >= 4 && queries == 8) {
      storeTransposed(
        v128.load(spare), v128.load(spare, 32), v128.load(spare, 64), v128.load(spare, 96), at, stride,
      );
      storeTransposed(
        v128.load(spare, 16), v128.load(spare, 48), v128.load(spare, 80), v128.load(spare, 112), at + 4 * stride, stride,
      );
    } else {
      for (let i = 0; i < min(4, dims - dim); i++) {
        for (let q = 0; q < queries; q++) store<f32>(at + q * stride + i * 4, load<f32>(spare + (i * 8 + q) * 4));
      }
    }
  }
}

/** `weights` receives those of every head (`keepWeights`), or is overwritten by each. */
export function attentionForward(
  batch: i32, length: i32, heads: i32, kvHeads: i32, headDim: i32,
  qkv: usize, weights: usize, keepWeights: bool, out: usize, scratch: usize,
): void {
  const stride = (heads + 2 * kvHeads) * headDim * 4, outStride = heads * headDim * 4;
  const group = heads / kvHeads, padded = roundUp(length, 8), width = roundUp(headDim, 4);
  const scale: f32 = 1 / Mathf.sqrt(<f32>headDim);
  const keyPanels = scratch, valuePanels = keyPanels + padded * width * 4;
  const queryBlock = valuePanels + padded * width * 4, spare = queryBlock + 8 * headDim * 4;
  // What the panels of the padded keys hold must be finite: their weights are 0.
  memory.fill(scratch, 0, 2 * padded * width * 4);
  for (let b = 0; b < batch; b++) {
    for (let head = 0; head < heads; head++) {
      const q = qkv + head * headDim * 4;
      const k = qkv + (heads + head / group) * headDim * 4;
      pack(k, stride, true, length, headDim, 4, keyPanels);
      packColumns(k + kvHeads * headDim * 4, stride, length, headDim, padded, 4, valuePanels);
      let block = weights;
      for (let first = 0; first < length; first += 8) {
        const keys = first + 8, queries = min(8, length - first);
        pack(q + first * stride, stride, true, queries, headDim, 8, queryBlock);
        panelsTimesBlock(keys / 4, headDim, keyPanels, queryBlock, scale, block);
        softmaxColumns(block, keys);
        const to = out + first * outStride + head * headDim * 4;
        panelsTimesBlockTransposed(headDim, queries, padded, keys, valuePanels, block, 1, to, outStride, spare);
        block += keys * 32;
      }
      if (keepWeights) weights = block;
    }
    qkv += length * stride;
    out += length * outStride;
  }
}

/** Packs [depth, count] into panels of `width` columns, each with room for `room` >= depth rows. */
function packColumns(from: usize, stride: i32, depth: i32, count: i32, room: i32, width: i32, to: usize): void {
  for (let first = 0; first < count; first += width) {
    pack(from + first * 4, stride, false, min(width, count - first), depth, width, to + first * room * 4);
  }
}

/** Turns a block [keys, 8 queries] into the rows `first` to `first + 7` of panels [room queries, 4 keys]. */
function packKeys(block: usize, keys: i32, first: i32, room: i32, panels: usize): void {
  for (let key = 0; key < keys; key += 4) {
    const at = block + key * 32, to = panels + (key * room + first * 4) * 4;
    storeTransposed(v128.load(at), v128.load(at, 32), v128.load(at, 64), v128.load(at, 96), to, 16);
    storeTransposed(v128.load(at, 16), v128.load(at, 48), v128.load(at, 80), v128.load(at, 112), to + 64, 16);
  }
}

/** to[key] (+)= scale * sum over the queries from the key's own block on of panels[query, key] * columns[query]. */
function mixQueries(
  length: i32, headDim: i32, room: i32, panels: usize, columns: usize, scale: f32, to: usize, stride: i32,
  accumulate: bool, spare: usize,
): void {
  for (let key = 0; key < length; key += 4) {
    const first = key & ~7, depth = room - first, rows = min(4, length - key);
    const panel = panels + (key * room + first * 4) * 4;
    for (let dim = 0; dim < headDim; dim += 8) {
      const block = columns + (dim * room + first * 8) * 4, at = to + key * stride + dim * 4;
      const dims = min(8, headDim - dim);
      if (rows == 4 && dims == 8) tile(depth, panel, block, at, stride, accumulate, scale);
      else edgeTile(rows, dims, depth, panel, block, at, stride, accumulate, scale, spare);
    }
  }
}

export function attentionBackward(
  batch: i32, length: i32, heads: i32, kvHeads: i32, headDim: i32,
  qkv: usize, weights: usize, dOut: usize, dQkv: usize, scratch: usize,
): void {
  const stride = (heads + 2 * kvHeads) * headDim * 4, outStride = heads * headDim * 4;
  const group = heads / kvHeads, room = roundUp(length, 8), width = roundUp(headDim, 8);
  const scale: f32 = 1 / Mathf.sqrt(<f32>headDim);
  const panelBytes = room * width * 4;
  const keyColumns = scratch, valuePanels = keyColumns + panelBytes, queryColumns = valuePanels + panelBytes;
  const dOutColumns = queryColumns + panelBytes, dOutBlock = dOutColumns + panelBytes;
  const dScores = dOutBlock + 8 * width * 4;
  const weightPanels = dScores + 8 * room * 4, dScorePanels = weightPanels + room * room * 4;
  const spare = dScorePanels + room * room * 4;
  memory.fill(scratch, 0, 4 * panelBytes);
  for (let b = 0; b < batch; b++) {
    for (let head = 0; head < heads; head++) {
      const toQ = head * headDim * 4, toK = (heads + head / group) * headDim * 4;
      const toV = toK + kvHeads * headDim * 4;
      const d = dOut + head * headDim * 4;
      packColumns(qkv + toK, stride, length, headDim, room, 4, keyColumns);
      pack(qkv + toV, stride, true, length, headDim, 4, valuePanels);
      packColumns(qkv + toQ, stride, length, headDim, room, 8, queryColumns);
      packColumns(d, outStride, length, headDim, room, 8, dOutColumns);
      for (let first = 0; first < length; first += 8) {
        const keys = first + 8, queries = min(8, length - first);
        pack(d + first * outStride, outStride, true, queries, headDim, 8, dOutBlock);
        panelsTimesBlock(keys / 4, headDim, valuePanels, dOutBlock, 1, dScores);
        softmaxColumnsBackward(weights, dScores, keys);
        const to = dQkv + toQ + first * stride;
        panelsTimesBlockTransposed(headDim, queries, room, keys, keyColumns, dScores, scale, to, stride, spare);
        packKeys(weights, keys, first, room, weightPanels);
        packKeys(dScores, keys, first, room, dScorePanels);
        weights += keys * 32;
      }
      const add = head % group != 0;
      mixQueries(length, headDim, room, weightPanels, dOutColumns, 1, dQkv + toV, stride, add, spare);
      mixQueries(length, headDim, room, dScorePanels, queryColumns, scale, dQkv + toK, stride, add, spare);
    }
    qkv += length * stride;
    dQkv += length * stride;
    dOut += length * outStride;
  }
}
