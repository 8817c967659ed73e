import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRng } from "../../src/random/index.js";
import { miniBatches } from "../../src/training/mini-batches.js";

test("every item is in one part, in an order that the seed decides, and only the last part is smaller", () => {
  const items = Array.from({ length: 11 }, (_, i) => i);
  const parts = miniBatches(items, 3, seededRng(1));
  assert.deepEqual(
    parts.map(({ length }) => length),
    [4, 4, 3],
  );
  assert.deepEqual(
    [...parts.flat()].sort((a, b) => a - b),
    items,
  );
  assert.notDeepEqual(parts.flat(), items);
  assert.deepEqual(miniBatches(items, 3, seededRng(1)), parts);
  assert.notDeepEqual(miniBatches(items, 3, seededRng(2)), parts);
});

test("fewer items than parts give a part each, and none give none", () => {
  assert.deepEqual(miniBatches(["a", "b"], 16, seededRng(1)).flat().sort(), ["a", "b"]);
  assert.equal(miniBatches(["a", "b"], 16, seededRng(1)).length, 2);
  assert.deepEqual(miniBatches([], 2, seededRng(1)), []);
});
