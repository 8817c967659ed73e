import { metricsOf } from "../../rendering/index.js";

/** A word with its place: the centre of its box, in pixels from the middle of the picture, y upwards. */
export interface PlacedWord {
  text: string;
  /** Font size in pixels. */
  size: number;
  x: number;
  y: number;
  /** Its place in the list that was passed in. */
  index: number;
}

interface Box {
  x: number;
  y: number;
  halfWidth: number;
  halfHeight: number;
}

/** Empty pixels around each word. */
const PADDING = 3;

/**
 * Places words on an Archimedean spiral from the middle outwards, each at the first place where its box,
 * measured with the bundled font, overlaps none before it. Words that find no place inside are left out.
 *
 * @param words in order of importance, with their font sizes in pixels
 * @param frame the picture's size in pixels
 */
export function placeWords(
  words: readonly { text: string; size: number }[],
  frame: { width: number; height: number },
): PlacedWord[] {
  const taken: Box[] = [];
  return words.flatMap(({ text, size }, index) => {
    const box = firstFree(boxSize(text, size), frame, taken);
    if (!box) return [];
    taken.push(box);
    return [{ text, size, x: box.x, y: box.y, index }];
  });
}

function boxSize(text: string, size: number): { halfWidth: number; halfHeight: number } {
  const { advance, ascent, descent } = metricsOf({ family: "DejaVu Sans", bold: false });
  const width = [...text].reduce((sum, character) => sum + advance(character.codePointAt(0)!), 0);
  return { halfWidth: (width * size) / 2 + PADDING, halfHeight: ((ascent + descent) * size) / 2 };
}

function firstFree(
  size: { halfWidth: number; halfHeight: number },
  { width, height }: { width: number; height: number },
  taken: readonly Box[],
): Box | undefined {
  const farthest = Math.hypot(width, height) / 2;
  for (let angle = 0; ; angle += 0.15) {
    const radius = 1.2 * angle;
    if (radius > farthest) return undefined;
    const box = { ...size, x: radius * Math.cos(angle) * (width / height), y: radius * Math.sin(angle) };
    const inside =
      Math.abs(box.x) + box.halfWidth <= width / 2 && Math.abs(box.y) + box.halfHeight <= height / 2;
    if (inside && !taken.some((other) => overlap(box, other))) return box;
  }
}

function overlap(a: Box, b: Box): boolean {
  return Math.abs(a.x - b.x) < a.halfWidth + b.halfWidth && Math.abs(a.y - b.y) < a.halfHeight + b.halfHeight;
}
