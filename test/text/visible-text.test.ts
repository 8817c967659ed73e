import assert from "node:assert/strict";
import { test } from "node:test";
import { quote, visibleText } from "../../src/text/index.js";

test("what can be seen stays as it is", () => {
  for (const text of [
    "wait",
    " the",
    "à la",
    "选择",
    "é",
    "e\u0301",
    "\\(x\\)",
    "<b>",
    "👍🏽",
    "می\u200cخواهم",
  ])
    assert.equal(visibleText(text), text);
});

test("what cannot be seen stands as its escape", () => {
  const cases: [string, string][] = [
    ["a\nb\tc\rd", "a\\nb\\tc\\rd"],
    ["\u0000\u001b[2J\u007f\u009b31m", "\\u0000\\u001b[2J\\u007f\\u009b31m"],
    ["a\u2028b\u2029c\u0085d", "a\\u2028b\\u2029c\\u0085d"],
    ["\ud800x\udc00", "\\ud800x\\udc00"],
    ["\uffff\ufffe\u{1ffff}", "\\uffff\\ufffe\\u{1ffff}"],
    ["\u202eabc\u2066\u200b\ufeff\u00ad", "\\u202eabc\\u2066\\u200b\\ufeff\\u00ad"],
    ["\u{e0001}", "\\u{e0001}"],
  ];
  for (const [text, wanted] of cases) assert.equal(visibleText(text), wanted);
});

test("eight marks on a letter are kept, eighty are cut", () => {
  assert.equal(visibleText(`a${"\u0301".repeat(8)}b`), `a${"\u0301".repeat(8)}b`);
  assert.equal(visibleText(`a${"\u0301".repeat(79)}b`, { limit: 100 }), `a${"\u0301".repeat(8)}…b`);
});

test("a long text is cut between characters", () => {
  assert.equal(visibleText("x".repeat(1e6)), `${"x".repeat(80)}…`);
  assert.equal(visibleText("😀".repeat(5), { limit: 4 }), `${"😀".repeat(4)}…`);
  assert.equal(visibleText("😀".repeat(4), { limit: 4 }), "😀".repeat(4));
});

test("an escape is not cut in two", () => {
  for (let limit = 1; limit < 30; limit++)
    assert.match(visibleText("a\u001b".repeat(20), { limit }), /^(a\\u001b)*a?…$/);
  assert.equal(visibleText("\u{e0001}x", { limit: 5 }), "…");
});

test("a quoted text stands in double quotes", () => {
  assert.equal(quote('say "hi"\u001b'), '"say \\"hi\\"\\u001b"');
});
