import assert from "node:assert/strict";
import { test } from "node:test";
import { tokenMeanEntropy, tokenTotals } from "../../src/entropy/index.js";

const tokens = ["so", "wait", "so", "7", "wait", "7", "7"];
const entropies = [0.5, 2, 0.25, 0, 1, 0, 0.75];

test("means of tokens seen more often than the minimum, highest first", () => {
  assert.deepEqual(tokenMeanEntropy(tokens, entropies, { minimum: 1 }), [
    { token: "wait", count: 2, meanEntropy: 1.5 },
    { token: "so", count: 2, meanEntropy: 0.375 },
    { token: "7", count: 3, meanEntropy: 0.25 },
  ]);
  assert.deepEqual(
    tokenMeanEntropy(tokens, entropies, { minimum: 2 }).map(({ token }) => token),
    ["7"],
  );
  assert.deepEqual(tokenMeanEntropy(tokens, entropies), []);
});

test("totals fed in two parts equal those of the whole", () => {
  const totals = tokenTotals<string>();
  totals.add(tokens.slice(0, 3), entropies.slice(0, 3));
  totals.add(tokens.slice(3), entropies.slice(3));
  assert.deepEqual(totals.means({ minimum: 0 }), tokenMeanEntropy(tokens, entropies, { minimum: 0 }));
});

test("other lengths and NaN are refused", () => {
  assert.throws(() => tokenMeanEntropy([1, 2], [1]), /tokens\[2\], entropies\[1\]/);
  assert.throws(() => tokenMeanEntropy([1], [Number.NaN]), /received NaN at 0/);
});
