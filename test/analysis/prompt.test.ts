import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePrompt, parseScoredText } from "../../src/analysis/index.js";
import { EOS, encodeWords, PAD, VOCAB_SIZE, VOCABULARY } from "../../src/countdown/index.js";
import type { Tokenizer } from "../../src/models/index.js";

const tokenizer: Tokenizer = {
  encode: (text) => Array.from(encodeWords(text)),
  decode: (ids) => Array.from(ids, (id) => VOCABULARY[id]).join(" "),
  token: (id) => VOCABULARY[id],
  vocabSize: VOCAB_SIZE,
  eosId: EOS,
  endIds: [EOS],
  padId: PAD,
};
const limits = { tokenizer, longest: 8 };

test("a text, ids and a problem give the same prompt; only the problem's roles are known", () => {
  const ids = Array.from(encodeWords("9 5 3 : 14 >"));
  const text = parsePrompt({ prompt: "9 5 3 : 14 >" }, limits);
  const problem = parsePrompt({ numbers: [9, 5, 3], target: 14 }, limits);
  assert.deepEqual(Array.from(text.tokens), ids);
  assert.deepEqual(Array.from(parsePrompt({ tokens: ids }, limits).tokens), ids);
  assert.deepEqual(Array.from(problem.tokens), ids);
  assert.deepEqual([text.problem, problem.problem], [undefined, { numbers: [9, 5, 3], target: 14 }]);
});

test("anything else is refused with what is wanted", () => {
  for (const line of [{}, 7, { prompt: "" }, { tokens: [] }, { prompt: "a", target: 3 }, { numbers: [1, 2] }])
    assert.throws(() => parsePrompt(line, limits), /wanted \{"prompt": text\}/);
  assert.throws(
    () => parsePrompt({ tokens: [120] }, limits),
    /token id 120 .* vocabulary of 120 \(0 to 119\)/,
  );
});

test("a text to be scored needs two ids of the vocabulary", () => {
  assert.deepEqual(Array.from(parseScoredText({ tokens: [3, 4] }, limits)), [3, 4]);
  assert.throws(() => parseScoredText({ tokens: [3] }, limits), /two ids or more/);
  assert.throws(() => parseScoredText({ tokens: [3, 4.5] }, limits), /two ids or more/);
  assert.throws(() => parseScoredText({ tokens: [3, 999] }, limits), /token id 999/);
});

test("a text of no tokens, or of more than the model is meant for, is refused where it stands", () => {
  assert.throws(() => parsePrompt({ prompt: " " }, limits), /one token or more, received none/);
  const tokens = new Array(9).fill(3);
  assert.throws(
    () => parsePrompt({ tokens }, limits),
    /at most 8 tokens, what the model is meant for, received 9/,
  );
  assert.throws(() => parseScoredText({ tokens }, limits), /at most 8 tokens/);
});
