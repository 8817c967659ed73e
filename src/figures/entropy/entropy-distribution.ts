import type { StreamingDistribution } from "../../entropy/index.js";
import type { Figure } from "../../rendering/index.js";
import { quantile } from "../../statistics/index.js";
import { verticalLine, withAlpha } from "../parts.js";
import { figureLayout, OKABE_ITO, seriesColor } from "../theme.js";

/** A name and the entropies (nats) of one model's response tokens, or their distribution with its intervals. */
export type NamedDistribution = { name: string } & (
  | { entropies: ArrayLike<number> }
  | { distribution: Pick<StreamingDistribution, "tokens" | "counts" | "resolution" | "percentile"> }
);

/** An empty bin's share: below the axis, since a log axis has no zero. */
const EMPTY = 1e-9;

/** Height of a line of text over the histograms, as a share of the plot's. */
const LINE = 0.07;

/** Width of the finest bins, nats. */
const RESOLUTION = 0.001;

/** What is drawn of one model. */
interface Histogram {
  tokens: number;
  /** counts[i] tokens lie on [i, i + 1) resolutions. */
  counts: Float64Array;
  resolution: number;
  percentile80: number;
  label: string;
}

/**
 * Fig 2(a): how often each token entropy occurs, with the counts on a log scale, for one model or several.
 * A vertical line marks each model's 80th percentile (with its interval where a distribution is given), a black
 * one the paper's.
 *
 * @param options binWidth: nats; paperPercentile80: nats, as printed in the paper; title: what is to be seen
 * @example entropyDistributionFigure([{ name: "M", entropies }], { paperPercentile80: 0.672 })
 */
export function entropyDistributionFigure(
  series: readonly NamedDistribution[],
  {
    binWidth = 0.04,
    paperPercentile80,
    title = "Most tokens are certain, few are not (Fig 2a)",
  }: { binWidth?: number; paperPercentile80?: number; title?: string } = {},
): Figure {
  const histograms = series.map(histogramOf);
  const marks = histograms.map(({ percentile80, label }, i) => ({
    at: percentile80,
    label: `${series[i].name}: ${label}`,
    color: seriesColor(i),
  }));
  if (paperPercentile80 !== undefined)
    marks.push({ at: paperPercentile80, label: `paper: ${paperPercentile80}`, color: OKABE_ITO.black });
  const mostTokens = Math.max(...histograms.map(({ tokens }) => tokens));
  return {
    data: histograms.map((histogram, i) => steps(series[i].name, histogram, binWidth, seriesColor(i))),
    layout: figureLayout({
      title,
      x: "token entropy (nats)",
      y: "share of tokens in the bin, log scale",
      height: 460,
      more: {
        yaxis: { type: "log", dtick: 1, exponentformat: "power", range: [Math.log10(0.5 / mostTokens), 0.1] },
        shapes: marks.map(({ at, color }) => verticalLine(at, { color, width: 1.5, dash: "dash" })),
        annotations: marks.map(({ label, color }, i) => ({
          x: 0.99,
          xref: "paper",
          y: 0.98 - LINE * i,
          yref: "paper",
          text: `80th percentile, ${label}`,
          showarrow: false,
          xanchor: "right",
          font: { color, size: 12 },
          bgcolor: "rgba(255,255,255,0.85)",
        })),
        legend: { x: 0.99, xanchor: "right", y: 1.02 - LINE * Math.max(4, marks.length) },
      },
    }),
  };
}

function histogramOf(named: NamedDistribution): Histogram {
  if ("distribution" in named) {
    const { distribution } = named;
    const { estimate, low, high } = distribution.percentile(80);
    return {
      tokens: distribution.tokens(),
      counts: distribution.counts(),
      resolution: distribution.resolution,
      percentile80: estimate,
      label: `${estimate.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`,
    };
  }
  const places = Array.from(named.entropies, (entropy) => Math.floor(entropy / RESOLUTION));
  const counts = new Float64Array(places.reduce((most, place) => Math.max(most, place), 0) + 1);
  for (const place of places) counts[place]++;
  const percentile80 = quantile(named.entropies, 0.8);
  return {
    tokens: places.length,
    counts,
    resolution: RESOLUTION,
    percentile80,
    label: percentile80.toFixed(3),
  };
}

/** The outline of one histogram, up to its last token. */
function steps(
  name: string,
  { tokens, counts, resolution }: Histogram,
  binWidth: number,
  color: string,
): Record<string, unknown> {
  const perBin = Math.round(binWidth / resolution);
  const last = counts.reduce((latest, count, i) => (count > 0 ? i : latest), 0);
  const bins = Math.floor(last / perBin) + 1;
  const shares = Array.from({ length: bins }, (_, bin) =>
    counts.subarray(bin * perBin, (bin + 1) * perBin).reduce((sum, count) => sum + count / tokens, 0),
  );
  return {
    type: "scatter",
    mode: "lines",
    name: `${name} (${tokens.toLocaleString("en")} tokens)`,
    x: Array.from({ length: bins + 1 }, (_, bin) => Number((bin * perBin * resolution).toFixed(6))),
    y: [...shares, 0].map((share) => Math.max(share, EMPTY)),
    line: { shape: "hv", color, width: 2 },
    fill: "tozeroy",
    fillcolor: withAlpha(color, 0.12),
  };
}
