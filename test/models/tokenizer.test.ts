import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { demonstrate, EOS, PAD, sampleProblem, VOCABULARY } from "../../src/countdown/index.js";
import { createPolicy, loadTokenizer, savePolicy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";

const root = mkdtempSync(path.join(tmpdir(), "tokenizer-"));
after(() => rmSync(root, { recursive: true }));
const countdown = path.join(root, "countdown");
savePolicy(createPolicy("S", seededRng(0)), countdown);

/** A model folder with these files beside a config.json of `rows` embedding rows. */
function folderWith(
  rows: number,
  tokenizer: string | object,
  config: object = { eos_token: "</s>" },
): string {
  const folder = mkdtempSync(path.join(root, "model-"));
  writeFileSync(path.join(folder, "config.json"), JSON.stringify({ vocab_size: rows }));
  writeFileSync(path.join(folder, "tokenizer_config.json"), JSON.stringify(config));
  const text = typeof tokenizer === "string" ? tokenizer : JSON.stringify(tokenizer);
  writeFileSync(path.join(folder, "tokenizer.json"), text);
  return folder;
}

/** A byte-level BPE tokenizer as Qwen's: "Ġ" stands for a space, "l" + "o" was merged. */
const bytePair = {
  added_tokens: [{ id: 7, content: "</s>", special: true, normalized: false, lstrip: false, rstrip: false }],
  normalizer: null,
  pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: true },
  post_processor: null,
  decoder: { type: "ByteLevel" },
  model: {
    ...{ type: "BPE", byte_fallback: false, merges: ["l o"] },
    vocab: { l: 0, o: 1, g: 2, Ġ: 3, lo: 4, p: 5, "!": 6 },
  },
};

test("the Countdown tokenizer maps words as the vocabulary does", () => {
  const tokenizer = loadTokenizer(countdown);
  assert.equal(tokenizer.vocabSize, 120);
  assert.equal(tokenizer.eosId, EOS);
  assert.equal(tokenizer.padId, PAD);
  assert.deepEqual(tokenizer.encode("9 5 3 : 14 >"), [29, 25, 23, 3, 34, 2]);
  assert.deepEqual(
    VOCABULARY.map((_, id) => tokenizer.token(id)),
    VOCABULARY,
  );
});

test("decoding is the inverse of encoding on whole demonstrations", () => {
  const tokenizer = loadTokenizer(countdown);
  const rng = seededRng(1);
  for (let i = 0; i < 20; i++) {
    const tokens = demonstrate(sampleProblem(rng), rng);
    const text = tokens.map((id) => VOCABULARY[id]).join(" ");
    assert.equal(tokenizer.decode(tokens), text);
    assert.deepEqual(tokenizer.encode(text), tokens);
  }
  assert.equal(tokenizer.decode([]), "");
});

test("words and ids without a token are refused", () => {
  const tokenizer = loadTokenizer(countdown);
  assert.throws(() => tokenizer.encode("9 plus 3"), /"plus" in "9 plus 3" has no token/);
  assert.throws(() => tokenizer.decode([5, 120]), /token id 120 is not in the vocabulary \(0 to 119\)/);
  assert.throws(() => tokenizer.token(-1), /token id -1/);
});

test("a byte-level BPE tokenizer is read too", () => {
  const tokenizer = loadTokenizer(folderWith(8, bytePair));
  assert.deepEqual(tokenizer.encode("log lop!"), [4, 2, 3, 4, 5, 6]);
  assert.equal(tokenizer.decode([4, 2, 3, 4, 5, 6, 7]), "log lop!</s>");
  assert.equal(tokenizer.eosId, 7);
  assert.equal(tokenizer.padId, 7);
});

/** The same with one sequence token before a text, as Llama's tokenizers have. */
const withStart = {
  ...bytePair,
  added_tokens: [...bytePair.added_tokens, { ...bytePair.added_tokens[0], id: 8, content: "<s>" }],
  post_processor: {
    type: "TemplateProcessing",
    single: [{ SpecialToken: { id: "<s>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
    pair: [],
    special_tokens: { "<s>": { id: "<s>", ids: [8], tokens: ["<s>"] } },
  },
};

test("special tokens are added on request, as the tokenizer's own post-processor says", () => {
  const tokenizer = loadTokenizer(folderWith(9, withStart));
  assert.deepEqual(tokenizer.encode("lop"), [4, 5]);
  assert.deepEqual(tokenizer.encode("lop", { specialTokens: true }), [8, 4, 5]);
  assert.deepEqual(loadTokenizer(folderWith(8, bytePair)).encode("lop", { specialTokens: true }), [4, 5]);
});

test("rows of a padded vocabulary have a name, so that a sampled one ends nothing", () => {
  const tokenizer = loadTokenizer(folderWith(12, bytePair));
  assert.equal(tokenizer.vocabSize, 8);
  assert.equal(tokenizer.token(8), "<unused 8>");
  assert.equal(tokenizer.decode([4, 11, 8, 5]), "lo<unused 11><unused 8>p");
  assert.throws(() => tokenizer.token(12), /token id 12 is not in the vocabulary \(0 to 11\)/);
});

test("the end tokens are those that the tokenizer, the generation settings and config.json name", () => {
  const ends = (tokenizerConfig: object, files: Record<string, object>): readonly number[] => {
    const folder = folderWith(8, bytePair, tokenizerConfig);
    for (const [name, value] of Object.entries(files))
      writeFileSync(path.join(folder, name), JSON.stringify({ vocab_size: 8, ...value }));
    const { endIds, eosId } = loadTokenizer(folder);
    assert.equal(eosId, endIds[0]);
    return endIds;
  };
  const own = { eos_token: "</s>" };
  assert.deepEqual(ends(own, { "generation_config.json": { eos_token_id: [7, 6] } }), [7, 6]);
  assert.deepEqual(ends(own, { "config.json": { eos_token_id: 5 } }), [7, 5]);
  assert.deepEqual(ends({ eos_token: null }, { "config.json": { eos_token_id: [2, 3] } }), [2, 3]);
  assert.deepEqual(ends(own, { "generation_config.json": {}, "config.json": { eos_token_id: null } }), [7]);
  assert.throws(() => ends({}, {}), /names no end-of-sequence token/);
  assert.throws(() => ends(own, { "config.json": { eos_token_id: 8 } }), /end token 8; .* are 0 to 7/);
});

test("a tokenizer that does not fit the model is refused", () => {
  assert.throws(() => loadTokenizer(folderWith(7, bytePair)), /has 8 tokens, the model's embedding 7 rows/);
  assert.throws(
    () => loadTokenizer(folderWith(120, bytePair)),
    /has 8 tokens, the model's embedding 120 rows/,
  );
});

test("missing and damaged files are refused by name", () => {
  assert.throws(() => loadTokenizer(path.join(root, "none")), /there is no model folder or file .*none/);
  const half = JSON.stringify(bytePair).slice(0, 100);
  assert.throws(() => loadTokenizer(folderWith(8, half)), /tokenizer\.json is damaged: 100 characters/);
  assert.throws(() => loadTokenizer(folderWith(8, { model: 1 })), /tokenizer\.json:.*model/s);
  const stranger = folderWith(8, bytePair, { eos_token: "<eos>" });
  assert.throws(() => loadTokenizer(stranger), /no token "<eos>", the eos_token/);
});

test("a folder without tokenizer_config.json opens, and takes its end token from the model", () => {
  const folder = folderWith(8, bytePair);
  rmSync(path.join(folder, "tokenizer_config.json"));
  assert.throws(() => loadTokenizer(folder), /names no end-of-sequence token/);
  writeFileSync(path.join(folder, "generation_config.json"), JSON.stringify({ eos_token_id: 7 }));
  const { eosId, padId, encode, encodeChat } = loadTokenizer(folder);
  assert.deepEqual([eosId, padId, encode("log lo!")], [7, 7, [4, 2, 3, 4, 6]]);
  assert.throws(
    () => encodeChat([{ role: "user", content: "log" }]),
    /has no chat template, .* wanted a text to continue/,
  );
});
