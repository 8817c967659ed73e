import assert from "node:assert/strict";
import { test } from "node:test";
import { loadTokenizer } from "../../src/models/index.js";
import { displayToken, spellingOf } from "../../src/models/token-display.js";
import { REAL_MODEL, WITHOUT_REAL_MODEL } from "./real-model.js";

test("byte-level tokens are shown as text, with spaces, line breaks and lone bytes made visible", () => {
  const shown = (token: string): string => displayToken(token, "byte-level");
  assert.equal(shown("Ġthe"), "␣the");
  assert.equal(shown("the"), "the");
  assert.equal(shown("ĠĠĠ"), "␣␣␣");
  assert.equal(shown(".ĊĊ"), ".\\n\\n");
  assert.equal(shown("Ã¯"), "ï");
  assert.equal(shown("ç\u0143\u012bä¸\u0122"), "等一");
  assert.equal(shown("ðŁĺ"), "\\xF0\\x9F\\x98");
  assert.equal(shown("Ġð"), "␣\\xF0");
  assert.equal(shown("<|im_end|>"), "<|im_end|>");
  assert.equal(shown("<added 漢字>"), "<added 漢字>");
});

test("SentencePiece tokens are shown as text, their bytes too", () => {
  const shown = (token: string): string => displayToken(token, "sentence-piece");
  assert.equal(shown("▁the"), "␣the");
  assert.equal(shown("▁▁"), "␣␣");
  assert.equal(shown("<0x0A>"), "\\n");
  assert.equal(shown("<0xF0>"), "\\xF0");
  assert.equal(shown("等"), "等");
  assert.equal(shown("<s>"), "<s>");
});

test("other tokens stand for themselves, made fit to be seen", () => {
  assert.equal(displayToken("Ġ▁<0x0A>", "plain"), "Ġ▁<0x0A>");
  assert.equal(displayToken("a\u001b[2J\u202e", "plain"), "a\\u001b[2J\\u202e");
});

test("the spelling is that of the tokenizer's decoder", () => {
  assert.equal(spellingOf({ decoder: { type: "ByteLevel" } }), "byte-level");
  assert.equal(
    spellingOf({ decoder: { type: "Sequence", decoders: [{ type: "ByteFallback" }] } }),
    "sentence-piece",
  );
  assert.equal(spellingOf({ decoder: { type: "Metaspace", replacement: "▁" } }), "sentence-piece");
  assert.equal(spellingOf({ decoder: null }), "plain");
  const names = ["llama", "qwen3"].map((name) => loadTokenizer(`test/models/gguf/fixtures/${name}.gguf`));
  const shownSpace = names.map((tokenizer) => tokenizer.displayToken(tokenizer.encode("a the").at(-1)!));
  assert.deepEqual(shownSpace, ["␣the", "␣the"]);
});

test("the tokens of a real model, put together, are the text", { skip: WITHOUT_REAL_MODEL }, () => {
  const tokenizer = loadTokenizer(REAL_MODEL);
  const text = "So the answer is 12/5. naïve café; therefore:  x";
  const shown = tokenizer.encode(text).map(tokenizer.displayToken);
  assert.equal(shown.join("").replaceAll("␣", " "), text);
  assert.ok(shown.includes("␣answer"));
});
