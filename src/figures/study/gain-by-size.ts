import { paperTable } from "../../paper/index.js";
import type { Figure } from "../../rendering/index.js";
import type { Interval } from "../../statistics/index.js";
import { errorBars, horizontalLine, paperPoints } from "../parts.js";
import { ARM_STYLES, figureLayout, GREY } from "../theme.js";

/**
 * Fig 8: what the top 20 % gain over all tokens, by model size: ours with its interval, and the paper's points, which
 * are one run each.
 *
 * @param sizes ours, ascending; the interval in percentage points
 * @example gainBySizeFigure([{ name: "M", gain: { estimate: 2, low: -1, high: 5 }, seeds: 5 }])
 */
export function gainBySizeFigure(
  sizes: readonly { name: string; gain: Interval; seeds: number }[],
  { title = "Gain of the top 20 % over all tokens, by model size (Fig 8)" }: { title?: string } = {},
): Figure {
  const paper = paperTable("figure-8");
  const benchmarks = [...new Set(paper.map(({ benchmark }) => benchmark))];
  const ofPaper = benchmarks.map((benchmark, i) => {
    const rows = paper.filter((row) => row.benchmark === benchmark);
    const points = paperPoints({
      x: [],
      y: rows.map(({ gain }) => gain),
      source: `${benchmark} (Fig 8, one run each)`,
      line: true,
    });
    const symbol = i === 0 ? "diamond-open" : "square-open";
    return {
      ...points,
      x: rows.map(({ size }) => `Qwen3-${size}`),
      marker: { ...(points.marker as object), symbol },
    };
  });
  const { color } = ARM_STYLES.top;
  const ours = {
    type: "scatter",
    mode: "markers",
    name: "here, 95 % interval over seeds",
    x: sizes.map(({ name, seeds }) => `${name}<br>${seeds} ${seeds === 1 ? "seed" : "seeds"}`),
    y: sizes.map(({ gain }) => gain.estimate),
    error_y: errorBars(
      sizes.map(({ gain }) => gain),
      { color, thickness: 2 },
    ),
    marker: { color, size: 11 },
  };
  return {
    data: [ours, ...ofPaper],
    layout: figureLayout({
      title,
      y: "accuracy gain (percentage points)",
      more: {
        xaxis: { type: "category" },
        shapes: [horizontalLine(0, { color: GREY, width: 1 })],
        legend: { x: 0.02, y: 0.98, xanchor: "left", yanchor: "top" },
      },
    }),
  };
}
