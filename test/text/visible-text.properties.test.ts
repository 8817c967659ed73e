import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { escapeHidden, visibleText, wellFormed } from "../../src/text/index.js";

/** Any text, halves of surrogate pairs included. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
);

test("nothing hidden is left, and nothing is longer than was asked for", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 200 }), (source, limit) => {
      const shown = visibleText(source, { limit });
      assert.doesNotMatch(shown, /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u);
      assert.doesNotMatch(shown, /\p{M}{9}/u);
      assert.ok(Array.from(shown).length <= limit + 1);
    }),
    { numRuns: 500 },
  );
});

test("what has nothing hidden stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii" }), (source) => {
      assert.equal(escapeHidden(source), source);
      assert.equal(visibleText(source, { limit: 1000 }), source);
    }),
  );
});

test("a well-formed text can be written as UTF-8 and read back", () => {
  fc.assert(
    fc.property(text, (source) => {
      const whole = wellFormed(source);
      assert.equal(Buffer.from(whole).toString(), whole);
    }),
  );
});
