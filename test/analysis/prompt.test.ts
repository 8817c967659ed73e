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

test("a text, ids and a problem give the same prompt; only the problem's roles are known", () => {
  const ids = Array.from(encodeWords("9 5 3 : 14 >"));
  const text = parsePrompt({ prompt: "9 5 3 : 14 >" }, tokenizer);
  const problem = parsePrompt({ numbers: [9, 5, 3], target: 14 }, tokenizer);
  assert.deepEqual(Array.from(text.tokens), ids);
  assert.deepEqual(Array.from(parsePrompt({ tokens: ids }, tokenizer).tokens), ids);
  assert.deepEqual(Array.from(problem.tokens), ids);
  assert.deepEqual([text.problem, problem.problem], [undefined, { numbers: [9, 5, 3], target: 14 }]);
});

test("anything else is refused with what is wanted", () => {
  for (const line of [{}, 7, { prompt: "" }, { tokens: [] }, { prompt: "a", target: 3 }, { numbers: [1, 2] }])
    assert.throws(() => parsePrompt(line, tokenizer), /wanted \{"prompt": text\}/);
  assert.throws(
    () => parsePrompt({ tokens: [120] }, tokenizer),
    /token id 120 .* vocabulary of 120 \(0 to 119\)/,
  );
});

test("a text to be scored needs two ids of the vocabulary", () => {
  assert.deepEqual(Array.from(parseScoredText({ tokens: [3, 4] }, tokenizer)), [3, 4]);
  assert.throws(() => parseScoredText({ tokens: [3] }, tokenizer), /two ids or more/);
  assert.throws(() => parseScoredText({ tokens: [3, 4.5] }, tokenizer), /two ids or more/);
  assert.throws(() => parseScoredText({ tokens: [3, 999] }, tokenizer), /token id 999/);
});
