import type { Figure } from "../../rendering/index.js";
import { figureLayout, GREY, seriesColor } from "../theme.js";

/** A quantity of the tokens in each bin of a percentile of their entropy. */
export interface PercentileBars {
  /** What the legend says. */
  name: string;
  bins: readonly { fromPercent: number; toPercent: number }[];
  /** One for each bin. */
  values: readonly number[];
}

/**
 * A quantity by percentile of the tokens' entropy: groups of bars, one bar a series, above and below 0.
 *
 * @param options tickformat: plotly's number format, for instance ".0%"
 * @throws Error naming the series that has not a value for each bin
 * @example percentileBarsFigure([{ name: "M", bins: shares, values: shares.map(({ share }) => share) }], { title, y: "share" })
 */
export function percentileBarsFigure(
  series: readonly PercentileBars[],
  {
    title,
    y,
    x = "percentile of the token's entropy before training (%)",
    tickformat,
  }: { title: string; y: string; x?: string; tickformat?: string },
): Figure {
  for (const { name, bins, values } of series)
    if (values.length !== bins.length)
      throw new Error(
        `${name}: wanted a value for each of the ${bins.length} bins, received ${values.length}`,
      );
  const labelsOf = ({ bins }: PercentileBars): string[] =>
    bins.map(({ fromPercent, toPercent }) => `${fromPercent}-${toPercent}`);
  const labels = [...new Set(series.flatMap(labelsOf))];
  return {
    data: series.map((one, i) => ({
      type: "bar",
      name: one.name,
      x: labelsOf(one),
      y: [...one.values],
      marker: { color: seriesColor(i) },
      showlegend: true,
    })),
    layout: figureLayout({
      title,
      x,
      y,
      more: {
        barmode: "group",
        xaxis: { type: "category", categoryorder: "array", categoryarray: labels },
        yaxis: { tickformat, zeroline: true, zerolinecolor: GREY },
        // above the bars, which may stand anywhere below
        legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
      },
    }),
  };
}
