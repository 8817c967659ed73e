import assert from "node:assert/strict";
import { test } from "node:test";
import { wrapRow } from "../../src/text/index.js";

test("a row goes on over as many lines as its longest cell, short cells at their side", () => {
  assert.deepEqual(wrapRow(["arm", "one two three", "1"], [5, 7, 3], [false, false, true]), [
    "arm    one two    1",
    "       three",
  ]);
});

test("a word that is longer than its column is cut, by characters and not by halves of them", () => {
  assert.deepEqual(wrapRow(["abcdef"], [4]), ["abcd", "ef"]);
  assert.deepEqual(wrapRow(["\u{1F600}\u{1F601}"], [2]), ["\u{1F600}\u{1F601}"]);
});

test("an empty cell keeps its place", () => {
  assert.deepEqual(wrapRow(["", "x"], [3, 1]), ["     x"]);
});
