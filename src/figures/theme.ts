import type { FigureLayout } from "../rendering/index.js";

/** Okabe and Ito's eight colors, told apart with every kind of color blindness (Color Universal Design, 2008). */
export const OKABE_ITO = {
  black: "#000000",
  orange: "#E69F00",
  skyBlue: "#56B4E9",
  green: "#009E73",
  yellow: "#F0E442",
  blue: "#0072B2",
  vermillion: "#D55E00",
  purple: "#CC79A7",
} as const;

/** The colors of series that have no look of their own, in the order in which they are given out. */
const SERIES_COLORS: readonly string[] = [
  OKABE_ITO.blue,
  OKABE_ITO.vermillion,
  OKABE_ITO.green,
  OKABE_ITO.purple,
  OKABE_ITO.orange,
  OKABE_ITO.skyBlue,
  OKABE_ITO.black,
];

export function seriesColor(i: number): string {
  return SERIES_COLORS[i % SERIES_COLORS.length];
}

export interface SeriesStyle {
  color: string;
  dash: string;
}

/** One look per arm of the ablation, the same in every figure; lines differ by dash as well as by color. */
export const ARM_STYLES = {
  all: { color: OKABE_ITO.blue, dash: "solid" },
  top: { color: OKABE_ITO.vermillion, dash: "solid" },
  bottom: { color: OKABE_ITO.green, dash: "solid" },
  random: { color: "#767676", dash: "dot" },
  oracle: { color: OKABE_ITO.purple, dash: "dash" },
  "oracle-errors": { color: OKABE_ITO.skyBlue, dash: "dash" },
  decorative: { color: OKABE_ITO.orange, dash: "dashdot" },
  soft: { color: OKABE_ITO.black, dash: "longdash" },
} satisfies Record<string, SeriesStyle>;

const DASHES = ["solid", "dash", "dot", "dashdot"];

/**
 * A look for each series of a figure: an arm keeps its own, every other name takes the next one that is free, in the
 * order of the names.
 *
 * @example seriesStyles(["all", "my rule"]) // { all: { color: "#0072B2", dash: "solid" }, "my rule": { color: "#D55E00", ... } }
 */
export function seriesStyles(names: readonly string[]): Record<string, SeriesStyle> {
  const known = new Map<string, SeriesStyle>(Object.entries(ARM_STYLES));
  const wanted = [...new Set(names)];
  const taken = wanted.flatMap((name) => known.get(name) ?? []);
  const free = DASHES.flatMap((dash) => SERIES_COLORS.map((color) => ({ color, dash }))).filter(
    (look) => !taken.some(({ color, dash }) => color === look.color && dash === look.dash),
  );
  let given = 0;
  return Object.fromEntries(wanted.map((name) => [name, known.get(name) ?? free[given++ % free.length]]));
}

const FONT_FAMILY = "DejaVu Sans, Verdana, sans-serif";
const INK = "#222222";
const GRID = "#E4E4E4";

/** Axes, and lines that only guide the eye. */
export const GREY = "#888888";

const axis = {
  automargin: true,
  showgrid: true,
  gridcolor: GRID,
  zeroline: false,
  showline: true,
  linecolor: GREY,
  ticks: "outside",
  tickcolor: GREY,
  title: { standoff: 10 },
};

/** The plotly template that every figure shares: fonts, colors, axes. */
export const FIGURE_THEME: Record<string, unknown> = {
  layout: {
    font: { family: FONT_FAMILY, size: 13, color: INK },
    title: { font: { size: 16 }, x: 0.02, xanchor: "left", y: 0.97, yanchor: "top" },
    colorway: SERIES_COLORS,
    paper_bgcolor: "#FFFFFF",
    plot_bgcolor: "#FFFFFF",
    hovermode: "closest",
    margin: { l: 70, r: 25, t: 60, b: 60 },
    legend: { bgcolor: "rgba(255,255,255,0.8)", font: { size: 12 }, tracegroupgap: 2 },
    xaxis: axis,
    yaxis: axis,
  },
  data: { heatmap: [{ colorscale: "Viridis" }], contour: [{ colorscale: "Viridis" }] },
};

/**
 * A layout in the shared theme.
 * @param options.title title in sentence case; `<br>` and `<sub>` are understood
 * @param options.x,options.y axis titles with the unit, e.g. "token entropy (nats)"
 * @param options.more any other plotly layout attribute; replaces what stands in the theme
 * @example figureLayout({ title: "Entropy of tokens", x: "token entropy (nats)", y: "tokens" })
 */
export function figureLayout({
  title,
  x = "",
  y = "",
  width,
  height,
  more = {},
}: {
  title: string;
  x?: string;
  y?: string;
  width?: number;
  height?: number;
  more?: Record<string, unknown>;
}): FigureLayout {
  const { xaxis, yaxis, ...rest } = more as { xaxis?: object; yaxis?: object };
  return {
    template: FIGURE_THEME,
    title: { text: title },
    xaxis: { title: { text: x }, ...xaxis },
    yaxis: { title: { text: y }, ...yaxis },
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...rest,
  };
}
