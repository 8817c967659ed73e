import assert from "node:assert/strict";
import { test } from "node:test";
import { grouped } from "../../src/statistics/index.js";

test("values stand under their key, keys and values in the order in which they came", () => {
  assert.deepEqual(
    [...grouped(["pear", "fig", "apple", "plum"], (word) => word[0])],
    [
      ["p", ["pear", "plum"]],
      ["f", ["fig"]],
      ["a", ["apple"]],
    ],
  );
  assert.deepEqual(
    [...grouped(new Int32Array([5, 6, 7]).keys(), (i) => i % 2)],
    [
      [0, [0, 2]],
      [1, [1]],
    ],
  );
  assert.equal(grouped([], () => 0).size, 0);
});

test("many values of one key take time in proportion to their number", () => {
  const size = (count: number): number => grouped(Array(count).keys(), () => "one").get("one")!.length;
  const start = performance.now();
  assert.equal(size(300_000), 300_000); // growing copies would take minutes
  assert.ok(performance.now() - start < 5_000);
});
