import assert from "node:assert/strict";
import { test } from "node:test";
import { placeWords } from "../../../src/figures/entropy/place-words.js";
import { metricsOf } from "../../../src/rendering/fonts.js";

const frame = { width: 500, height: 300 };
const words = Array.from({ length: 60 }, (_, i) => ({ text: `word${"x".repeat(i % 5)}`, size: 36 - i / 2 }));

/** The inked box of a placed word, measured anew: [left, right, bottom, top]. */
function boxOf({ text, size, x, y }: { text: string; size: number; x: number; y: number }): number[] {
  const { advance, ascent, descent } = metricsOf({ family: "DejaVu Sans", bold: false });
  const halfWidth = ([...text].reduce((sum, c) => sum + advance(c.codePointAt(0) ?? 0), 0) * size) / 2;
  const halfHeight = ((ascent + descent) * size) / 2;
  return [x - halfWidth, x + halfWidth, y - halfHeight, y + halfHeight];
}

test("no two words overlap and none leaves the frame", () => {
  const boxes = placeWords(words, frame).map(boxOf);
  assert.ok(boxes.length > 20);
  boxes.forEach(([left, right, bottom, top], i) => {
    assert.ok(left >= -250 && right <= 250 && bottom >= -150 && top <= 150);
    for (const other of boxes.slice(0, i))
      assert.ok(left >= other[1] || other[0] >= right || bottom >= other[3] || other[2] >= top);
  });
});

test("the first word is in the middle, and a word that fits nowhere is left out", () => {
  const placed = placeWords(
    [
      { text: "wait", size: 30 },
      { text: "w".repeat(99), size: 30 },
      { text: "so", size: 20 },
    ],
    frame,
  );
  assert.deepEqual([placed[0].x, placed[0].y], [0, 0]);
  assert.deepEqual(
    placed.map(({ index }) => index),
    [0, 2],
  );
});
