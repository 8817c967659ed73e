import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeTokens, encodeWords, numberToken, VOCAB_SIZE, VOCABULARY } from "../../src/countdown/index.js";
import { tokenId, tokenNumber } from "../../src/countdown/vocabulary.js";

test("there are 120 distinct tokens and the numbers follow the 20 words", () => {
  assert.equal(VOCAB_SIZE, 120);
  assert.equal(new Set(VOCABULARY).size, 120);
  assert.equal(numberToken(0), 20);
  assert.equal(tokenNumber(numberToken(99)), 99);
  assert.ok(Number.isNaN(tokenNumber(tokenId("wait"))));
});

test("text and ids convert both ways", () => {
  assert.deepEqual(encodeWords("9 5 : 14 >"), [29, 25, 3, 34, 2]);
  assert.equal(decodeTokens([29, 25, 3, 34, 2]), "9 5 : 14 >");
});

test("what the vocabulary lacks is refused with what was received", () => {
  assert.throws(() => tokenId("hmm"), /"hmm" is not in the Countdown vocabulary/);
  assert.throws(() => numberToken(100), /from 0 to 99, received 100/);
  assert.throws(() => decodeTokens([120]), /token id 120 is outside/);
});
