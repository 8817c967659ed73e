// Causal attention with grouped queries over whole sequences, in blocks of query rows, so that only the blocks on and
// below the diagonal are computed. The weights softmax(q k) are kept for the backward pass: [batch, heads, length, length].
import { gemm, gemmScratchBytes } from "./gemm";
import { fma, load4, store4, sum4 } from "./simd";
import { softmaxRow } from "./softmax";

const BLOCK: i32 = 32;

/** Scratch of both passes, in bytes. */
export function attentionScratchBytes(length: i32): i32 {
  return gemmScratchBytes() + 4 * BLOCK * length;
}

/** `weights` holds the weights of every head (`keepWeights`), or one head's at a time. */
export function attentionForward(
  batch: i32, length: i32, heads: i32, kvHeads: i32, headDim: i32,
  qkv: usize, weights: usize, keepWeights: bool, out: usize, scratch: usize,
): void {
  const stride = (heads + 2 * kvHeads) * headDim, outStride = heads * headDim;
  const group = heads / kvHeads;
  const scale: f32 = 1 / Mathf.sqrt(<f32>headDim);
  for (let b = 0; b < batch; b++) {
    for (let head = 0; head < heads; head++) {
      const q = qkv + head * headDim * 4;
      const k = qkv + (heads + head / group) * headDim * 4;
      const v = k + kvHeads * headDim * 4;
      for (let first = 0; first < length; first += BLOCK) {
        const rows = min(BLOCK, length - first), columns = first + rows;
        const block = weights + first * length * 4;
        const queries = q + first * stride * 4;
        gemm(false, true, rows, columns, headDim, queries, stride, k, stride, block, length, false, scale, scratch);
        for (let i = 0; i < rows; i++) {
          const row = block + i * length * 4;
          const visible = first + i + 1;
          softmaxRow(row, visible);
          memory.fill(row + visible * 4, 0, (columns - visible) * 4);
        }
        const mixed = out + (first * outStride + head * headDim) * 4;
        gemm(false, false, rows, headDim, columns, block, length, v, stride, mixed, outStride, false, 1, scratch);
      }
      if (keepWeights) weights += length * length * 4;
    }
    qkv += length * stride * 4;
    out += length * outStride * 4;
  }
}

/** Gradient through the softmax: dScores = weights * (dWeights - sum(dWeights * weights)), in place of dWeights. */
function softmaxBackward(count: i32, weights: usize, dWeights: usize): void {
  let dot = f32x4.splat(0);
  for (let j = 0; j < count; j += 4) {
    dot = fma(load4(dWeights + j * 4, count - j), load4(weights + j * 4, count - j), dot);
  }
  const mean = f32x4.splat(sum4(dot));
  for (let j = 0; j < count; j += 4) {
    const at = j * 4, left = count - j;
    store4(dWeights + at, f32x4.mul(load4(weights + at, left), f32x4.sub(load4(dWeights + at, left), mean)), left);
  }
}

export function attentionBackward(
  batch: i32, length: i32, heads: i32, kvHeads: i32, headDim: i32,
  qkv: usize, weights: usize, dOut: usize, dQkv: usize, scratch: usize,
): void {
  const stride = (heads + 2 * kvHeads) * headDim, outStride = heads * headDim;
  const group = heads / kvHeads;
  const scale: f32 = 1 / Mathf.sqrt(<f32>headDim);
  const dWeights = scratch + gemmScratchBytes();
  const lastBlock = ((length - 1) / BLOCK) * BLOCK;
  for (let b = 0; b < batch; b++) {
    for (let head = 0; head < heads; head++) {
      const toQ = head * headDim * 4;
      const toK = (heads + head / group) * headDim * 4;
      const toV = toK + kvHeads * headDim * 4;
      // From the last block, which reaches every key, upwards: it overwrites dK and dV, the others add to them.
      for (let first = lastBlock; first >= 0; first -= BLOCK) {
        const rows = min(BLOCK, length - first), columns = first + rows;
        const add = first != lastBlock || head % group != 0;
        const block = weights + first * length * 4;
        const dMixed = dOut + (first * outStride + head * headDim) * 4;
        const down = first * stride * 4;
        gemm(true, false, columns, headDim, rows, block, length, dMixed, outStride, dQkv + toV, stride, add, 1, scratch);
        gemm(
          false, true, rows, columns, headDim, dMixed, outStride, qkv + toV, stride, dWeights, columns, false, 1, scratch,
        );
        for (let i = 0; i < rows; i++) softmaxBackward(columns, block + i * length * 4, dWeights + i * columns * 4);
        gemm(
          false, false, rows, headDim, columns, dWeights, columns, qkv + toK, stride, dQkv + toQ + down, stride, false,
          scale, scratch,
        );
        gemm(
          true, false, columns, headDim, rows, dWeights, columns, qkv + toQ + down, stride, dQkv + toK, stride, add,
          scale, scratch,
        );
      }
      weights += length * length * 4;
    }
    qkv += length * stride * 4;
    dQkv += length * stride * 4;
    dOut += length * outStride * 4;
  }
}
