import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { drawTokensReference } from "../../src/kernels/draw-tokens.js";
import { drawTokens, selectBackend } from "../../src/kernels/index.js";
import { installWasmKernels } from "../../src/kernels/wasm/install.js";
import { type Rng, seededRng } from "../../src/random/index.js";

const ALMOST_ONE = 1 - 2 ** -32;

function randomLogits(rng: Rng, rows: number, vocabSize: number): Float32Array {
  const spread = rng.choice([0.1, 1, 5, 20]);
  const offset = 30 * rng.normal();
  return Float32Array.from({ length: rows * vocabSize }, () =>
    rng.uniform() < 0.05 ? Number.NEGATIVE_INFINITY : offset + spread * rng.normal(),
  );
}

/** Share of the unit interval, around a number, on which single precision may decide otherwise. */
const ROUNDING = 1e-6;

for (const build of ["relaxed-simd", "simd"] as const) {
  describe(`drawing tokens on ${build}`, () => {
    before(async () => {
      await selectBackend({ force: "wasm" });
      installWasmKernels(build);
    });

    test("equals the reference over random shapes, temperatures and masked logits", () => {
      const rng = seededRng(3);
      for (let round = 0; round < 300; round++) {
        const [rows, vocabSize] = [1 + rng.integer(9), 1 + rng.integer(150)];
        const temperature = rng.choice([1, 0.5, 0.7, 1.6]);
        const logits = randomLogits(rng, rows, vocabSize);
        for (let row = 0; row < rows; row++) logits[row * vocabSize + rng.integer(vocabSize)] = 1;
        const uniforms = Float64Array.from({ length: rows }, () =>
          rng.choice([0, ALMOST_ONE, rng.uniform(), rng.uniform()]),
        );
        const kept = logits.slice();
        const got = drawTokens(logits, uniforms, { temperature });
        assert.deepEqual(logits, kept, "the logits are left alone");
        const wanted = drawTokensReference(logits, uniforms, temperature);
        for (let row = 0; row < rows; row++) {
          const tolerance = 3e-6 * wanted.entropies[row]! + 1e-12;
          const error = Math.abs(got.entropies[row]! - wanted.entropies[row]!);
          assert.ok(error <= tolerance, `entropy ${wanted.entropies[row]}, off by ${error}`);
          if (got.tokens[row] !== wanted.tokens[row]) {
            const own = logits.subarray(row * vocabSize, (row + 1) * vocabSize);
            const [low, high] = [-ROUNDING, ROUNDING].map((shift) => {
              const shifted = Math.min(ALMOST_ONE, Math.max(0, uniforms[row]! + shift));
              return drawTokensReference(own, Float64Array.of(shifted), temperature).tokens[0]!;
            });
            assert.ok(
              low! <= got.tokens[row]! && got.tokens[row]! <= high!,
              `token ${got.tokens[row]}, wanted ${wanted.tokens[row]}`,
            );
            continue;
          }
          const off = Math.abs(got.logProbs[row]! - wanted.logProbs[row]!);
          assert.ok(off <= 3e-6 * Math.max(1, -wanted.logProbs[row]!), `log-probability off by ${off}`);
        }
      }
    });

    test("a number draws the token whose share of the unit interval it falls into", () => {
      const shares = [0.1, 0, 0.5, 0.05, 0.35];
      const uniforms = [0, 0.0999, 0.1001, 0.5999, 0.6001, 0.6499, 0.6501, ALMOST_ONE];
      const logits = Float32Array.from(uniforms.flatMap(() => shares.map(Math.log)));
      const { tokens, logProbs } = drawTokens(logits, Float64Array.from(uniforms));
      assert.deepEqual([...tokens], [0, 0, 2, 2, 3, 3, 4, 4]);
      for (const [row, token] of tokens.entries())
        assert.ok(Math.abs(logProbs[row]! - Math.log(shares[token]!)) < 1e-6);
    });

    test("the entropy of an almost certain token keeps its precision", () => {
      for (const gap of [5, 15, 30, 60]) {
        const logits = Float32Array.of(gap, 0, 0, Number.NEGATIVE_INFINITY, 0);
        const got = drawTokens(logits, Float64Array.of(0.5)).entropies[0]!;
        const wanted = drawTokensReference(logits, Float64Array.of(0.5), 1).entropies[0]!;
        assert.ok(Math.abs(got - wanted) <= 3e-6 * wanted, `gap ${gap}: ${got}, wanted ${wanted}`);
      }
    });

    test("logits that are no numbers are refused wherever they stand", () => {
      for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
        for (let at = 0; at < 14; at++) {
          const logits = new Float32Array(14);
          logits[at] = bad;
          assert.throws(() => drawTokens(logits, Float64Array.of(0.3, 0.3)), /NaN or Infinity/);
        }
      }
      const impossible = new Float32Array(5).fill(Number.NEGATIVE_INFINITY);
      assert.throws(() => drawTokens(impossible, Float64Array.of(0.3)), /NaN or Infinity/);
    });
  });
}
