import assert from "node:assert/strict";
import { test } from "node:test";
import { createPieces } from "../../src/kernels/inference/pieces.js";

const counter = () => new Int32Array(new SharedArrayBuffer(4));

test("each piece falls to one thread, and one that is held up takes fewer", () => {
  const taken = counter();
  const [first, second] = [0, 1].map(() => createPieces(taken, { threads: 2 }));
  for (const count of [5, 1, 0, 7]) {
    const own: number[] = [];
    const others: number[] = [];
    first(count, (piece) => {
      own.push(piece);
      // the other thread works all the time that this one is held up in its second piece
      if (own.length === 2) second(count, (left) => others.push(left));
    });
    if (own.length < 2) second(count, (left) => others.push(left));
    assert.deepEqual(
      [...own, ...others].sort((a, b) => a - b),
      Array.from({ length: count }, (_, piece) => piece),
    );
    if (count > 2) assert.deepEqual([own.length, others.length], [2, count - 2]);
  }
});

test("the counter may wrap", () => {
  const taken = counter();
  const take = createPieces(taken, { threads: 1 });
  const seen: number[] = [];
  take(2 ** 31 - 3, (piece) => {
    if (piece === 0) Atomics.store(taken, 0, 2 ** 31 - 3); // as if all but the last were taken
  });
  take(4, (piece) => seen.push(piece));
  take(2, (piece) => seen.push(piece));
  assert.deepEqual(seen, [0, 1, 2, 3, 0, 1]);
});
