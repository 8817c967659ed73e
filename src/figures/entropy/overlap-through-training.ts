import type { PaperRow } from "../../paper/index.js";
import type { Figure } from "../../rendering/index.js";
import type { Interval } from "../../statistics/index.js";
import { lineWithBand, paperPoints } from "../parts.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/**
 * Table 1 as curves: the share of top-20 % entropy positions that each checkpoint has in common with the base
 * model and with the final one, on the same text, against the share of training done.
 *
 * @param checkpoints ours, in order; overlaps as shares with their intervals
 * @param paper the rows of the paper's Table 1; a suspect step is left out
 * @example overlapThroughTrainingFigure(checkpoints, paperTable("table-1"))
 */
export function overlapThroughTrainingFigure(
  checkpoints: readonly { step: number; withBase: Interval; withFinal: Interval }[],
  paper: readonly PaperRow<"table-1">[] = [],
): Figure {
  const last = checkpoints[checkpoints.length - 1].step;
  const x = checkpoints.map(({ step }) => step / last);
  const curve = (name: string, intervals: Interval[], color: string) =>
    lineWithBand({
      x,
      y: intervals.map(({ estimate }) => estimate),
      low: intervals.map(({ low }) => low),
      high: intervals.map(({ high }) => high),
      name,
      color,
    });
  const rows = paper.filter(({ suspectStep }) => !suspectStep);
  const published = (column: "overlapBase" | "overlapFinal", source: string, symbol: string) => {
    const points = paperPoints({
      x: rows.map(({ step }) => step / rows[rows.length - 1].step),
      y: rows.map((row) => row[column] / 100),
      source,
      line: true,
    });
    return { ...points, marker: { ...(points.marker as object), symbol } };
  };
  return {
    data: [
      ...curve(
        "ours, with the base model",
        checkpoints.map(({ withBase }) => withBase),
        OKABE_ITO.blue,
      ),
      ...curve(
        "ours, with the final model",
        checkpoints.map(({ withFinal }) => withFinal),
        OKABE_ITO.vermillion,
      ),
      ...(rows.length > 0
        ? [
            published("overlapBase", "Table 1: with base", "diamond-open"),
            published("overlapFinal", "Table 1: with final", "circle-open"),
          ]
        : []),
    ],
    layout: figureLayout({
      title: "Overlap of the top 20 % entropy positions (Table 1)",
      x: "share of training done",
      y: "overlap",
      more: {
        yaxis: { tickformat: ".0%" },
        xaxis: { tickformat: ".0%" },
        legend: { x: 0.5, xanchor: "center", y: -0.2, yanchor: "top", orientation: "h" },
        margin: { l: 70, r: 25, t: 60, b: 120 },
      },
    }),
  };
}
