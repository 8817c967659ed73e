import { entropyEdges, entropyHistogram } from "../entropy/index.js";
import { quantile } from "../statistics/index.js";
import type { Figure } from "./figure.js";
import { figureLayout, OKABE_ITO, withAlpha } from "./theme.js";

/** The entropies of one model's response tokens, in nats. */
export interface EntropySeries {
  name: string;
  entropies: ArrayLike<number>;
}

const COLORS = [OKABE_ITO.blue, OKABE_ITO.vermillion, OKABE_ITO.green, OKABE_ITO.purple];

/** An empty bin's share: below the axis, since a log axis has no zero. */
const EMPTY = 1e-9;

/**
 * Fig 2(a): how often each token entropy occurs, with the counts on a log scale, for one model or several.
 * A vertical line marks each model's 80th percentile, a black one the paper's.
 */
export function entropyDistributionFigure(
  series: readonly EntropySeries[],
  { bins = 60, paperPercentile80 }: { bins?: number; paperPercentile80?: number } = {},
): Figure {
  const highest = series.reduce((top, { entropies }) => maximum(entropies, top), 0);
  const mostTokens = Math.max(...series.map(({ entropies }) => entropies.length));
  const edges = entropyEdges(0, highest || 1, { bins });
  const steps = series.map(({ name, entropies }, i) => ({
    type: "scatter",
    mode: "lines",
    name: `${name} (${entropies.length.toLocaleString("en")} tokens)`,
    x: edges,
    y: [...entropyHistogram(entropies, edges), 0].map((count) => Math.max(count / entropies.length, EMPTY)),
    line: { shape: "hv", color: COLORS[i % COLORS.length], width: 2 },
    fill: "tozeroy",
    fillcolor: withAlpha(COLORS[i % COLORS.length], 0.12),
  }));
  const marks = series.map(({ name, entropies }, i) => ({
    at: quantile(entropies, 0.8),
    label: name,
    color: COLORS[i % COLORS.length] as string,
  }));
  if (paperPercentile80 !== undefined)
    marks.push({ at: paperPercentile80, label: "paper", color: OKABE_ITO.black });
  return {
    data: steps,
    layout: figureLayout({
      title: "Most tokens are certain, few are not (Fig 2a)",
      x: "token entropy (nats)",
      y: "share of tokens in the bin, log scale",
      height: 460,
      more: {
        yaxis: { type: "log", dtick: 1, exponentformat: "power", range: [Math.log10(0.5 / mostTokens), 0.1] },
        shapes: marks.map(({ at, color }) => ({
          type: "line",
          xref: "x",
          yref: "paper",
          x0: at,
          x1: at,
          y0: 0,
          y1: 1,
          line: { color, width: 1.5, dash: "dash" },
        })),
        annotations: marks.map(({ at, label, color }, i) => ({
          x: at,
          y: 0.98 - 0.07 * i,
          yref: "paper",
          text: `80th percentile, ${label}: ${at.toFixed(3)}`,
          showarrow: false,
          xanchor: "left",
          xshift: 6,
          font: { color, size: 12 },
          bgcolor: "rgba(255,255,255,0.85)",
        })),
        legend: { x: 0.99, xanchor: "right", y: 0.7 },
      },
    }),
  };
}

function maximum(values: ArrayLike<number>, start: number): number {
  let top = start;
  for (let i = 0; i < values.length; i++) top = Math.max(top, values[i]);
  return top;
}
