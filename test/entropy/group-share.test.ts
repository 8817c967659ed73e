import assert from "node:assert/strict";
import { test } from "node:test";
import { shareByGroup } from "../../src/entropy/index.js";

test("hand-worked: two groups, one of them empty", () => {
  assert.deepEqual(shareByGroup([1, 0, 2, 1], [0, 0, 2, 0], ["real", "decorative", "determined"]), [
    { group: "real", count: 3, tokenShare: 0.75, mean: 2 / 3, share: 0.5 },
    { group: "decorative", count: 0, tokenShare: 0, mean: 0, share: 0 },
    { group: "determined", count: 1, tokenShare: 0.25, mean: 2, share: 0.5 },
  ]);
});

test("a sum of zero has no shares, and no tokens give zeros", () => {
  assert.deepEqual(
    shareByGroup([0, 0], [0, 1], ["a", "b"]).map(({ share }) => share),
    [0, 0],
  );
  assert.deepEqual(shareByGroup([], [], ["a"]), [{ group: "a", count: 0, tokenShare: 0, mean: 0, share: 0 }]);
});

test("a group without a name, NaN and another length are refused", () => {
  assert.throws(() => shareByGroup([1], [1], ["a"]), /0 to 0, received 1 at 0/);
  assert.throws(() => shareByGroup([Number.NaN], [0], ["a"]), /received NaN/);
  assert.throws(() => shareByGroup([1], [], ["a"]), /values\[1\], groups\[0\]/);
});
