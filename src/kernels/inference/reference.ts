import type { SharedWasmMemory } from "./engine.js";
import {
  type InferenceKernels,
  PAGE_TOKENS,
  QUANTIZED_GROUP,
  TILE_STATISTICS,
  WEIGHT_TYPES,
} from "./kernels.js";

/**
 * The kernels of inference in plain TypeScript, on the same memory: what they mean, what they are tested against, and
 * what runs where they cannot. One thread.
 */
export function referenceKernels(memory: SharedWasmMemory): InferenceKernels {
  const f32 = new Float32Array(memory.buffer);
  const f64 = new Float64Array(memory.buffer);
  const i32 = new Int32Array(memory.buffer);
  const u32 = new Uint32Array(memory.buffer);
  const u16 = new Uint16Array(memory.buffer);
  const i8 = new Int8Array(memory.buffer);
  const floats = (address: number, length: number): Float32Array =>
    f32.subarray(address / 4, address / 4 + length);

  const widened = new Float32Array(1);
  const widenedBits = new Uint32Array(widened.buffer);
  /** The `i`-th of the values stored from `address` on. */
  const valueAt = (type: number, address: number, i: number): number => {
    if (WEIGHT_TYPES[type] === "F32") return f32[address / 4 + i];
    const bits = u16[address / 2 + i];
    if (WEIGHT_TYPES[type] === "BF16") {
      widenedBits[0] = bits << 16;
      return widened[0];
    }
    const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24);
  };
  const groupsOf = (width: number): number => Math.ceil(width / QUANTIZED_GROUP);
  const quantizedAt = (weights: number, scales: number, width: number, row: number, k: number): number => {
    const groups = groupsOf(width);
    const scale = f32[scales / 4 + row * groups + Math.floor(k / QUANTIZED_GROUP)];
    return scale * i8[weights + row * groups * QUANTIZED_GROUP + k];
  };
  /** The key and the value of a token in its page: reads and writes their component `i`. */
  const cached = (
    type: number,
    { table, cache, pageBytes }: { table: number; cache: number; pageBytes: number },
    { headDim, head, token }: { headDim: number; head: number; token: number },
  ) => {
    const half = WEIGHT_TYPES[type] === "F16";
    const width = Math.ceil(headDim / (half ? 8 : 4)) * (half ? 8 : 4);
    const place = (i: number): number => (half ? (i & ~7) | ((i & 3) << 1) | ((i >> 2) & 1) : i);
    const page = cache + i32[table / 4 + Math.floor(token / PAGE_TOKENS)] * pageBytes;
    const keys = page + head * 2 * PAGE_TOKENS * width * (half ? 2 : 4);
    const within = place(token % PAGE_TOKENS);
    const keyAt = (i: number): number => (within >> 3) * headDim * 8 + i * 8 + (within & 7);
    const valueFrom = PAGE_TOKENS * width + (token % PAGE_TOKENS) * width;
    const write = (i: number, value: number): void => {
      if (half) u16[keys / 2 + i] = toF16Bits(value);
      else f32[keys / 4 + i] = value;
    };
    return {
      key: (i: number): number => valueAt(type, keys, keyAt(i)),
      value: (i: number): number => valueAt(type, keys, valueFrom + place(i)),
      write(i: number, key: number, value: number): void {
        write(keyAt(i), key);
        write(valueFrom + place(i), value);
      },
    };
  };

  return {
    embedRows(type, width, table, from, to, ids, out): void {
      for (let row = from; row < to; row++)
        for (let i = 0; i < width; i++)
          f32[out / 4 + row * width + i] = valueAt(type, table, i32[ids / 4 + row] * width + i);
    },
    embedQuantizedRows(width, weights, scales, from, to, ids, out): void {
      for (let row = from; row < to; row++)
        for (let i = 0; i < width; i++)
          f32[out / 4 + row * width + i] = quantizedAt(weights, scales, width, i32[ids / 4 + row], i);
    },
    rmsNormForward(rows, d, x, weight, eps, y): void {
      for (let row = 0; row < rows; row++) {
        const input = floats(x + row * d * 4, d);
        const squares = input.reduce((sum, value) => sum + value * value, 0);
        const factor = 1 / Math.sqrt(squares / d + eps);
        const normed = input.map((value, i) => value * factor * f32[weight / 4 + i]);
        floats(y + row * d * 4, d).set(normed);
      }
    },
    projectScratchBytes: () => 0,
    project(type, rows, from, to, width, w, scales, x, y, yStride, accumulate): void {
      for (let m = 0; m < rows; m++)
        for (let n = from; n < to; n++) {
          let sum = 0;
          for (let k = 0; k < width; k++) {
            const weight =
              WEIGHT_TYPES[type] === "INT8"
                ? quantizedAt(w, scales, width, n, k)
                : valueAt(type, w, n * width + k);
            sum += f32[x / 4 + m * width + k] * weight;
          }
          const at = y / 4 + m * yStride + n;
          f32[at] = accumulate ? f32[at] + sum : sum;
        }
    },
    addToRows(rows, width, bias, x, stride): void {
      for (let row = 0; row < rows; row++)
        for (let i = 0; i < width; i++) f32[x / 4 + row * stride + i] += f32[bias / 4 + i];
    },
    qkNormRopeForward(
      rows,
      heads,
      kvHeads,
      headDim,
      _length,
      positions,
      qkv,
      queryNorm,
      keyNorm,
      eps,
      cos,
      sin,
      out,
    ): void {
      const half = headDim / 2;
      for (let row = 0; row < rows; row++)
        for (let head = 0; head < heads + 2 * kvHeads; head++) {
          const offset = (row * (heads + 2 * kvHeads) + head) * headDim * 4;
          const norm = head < heads ? queryNorm : keyNorm;
          if (head >= heads + kvHeads) floats(out + offset, headDim).set(floats(qkv + offset, headDim));
          if (head >= heads + kvHeads) continue;
          if (norm) this.rmsNormForward(1, headDim, qkv + offset, norm, eps, out + offset);
          const [c, s] = [cos, sin].map((table) => floats(table + i32[positions / 4 + row] * half * 4, half));
          const input = floats((norm ? out : qkv) + offset, headDim).slice();
          for (let i = 0; i < half; i++) {
            f32[(out + offset) / 4 + i] = input[i] * c[i] - input[i + half] * s[i];
            f32[(out + offset) / 4 + half + i] = input[i + half] * c[i] + input[i] * s[i];
          }
        }
    },
    storeKeysValues(
      from,
      to,
      heads,
      kvHeads,
      headDim,
      layer,
      type,
      tables,
      positions,
      qkv,
      cache,
      pageBytes,
    ): void {
      for (let row = from; row < to; row++)
        for (let kvHead = 0; kvHead < kvHeads; kvHead++) {
          const place = cached(
            type,
            { table: u32[tables / 4 + row], cache, pageBytes },
            { headDim, head: layer * kvHeads + kvHead, token: i32[positions / 4 + row] },
          );
          const key = qkv / 4 + (row * (heads + 2 * kvHeads) + heads + kvHead) * headDim;
          for (let i = 0; i < headDim; i++) place.write(i, f32[key + i], f32[key + kvHeads * headDim + i]);
        }
    },
    attentionScratchFloats: () => 0,
    attendRuns(
      _piece,
      _pieces,
      runCount,
      runs,
      heads,
      kvHeads,
      headDim,
      layer,
      type,
      tables,
      positions,
      qkv,
      cache,
      pageBytes,
      out,
    ): void {
      const last = runCount - 1;
      const rows = i32[runs / 4 + 2 * last] + i32[runs / 4 + 2 * last + 1];
      for (let row = 0; row < rows; row++)
        for (let head = 0; head < heads; head++) {
          const count = i32[positions / 4 + row] + 1;
          const query = floats(qkv + (row * (heads + 2 * kvHeads) + head) * headDim * 4, headDim);
          const places = Array.from({ length: count }, (_, token) =>
            cached(
              type,
              { table: u32[tables / 4 + row], cache, pageBytes },
              { headDim, head: layer * kvHeads + Math.floor((head * kvHeads) / heads), token },
            ),
          );
          const scores = places.map(
            ({ key }) => query.reduce((sum, q, i) => sum + q * key(i), 0) / Math.sqrt(headDim),
          );
          const largest = scores.reduce((a, b) => Math.max(a, b));
          const weights = scores.map((score) => Math.exp(score - largest));
          const total = weights.reduce((a, b) => a + b);
          for (let i = 0; i < headDim; i++)
            f32[out / 4 + (row * heads + head) * headDim + i] =
              weights.reduce((sum, weight, token) => sum + weight * places[token].value(i), 0) / total;
        }
    },
    swigluForward(rows, width, gateUp, out): void {
      for (let row = 0; row < rows; row++)
        for (let i = 0; i < width; i++) {
          const gate = f32[gateUp / 4 + row * 2 * width + i];
          const up = f32[gateUp / 4 + row * 2 * width + width + i];
          f32[out / 4 + row * width + i] = (gate / (1 + Math.exp(-gate))) * up;
        }
    },
    tileStatistics(rows, width, logits, stride, scale, out): void {
      for (let row = 0; row < rows; row++) {
        const own = floats(logits + row * stride * 4, width);
        const largest = own.reduce((a, b) => Math.max(a, b));
        const sums = [largest, 0, 0, 0, 0];
        for (const logit of own) {
          const x = (logit - largest) * scale;
          const weight = Math.exp(x);
          const product = weight === 0 ? 0 : weight * x;
          [weight, product, weight * weight, weight * product].forEach((value, i) => {
            sums[i + 1] += value;
          });
        }
        f64.set(sums, out / 8 + row * TILE_STATISTICS);
      }
    },
    tileTargets(rows, from, to, logits, stride, targets, out): void {
      for (let row = 0; row < rows; row++) {
        const target = i32[targets / 4 + row];
        if (target >= from && target < to)
          f32[out / 4 + row] = f32[logits / 4 + row * stride + target - from];
      }
    },
    widenValues(type, count, from, to): void {
      for (let i = 0; i < count; i++) f32[to / 4 + i] = valueAt(type, from, i);
    },
    firstNonFinite(type, count, from): number {
      for (let i = 0; i < count; i++) if (!Number.isFinite(valueAt(type, from, i))) return i;
      return -1;
    },
    quantizeRows(rows, width, x, weights, scales): void {
      const groups = groupsOf(width);
      i8.fill(0, weights, weights + rows * groups * QUANTIZED_GROUP);
      for (let row = 0; row < rows; row++)
        for (let group = 0; group < groups; group++) {
          const first = group * QUANTIZED_GROUP;
          const own = floats(x + (row * width + first) * 4, Math.min(QUANTIZED_GROUP, width - first));
          const scale = Math.fround(own.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127);
          f32[scales / 4 + row * groups + group] = scale;
          for (const [i, value] of own.entries())
            i8[weights + (row * groups + group) * QUANTIZED_GROUP + i] = scale
              ? halfToEven(Math.fround(value / scale))
              : 0;
        }
    },
  };
}

/** The bits of the nearest F16 value, of two the even one; what lies beyond the largest becomes that. */
function toF16Bits(value: number): number {
  const size = Math.min(Math.abs(value), 65504);
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  // Where rounding reaches the next power of two, the fraction carries into the exponent. Subnormal ones have exponent 0.
  const fraction = halfToEven(size / 2 ** (exponent - 10));
  return (value < 0 || Object.is(value, -0) ? 0x8000 : 0) | ((exponent + 14) * 1024 + fraction);
}

/** The nearest whole number; of two, the even one, as WebAssembly rounds. */
function halfToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
