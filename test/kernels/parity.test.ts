// The same weights and batch as in PyTorch (fixtures/make_fixtures.py) give the same numbers, on every backend.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import {
  createAdam,
  type DecoderShape,
  type DecoderWeights,
  gatherRows,
  globalNorm,
  logProbEntropy,
  tf,
} from "../../src/kernels/index.js";
import { BACKEND_BUILDS, useBackend } from "./backends.js";
import { forwardLogits, relativeError, variablesOf } from "./tiny-decoder.js";

interface Settings {
  shape: DecoderShape;
  batch: number;
  length: number;
  clipLow: number;
  clipHigh: number;
  maxNorm: number;
  learningRate: number;
  beta1: number;
  beta2: number;
  eps: number;
  losses: [number, number];
  norms: [number, number];
}

interface Fixture {
  settings: Settings;
  floats(name: string): Float32Array;
  tensor(name: string): tf.Tensor;
}

/** Reads a safetensors file. */
function readFixture(name: string): Fixture {
  const file = readFileSync(path.join(__dirname, "../../../test/kernels/fixtures", `${name}.safetensors`));
  const headerEnd = 8 + Number(file.readBigUInt64LE(0));
  const { __metadata__: metadata, ...entries } = JSON.parse(file.toString("utf8", 8, headerEnd)) as {
    __metadata__: { settings: string };
  } & Record<string, { dtype: "F32" | "I32"; shape: number[]; data_offsets: [number, number] }>;
  const bytesOf = (key: string): ArrayBuffer => {
    const [start, end] = entries[key]!.data_offsets;
    return new Uint8Array(file.subarray(headerEnd + start, headerEnd + end)).buffer;
  };
  return {
    settings: JSON.parse(metadata.settings) as Settings,
    floats: (key) => new Float32Array(bytesOf(key)),
    tensor: (key) =>
      entries[key]!.dtype === "I32"
        ? tf.tensor(new Int32Array(bytesOf(key)), entries[key]!.shape, "int32")
        : tf.tensor(new Float32Array(bytesOf(key)), entries[key]!.shape),
  };
}

function weightsFrom({ settings: { shape }, tensor }: Fixture): DecoderWeights {
  const weight = (name: string): tf.Variable => tf.variable(tensor(`weights.${name}`));
  return {
    embedding: weight("embedding"),
    layers: Array.from({ length: shape.layers }, (_, i) => ({
      inputNorm: weight(`${i}.inputNorm`),
      qkv: weight(`${i}.qkv`),
      qkvBias: null,
      queryNorm: shape.qkNorm ? weight(`${i}.queryNorm`) : null,
      keyNorm: shape.qkNorm ? weight(`${i}.keyNorm`) : null,
      output: weight(`${i}.output`),
      outputBias: null,
      postNorm: weight(`${i}.postNorm`),
      gateUp: weight(`${i}.gateUp`),
      down: weight(`${i}.down`),
    })),
    finalNorm: weight("finalNorm"),
    head: shape.tiedEmbedding ? null : weight("head"),
  };
}

/** The weights' names in the order of `variablesOf`. */
function namesOf({ layers, qkNorm, tiedEmbedding }: DecoderShape): string[] {
  const attention = ["inputNorm", "qkv", ...(qkNorm ? ["queryNorm", "keyNorm"] : [])];
  const perLayer = [...attention, "output", "postNorm", "gateUp", "down"];
  const blocks = Array.from({ length: layers }, (_, i) => perLayer.map((name) => `${i}.${name}`)).flat();
  return ["embedding", ...blocks, "finalNorm", ...(tiedEmbedding ? [] : ["head"])];
}

function surrogate(fixture: Fixture, weights: DecoderWeights): tf.Scalar {
  const { settings, tensor } = fixture;
  const logits = forwardLogits(weights, settings.shape, tensor("ids") as tf.Tensor1D, settings);
  const chosen = gatherRows(logits, tensor("rows") as tf.Tensor1D);
  const { logProbs } = logProbEntropy(chosen, tensor("targets") as tf.Tensor1D);
  const ratio = tf.exp(tf.sub(logProbs, tensor("oldLogProbs")));
  const clipped = tf.clipByValue(ratio, 1 - settings.clipLow, 1 + settings.clipHigh);
  const advantages = tensor("advantages");
  return tf.neg(tf.mean(tf.minimum(tf.mul(ratio, advantages), tf.mul(clipped, advantages)))) as tf.Scalar;
}

function assertClose(
  got: ArrayLike<number>,
  wanted: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  const error = relativeError(got, wanted);
  assert.ok(error <= tolerance, `${what}: relative error ${error}, ${tolerance} allowed`);
}

for (const backendBuild of BACKEND_BUILDS) {
  const { backend, build } = backendBuild;
  describe(`PyTorch parity on ${backend} ${build ?? ""}`, () => {
    before(() => useBackend(backendBuild));
    for (const name of ["qwen3", "llama"]) {
      const fixture = readFixture(name);
      const { settings, floats } = fixture;

      test(`${name}: logits and entropies`, () => {
        tf.tidy(() => {
          const weights = weightsFrom(fixture);
          const ids = fixture.tensor("ids") as tf.Tensor1D;
          const logits = forwardLogits(weights, settings.shape, ids, settings);
          assertClose(logits.dataSync(), floats("logits"), 3e-6, "logits");
          const { entropies } = logProbEntropy(logits, ids);
          assertClose(entropies.dataSync(), floats("entropies"), 3e-6, "entropies");
          tf.dispose(variablesOf(weights));
        });
      });

      test(`${name}: loss, gradients, clipping and two Adam updates of a policy-gradient step`, () => {
        tf.tidy(() => {
          const weights = weightsFrom(fixture);
          const variables = variablesOf(weights);
          const names = namesOf(settings.shape);
          assert.equal(names.length, variables.length);
          const adam = createAdam(variables, settings);
          for (const step of [0, 1] as const) {
            const { value, grads } = tf.variableGrads(() => surrogate(fixture, weights), variables);
            const gradients = variables.map((variable) => grads[variable.name]!);
            // A mean of terms of order one that nearly cancel: the error counts against the terms.
            const lossError = Math.abs(value.dataSync()[0]! - settings.losses[step]!);
            assert.ok(lossError < 3e-6, `loss of step ${step} off by ${lossError}`);
            for (const [i, gradient] of step === 0 ? gradients.entries() : []) {
              assertClose(
                gradient.dataSync(),
                floats(`gradients.${names[i]}`),
                5e-6,
                `gradient of ${names[i]}`,
              );
            }
            const norm = globalNorm(gradients);
            assertClose([norm], [settings.norms[step]!], 5e-6, `norm of step ${step}`);
            adam.apply(gradients, { scale: settings.maxNorm / (norm + 1e-6) });
          }
          for (const [i, variable] of variables.entries()) {
            assertClose(variable.dataSync(), floats(`updated.${names[i]}`), 3e-6, `updated ${names[i]}`);
          }
          adam.dispose();
          tf.dispose(variables);
        });
      });
    }
  });
}
