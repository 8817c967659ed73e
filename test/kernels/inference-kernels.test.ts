// The compiled kernels of inference against the same in plain TypeScript, on equal memories and random shapes.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type InferenceKernels, typeCode, WEIGHT_TYPES } from "../../src/kernels/inference/kernels.js";
import { referenceKernels } from "../../src/kernels/inference/reference.js";
import { fasterBuild, instantiate, type KernelBuild, sharedMemory } from "../../src/kernels/wasm/compiled.js";
import { fromFloat16 } from "../../src/models/half-precision.js";
import { type Rng, seededRng } from "../../src/random/index.js";

fasterBuild(); // Node 20 accepts relaxed SIMD from then on.

const BYTES = 2 ** 23;
const between = (rng: Rng, low: number, high: number): number => low + rng.integer(high - low + 1);

/** A compiled build and the reference, on memories of their own that start with the same contents. */
function pair(build: KernelBuild) {
  const memories = [sharedMemory(BYTES), sharedMemory(BYTES)];
  const kernels = [
    instantiate<InferenceKernels>("inference", build, memories[0]),
    referenceKernels(memories[1]),
  ];
  let end = 1024;
  return {
    /** Address of so many bytes, filled by `values` on both sides. */
    place(bytes: number, fill?: (buffer: SharedArrayBuffer, address: number) => void): number {
      const address = end;
      end = Math.ceil((end + bytes) / 64) * 64;
      assert.ok(end < BYTES);
      for (const { buffer } of memories) fill?.(buffer, address);
      return address;
    },
    floats(values: ArrayLike<number>): number {
      return this.place(values.length * 4, (buffer, at) =>
        new Float32Array(buffer, at, values.length).set(values),
      );
    },
    integers(values: ArrayLike<number>): number {
      return this.place(values.length * 4, (buffer, at) =>
        new Int32Array(buffer, at, values.length).set(values),
      );
    },
    both(run: (kernels: InferenceKernels) => void): void {
      for (const side of kernels) run(side);
    },
    /** Floats of both sides are equal up to rounding, relative to the largest. */
    equal(address: number, length: number, what: string, tolerance = 2e-6): void {
      const [got, wanted] = memories.map(({ buffer }) => new Float32Array(buffer, address, length));
      const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
      for (let i = 0; i < length; i++)
        assert.ok(
          Math.abs(got[i] - wanted[i]) <= tolerance * scale,
          `${what}: ${got[i]} at ${i}, wanted ${wanted[i]}`,
        );
    },
    memories,
    compiled: kernels[0],
  };
}

const normals = (rng: Rng, count: number, scale = 1): Float32Array =>
  Float32Array.from({ length: count }, () => scale * rng.normal());

/** Places random weights of a type; returns their address and that of their scales. */
function placeWeights(
  side: ReturnType<typeof pair>,
  rng: Rng,
  type: string,
  rows: number,
  width: number,
): [weights: number, scales: number] {
  if (type === "F32") return [side.floats(normals(rng, rows * width)), 0];
  if (type === "INT8") {
    const groups = Math.ceil(width / 64);
    const source = side.floats(normals(rng, rows * width));
    const [weights, scales] = [side.place(rows * groups * 64), side.place(rows * groups * 4)];
    side.both((kernels) => kernels.quantizeRows(rows, width, source, weights, scales));
    return [weights, scales];
  }
  // Halves of any sign and of exponents around 1; of F16 a few are subnormal.
  const bits = Uint16Array.from({ length: rows * width }, () => {
    const small = type === "F16" && rng.uniform() < 0.05;
    const exponent = type === "F16" ? (small ? 0 : between(rng, 8, 16)) << 10 : between(rng, 118, 128) << 7;
    return (rng.integer(2) << 15) | exponent | rng.integer(type === "F16" ? 1024 : 128);
  });
  const at = side.place(bits.byteLength, (buffer, address) =>
    new Uint16Array(buffer, address, bits.length).set(bits),
  );
  return [at, 0];
}

for (const build of ["relaxed-simd", "simd"] as const) {
  describe(`inference kernels, ${build}`, () => {
    for (const type of WEIGHT_TYPES) {
      test(`products with ${type} weights`, () => {
        const rng = seededRng(3);
        for (let round = 0; round < 25; round++) {
          const side = pair(build);
          const [rows, columns, width] = [between(rng, 1, 19), between(rng, 1, 70), between(rng, 1, 150)];
          const [weights, scales] = placeWeights(side, rng, type, columns, width);
          const x = side.floats(normals(rng, rows * width));
          const stride = columns + rng.integer(5);
          const y = side.floats(normals(rng, rows * stride));
          const scratch = side.place(side.compiled.projectScratchBytes(rows, width));
          const cut = rng.integer(columns + 1);
          const accumulate = rng.integer(2) === 1;
          // Two threads' shares, one after the other.
          for (const [from, to] of [
            [0, cut],
            [cut, columns],
          ])
            side.both((kernels) =>
              kernels.project(
                ...([typeCode(type), rows, from, to, width, weights, scales] as const),
                ...([x, y, stride, accumulate, scratch] as const),
              ),
            );
          // A single row is rounded to 15 bits where the weights are int8.
          const tolerance = type === "INT8" ? 2e-4 : 4e-6;
          side.equal(y, rows * stride, `${rows} x ${width} x ${columns}`, tolerance);
        }
      });

      test(`embedding rows of ${type} weights`, () => {
        const rng = seededRng(4);
        const side = pair(build);
        const [rows, width, count] = [9, 77, 6];
        const [table, scales] = placeWeights(side, rng, type, rows, width);
        const ids = side.integers([8, 0, 3, 3, 7, 1]);
        const [out, scratch] = [side.place(count * width * 4), side.place(4096)];
        side.both((kernels) =>
          type === "INT8"
            ? kernels.embedQuantizedRows(width, table, scales, 0, count, ids, out, scratch)
            : kernels.embedRows(typeCode(type), width, table, 0, count, ids, out),
        );
        side.equal(out, count * width, type, 1e-7);
      });
    }

    test("long rows are multiplied in pieces", () => {
      const side = pair(build);
      const rng = seededRng(5);
      const [rows, columns, width] = [11, 50, 2304];
      for (const type of ["BF16", "INT8", "F32"] as const) {
        const [weights, scales] = placeWeights(side, rng, type, columns, width);
        const x = side.floats(normals(rng, rows * width));
        const y = side.place(rows * columns * 4);
        const scratch = side.place(side.compiled.projectScratchBytes(rows, width));
        side.both((kernels) =>
          kernels.project(
            ...([typeCode(type), rows, 0, columns, width, weights, scales] as const),
            ...([x, y, columns, false, scratch] as const),
          ),
        );
        side.equal(y, rows * columns, type, 4e-6);
      }
    });

    for (const type of ["F32", "F16"] as const)
      test(`attention over pages of ${type}, to runs of several sequences`, () => attendsAlike(build, type));

    test("numbers are kept in F16 as the nearest, of two the even one, and none beyond the largest", () => {
      const steps = [0.49, 0.5, 0.51, 1.5].map((step) => 1 + step * 2 ** -10);
      const small = [2 ** -24, 2 ** -25, 3 * 2 ** -25, 0.9 * 2 ** -14, 2 ** -15 - 2 ** -26, 1e-12, 0];
      const large = [2047.5, 2049, 2051, 65504, 65519, 65520, 1e30];
      const numbers = [...steps, ...small, ...large].flatMap((x) => [x, -x]);
      const side = pair(build);
      const [headDim, layer] = [numbers.length, 0];
      const pageBytes = Math.ceil(headDim / 8) * 8 * 2 * 32 * 2;
      const cache = side.place(pageBytes);
      const [tables, positions] = [side.integers([side.integers([0])]), side.integers([5])];
      const qkv = side.floats([...numbers, ...numbers, ...numbers]);
      side.both((kernels) =>
        kernels.storeKeysValues(
          ...([0, 1, 1, 1, headDim, layer, typeCode("F16")] as const),
          ...([tables, positions, qkv, cache, pageBytes] as const),
        ),
      );
      const [got, wanted] = side.memories.map(({ buffer }) => new Uint16Array(buffer, cache, pageBytes / 2));
      assert.deepEqual([...got], [...wanted]);
      // Position 5 stands fourth in its eight: 0, 4, 1, 5.
      const kept = fromFloat16(Uint16Array.from(numbers, (_, i) => got[i * 8 + 3]));
      for (const [i, x] of numbers.entries()) {
        const bound = Math.min(Math.abs(x), 65504);
        const step = Math.max(2 ** -24, 2 ** (Math.floor(Math.log2(bound || 1)) - 10));
        assert.ok(Math.abs(Math.abs(kept[i]) - bound) <= step / 2, `${x} is kept as ${kept[i]}`);
        assert.ok(kept[i] * x >= 0);
      }
      assert.deepEqual([kept[2], kept[6], kept[22], kept[24]], [1, 1 + 2 ** -9, 2048, 2048]);
    });

    test("statistics and targets of a tile of logits, impossible tokens among them", () => {
      const rng = seededRng(7);
      for (let round = 0; round < 20; round++) {
        const side = pair(build);
        const [rows, width] = [between(rng, 1, 5), between(rng, 1, 90)];
        const stride = width + rng.integer(4);
        const logits = normals(rng, rows * stride, 5).map((value) =>
          rng.uniform() < 0.1 ? Number.NEGATIVE_INFINITY : value,
        );
        for (let row = 0; row < rows; row++) logits[row * stride] = 1;
        const at = side.floats(logits);
        const out = side.place(rows * 5 * 8);
        const targets = side.integers(Array.from({ length: rows }, () => 100 + rng.integer(2 * width)));
        const found = side.floats(new Float32Array(rows));
        side.both((kernels) => {
          kernels.tileStatistics(rows, width, at, stride, 1 / 0.7, out);
          kernels.tileTargets(rows, 100, 100 + width, at, stride, targets, found);
        });
        const [got, wanted] = side.memories.map(({ buffer }) => new Float64Array(buffer, out, rows * 5));
        for (let i = 0; i < rows * 5; i++)
          assert.ok(
            Math.abs(got[i] - wanted[i]) <= 3e-6 * Math.max(1, Math.abs(wanted[i])),
            `${got[i]} at ${i}, wanted ${wanted[i]}`,
          );
        side.memories.forEach(({ buffer }, s) => {
          const values = new Float32Array(buffer, found, rows);
          const other = new Float32Array(side.memories[1 - s].buffer, found, rows);
          assert.deepEqual([...values], [...other]);
        });
      }
    });

    test("a value that is no number is found wherever it stands", () => {
      for (const [type, good, bad] of [
        ["BF16", 0x7f7f, [0x7f80, 0xff80, 0x7fc1]],
        ["F16", 0x7bff, [0x7c00, 0xfc00, 0x7e01]],
      ] as const) {
        for (const value of bad)
          for (const at of [0, 5, 7, 8, 14, 18]) {
            const side = pair(build);
            const bits = new Uint16Array(19).fill(good);
            bits[at] = value;
            const address = side.place(64, (buffer, where) => new Uint16Array(buffer, where, 19).set(bits));
            side.both((kernels) =>
              assert.equal(kernels.firstNonFinite(typeCode(type), 19, address), at, `${type} ${value}`),
            );
            side.both((kernels) =>
              assert.equal(kernels.firstNonFinite(typeCode(type), at, address), -1, type),
            );
          }
      }
      const side = pair(build);
      const address = side.floats([1, -3e38, 1e-40, 0, 2, Number.NaN, 1]);
      side.both((kernels) => assert.equal(kernels.firstNonFinite(0, 7, address), 5));
      side.both((kernels) => assert.equal(kernels.firstNonFinite(0, 5, address), -1));
    });
  });
}

function attendsAlike(build: KernelBuild, type: "F32" | "F16"): void {
  const rng = seededRng(6);
  for (let round = 0; round < 20; round++) {
    const side = pair(build);
    const kvHeads = between(rng, 1, 3);
    const [heads, headDim, layers] = [kvHeads * between(rng, 1, 3), 2 * between(rng, 1, 10), 2];
    const width = (heads + 2 * kvHeads) * headDim;
    const headBytes = 16 * Math.ceil(headDim / (type === "F32" ? 4 : 8));
    const pageBytes = layers * kvHeads * 2 * headBytes * 32;
    const cache = side.place(12 * pageBytes);
    const pages = [7, 2, 9, 4, 0, 11];
    const tableOf = [side.integers(pages.slice(0, 3)), side.integers(pages.slice(3))];
    // Each of two sequences is fed in two parts, so that the second looks back at pages of the first.
    const lengths = [between(rng, 1, 90), between(rng, 1, 90)];
    const cuts = lengths.map((length) => rng.integer(length));
    const scores = side.place(side.compiled.attentionScratchFloats(96) * 4);
    for (const part of [0, 1]) {
      const spans = lengths.map((length, s) => (part === 0 ? [0, cuts[s]] : [cuts[s], length]));
      const rows = spans.flatMap(([from, to], s) =>
        Array.from({ length: to - from }, (_, i) => ({ position: from + i, table: tableOf[s] })),
      );
      if (rows.length === 0) continue;
      const tables = side.integers(rows.map(({ table }) => table));
      const positions = side.integers(rows.map(({ position }) => position));
      const counts = spans.map(([from, to]) => to - from);
      const runs = [0, counts[0], counts[0], counts[1]].filter((_, i) => counts[i >> 1] > 0);
      const runsAt = side.integers(runs);
      const qkv = side.floats(normals(rng, rows.length * width));
      const out = side.place(rows.length * heads * headDim * 4);
      side.both((kernels) => {
        kernels.storeKeysValues(
          ...([0, rows.length, heads, kvHeads, headDim, 1, typeCode(type), tables, positions] as const),
          ...([qkv, cache, pageBytes] as const),
        );
      });
      const attend = (kernels: InferenceKernels, thread: number, threads: number): void =>
        kernels.attendRuns(
          ...([thread, threads, runs.length / 2, runsAt, heads, kvHeads, headDim, 1] as const),
          typeCode(type),
          ...([tables, positions, qkv, cache, pageBytes, out, scores] as const),
        );
      for (const thread of [0, 1, 2]) attend(side.compiled, thread, 3);
      side.both((kernels) => kernels !== side.compiled && attend(kernels, 0, 1));
      side.equal(out, rows.length * heads * headDim, `round ${round}, part ${part}`, 5e-6);
    }
  }
}
