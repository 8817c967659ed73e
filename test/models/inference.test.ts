import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { logProbability, selectBackend, softmaxDistribution } from "../../src/kernels/index.js";
import { OWN_ROWS } from "../../src/kernels/inference/memory-plan.js";
import {
  type InferenceModel,
  loadPolicy,
  type OpenModelOptions,
  openDecoder,
  openModel,
  openSafetensors,
  writeSafetensors,
} from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { sampleResponses, scoreSequences, scoreTokens } from "../../src/rollout/index.js";
import { largestDifference } from "./largest-difference.js";

const FAMILIES = "test/models/fixtures/families";
const folders = readdirSync(FAMILIES).filter((name) => !name.endsWith(".py"));
const root = mkdtempSync(path.join(tmpdir(), "inference-"));
after(() => rmSync(root, { recursive: true }));
before(() => selectBackend({ force: "wasm" }));

interface Expected {
  ids: number[][];
  logProbs: number[][];
  entropies: number[][];
}
const expected = (name: string): Expected =>
  JSON.parse(readFileSync(path.join(FAMILIES, name, "expected.json"), "utf8"));

/** Opens a model for as long as `use` takes. */
function withModel<T>(name: string, options: OpenModelOptions, use: (model: InferenceModel) => T): T {
  const model = openModel(path.join(FAMILIES, name), { rows: 6, maxLength: 32, threads: 1, ...options });
  try {
    return use(model);
  } finally {
    model.dispose();
  }
}

const sequencesOf = ({ ids }: Expected) =>
  ids.map((row) => ({ prompt: row.slice(0, 1), response: row.slice(1) }));

for (const options of [
  { threads: 1 },
  { threads: 3 },
  { kernels: "reference" },
  { dtype: "float32" },
] as const) {
  describe(`openModel ${JSON.stringify(options)}`, () => {
    for (const name of folders)
      test(`${name} scores and decodes as in transformers`, () => {
        const wanted = expected(name);
        withModel(name, options, (model) => {
          const { logProbs, entropies } = scoreSequences(model, sequencesOf(wanted));
          const decoder = model.decoder({ maxLength: 20 });
          let logits = decoder.prefill(
            wanted.ids.map((row) => row.slice(0, 5)),
            1,
          );
          for (let t = 5; t < 20; t++) {
            for (const [row, tokens] of wanted.ids.entries()) {
              const own = logits.slice(row * 40, (row + 1) * 40);
              const distribution = softmaxDistribution(own, 1, new Float64Array(40));
              const off = logProbability(distribution, tokens[t]) - wanted.logProbs[row][t - 1];
              assert.ok(Math.abs(off) < 5e-5, `decoded token ${t} off by ${off}`);
            }
            if (t < 19) logits = decoder.step(Int32Array.from(wanted.ids, (row) => row[t]));
          }
          for (const row of wanted.ids.keys()) {
            assert.ok(largestDifference(logProbs[row], wanted.logProbs[row]) < 5e-5);
            assert.ok(largestDifference(entropies[row], wanted.entropies[row]) < 5e-5);
          }
        });
      });
  });
}

for (const name of ["qwen3-tied", "llama-attention-bias"])
  test(`${name}: every number is the same whatever the number of threads, with few rows and with many`, () => {
    const many = sequencesOf(expected(name));
    const few = [{ prompt: many[0].prompt, response: many[0].response.slice(0, 10) }];
    const scores = (threads: number) =>
      withModel(name, { threads }, (model) => [many, few].map((texts) => scoreSequences(model, texts)));
    assert.ok(many.flatMap(({ response }) => response).length > OWN_ROWS);
    assert.deepEqual(scores(4), scores(1));
    assert.deepEqual(scores(2), scores(1));
    // A text among many, and the same one alone: rows computed by all threads, and by each.
    const [amongMany, alone] = scores(2).map(({ entropies }) => entropies[0].slice(0, 10));
    assert.ok(largestDifference(amongMany, alone) < 1e-6);
  });

test("a policy and an inference model draw the same tokens", () => {
  const folder = path.join(FAMILIES, "qwen2-tied");
  const policy = loadPolicy(folder);
  const prompts = [[1, 2, 3, 4, 5, 6, 7], [8], [9, 10]];
  const options = { samplesPerPrompt: 2, maxNewTokens: 20, eosId: 3 };
  const wanted = sampleResponses(policy, prompts, { ...options, rng: seededRng(2) });
  withModel("qwen2-tied", { rows: 6 }, (model) => {
    const got = sampleResponses(model, prompts, { ...options, rng: seededRng(2) });
    assert.deepEqual(got.columns.tokens, wanted.columns.tokens);
    assert.ok(largestDifference(got.columns.entropies, wanted.columns.entropies) < 1e-5);
    // Fewer rows at a time than a group has, and rows that leave the batch: the same tokens again.
    const few = sampleResponses(model, prompts, { ...options, rng: seededRng(2), batchRows: 1 });
    assert.deepEqual(few.columns.tokens, wanted.columns.tokens);
  });
  policy.dispose();
});

test("rows that share a beginning go on apart, over the edge of a page", () => {
  const policy = loadPolicy(path.join(FAMILIES, "llama-float16"));
  withModel("llama-float16", { maxLength: 80, rows: 5 }, (model) => {
    const rng = seededRng(3);
    const token = (): number => rng.integer(40);
    const prompts = [Array.from({ length: 40 }, token), Array.from({ length: 31 }, token)];
    const [ours, theirs] = [model, policy].map((either) => openDecoder(either, { maxLength: 80 }));
    const same = (a: Float32Array, b: Float32Array): void => assert.ok(largestDifference(a, b) < 1e-5);
    same(ours.prefill(prompts, 2), theirs.prefill(prompts, 2));
    for (let step = 0; step < 12; step++) {
      const tokens = Int32Array.from({ length: ours.rows }, token);
      same(ours.step(tokens), theirs.step(tokens));
      const kept = { 2: [3, 0, 2], 5: [0, 0, 1, 0], 8: [2] }[step];
      if (!kept) continue;
      for (const decoder of [ours, theirs]) decoder.keep(Int32Array.from(kept));
    }
    ours.dispose();
    theirs.dispose();
  });
  policy.dispose();
});

test("long texts are read in parts, many short ones together, unscored tokens only read", () => {
  const policy = loadPolicy(path.join(FAMILIES, "llama-absent-keys"));
  const rng = seededRng(4);
  const tokens = (length: number): number[] => Array.from({ length }, () => rng.integer(40));
  const lengths = [600, 1, 2, 40, 0, 300, ...Array.from({ length: 300 }, () => 3)];
  const sequences = lengths.map((length) => ({
    prompt: tokens(1 + rng.integer(5)),
    response: tokens(length),
  }));
  const wanted = scoreTokens(policy, sequences, {
    statistics: ["maxProbability", "collisionMass", "collisionLog"],
  });
  withModel("llama-absent-keys", { maxLength: 700, rows: 1 }, (model) => {
    const got = scoreTokens(model, sequences, {
      statistics: ["maxProbability", "collisionMass", "collisionLog"],
    });
    for (const [name, values] of Object.entries(wanted))
      assert.ok(largestDifference(got[name as keyof typeof got]!, values) < 3e-5, name);
    const warm = { temperature: 1.7 };
    const [a, b] = [scoreTokens(model, sequences, warm), scoreTokens(policy, sequences, warm)];
    assert.ok(largestDifference(a.entropies, b.entropies) < 3e-5);
    assert.throws(
      () => scoreTokens(model, sequences, { statistics: ["distribution"] }),
      /whole distributions/,
    );
  });
  policy.dispose();
});

test("keys and values in float16 take half the memory and shift entropies a little", () => {
  const wanted = expected("qwen3-tied");
  const read = (options: OpenModelOptions) =>
    withModel("qwen3-tied", options, (model) => ({
      entropies: scoreSequences(model, sequencesOf(wanted)).entropies[0],
      bytes: model.bytes.keysAndValues,
    }));
  const [full, half] = [read({}), read({ keysAndValues: "float16" })];
  assert.equal(full.bytes, 2 * half.bytes);
  const off = largestDifference(half.entropies, wanted.entropies[0]);
  assert.ok(off > 1e-6 && off < 2e-3, `${off}`);
  const reference = read({ keysAndValues: "float16", kernels: "reference" });
  assert.ok(largestDifference(half.entropies, reference.entropies) < 2e-5);
  assert.throws(
    () => openModel(path.join(FAMILIES, "qwen3-tied"), { keysAndValues: "float8" as "float16" }),
    /unknown keysAndValues "float8"; wanted one of float32, float16/,
  );
});

test("int8 weights shift entropies a little", () => {
  const wanted = expected("qwen3-tied");
  withModel("qwen3-tied", { dtype: "int8" }, (model) => {
    const { entropies } = scoreSequences(model, sequencesOf(wanted));
    const off = largestDifference(entropies[0], wanted.entropies[0]);
    assert.ok(off > 1e-4 && off < 0.1, `${off}`);
    withModel("qwen3-tied", { dtype: "int8", kernels: "reference" }, (reference) => {
      const same = scoreSequences(reference, sequencesOf(wanted));
      assert.ok(largestDifference(same.entropies[0], entropies[0]) < 1e-4);
    });
  });
});

test("int8 weights are those that rounding by hand gives, 64 to a scale", () => {
  const folder = path.join(root, "rounded");
  cpSync(path.join(FAMILIES, "qwen3-tied"), folder, { recursive: true });
  const file = path.join(folder, "model.safetensors");
  const reader = openSafetensors(file);
  const tensors = reader.names.map((name) => {
    const shape = reader.shape(name);
    const values = Float32Array.from(reader.read(name));
    if (shape.length === 2) roundInGroups(values, shape[1]);
    return { name, shape, values };
  });
  reader.close();
  writeSafetensors(file, tensors);
  const sequences = sequencesOf(expected("qwen3-tied"));
  const rounded = openModel(folder, { rows: 1, maxLength: 32, threads: 1, dtype: "float32" });
  const [byHand] = scoreSequences(rounded, sequences).entropies;
  rounded.dispose();
  withModel("qwen3-tied", { dtype: "int8" }, (model) => {
    const off = largestDifference(scoreSequences(model, sequences).entropies[0], byHand);
    assert.ok(off < 5e-5, `${off}`);
  });
});

function roundInGroups(values: Float32Array, width: number): void {
  for (let row = 0; row < values.length; row += width)
    for (let from = row; from < row + width; from += 64) {
      const group = values.subarray(from, Math.min(from + 64, row + width));
      const scale = Math.fround(group.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127);
      if (scale > 0)
        for (const [i, value] of group.entries()) group[i] = nearestEven(Math.fround(value / scale)) * scale;
    }
}

/** Halves go to the even number, as in the kernel and in PyTorch. */
function nearestEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

test("what does not fit is one sentence with the numbers and what to lower", () => {
  const open = (options: OpenModelOptions) => () =>
    openModel(path.join(FAMILIES, "qwen3-absent-keys"), options);
  assert.throws(
    open({ rows: 4096, maxLength: 32768 }),
    /does not fit: weights 0\.00 GiB, keys and values \d+\.\d\d GiB for 4096 rows of 32768 tokens, .* lower the rows or the length/,
  );
  assert.throws(open({ rows: 0 }), /rows must be a whole number >= 1, received 0/);
  assert.throws(
    open({ dtype: "int4" as "int8" }),
    /unknown dtype "int4"; wanted one of stored, float32, int8/,
  );
  withModel("qwen3-absent-keys", {}, (model) => {
    assert.throws(
      () => model.decoder({ maxLength: 33 }),
      /opened for sequences of 32 tokens, 33 are asked for/,
    );
    const decoder = model.decoder({ maxLength: 32 });
    assert.throws(() => decoder.prefill([[1], [2]], 4), /opened for 6 rows, 8 are asked for/);
    const long = { prompt: [1], response: new Array(40).fill(2) };
    assert.throws(() => scoreSequences(model, [long]), /opened for sequences of 32 tokens, text 0 has 41/);
  });
});

type MemoryClass = new (limits: { initial: number }) => object;

test("fewer rows are tried where memory is too little, and only there", (context) => {
  const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: { Memory: MemoryClass } };
  const { Memory } = wasm;
  context.after(() => Object.assign(wasm, { Memory }));
  const failingOnce = (error: Error): void => {
    const construct = (target: MemoryClass, [limits]: [{ initial: number }]): object => {
      if (limits.initial === 1) return new target(limits);
      Object.assign(wasm, { Memory });
      throw error;
    };
    Object.assign(wasm, { Memory: new Proxy(Memory, { construct }) });
  };
  const folder = path.join(FAMILIES, "qwen3-absent-keys");
  failingOnce(new RangeError("could not allocate memory"));
  const model = openModel(folder, { maxLength: 32, threads: 1 });
  assert.equal(model.rows, 8);
  model.dispose();
  failingOnce(new Error("the kernels are broken"));
  assert.throws(() => openModel(folder, { maxLength: 32, threads: 1 }), /^Error: the kernels are broken$/);
  failingOnce(new RangeError("could not allocate memory"));
  assert.throws(
    () => openModel(folder, { rows: 1, maxLength: 32, threads: 1 }),
    /does not fit: the system gave no 0\.\d\d GiB \(could not allocate memory\)/,
  );
});

test("a weight that is no number is refused by the tensor's name", () => {
  for (const dtype of ["stored", "float32", "int8"] as const) {
    const folder = path.join(root, dtype);
    cpSync(path.join(FAMILIES, "qwen3-version-5"), folder, { recursive: true });
    const file = path.join(folder, "model.safetensors");
    const reader = openSafetensors(file);
    const tensors = reader.names.map((name) => ({
      name,
      shape: reader.shape(name),
      values: reader.read(name),
    }));
    reader.close();
    tensors.find(({ name }) => name.endsWith("layers.1.mlp.up_proj.weight"))!.values[7] = Number.NaN;
    writeSafetensors(file, tensors);
    assert.throws(
      () => openModel(folder, { rows: 1, dtype }),
      /layers\.1\.mlp\.up_proj\.weight" of .* holds NaN/,
    );
  }
});

test("a config.json alone decides whether a model fits", () => {
  const folder = path.join(root, "large");
  cpSync(path.join(FAMILIES, "llama-float16"), folder, { recursive: true });
  const file = path.join(folder, "config.json");
  const config = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...config, max_position_embeddings: 8192 }));
  const model = openModel(folder, { threads: 1 });
  assert.deepEqual([model.rows, model.maxLength], [16, 1024]);
  model.dispose();
});
