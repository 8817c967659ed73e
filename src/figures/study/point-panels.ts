import type { Figure } from "../../rendering/index.js";
import type { Interval } from "../../statistics/index.js";
import { equalPanels, firstTimes } from "../panels.js";
import { errorBars } from "../parts.js";
import { GREY, seriesStyles } from "../theme.js";

/** Measured points of one kind. */
export interface PointSeries {
  /** What the legend says; the same name is the same entry and look in every panel. */
  name: string;
  x: readonly number[];
  y: readonly Interval[];
}

export interface PointPanel {
  /** Axis titles with the unit. */
  x: string;
  y: string;
  series: readonly PointSeries[];
  /** Attributes of the x axis, in plotly's terms. */
  xaxis?: object;
  /** A straight line to compare the points with, by its two ends. */
  line?: { name: string; ends: readonly (readonly [x: number, y: number])[] };
}

const MARGIN = { l: 70, r: 25, t: 60, b: 120 };
const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "x", "star"];

/**
 * What was measured against what should explain it, in panels side by side: one color and symbol a series, each point
 * with its interval.
 * @throws on a series with more x than y, or fewer
 * @example pointPanelsFigure([{ x: "dose (%)", y: "gap (points)", series }], { title: "Gap by dose" })
 */
export function pointPanelsFigure(panels: readonly PointPanel[], { title }: { title: string }): Figure {
  const names = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const looks = seriesStyles(names);
  const { panels: places, layout } = equalPanels(
    panels.length,
    (_, i) => {
      const { x, y, xaxis } = panels[i];
      return {
        x: { title: { text: x }, ...xaxis },
        y: { title: { text: y }, zeroline: true, zerolinecolor: GREY },
      };
    },
    { title, height: 450, margin: MARGIN },
  );
  const isFirst = firstTimes();
  const data = panels.flatMap(({ series, line }, i) => {
    const points = series.map(({ name, x, y }) => {
      if (x.length !== y.length)
        throw new Error(`pointPanelsFigure: "${name}" has ${x.length} x and ${y.length} y, want as many`);
      const { color } = looks[name];
      return {
        ...{ type: "scatter", mode: "markers", name, legendgroup: name, showlegend: isFirst(name) },
        x: [...x],
        y: y.map(({ estimate }) => estimate),
        error_y: errorBars(y, { color, thickness: 1.5, width: 3 }),
        marker: { color, size: 9, symbol: SYMBOLS[names.indexOf(name) % SYMBOLS.length] },
        ...places[i].axes,
      };
    });
    return line ? [...points, { ...straight(line), ...places[i].axes }] : points;
  });
  return { data, layout };
}

function straight({ name, ends }: NonNullable<PointPanel["line"]>): object {
  return {
    ...{ type: "scatter", mode: "lines", name },
    x: ends.map(([x]) => x),
    y: ends.map(([, y]) => y),
    line: { color: GREY, dash: "dash", width: 2 },
  };
}
