import type { Figure } from "../rendering/index.js";
import type { Interval } from "../statistics/index.js";
import { OKABE_ITO } from "./theme.js";

/** How a line is drawn, in plotly's terms: "#RRGGBB", pixels, "solid", "dash", "dot", ... */
export interface LineLook {
  color: string;
  width?: number;
  dash?: string;
}

/**
 * plotly's error bars from each estimate to both ends of its interval; a side without an end has none.
 * @example errorBars([{ estimate: 0.5, low: 0.25, high: 1 }]).array // [0.5]
 */
export function errorBars(
  intervals: readonly Interval[],
  look: { color?: string; thickness?: number; width?: number } = { thickness: 2 },
): Record<string, unknown> {
  const length = (side: number): number => (Number.isFinite(side) ? side : 0);
  return {
    type: "data",
    symmetric: false,
    array: intervals.map(({ estimate, high }) => length(high - estimate)),
    arrayminus: intervals.map(({ estimate, low }) => length(estimate - low)),
    ...look,
  };
}

/**
 * A straight line from bottom to top at x: of the whole figure, or of one panel ("x2" names its x axis).
 * @example verticalLine(3, { color: "black" }).x0 // 3
 */
export function verticalLine(x: number, line: LineLook, panel?: { xaxis: string; yaxis: string }) {
  const place = panel ? { xref: panel.xaxis, yref: `${panel.yaxis} domain` } : { yref: "paper" };
  return { type: "line", ...place, x0: x, x1: x, y0: 0, y1: 1, line };
}

/**
 * A straight line at y from the left edge to the right one, or between two values of the x axis.
 * @example horizontalLine(3, { color: "black" }, [5, 7]).x0 // 5
 */
export function horizontalLine(y: number, line: LineLook, ends?: readonly [number, number]) {
  const [x0, x1] = ends ?? [0, 1];
  return { type: "line", ...(ends ? {} : { xref: "paper" }), x0, x1, y0: y, y1: y, line };
}

/**
 * A curve with the band of its interval: two traces that share color and legend entry.
 * @example lineWithBand({ x: [0, 1], y: [1, 2], low: [0, 1], high: [2, 3], name: "top", color: "#D55E00" }).length // 2
 */
export function lineWithBand({
  x,
  y,
  low,
  high,
  name,
  color,
  dash = "solid",
}: {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  low: ArrayLike<number>;
  high: ArrayLike<number>;
  name: string;
  color: string;
  dash?: string;
}): Figure["data"] {
  for (const [label, values] of Object.entries({ y, low, high })) {
    if (values.length !== x.length) {
      throw new Error(`lineWithBand: ${label} has ${values.length} values, want ${x.length} as in x`);
    }
  }
  const band = {
    type: "scatter",
    mode: "lines",
    x: [...Array.from(x), ...Array.from(x).reverse()],
    y: [...Array.from(high), ...Array.from(low).reverse()],
    fill: "toself",
    fillcolor: withAlpha(color, 0.18),
    line: { width: 0 },
    hoverinfo: "skip",
    showlegend: false,
    legendgroup: name,
    name: `${name}, interval`,
  };
  const line = {
    type: "scatter",
    mode: "lines",
    x,
    y,
    name,
    legendgroup: name,
    line: { color, dash, width: 2 },
  };
  return [band, line];
}

/** "#RRGGBB" with an opacity between 0 and 1, as plotly's "rgba(...)". */
export function withAlpha(color: string, alpha: number): string {
  const hex = /^#([0-9a-f]{6})$/i.exec(color)?.[1];
  if (!hex) throw new Error(`color ${JSON.stringify(color)}: want "#RRGGBB"`);
  const [red, green, blue] = Buffer.from(hex, "hex");
  return `rgba(${red},${green},${blue},${alpha})`;
}

/** Numbers printed in the paper, drawn the same way in every figure: black open diamonds, named by their source. */
export function paperPoints({
  x,
  y,
  source,
  line = false,
}: {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** The table or figure they were printed in. */
  source: string;
  /** Joined by a dotted line. */
  line?: boolean;
}): Record<string, unknown> {
  return {
    type: "scatter",
    mode: line ? "lines+markers" : "markers",
    x,
    y,
    name: `paper, ${source}`,
    marker: { symbol: "diamond-open", size: 10, color: OKABE_ITO.black, line: { width: 2 } },
    line: { color: OKABE_ITO.black, dash: "dot", width: 1 },
  };
}
