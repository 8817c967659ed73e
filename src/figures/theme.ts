import type { Figure, FigureLayout } from "../rendering/index.js";

/** Okabe and Ito's eight colours, told apart with every kind of colour blindness (Color Universal Design, 2008). */
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

/** One look per arm of the ablation, the same in every figure; lines differ by dash as well as by colour. */
export const ARM_STYLES: Record<
  "all" | "top" | "bottom" | "random" | "oracle" | "oracle-errors" | "decorative" | "soft",
  { color: string; dash: string }
> = {
  all: { color: OKABE_ITO.blue, dash: "solid" },
  top: { color: OKABE_ITO.vermillion, dash: "solid" },
  bottom: { color: OKABE_ITO.green, dash: "solid" },
  random: { color: "#767676", dash: "dot" },
  oracle: { color: OKABE_ITO.purple, dash: "dash" },
  "oracle-errors": { color: OKABE_ITO.skyBlue, dash: "dash" },
  decorative: { color: OKABE_ITO.orange, dash: "dashdot" },
  soft: { color: OKABE_ITO.black, dash: "longdash" },
};

const FONT_FAMILY = "DejaVu Sans, Verdana, sans-serif";
const INK = "#222222";
const GRID = "#E4E4E4";

const axis = {
  automargin: true,
  showgrid: true,
  gridcolor: GRID,
  zeroline: false,
  showline: true,
  linecolor: "#888888",
  ticks: "outside",
  tickcolor: "#888888",
  title: { standoff: 10 },
};

/** The plotly template that every figure shares: fonts, colours, axes. */
export const FIGURE_THEME: Record<string, unknown> = {
  layout: {
    font: { family: FONT_FAMILY, size: 13, color: INK },
    title: { font: { size: 16 }, x: 0.02, xanchor: "left", y: 0.97, yanchor: "top" },
    colorway: [
      OKABE_ITO.blue,
      OKABE_ITO.vermillion,
      OKABE_ITO.green,
      OKABE_ITO.purple,
      OKABE_ITO.orange,
      OKABE_ITO.skyBlue,
      OKABE_ITO.black,
    ],
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

/** A curve with the band of its interval: two traces that share colour and legend entry. */
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
