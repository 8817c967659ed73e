import { escapeHidden } from "../text/index.js";

/** A plotly figure: traces and layout as plotly.js takes them. Arrays may be typed. */
export interface Figure {
  data: Record<string, unknown>[];
  layout: FigureLayout;
}

/** A plotly layout. Sizes are in pixels; 700 x 450 where they are left out. */
export interface FigureLayout extends Record<string, unknown> {
  title?: string | { text?: string };
  width?: number;
  height?: number;
}

export const DEFAULT_WIDTH = 700;
export const DEFAULT_HEIGHT = 450;

/** Digits kept of a 32-bit number in a figure's JSON. */
const FLOAT32_DIGITS = 7;

/** Attributes that hold the caller's own data, in which a title is just a word. */
const OWN_DATA = /\.(customdata|meta)\b/;

/**
 * The figure as the plain object that plotly's JSON holds: typed arrays become arrays, sizes are filled in, a title that
 * is a string becomes `{ text }` (plotly.js 3 leaves a string out of the picture), and what JSON lacks (NaN, infinities)
 * becomes null, which plotly draws as a gap. Characters that SVG cannot hold stand as their escape.
 * @throws Error if it is no figure, or where it holds a BigInt, naming the place
 * @example plainFigure({ data: [{ y: Float64Array.of(1, NaN) }], layout: {} }).data[0].y // [1, null]
 */
export function plainFigure(figure: Figure): Figure {
  if (!Array.isArray(figure?.data) || typeof figure.layout !== "object" || figure.layout === null) {
    throw new Error(`want a figure { data: [traces], layout: {...} }, received ${JSON.stringify(figure)}`);
  }
  const layout = { width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT, ...figure.layout };
  const plain = { data: plainValue(figure.data, "data"), layout: plainValue(layout, "layout") };
  return JSON.parse(JSON.stringify(plain)) as Figure;
}

function plainValue(value: unknown, place: string): unknown {
  if (typeof value === "bigint" || value instanceof BigInt64Array || value instanceof BigUint64Array) {
    throw new Error(`the figure's ${place} holds BigInts; want numbers: Array.from(values, Number)`);
  }
  if (typeof value === "string") return drawable(value);
  if (value instanceof Float32Array) {
    return Array.from(value, (x) => (Number.isFinite(x) ? Number(x.toPrecision(FLOAT32_DIGITS)) : null));
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as unknown as ArrayLike<number>);
  }
  if (Array.isArray(value)) {
    const isPlain = (entry: unknown) =>
      typeof entry === "number" || typeof entry === "boolean" || entry === undefined;
    return value.map((entry, i) => (isPlain(entry) ? entry : plainValue(entry, `${place}[${i}]`)));
  }
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  const entries = Object.entries(value).map(([key, entry]): [string, unknown] => {
    const isTitle = key === "title" && typeof entry === "string" && !OWN_DATA.test(place);
    return [key, isTitle ? { text: drawable(entry) } : plainValue(entry, `${place}.${key}`)];
  });
  return Object.fromEntries(entries);
}

/** A text that SVG can hold and native code can draw: control characters and the like as their escape. */
function drawable(text: string): string {
  return text.replace(/[^\n\t]+/g, escapeHidden);
}
