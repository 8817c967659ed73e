import type { FigureLayout } from "../rendering/index.js";
import { figureLayout } from "./theme.js";

/** The place of one panel: the ends of its two axes as shares of the figure, and what plotly calls these axes. */
export interface Panel {
  x: readonly [number, number];
  y?: readonly [number, number];
  /** On a trace: draws it in this panel. */
  axes: { xaxis: string; yaxis: string };
  column: number;
  /** Where the room above it ends. */
  top: number;
  /** Whether no panel lies below it. */
  lowest: boolean;
}

/** Room around each panel, as shares of the figure. */
export interface Gaps {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** `count` panels of equal size, row by row. */
export function panelGrid(count: number, { columns, gaps }: { columns: number; gaps: Gaps }): Panel[] {
  const rows = Math.ceil(count / columns);
  return Array.from({ length: count }, (_, i) => {
    const column = i % columns;
    const row = Math.floor(i / columns);
    const top = 1 - row / rows;
    return {
      x: [column / columns + gaps.left, (column + 1) / columns - gaps.right],
      y: [top - 1 / rows + gaps.bottom, top - gaps.top],
      axes: panelAxes(i),
      column,
      top,
      lowest: row === rows - 1,
    };
  });
}

/** Panels side by side over the whole height, from the ends of each. */
export function panelRow(ends: readonly (readonly [number, number])[]): Panel[] {
  return ends.map((x, i) => ({ x, axes: panelAxes(i), column: i, top: 1, lowest: true }));
}

/** Pixels: three panels fill a row, and more of them share its width. */
const PANEL_WIDTH = 290;
const GAP = 95;
const FULL = 3;
const NARROW_GAP = 75;

/** `count` panels of equal width side by side, and the layout that holds them: axes as `look` has them, a legend below. */
export function equalPanels(
  count: number,
  look: Parameters<typeof axesOf>[1],
  { title, height, margin }: { title: string; height: number; margin: { l: number; r: number } },
): { panels: Panel[]; layout: FigureLayout } {
  const width = PANEL_WIDTH * Math.min(count, FULL) + GAP * (Math.min(count, FULL) - 1);
  const gap = (count > FULL ? NARROW_GAP : GAP) / width;
  const share = (1 - gap * (count - 1)) / count;
  const lefts = Array.from({ length: count }, (_, i) => i * (share + gap));
  const panels = panelRow(lefts.map((left) => [left, left + share]));
  const legend = { orientation: "h", x: 0, y: -0.2, yanchor: "top" };
  const layout = figureLayout({
    title,
    width: margin.l + width + margin.r,
    height,
    more: { ...axesOf(panels, look), legend, margin },
  });
  return { panels, layout };
}

/** Whether each name is given for the first time: then its trace is listed in the legend. */
export function firstTimes(): (name: string) => boolean {
  const listed = new Set<string>();
  return (name) => {
    const first = !listed.has(name);
    listed.add(name);
    return first;
  };
}

function panelAxes(i: number): { xaxis: string; yaxis: string } {
  const suffix = i === 0 ? "" : String(i + 1);
  return { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
}

/** The axes of all panels as layout attributes; `look` gives any other plotly attributes of a panel's two axes. */
export function axesOf(
  panels: readonly Panel[],
  look: (panel: Panel, i: number) => { x: object; y: object },
): Record<string, object> {
  return Object.fromEntries(
    panels.flatMap((panel, i): [string, object][] => {
      const { xaxis, yaxis } = panel.axes;
      const { x, y } = look(panel, i);
      return [
        [`xaxis${xaxis.slice(1)}`, { domain: panel.x, anchor: yaxis, ...x }],
        [`yaxis${yaxis.slice(1)}`, { ...(panel.y ? { domain: panel.y } : {}), anchor: xaxis, ...y }],
      ];
    }),
  );
}

/** A panel's title as an annotation, centered above it; `y` is its lower edge as a share of the figure. */
export function panelTitle(text: string, panel: Panel, { y = panel.y?.[1] ?? panel.top } = {}): object {
  return {
    text,
    xref: "paper",
    yref: "paper",
    x: (panel.x[0] + panel.x[1]) / 2,
    y,
    xanchor: "center",
    yanchor: "bottom",
    showarrow: false,
  };
}
