import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { z } from "zod";
import { selectBackend, tf } from "../../../src/kernels/index.js";
import {
  hiddenStates,
  loadPolicy,
  loadTokenizer,
  openModelFiles,
  projectToVocabulary,
  savePolicy,
  weightTypes,
} from "../../../src/models/index.js";
import { scoreSequences } from "../../../src/rollout/index.js";
import { largestDifference } from "../largest-difference.js";
import { REAL_MODEL, WITHOUT_REAL_MODEL } from "../real-model.js";

const FIXTURES = "test/models/gguf/fixtures";
interface Expected {
  config: Record<string, unknown>;
  ids: number[][];
  logits: string;
  texts: { text: string; ids: number[] }[];
}
const expected: Record<string, Expected> = JSON.parse(
  readFileSync(path.join(FIXTURES, "expected.json"), "utf8"),
);
const fileOf = (name: string): string => path.join(FIXTURES, `${name}.gguf`);

const root = mkdtempSync(path.join(tmpdir(), "gguf-"));
after(() => rmSync(root, { recursive: true }));
before(() => selectBackend());

test("the configuration is that of the model", () => {
  for (const [name, { config }] of Object.entries(expected)) {
    const read = openModelFiles(fileOf(name)).json("config.json", z.looseObject({}));
    for (const [key, value] of Object.entries(config)) assert.equal(read[key], value, `${name}: ${key}`);
  }
});

test("Llama 3's rotary scaling is found out from the factors in the file", () => {
  const { rope_theta, rope_scaling } = openModelFiles(fileOf("llama3")).json(
    "config.json",
    z.looseObject({}),
  );
  assert.equal(rope_theta, 500000);
  assert.deepEqual(rope_scaling, {
    ...{ rope_type: "llama3", factor: 8, low_freq_factor: 1, high_freq_factor: 4 },
    original_max_position_embeddings: 8192,
  });
});

test("the types of a model's matrices are those of its blocks, most values first", () => {
  assert.deepEqual(weightTypes(fileOf("qwen2")), ["Q5_K", "Q4_K", "Q6_K", "Q8_0"]);
  assert.deepEqual(weightTypes("data/models/S"), ["F32"]);
});

function logitsOf(model: string, ids: number[][]): Float32Array {
  const policy = loadPolicy(model);
  const layout = { batch: ids.length, length: ids[0].length };
  return tf.tidy(() => {
    const hidden = hiddenStates(policy, tf.tensor1d(ids.flat(), "int32"), layout);
    return projectToVocabulary(policy, hidden).dataSync() as Float32Array;
  });
}

test("quantised models compute what transformers computes from the same file", () => {
  for (const name of Object.keys(expected)) {
    const { ids, logits } = expected[name];
    const wanted = new Float32Array(Uint8Array.from(Buffer.from(logits, "base64")).buffer);
    assert.ok(largestDifference(logitsOf(fileOf(name), ids), wanted) < 5e-5, name);
  }
});

test("texts have the ids that the file's tokenizer was made to give them", () => {
  for (const [name, { texts }] of Object.entries(expected)) {
    const tokenizer = loadTokenizer(fileOf(name));
    for (const { text, ids } of texts)
      assert.deepEqual(tokenizer.encode(text, { specialTokens: true }), ids, `${name}: ${text}`);
  }
});

test("tokens that pad a vocabulary have rows, and no text becomes one", () => {
  const tokenizer = loadTokenizer(fileOf("padded-yarn"));
  assert.deepEqual([tokenizer.vocabSize, loadPolicy(fileOf("padded-yarn")).config.vocabSize], [321, 336]);
  assert.ok(tokenizer.encode("[PAD335]", { specialTokens: true }).every((id) => id < 321));
  assert.equal(tokenizer.displayToken(335), "<unused 335>");
});

test("a model that came from a file is saved as a folder, with its tokenizer", () => {
  const folder = path.join(root, "saved");
  savePolicy(loadPolicy(fileOf("qwen3")), folder, { from: fileOf("qwen3") });
  const { ids, texts } = expected.qwen3;
  assert.deepEqual(logitsOf(folder, ids), logitsOf(fileOf("qwen3"), ids));
  const tokenizer = loadTokenizer(folder);
  for (const { text, ids } of texts)
    assert.deepEqual(tokenizer.encode(text, { specialTokens: true }), ids, text);
});

test("of several files in a folder one has to be named", () => {
  const folder = mkdtempSync(path.join(root, "several-"));
  copyFileSync(fileOf("qwen3"), path.join(folder, "a.gguf"));
  assert.equal(openModelFiles(folder).path, path.join(folder, "a.gguf"));
  copyFileSync(fileOf("llama"), path.join(folder, "b.gguf"));
  assert.throws(
    () => openModelFiles(folder),
    /several-\w+ holds 2 GGUF files; wanted one of them: .*a\.gguf, .*b\.gguf$/,
  );
});

/** A copy of a fixture in which one text is replaced by another of the same length. */
function changed(name: string, from: string, to: string): string {
  const bytes = readFileSync(fileOf(name));
  const at = bytes.indexOf(from);
  assert.ok(at > 0 && from.length === to.length);
  bytes.write(to, at);
  const file = path.join(root, "changed.gguf");
  writeFileSync(file, bytes);
  return file;
}

test("what is not supported is refused by its name", () => {
  const refused = (from: string, to: string, message: RegExp, name = "qwen3"): void => {
    const file = changed(name, from, to);
    assert.throws(() => {
      loadPolicy(file);
      loadTokenizer(file);
    }, message);
  };
  refused("qwen3", "gemma", /changed\.gguf holds a model of architecture "gemma"; llama, qwen2, qwen3 can/);
  refused("qwen3.rope.freq_base", "qwen3.rope.what_base", /not supported: qwen3\.rope\.what_base = 1000000/);
  refused("qwen3.block_count", "qwen3.block_kount", /has no qwen3\.block_count/);
  refused("blk.1.ffn_up.weight", "blk.1.ffn_xy.weight", /tensor "blk\.1\.ffn_xy\.weight" .* no place/);
  refused("smollm", "tekken", /into words by the rule "tekken" .* smollm, /);
  refused("gpt2", "bert", /tokenizer of kind "bert"; gpt2 .* and llama/);
});

test("a tensor of a type that is not read is named with it", () => {
  const bytes = readFileSync(fileOf("qwen3"));
  const name = bytes.indexOf("blk.0.ffn_up.weight");
  bytes.writeUInt32LE(16, name + "blk.0.ffn_up.weight".length + 4 + 2 * 8); // IQ2_XXS, behind rank and shape
  const file = path.join(root, "type.gguf");
  writeFileSync(file, bytes);
  assert.throws(
    () => loadPolicy(file),
    /tensor "blk\.0\.ffn_up\.weight" is of type IQ2_XXS; F32, F16, BF16, Q4_0/,
  );
});

test("truncated files and other files are refused", () => {
  const file = path.join(root, "short.gguf");
  copyFileSync(fileOf("qwen3"), file);
  truncateSync(file, 80_000);
  assert.throws(
    () => loadPolicy(file),
    /short\.gguf is truncated: tensor ".*" ends at byte \d+, the file at 80000/,
  );
  truncateSync(file, 5000);
  assert.throws(() => loadPolicy(file), /short\.gguf cannot be read as a GGUF file/);
  assert.throws(() => loadPolicy("package.json"), /package\.json cannot be read as a GGUF file: not a valid/);
});

test("a real quantised model has the entropies that transformers computes", {
  skip: WITHOUT_REAL_MODEL,
}, () => {
  const texts: { text: string; ids: number[]; logProbs: number[]; entropies: number[] }[] = JSON.parse(
    readFileSync(path.join(FIXTURES, "smollm2.json"), "utf8"),
  );
  const tokenizer = loadTokenizer(REAL_MODEL);
  const policy = loadPolicy(REAL_MODEL);
  const sequences = texts.map(({ ids }) => ({ prompt: ids.slice(0, 1), response: ids.slice(1) }));
  const scores = scoreSequences(policy, sequences);
  for (const [i, { text, ids, logProbs, entropies }] of texts.entries()) {
    assert.deepEqual(tokenizer.encode(text), ids);
    assert.ok(largestDifference(scores.logProbs[i], logProbs) < 1e-4, text);
    assert.ok(largestDifference(scores.entropies[i], entropies) < 1e-4, text);
  }
  policy.dispose();
});
