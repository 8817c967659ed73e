import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { selectBackend, tf } from "../../src/kernels/index.js";
import { adaptPolicy, loadPolicy, type Policy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import {
  atOnce,
  type SamplingProgress,
  sampleResponses,
  twoTemperatures,
  wholeSequence,
} from "../../src/rollout/index.js";
import {
  type LossGradient,
  RunFolder,
  rlvrConfig,
  rlvrOptimizer,
  startTrainingThreads,
  type TrainingThreads,
  trainRlvr,
  updatePolicy,
} from "../../src/training/index.js";
import { type Surrogate, surrogateGradient } from "../../src/training/surrogate-gradient.js";
import { sharePrompts, shareSequences } from "../../src/training/threads/shares.js";
import { BACKENDS, NATIVE_LOADS } from "../kernels/backends.js";
import { type RecordedBatch, recordedBatch } from "./recorded-step.js";

const FAMILY = "test/models/fixtures/families/llama-own-head"; // a vocabulary of its own, 5 prompts below are in it
const PROMPTS = [[1, 2, 4], [5], [3, 6, 7, 8], [2, 2], [9, 1]];

/** A surrogate of made-up numbers on three prompts' responses, one of them without a selected token. */
function madeUp(withCoefficients = false): Surrogate {
  const rng = seededRng(3);
  const sequences = [0, 0, 0, 1, 1, 2, 2].map((prompt, r) => {
    const response = Array.from({ length: 2 + (r % 4) }, () => 1 + rng.integer(9));
    const whole = wholeSequence({ prompt: PROMPTS[prompt], response });
    return r === 4 ? { ...whole, selected: new Int32Array(0) } : whole;
  });
  const columns = sequences.map(({ selected }) => {
    const column = (value: () => number): Float32Array => Float32Array.from(selected, value);
    return {
      oldLogProbs: column(() => -3 - rng.uniform()),
      advantages: column(() => rng.normal()),
      weights: column(() => 1 + rng.uniform()),
      ...(withCoefficients && { coefficients: column(() => rng.normal()) }),
    };
  });
  return { sequences, columns, clipLow: 0.2, clipHigh: 0.28, normalizer: 20, temperature: 1 };
}

/** Loss, gradients and log-probabilities agree but for the order of sums. */
function assertSame(got: LossGradient, wanted: LossGradient): void {
  assert.ok(Math.abs(got.loss - wanted.loss) < 1e-6, `${got.loss}, wanted ${wanted.loss}`);
  assert.equal(got.gradients.length, wanted.gradients.length);
  for (const [i, gradient] of got.gradients.entries()) {
    assert.deepEqual(gradient.shape, wanted.gradients[i].shape);
    const right = wanted.gradients[i].dataSync();
    const off = Math.hypot(...gradient.dataSync().map((value, k) => value - right[k]));
    assert.ok(off <= 1e-5 * Math.hypot(...right) + 1e-9, `gradient ${i} is off by ${off}`);
  }
  assert.deepEqual(
    got.logProbs.map(({ length }) => length),
    wanted.logProbs.map(({ length }) => length),
  );
  for (const [r, row] of got.logProbs.entries())
    for (const [t, value] of row.entries()) assert.ok(Math.abs(value - wanted.logProbs[r][t]) < 1e-5);
}

test("prompts are shared out evenly, in their order", () => {
  assert.deepEqual(sharePrompts(5, 2), [
    [0, 1, 2],
    [3, 4],
  ]);
  assert.deepEqual(sharePrompts(1, 3), [[0], [], []]);
  assert.deepEqual(sharePrompts(0, 2), [[], []]);
});

test("sequences are shared out by their tokens, a prompt's together, those without a selected token to nobody", () => {
  const of = (prompt: number, length: number) =>
    wholeSequence({ prompt: PROMPTS[prompt], response: Array(length).fill(1) });
  // prompts of 3 and 1 tokens; the last token of a response is no input
  const sequences = [of(0, 3), of(1, 5), of(0, 3), of(1, 5), { ...of(0, 3), selected: new Int32Array(0) }];
  assert.deepEqual(shareSequences(sequences, 2), [
    [0, 2],
    [1, 3],
  ]);
  assert.deepEqual(shareSequences([of(0, 3)], 3), [[0], [], []]);
  assert.deepEqual(shareSequences([], 2), [[], []]);
});

for (const backend of BACKENDS.filter((name) => name !== "node"))
  describe(`threads on ${backend}`, () => {
    const threads: TrainingThreads[] = [];
    let policy: Policy;
    before(async () => {
      await selectBackend({ force: backend });
      policy = loadPolicy(FAMILY);
      for (const count of [1, 2, 3]) threads.push(await startTrainingThreads(policy.config, count));
    });
    after(() => {
      for (const one of threads) one.dispose();
      policy.dispose();
    });

    test("gradients are those of one thread, for every count the same twice", () => {
      for (const surrogate of [madeUp(), madeUp(true)]) {
        const wanted = surrogateGradient(policy, surrogate);
        for (const shared of threads) {
          const got = shared.surrogateGradient(policy, surrogate);
          assertSame(got, wanted);
          const again = shared.surrogateGradient(policy, surrogate);
          assert.deepEqual(
            again.gradients.map((gradient) => gradient.dataSync()),
            got.gradients.map((gradient) => gradient.dataSync()),
          );
          tf.dispose([...got.gradients, ...again.gradients]);
        }
        tf.dispose(wanted.gradients);
      }
    });

    test("threads see weights that have changed, and no tensor is left behind", () => {
      const changed = policy.variables().map((variable) => variable.clone());
      for (const variable of policy.variables()) tf.tidy(() => variable.assign(tf.mul(variable, 1.5)));
      const wanted = surrogateGradient(policy, madeUp());
      const before = tf.memory().numTensors;
      const got = threads[1].surrogateGradient(policy, madeUp());
      assert.equal(tf.memory().numTensors - before, got.gradients.length);
      assertSame(got, wanted);
      for (const [i, variable] of policy.variables().entries()) variable.assign(changed[i]);
      tf.dispose([...changed, ...wanted.gradients, ...got.gradients]);
    });

    test("responses are those of one thread, token for token", () => {
      const options = { samplesPerPrompt: 3, maxNewTokens: 6, eosId: 0 };
      for (const prompts of [PROMPTS, PROMPTS.slice(0, 1)]) {
        const rng = seededRng(5);
        const wanted = sampleResponses(policy, prompts, { ...options, rng });
        const next = rng.uniform();
        for (const shared of threads) {
          const own = seededRng(5);
          const seen: SamplingProgress[] = [];
          const onProgress = (progress: SamplingProgress) => void seen.push(progress);
          const got = atOnce(shared.sample(policy, prompts, { ...options, rng: own, onProgress }));
          const responses = 3 * prompts.length;
          assert.ok(seen.every(({ count }) => count === responses));
          assert.equal(seen.at(-1)!.complete, responses, "all of them, whoever sampled them");
          for (const column of ["tokens", "starts", "responses", "prompts"] as const)
            assert.deepEqual(got.columns[column], wanted.columns[column], column);
          assert.deepEqual([got.prompts, got.finished], [wanted.prompts, wanted.finished]);
          for (const column of ["logProbs", "entropies"] as const)
            for (const [t, value] of got.columns[column].entries())
              assert.ok(Math.abs(value - wanted.columns[column][t]) < 1e-5);
          assert.equal(own.uniform(), next, "the stream goes on where it would");
        }
      }
    });

    test("adapters receive the gradients that they would on one thread", () => {
      const adapted = adaptPolicy(loadPolicy(FAMILY), {
        ...{ rank: 2, alpha: 4, targetModules: ["q_proj", "down_proj"] },
      });
      for (const variable of adapted.variables())
        tf.tidy(() =>
          variable.assign(tf.add(variable, tf.randomNormal(variable.shape, 0, 0.1, "float32", 7))),
        );
      adapted.adapters.merge();
      const wanted = surrogateGradient(adapted, madeUp());
      const got = threads[1].surrogateGradient(adapted, madeUp());
      assertSame(got, wanted);
      tf.dispose([...wanted.gradients, ...got.gradients]);
      adapted.dispose();
    });

    test("what a thread cannot do is an error here, and the next job is done all the same", () => {
      const [, two] = threads;
      const bad = [...PROMPTS.slice(0, 4), [1e6]];
      const options = { maxNewTokens: 2, eosId: 0 };
      assert.throws(
        () => atOnce(two.sample(policy, bad, { ...options, rng: seededRng(1) })),
        /a thread that helps to train failed: .*prompt 4/,
      );
      // this thread's own prompt: the other one answers nobody
      assert.throws(
        () => atOnce(two.sample(policy, [[1e6], ...PROMPTS], { ...options, rng: seededRng(1) })),
        /^Error: (?!a thread).*prompt 0/,
      );
      const rng = seededRng(1);
      assert.equal(atOnce(two.sample(policy, PROMPTS, { ...options, rng })).columns.starts.length, 6);
      const temperature = twoTemperatures({ threshold: 1, low: 0.5, high: 1 });
      assert.throws(
        () => atOnce(two.sample(policy, PROMPTS, { ...options, rng, temperature })),
        /want a temperature that is a number/,
      );
    });

    test("a Stop is heard while another thread samples", () => {
      const stop = new AbortController();
      const options = { maxNewTokens: 4, eosId: 0, rng: seededRng(1), signal: stop.signal };
      const work = threads[1].sample(policy, PROMPTS, options);
      work.next();
      stop.abort(new Error("stopped"));
      assert.throws(() => atOnce(work), /stopped/);
    });
  });

describe("training on two threads", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "threads-"));
  before(() => selectBackend({ force: "wasm" }));
  after(() => rmSync(folder, { recursive: true }));

  test("a step's loss and gradient are PyTorch's (fixtures/surrogate/make.py)", async () => {
    const {
      settings,
      sequences,
      expected,
    }: RecordedBatch & {
      expected: Record<string, { oldLogProbs: number[][]; loss: number; gradNorm: number }>;
    } = JSON.parse(readFileSync("test/training/fixtures/surrogate/batch.json", "utf8"));
    for (const [family, { oldLogProbs, loss, gradNorm }] of Object.entries(expected)) {
      const base = path.join("test/models/fixtures/families", family);
      const policy = loadPolicy(base);
      const threads = await startTrainingThreads(policy.config, 2);
      const { learningRate, clipLow, clipHigh, temperature } = settings;
      const config = rlvrConfig({ base, miniBatches: 1, learningRate, clipLow, clipHigh, temperature });
      const batch = recordedBatch(sequences, oldLogProbs);
      const adam = rlvrOptimizer(policy, config);
      const update = updatePolicy(policy, adam, batch, config, seededRng(0), { threads });
      assert.ok(Math.abs(update.loss - loss) < 1e-5, `${family}: loss ${update.loss}, PyTorch's ${loss}`);
      assert.ok(
        Math.abs(update.gradNorm / gradNorm - 1) < 1e-5,
        `${family}: ${update.gradNorm}, ${gradNorm}`,
      );
      threads.dispose();
      policy.dispose();
    }
  });

  test("a run goes on bit-equal, its folder says how many threads, and with another number it does not go on", async () => {
    const input = {
      ...{ base: "data/models/S", prompts: 4, samples: 4, evaluateEvery: 1, evaluationSamples: 1 },
      ...{ maxNewTokens: 30, checkpointEvery: 1, threads: 2 },
    };
    const [whole, parts] = ["whole", "parts"].map((name) => path.join(folder, name));
    const without = (lines: readonly object[]) =>
      lines.map((line) => ({ ...line, rolloutSeconds: 0, updateSeconds: 0 }));
    const { metrics } = await trainRlvr({ ...input, steps: 2 }, { folder: whole });
    await trainRlvr({ ...input, steps: 1 }, { folder: parts });
    const { metrics: goneOn } = await trainRlvr({ ...input, steps: 2 }, { folder: parts });
    assert.deepEqual(without(goneOn), without(metrics));
    assert.equal((new RunFolder(whole).record()!.config as { threads?: number }).threads, 2);
    await assert.rejects(
      trainRlvr({ ...input, threads: 1, steps: 3 }, { folder: whole }),
      /another configuration \(threads: 2 there, undefined now\)/,
    );
  });
});

test("native TensorFlow shares its work out itself", {
  skip: !NATIVE_LOADS && "tfjs-node is not installed",
}, async () => {
  await selectBackend({ force: "node" });
  await assert.rejects(trainRlvr({ base: "data/models/S", threads: 2 }), /native TensorFlow has its own/);
});
