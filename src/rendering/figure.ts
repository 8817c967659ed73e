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

/**
 * The figure as the plain object that plotly's JSON holds: typed arrays become arrays, sizes are filled in,
 * and what JSON lacks (NaN, infinities) becomes null, which plotly draws as a gap.
 */
export function plainFigure(figure: Figure): Figure {
  if (!Array.isArray(figure?.data) || typeof figure.layout !== "object" || figure.layout === null) {
    throw new Error(`want a figure { data: [traces], layout: {...} }, received ${JSON.stringify(figure)}`);
  }
  const layout = { width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT, ...figure.layout };
  return JSON.parse(JSON.stringify({ data: figure.data, layout }, plainValue)) as Figure;
}

function plainValue(_key: string, value: unknown): unknown {
  if (value instanceof Float32Array) {
    return Array.from(value, (x) => (Number.isFinite(x) ? Number(x.toPrecision(FLOAT32_DIGITS)) : null));
  }
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as unknown as ArrayLike<number>);
  }
  return value;
}
