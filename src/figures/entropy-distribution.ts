import type { StreamingDistribution } from "../entropy/index.js";
import type { Figure } from "./figure.js";
import { figureLayout, OKABE_ITO, withAlpha } from "./theme.js";

/** A name and the entropy distribution of one model's response tokens. */
export interface NamedDistribution {
  name: string;
  distribution: StreamingDistribution;
}

const COLORS = [OKABE_ITO.blue, OKABE_ITO.vermillion, OKABE_ITO.green, OKABE_ITO.purple];

/** An empty bin's share: below the axis, since a log axis has no zero. */
const EMPTY = 1e-9;

/**
 * Fig 2(a): how often each token entropy occurs, with the counts on a log scale, for one model or several.
 * A vertical line marks each model's 80th percentile with its interval, a black one the paper's.
 *
 * @param options binWidth: nats; paperPercentile80: nats, as printed in the paper
 */
export function entropyDistributionFigure(
  series: readonly NamedDistribution[],
  { binWidth = 0.04, paperPercentile80 }: { binWidth?: number; paperPercentile80?: number } = {},
): Figure {
  const marks = series.map(({ name, distribution }, i) => {
    const { estimate, low, high } = distribution.percentile(80);
    const label = `${name}: ${estimate.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
    return { at: estimate, label, color: COLORS[i % COLORS.length] as string };
  });
  if (paperPercentile80 !== undefined)
    marks.push({ at: paperPercentile80, label: `paper: ${paperPercentile80}`, color: OKABE_ITO.black });
  const mostTokens = Math.max(...series.map(({ distribution }) => distribution.tokens()));
  return {
    data: series.map((named, i) => steps(named, binWidth, COLORS[i % COLORS.length])),
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
        annotations: marks.map(({ label, color }, i) => ({
          x: 0.99,
          xref: "paper",
          y: 0.98 - 0.07 * i,
          yref: "paper",
          text: `80th percentile, ${label}`,
          showarrow: false,
          xanchor: "right",
          font: { color, size: 12 },
          bgcolor: "rgba(255,255,255,0.85)",
        })),
        legend: { x: 0.99, xanchor: "right", y: 0.74 },
      },
    }),
  };
}

/** The outline of one histogram, up to its last token. */
function steps(
  { name, distribution }: NamedDistribution,
  binWidth: number,
  color: string,
): Record<string, unknown> {
  const counts = distribution.counts();
  const perBin = Math.round(binWidth / distribution.resolution);
  const last = counts.reduce((latest, count, i) => (count > 0 ? i : latest), 0);
  const bins = Math.floor(last / perBin) + 1;
  const shares = Array.from({ length: bins }, (_, bin) =>
    counts
      .subarray(bin * perBin, (bin + 1) * perBin)
      .reduce((sum, count) => sum + count / distribution.tokens(), 0),
  );
  return {
    type: "scatter",
    mode: "lines",
    name: `${name} (${distribution.tokens().toLocaleString("en")} tokens)`,
    x: Array.from({ length: bins + 1 }, (_, bin) =>
      Number((bin * perBin * distribution.resolution).toFixed(6)),
    ),
    y: [...shares, 0].map((share) => Math.max(share, EMPTY)),
    line: { shape: "hv", color, width: 2 },
    fill: "tozeroy",
    fillcolor: withAlpha(color, 0.12),
  };
}
