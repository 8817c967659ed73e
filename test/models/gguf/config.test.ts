import assert from "node:assert/strict";
import { test } from "node:test";
import { ggufConfig } from "../../../src/models/gguf/config.js";

/** The config.json of a file with these keys besides those that every one has. */
function configOf(keys: Record<string, unknown>): Record<string, unknown> {
  const metadata = new Map<string, unknown>([
    ["general.architecture", "llama"],
    ["llama.embedding_length", 16],
    ["llama.feed_forward_length", 24],
    ["llama.block_count", 1],
    ["llama.attention.head_count", 2],
    ["llama.attention.layer_norm_rms_epsilon", 1e-5],
    ["llama.context_length", 128],
    ...Object.entries(keys).map(([key, value]): [string, unknown] => [`llama.${key}`, value]),
  ]);
  const embedding = { name: "token_embd.weight", shape: [48, 16], type: "F32", position: 0 };
  return ggufConfig("model.gguf", { metadata, tensors: [embedding] });
}

test("positions that are scaled linearly, or not at all", () => {
  const linear = { "rope.scaling.type": "linear", "rope.scaling.factor": 4 };
  assert.deepEqual(configOf(linear).rope_scaling, { rope_type: "linear", factor: 4 });
  for (const none of [{}, { "rope.scaling.type": "none" }, { ...linear, "rope.scaling.factor": 0 }])
    assert.equal(configOf(none).rope_scaling, null);
});

test("yarn begins at the length that the file names, else at its context", () => {
  const yarn = { "rope.scaling.type": "yarn", "rope.scaling.factor": 4, "rope.scaling.finetuned": true };
  const scaling = { rope_type: "yarn", factor: 4 };
  assert.deepEqual(configOf({ ...yarn, "rope.scaling.original_context_length": 32 }).rope_scaling, {
    ...scaling,
    original_max_position_embeddings: 32,
  });
  assert.deepEqual(configOf(yarn).rope_scaling, { ...scaling, original_max_position_embeddings: 128 });
});

test("another scaling, or another factor of it, is refused by its name", () => {
  assert.throws(
    () => configOf({ "rope.scaling.type": "longrope" }),
    /model\.gguf: llama\.rope\.scaling\.type/,
  );
  assert.throws(
    () => configOf({ "rope.scaling.attn_factor": 2 }),
    /not supported: llama\.rope\.scaling\.attn_factor = 2/,
  );
});

test("the vocabulary has a row for each token, padding included", () => {
  assert.equal(configOf({ vocab_size: 48 }).vocab_size, 48);
  assert.throws(() => configOf({ vocab_size: 47 }), /llama\.vocab_size/);
});
