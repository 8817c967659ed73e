import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, mock, test } from "node:test";
import { EOS, PAD } from "../../src/countdown/index.js";
import { tf } from "../../src/kernels/index.js";
import {
  createPolicy,
  hiddenStates,
  loadPolicy,
  openSafetensors,
  type Policy,
  projectToVocabulary,
  savePolicy,
  writeSafetensors,
} from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { largestDifference } from "./largest-difference.js";

const root = fs.mkdtempSync(path.join(tmpdir(), "model-folder-"));
after(() => fs.rmSync(root, { recursive: true }));
let folders = 0;
const newFolder = (): string => path.join(root, `model-${folders++}`);

/** A small policy in a folder of its own. */
function saved(): string {
  const folder = newFolder();
  const policy = createPolicy("S", seededRng(1));
  savePolicy(policy, folder);
  policy.dispose();
  return folder;
}

const valuesOf = (policy: Policy): Record<string, number[]> =>
  Object.fromEntries([...policy.parameters].map(([name, variable]) => [name, [...variable.dataSync()]]));

const changeJson = (file: string, change: object): void =>
  fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, "utf8")), ...change }));

test("a saved policy is loaded back exactly, whatever its shape", () => {
  const base = { hiddenSize: 16, layers: 2, heads: 4, feedForward: 24 };
  for (const options of [{}, { kvHeads: 2, headDim: 6, tiedEmbedding: false }, { qkNorm: false }]) {
    const policy = createPolicy({ ...base, ...options }, seededRng(2));
    const folder = newFolder();
    savePolicy(policy, folder);
    const loaded = loadPolicy(folder);
    assert.deepEqual(loaded.config, policy.config);
    assert.deepEqual(valuesOf(loaded), valuesOf(policy));
  }
});

test("the folder holds what transformers looks for", () => {
  const folder = saved();
  assert.deepEqual(fs.readdirSync(folder).sort(), [
    ...["config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"],
  ]);
  const config = JSON.parse(fs.readFileSync(path.join(folder, "config.json"), "utf8"));
  assert.deepEqual(config.architectures, ["Qwen3ForCausalLM"]);
  const wanted = { model_type: "qwen3", head_dim: 16, num_key_value_heads: 3, rope_theta: 1000 };
  const ids = { bos_token_id: null, eos_token_id: EOS, pad_token_id: PAD };
  for (const [key, value] of Object.entries({ ...wanted, ...ids })) assert.equal(config[key], value, key);
  const checkpoint = openSafetensors(path.join(folder, "model.safetensors"));
  assert.deepEqual(checkpoint.metadata, { format: "pt" });
  assert.deepEqual(checkpoint.shape("model.layers.1.self_attn.k_proj.weight"), [48, 48]);
  assert.deepEqual(checkpoint.shape("model.layers.1.mlp.up_proj.weight"), [96, 48]);
  assert.equal(checkpoint.names.includes("lm_head.weight"), false);
  checkpoint.close();
});

test("a folder written by PyTorch computes the same after it went through savePolicy", () => {
  const source = newFolder();
  fs.cpSync("test/models/fixtures/qwen3", source, { recursive: true });
  const tokenizer = { added_tokens: [], model: { type: "WordLevel", vocab: { a: 0, b: 10 } } };
  fs.writeFileSync(path.join(source, "tokenizer.json"), JSON.stringify(tokenizer));
  const copy = newFolder();
  savePolicy(loadPolicy(source), copy, { from: source });
  const { ids, logits } = JSON.parse(fs.readFileSync(path.join(source, "expected.json"), "utf8"));
  const policy = loadPolicy(copy);
  const ours = tf.tidy(() =>
    projectToVocabulary(
      policy,
      hiddenStates(policy, tf.tensor1d(ids.flat(), "int32"), { batch: 3, length: 7 }),
    ).dataSync(),
  );
  assert.ok(largestDifference(ours, logits.flat(2)) < 1e-5);
  assert.deepEqual(JSON.parse(fs.readFileSync(path.join(copy, "tokenizer.json"), "utf8")), tokenizer);
});

test("keys of config.json that we do not know are ignored, and carried over on request", () => {
  const folder = saved();
  changeJson(path.join(folder, "config.json"), {
    bos_token_id: 7,
    some_new_key: { a: 1 },
    dtype: "bfloat16",
  });
  const policy = loadPolicy(folder);
  const copy = newFolder();
  savePolicy(policy, copy, { from: folder });
  const config = JSON.parse(fs.readFileSync(path.join(copy, "config.json"), "utf8"));
  assert.equal(config.bos_token_id, 7);
  assert.equal(config.dtype, "float32");
  assert.deepEqual(config.some_new_key, { a: 1 });
  assert.deepEqual(valuesOf(loadPolicy(copy)), valuesOf(policy));
});

test("settings that would change the numbers are refused", () => {
  const refused = (change: object, message: RegExp): void => {
    const folder = saved();
    changeJson(path.join(folder, "config.json"), change);
    assert.throws(() => loadPolicy(folder), message);
  };
  refused({ model_type: "gpt2" }, /config\.json.*"model_type": wanted one of .*"llama"/);
  refused({ mlp_bias: true }, /mlp_bias/);
  refused({ hidden_act: "gelu" }, /hidden_act/);
  refused({ quantization_config: { bits: 4 } }, /quantization_config/);
  refused({ hidden_size: undefined }, /hidden_size/);
  refused({ num_hidden_layers: 0 }, /layers/);
  refused({ partial_rotary_factor: 0.5 }, /partial_rotary_factor/);
  refused({ final_logit_softcapping: 30 }, /final_logit_softcapping/);
  refused({ num_experts: 8 }, /num_experts/);
  refused({ layer_types: ["full_attention", "sliding_attention"] }, /layer_types with "sliding_attention"/);
  refused({ use_sliding_window: true, max_window_layers: 1 }, /use_sliding_window true.* not supported/);
  refused({ model_type: "llama", sliding_window: 4096 }, /sliding_window 4096.* not supported/);
});

test("neutral values of settings that we do not have are read over", () => {
  const folder = saved();
  const windows = { use_sliding_window: false, sliding_window: 4096, max_window_layers: 2 };
  const nothing = { quantization_config: null, rope_scaling: null, rope_parameters: null, mlp_bias: false };
  changeJson(path.join(folder, "config.json"), { ...windows, ...nothing, partial_rotary_factor: 1 });
  assert.deepEqual(loadPolicy(folder).config, createPolicy("S", seededRng(1)).config);
});

/** The configuration of a saved policy whose config.json has these keys besides its own. */
const rotary = (change: object): Policy["config"] => {
  const folder = saved();
  changeJson(path.join(folder, "config.json"), change);
  return loadPolicy(folder).config;
};

test("rotary settings are read in the spellings of transformers 4 and 5; of two bases the newer counts", () => {
  const moved = { rope_theta: undefined, rope_parameters: { rope_theta: 500, rope_type: "default" } };
  assert.equal(rotary(moved).ropeBase, 500);
  assert.equal(rotary({ ...moved, rope_theta: 900 }).ropeBase, 500);
  assert.equal(rotary({ rope_parameters: { rope_type: "default" } }).ropeBase, 1000);
  const linear = { type: "linear", factor: 4 };
  for (const keys of [
    { rope_scaling: linear },
    { rope_scaling: { ...linear, type: undefined, rope_type: "linear" } },
    { rope_parameters: { ...linear, rope_theta: 1000 } },
    { rope_scaling: linear, rope_parameters: { rope_type: "linear", factor: 4, rope_theta: 1000 } },
  ]) {
    const { ropeBase, ropeScaling } = rotary(keys);
    assert.deepEqual([ropeBase, ropeScaling], [1000, linear]);
  }
});

test("rotary settings that are unknown, incomplete or in conflict are refused by name", () => {
  const refused = (change: object, message: RegExp): void => assert.throws(() => rotary(change), message);
  refused({ rope_scaling: { type: "longrope" } }, /rope_type "longrope"; supported are default, linear/);
  refused({ rope_scaling: { type: "yarn" } }, /rope_type "yarn" wants a number > 0 as factor/);
  refused({ rope_scaling: { rope_type: "llama3", factor: 8 } }, /"llama3" wants .* as low_freq_factor/);
  refused({ rope_scaling: { type: "default", mrope_section: [2, 3, 3] } }, /"mrope_section"/);
  refused({ rope_parameters: { full_attention: { rope_theta: 5 } } }, /"full_attention"/);
  refused({ rope_parameters: { rope_theta: 5, partial_rotary_factor: 0.5 } }, /partial_rotary_factor/);
  refused(
    { rope_scaling: { type: "linear", factor: 4 }, rope_parameters: { rope_type: "linear", factor: 2 } },
    /rope_scaling .* and rope_parameters .* differ/,
  );
});

test("rotary scaling and biases go through savePolicy and back", () => {
  for (const name of ["llama-yarn-version-5", "llama-llama3", "qwen2-tied", "llama-attention-bias"]) {
    const policy = loadPolicy(path.join("test/models/fixtures/families", name));
    const source = newFolder();
    fs.cpSync(path.join("test/models/fixtures/families", name), source, { recursive: true });
    const tokenizer = { added_tokens: [], model: { type: "WordLevel", vocab: { a: 0, b: 39 } } };
    fs.writeFileSync(path.join(source, "tokenizer.json"), JSON.stringify(tokenizer));
    const copy = newFolder();
    savePolicy(policy, copy, { from: source });
    const loaded = loadPolicy(copy);
    assert.deepEqual(loaded.config, policy.config);
    assert.deepEqual(valuesOf(loaded), valuesOf(policy));
  }
});

test("a tied head that is stored with the embedding's values stays tied", () => {
  const folder = saved();
  const file = path.join(folder, "model.safetensors");
  const whole = openSafetensors(file);
  const tensors = whole.names.map((name) => ({ name, shape: whole.shape(name), values: whole.read(name) }));
  whole.close();
  const head = { ...tensors[0], name: "lm_head.weight" };
  assert.equal(tensors[0].name, "model.embed_tokens.weight");
  writeSafetensors(file, [...tensors, head]);
  assert.equal(loadPolicy(folder).config.tiedEmbedding, true);
  const other = head.values.slice();
  other[7] += 1;
  writeSafetensors(file, [...tensors, { ...head, values: other }]);
  const untied = loadPolicy(folder);
  assert.equal(untied.config.tiedEmbedding, false);
  assert.deepEqual(untied.weights.head!.dataSync(), other);
});

test("a weight that is no number is refused by the tensor's name", () => {
  const folder = saved();
  const file = path.join(folder, "model.safetensors");
  const whole = openSafetensors(file);
  const tensors = whole.names.map((name) => ({ name, shape: whole.shape(name), values: whole.read(name) }));
  whole.close();
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const damaged = tensors.map((tensor) => {
      if (!tensor.name.endsWith("layers.1.self_attn.k_norm.weight")) return tensor;
      const values = tensor.values.slice();
      values[3] = bad;
      return { ...tensor, values };
    });
    writeSafetensors(file, damaged);
    assert.throws(() => loadPolicy(folder), /layers\.1\.self_attn\.k_norm.* holds (NaN|Infinity) at 3/);
  }
});

test("a checkpoint in shards is read through its index", () => {
  const folder = saved();
  const policy = loadPolicy(folder);
  const single = path.join(folder, "model.safetensors");
  const whole = openSafetensors(single);
  const tensors = whole.names.map((name) => ({ name, shape: whole.shape(name), values: whole.read(name) }));
  whole.close();
  fs.rmSync(single);
  writeSafetensors(path.join(folder, "one.safetensors"), tensors.slice(0, 9));
  writeSafetensors(path.join(folder, "two.safetensors"), tensors.slice(9));
  const weight_map = Object.fromEntries(
    tensors.map(({ name }, i) => [name, i < 9 ? "one.safetensors" : "two.safetensors"]),
  );
  fs.writeFileSync(`${single}.index.json`, JSON.stringify({ weight_map }));
  assert.deepEqual(valuesOf(loadPolicy(folder)), valuesOf(policy));
  fs.rmSync(path.join(folder, "two.safetensors"));
  assert.throws(() => loadPolicy(folder), /two\.safetensors/);
});

test("missing, truncated and foreign checkpoints are refused and leave no tensor behind", () => {
  const refused = (damage: (folder: string) => void, message: RegExp): void => {
    const folder = saved();
    damage(folder);
    const before = tf.memory().numTensors;
    assert.throws(() => loadPolicy(folder), message);
    assert.equal(tf.memory().numTensors, before);
  };
  const weights = (folder: string): string => path.join(folder, "model.safetensors");
  refused((folder) => fs.rmSync(folder, { recursive: true }), /there is no model folder or file .*model-/);
  refused((folder) => fs.rmSync(path.join(folder, "config.json")), /cannot read .*config\.json/);
  refused((folder) => fs.rmSync(weights(folder)), /has no model\.safetensors/);
  refused((folder) => fs.truncateSync(weights(folder), 1000), /truncated/);
  refused(
    (folder) => fs.truncateSync(weights(folder), 100_000),
    /truncated: its tensors take \d+ bytes, it holds \d+/,
  );
  const config = (change: object) => (folder: string) => changeJson(path.join(folder, "config.json"), change);
  refused(
    config({ intermediate_size: 100 }),
    /gate_proj.* has shape \[96,48\]; its config\.json wants \[100,48\]/,
  );
  refused(config({ num_hidden_layers: 3 }), /no tensor "model\.layers\.2\.input_layernorm\.weight"/);
  refused(
    config({ num_hidden_layers: 1 }),
    /11 tensors that its config\.json has no place for: model\.layers\.1\./,
  );
});

test("a tokenizer that does not fit is refused on load and on save", () => {
  const folder = saved();
  const file = path.join(folder, "tokenizer.json");
  changeJson(file, { model: { type: "WordLevel", vocab: { a: 0, b: 1 } } });
  assert.throws(() => loadPolicy(folder), /has 2 tokens, the model's embedding 120 rows/);
  const policy = createPolicy(
    { hiddenSize: 8, layers: 1, heads: 2, feedForward: 8, vocabSize: 500 },
    seededRng(0),
  );
  const target = newFolder();
  assert.throws(() => savePolicy(policy, target), /has 120 tokens, the model's embedding 500 rows/);
  assert.equal(fs.existsSync(target), false);
});

test("saving over a folder keeps its other files", () => {
  const folder = saved();
  fs.writeFileSync(path.join(folder, "notes.txt"), "mine");
  const policy = createPolicy("S", seededRng(9));
  savePolicy(policy, folder);
  assert.equal(fs.readFileSync(path.join(folder, "notes.txt"), "utf8"), "mine");
  assert.deepEqual(valuesOf(loadPolicy(folder)), valuesOf(policy));
});

test("a full disk leaves the old folder as it was and nothing half-written", () => {
  const folder = saved();
  const read = (): Record<string, string> =>
    Object.fromEntries(
      fs.readdirSync(folder).map((name) => [name, fs.readFileSync(path.join(folder, name), "latin1")]),
    );
  const [before, neighbours] = [read(), fs.readdirSync(root)];
  let written = 0;
  const write = fs.writeSync;
  mock.method(fs, "writeSync", (descriptor: number, bytes: Uint8Array, offset: number) => {
    written += bytes.length;
    if (written > 50_000)
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    return write(descriptor, bytes, offset);
  });
  const policy = createPolicy("S", seededRng(9));
  assert.throws(
    () => savePolicy(policy, folder),
    /could not write .*model-\d+: no space left on device \(ENOSPC\)/,
  );
  mock.restoreAll();
  assert.ok(written > 50_000);
  assert.deepEqual(read(), before);
  assert.deepEqual(fs.readdirSync(root), neighbours);
});
