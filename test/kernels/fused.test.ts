// Every operation, fused or native, against its reference in plain tfjs operations, value and gradient, over random
// shapes; the references run on tfjs's cpu backend, which shares no kernel with the others.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { causalAttention, causalAttentionReference } from "../../src/kernels/causal-attention.js";
import { gatherRows, gatherRowsReference } from "../../src/kernels/gather-rows.js";
import { globalNorm, globalNormReference } from "../../src/kernels/global-norm.js";
import { createAdam, embed, selectBackend, tf } from "../../src/kernels/index.js";
import {
  type LogProbEntropy,
  logProbEntropy,
  logProbEntropyReference,
} from "../../src/kernels/log-prob-entropy.js";
import {
  projectedLogProbEntropy,
  projectedLogProbEntropyReference,
} from "../../src/kernels/projected-log-prob.js";
import { qkNormRope, qkNormRopeReference } from "../../src/kernels/qk-norm-rope.js";
import { rmsNorm, rmsNormReference } from "../../src/kernels/rms-norm.js";
import { swiglu, swigluReference } from "../../src/kernels/swiglu.js";
import { type Rng, seededRng } from "../../src/random/index.js";
import { BACKEND_BUILDS, BACKENDS, useBackend } from "./backends.js";
import { randomTensor, relativeError } from "./tiny-decoder.js";

interface Case {
  shapes: number[][];
  run: (inputs: tf.Tensor[]) => tf.Tensor;
  reference: (inputs: tf.Tensor[]) => tf.Tensor;
}

const between = (rng: Rng, low: number, high: number): number => low + rng.integer(high - low + 1);
const integers = (rng: Rng, count: number, below: number): Int32Array =>
  Int32Array.from({ length: count }, () => rng.integer(below));

/** Each makes a case of random shape. */
const CASES: Record<string, (rng: Rng) => Case> = {
  embed(rng) {
    const [count, rows, width] = [between(rng, 1, 40), between(rng, 1, 30), between(rng, 1, 21)];
    const ids = integers(rng, count, rows);
    return {
      shapes: [[rows, width]],
      run: ([table]) => embed(table as tf.Tensor2D, tf.tensor1d(ids, "int32")),
      reference: ([table]) => gatherRowsReference(table as tf.Tensor2D, tf.tensor1d(ids, "int32")),
    };
  },
  gatherRows(rng) {
    const [count, rows, width] = [between(rng, 1, 9), between(rng, 9, 30), between(rng, 1, 70)];
    const ids = integers(rng, count, rows);
    return {
      shapes: [[rows, width]],
      run: ([x]) => gatherRows(x as tf.Tensor2D, tf.tensor1d(ids, "int32")),
      reference: ([x]) => gatherRowsReference(x as tf.Tensor2D, tf.tensor1d(ids, "int32")),
    };
  },
  rmsNorm(rng) {
    const [rows, width] = [between(rng, 1, 30), between(rng, 3, 70)];
    return {
      shapes: [[rows, width], [width]],
      run: ([x, weight]) => rmsNorm(x as tf.Tensor2D, weight as tf.Tensor1D, 1e-5),
      reference: ([x, weight]) => rmsNormReference(x as tf.Tensor2D, weight as tf.Tensor1D, 1e-5),
    };
  },
  swiglu(rng) {
    const [rows, width] = [between(rng, 1, 30), between(rng, 1, 40)];
    return {
      shapes: [[rows, 2 * width]],
      run: ([gateUp]) => swiglu(gateUp as tf.Tensor2D),
      reference: ([gateUp]) => swigluReference(gateUp as tf.Tensor2D),
    };
  },
  "qkNormRope with norms": (rng) => {
    const kvHeads = between(rng, 1, 3);
    const [heads, headDim] = [kvHeads * between(rng, 1, 3), 2 * between(rng, 1, 10)];
    const [batch, length] = [between(rng, 1, 3), between(rng, 1, 9)];
    const options = { heads, kvHeads, headDim, length, ropeBase: 500, eps: 1e-6 };
    return {
      shapes: [[batch * length, (heads + 2 * kvHeads) * headDim], [headDim], [headDim]],
      run: ([qkv, q, k]) => qkNormRope(qkv as tf.Tensor2D, q as tf.Tensor1D, k as tf.Tensor1D, options),
      reference: ([qkv, q, k]) =>
        qkNormRopeReference(qkv as tf.Tensor2D, q as tf.Tensor1D, k as tf.Tensor1D, options),
    };
  },
  "qkNormRope without norms": (rng) => {
    const [heads, kvHeads, headDim, length] = [4, 2, 2 * between(rng, 1, 10), between(rng, 1, 9)];
    const options = { heads, kvHeads, headDim, length, ropeBase: 10000, eps: 1e-6 };
    return {
      shapes: [[2 * length, 8 * headDim]],
      run: ([qkv]) => qkNormRope(qkv as tf.Tensor2D, null, null, options),
      reference: ([qkv]) => qkNormRopeReference(qkv as tf.Tensor2D, null, null, options),
    };
  },
  causalAttention(rng) {
    const kvHeads = between(rng, 1, 3);
    const [heads, headDim] = [kvHeads * between(rng, 1, 3), between(rng, 1, 20)];
    const [batch, length] = [between(rng, 1, 3), between(rng, 1, 75)];
    const options = { batch, length, heads, kvHeads, headDim };
    return {
      shapes: [[batch * length, (heads + 2 * kvHeads) * headDim]],
      run: ([qkv]) => causalAttention(qkv as tf.Tensor2D, options),
      reference: ([qkv]) => causalAttentionReference(qkv as tf.Tensor2D, options),
    };
  },
  logProbEntropy(rng) {
    const [rows, width] = [between(rng, 1, 30), between(rng, 2, 130)];
    const ids = integers(rng, rows, width);
    const options = { temperature: rng.choice([1, 0.6, 1.7]) };
    return {
      shapes: [[rows, width]],
      // The entropies weigh the log-probabilities: they must be right, and pass no gradient on.
      run: ([logits]) => {
        const { logProbs, entropies } = logProbEntropy(
          logits as tf.Tensor2D,
          tf.tensor1d(ids, "int32"),
          options,
        );
        return tf.mul(logProbs, entropies);
      },
      reference: ([logits]) => {
        const targets = tf.tensor1d(ids, "int32");
        const { logProbs, entropies } = logProbEntropyReference(logits as tf.Tensor2D, targets, options);
        return tf.mul(logProbs, entropies);
      },
    };
  },
  "projectedLogProbEntropy, tile by tile": (rng) => {
    const [rows, vocabSize, width] = [between(rng, 1, 30), between(rng, 2, 130), between(rng, 1, 20)];
    const ids = integers(rng, rows, vocabSize);
    const options = { temperature: rng.choice([1, 0.6, 1.7]) };
    const [tile, mostKept] = [between(rng, 1, 40), rng.choice([0, 2 ** 20])];
    const weighted = ({ logProbs, entropies }: LogProbEntropy): tf.Tensor => tf.mul(logProbs, entropies);
    const inputs = ([hidden, head]: tf.Tensor[]) =>
      [hidden as tf.Tensor2D, head as tf.Tensor2D, tf.tensor1d(ids, "int32")] as const;
    return {
      shapes: [
        [rows, width],
        [vocabSize, width],
      ],
      run: (tensors) => weighted(projectedLogProbEntropy(...inputs(tensors), { ...options, tile, mostKept })),
      reference: (tensors) => weighted(projectedLogProbEntropyReference(...inputs(tensors), options)),
    };
  },
  "matMul, transposed and batched": (rng) => {
    const [batch, m, n] = [between(rng, 1, 3), between(rng, 1, 110), between(rng, 1, 50)];
    const k = rng.choice([between(rng, 1, 40), between(rng, 250, 530)]);
    const [transposeA, transposeB] = [rng.integer(2) === 1, rng.integer(2) === 1];
    const multiply = ([a, b]: tf.Tensor[]): tf.Tensor => tf.matMul(a!, b!, transposeA, transposeB);
    const shapes = [transposeA ? [batch, k, m] : [batch, m, k], transposeB ? [batch, n, k] : [batch, k, n]];
    return { shapes, run: multiply, reference: multiply };
  },
  "split of any axis, and gather": (rng) => {
    const sizes = [between(rng, 1, 5), between(rng, 1, 9), between(rng, 1, 4)];
    const axis = rng.integer(3);
    const shape = [3, 4, 5].map((n, i) => (i === axis ? sizes[0]! + sizes[1]! + sizes[2]! : n));
    const picks = integers(rng, 7, shape[0]!);
    const mix = ([x]: tf.Tensor[]): tf.Tensor => {
      const [a, b, c] = tf.split(
        tf.gather(x!, tf.tensor1d(picks, "int32")),
        axis === 0 ? [1, 2, 4] : sizes,
        axis,
      );
      return tf.concat([tf.mul(c!, 2), a!, tf.square(b!)], axis);
    };
    return { shapes: [shape], run: mix, reference: mix };
  },
};

interface Outcome {
  value: Float32Array;
  gradients: Float32Array[];
}

/** Value, and the gradients of sum(value * cotangent). */
function evaluate(f: Case["run"], arrays: Float32Array[], shapes: number[][], seed: number): Outcome {
  return tf.tidy(() => {
    const inputs = arrays.map((array, i) => tf.tensor(array, shapes[i]!));
    const value = f(inputs);
    const cotangent = randomTensor(seededRng(seed), value.shape);
    const gradients = tf.grads((...xs: tf.Tensor[]) => tf.sum(tf.mul(f(xs), cotangent)))(inputs);
    return {
      value: value.dataSync() as Float32Array,
      gradients: gradients.map((gradient) => gradient.dataSync() as Float32Array),
    };
  });
}

const ROUNDS = 12;

for (const [name, makeCase] of Object.entries(CASES)) {
  test(`${name}: value and gradient equal the reference's`, async () => {
    const rng = seededRng(17);
    for (let round = 0; round < ROUNDS; round++) {
      const { shapes, run, reference } = makeCase(rng);
      const arrays = shapes.map((shape) =>
        Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal()),
      );
      await selectBackend({ force: "cpu" });
      const wanted = evaluate(reference, arrays, shapes, round);
      for (const backendBuild of BACKEND_BUILDS) {
        if (backendBuild.backend === "cpu") continue;
        await useBackend(backendBuild);
        const got = evaluate(run, arrays, shapes, round);
        const where = `${JSON.stringify(backendBuild)}, shapes ${JSON.stringify(shapes)}`;
        const valueError = relativeError(got.value, wanted.value);
        assert.ok(valueError < 3e-6, `${where}: value off by ${valueError}`);
        for (const [i, gradient] of got.gradients.entries()) {
          const error = relativeError(gradient, wanted.gradients[i]!);
          assert.ok(error < 5e-6, `${where}: gradient ${i} off by ${error}`);
        }
      }
    }
  });
}

/** Field reports of entropy that is NaN or Infinity where a token is impossible; values by hand. */
const IMPOSSIBLE: [logits: number[], target: number, logProb: number, entropy: number][] = [
  [[0, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY], 0, 0, 0],
  [
    [5, Number.NEGATIVE_INFINITY, 5, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
    2,
    -Math.LN2,
    Math.LN2,
  ],
  // p = 1 / (1 + 1/e) and 1 / (1 + e)
  [[2, 1, Number.NEGATIVE_INFINITY], 1, -1.3132616875182228, 0.5822031088882179],
  [[0, 0, Number.NEGATIVE_INFINITY], 2, Number.NEGATIVE_INFINITY, Math.LN2],
];

for (const backendBuild of BACKEND_BUILDS) {
  const { backend, build } = backendBuild;
  test(`an impossible token adds nothing to the entropy on ${backend} ${build ?? ""}`, async () => {
    await useBackend(backendBuild);
    for (const [logits, target, logProb, entropy] of IMPOSSIBLE) {
      const targets = tf.tensor1d([target], "int32");
      const { logProbs, entropies } = logProbEntropy(tf.tensor2d([logits]), targets);
      const near = (got: number, wanted: number): void =>
        assert.ok(got === wanted || Math.abs(got - wanted) < 1e-6, `${logits}: ${got}, wanted ${wanted}`);
      near(logProbs.dataSync()[0]!, logProb);
      near(entropies.dataSync()[0]!, entropy);
    }
  });

  test(`logits that are no numbers give no number on ${backend} ${build ?? ""}`, async () => {
    await useBackend(backendBuild);
    const impossible = new Array<number>(5).fill(Number.NEGATIVE_INFINITY);
    for (const row of [[1, Number.NaN, 0, 0, 0], [0, 0, 0, 0, Number.POSITIVE_INFINITY], impossible]) {
      const { entropies } = logProbEntropy(tf.tensor2d([row]), tf.tensor1d([0], "int32"));
      assert.ok(Number.isNaN(entropies.dataSync()[0]), `${row}`);
    }
  });

  test(`NaN in a query or key reaches the values that attention mixes on ${backend} ${build ?? ""}`, async () => {
    await useBackend(backendBuild);
    const options = { batch: 1, length: 3, heads: 1, kvHeads: 1, headDim: 4 };
    for (const column of [0, 4]) {
      const qkv = tf.buffer(
        [3, 12],
        "float32",
        Float32Array.from({ length: 36 }, (_, i) => i / 36),
      );
      qkv.set(Number.NaN, 1, column);
      const mixed = causalAttention(qkv.toTensor() as tf.Tensor2D, options).dataSync();
      assert.ok(mixed.slice(4, 8).every(Number.isNaN));
    }
  });
}

test("a temperature that is not a number > 0 is refused", () => {
  for (const temperature of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(
      () => logProbEntropy(tf.tensor2d([[1, 2]]), tf.tensor1d([0], "int32"), { temperature }),
      /temperature must be a number > 0, received/,
    );
});

test("Adam with decoupled weight decay equals the reference's on cpu", async () => {
  const run = async (backend: string): Promise<Float32Array[]> => {
    await selectBackend({ force: backend });
    const rng = seededRng(4);
    const variables = [[3, 7], [16], [1]].map((shape) => tf.variable(randomTensor(rng, shape)));
    const adam = createAdam(variables, {
      learningRate: 1e-2,
      weightDecay: ({ rank }) => (rank > 1 ? 0.1 : 0),
    });
    for (let step = 0; step < 5; step++) {
      const gradients = variables.map(({ shape }) => randomTensor(rng, shape));
      adam.apply(gradients, { learningRate: 1e-2 / (step + 1), scale: 0.5 });
      tf.dispose(gradients);
      // A stop in between: what goes on from the saved state is the same.
      if (step === 2) adam.restore(adam.state());
    }
    const { firstMoments, secondMoments } = adam.state();
    const values = variables.map((variable) => variable.dataSync() as Float32Array);
    adam.dispose();
    tf.dispose(variables);
    return [...values, ...firstMoments, ...secondMoments];
  };
  const wanted = await run("cpu");
  for (const backend of BACKENDS)
    for (const [i, array] of (await run(backend)).entries())
      assert.ok(relativeError(array, wanted[i]!) < 1e-6, `array ${i} on ${backend}`);
});

test("Adam says how far it moved all variables together, decay aside", async () => {
  for (const backend of BACKENDS) {
    await selectBackend({ force: backend });
    const rng = seededRng(5);
    const variables = [[3, 700], [1]].map((shape) => tf.variable(tf.zeros(shape)));
    // all variables are 0 before the only step, so that nothing decays
    const adam = createAdam(variables, { learningRate: 1e-2, weightDecay: () => 0.5 });
    const moved = adam.apply(variables.map(({ shape }) => randomTensor(rng, shape)));
    const values = variables.flatMap((variable) => [...variable.dataSync()]);
    const norm = Math.hypot(...values);
    assert.ok(norm > 0.4 && Math.abs(moved / norm - 1) < 1e-6, `${backend}: ${moved}, ${norm}`);
  }
});

test("Adam refuses gradients that do not fit", () => {
  const adam = createAdam([tf.variable(tf.zeros([3]))], { learningRate: 1 });
  assert.throws(() => adam.apply([tf.zeros([4])]), /gradients of sizes \[4\].*\[3\]/);
});

describe("optimiser on wasm", () => {
  before(() => selectBackend({ force: "wasm" }));

  test("globalNorm equals the reference's", () => {
    const tensors = [3, 64, 1001].map((size) => randomTensor(seededRng(size), [size]));
    assert.ok(Math.abs(globalNorm(tensors) / globalNormReference(tensors) - 1) < 1e-6);
    assert.equal(globalNorm([]), 0);
  });

  test("a clone of a variable keeps its values through an Adam step", () => {
    const variable = tf.variable(tf.tensor1d([1, 2, 3, 4, 5]));
    const clone = tf.clone(variable);
    const adam = createAdam([variable], { learningRate: 0.1 });
    adam.apply([tf.tensor1d([1, 1, 1, 1, 1])]);
    assert.deepEqual(Array.from(clone.dataSync()), [1, 2, 3, 4, 5]);
    assert.ok(variable.dataSync().every((value, i) => Math.abs(value - (i + 0.9)) < 1e-6));
  });
});
