import { escapeText, type Figure } from "../../rendering/index.js";
import type { Interval } from "../../statistics/index.js";
import { axesOf, type Panel, panelRow, panelTitle } from "../panels.js";
import { errorBars, paperPoints, verticalLine } from "../parts.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/** How unequal the entropies of some text are to some model. */
export interface InequalityRow {
  /** Who reads what. */
  name: string;
  /** Whether the model wrote the text itself. */
  kind: "sampled" | "read";
  shareBelow001: Interval;
  /** nats */
  percentile80: Interval;
  /** Share of tokens above the paper's 80th percentile. */
  shareAbovePaper: Interval;
  /** Share of all entropy in the fifth of tokens of highest entropy. */
  topFifthEntropy: Interval;
}

type Measure = Exclude<keyof InequalityRow, "name" | "kind">;

const PANELS: readonly { measure: Measure; title: string; tickformat?: string }[] = [
  { measure: "shareBelow001", title: "tokens below<br>0.01 nats", tickformat: ".0%" },
  { measure: "percentile80", title: "80th percentile (nats):<br>where a fixed share begins" },
  { measure: "shareAbovePaper", title: "tokens that a fixed<br>threshold keeps", tickformat: ".0%" },
  { measure: "topFifthEntropy", title: "entropy that a fixed<br>fifth covers", tickformat: ".0%" },
];

const LOOKS = {
  sampled: { color: OKABE_ITO.vermillion, symbol: "circle", label: "its own samples" },
  read: { color: OKABE_ITO.blue, symbol: "square-open", label: "a text that it reads" },
};

/**
 * How unequal token entropy is, by who reads what: a row for each model and text, four measures with their intervals side
 * by side, and the paper's numbers beside them. Fills a gap of Fig 2(a), which shows one model and its own samples.
 *
 * @param paper what the paper prints of its model, in the same units; a measure that it does not print is left out
 * @example entropyInequalityFigure(rows, { paper: { name: "Qwen3-8B", source: "Fig 2(a)" } })
 */
export function entropyInequalityFigure(
  rows: readonly InequalityRow[],
  { paper }: { paper: { name: string; source: string } & Partial<Record<Measure, number>> },
): Figure {
  if (rows.length === 0) throw new Error("entropyInequalityFigure wants at least one row, received none");
  const names = [...rows.map(({ name }) => escapeText(name)), escapeText(paper.name)];
  const left = 0.2;
  const width = (1 - left) / PANELS.length;
  const gap = 0.022;
  const panels = panelRow(PANELS.map((_, i) => [left + i * width + gap, left + (i + 1) * width - gap]));
  const traces = panels.flatMap((panel, i) => [
    ...(["sampled", "read"] as const).map((kind) => points(rows, kind, PANELS[i].measure, panel)),
    paperTrace(paper, names[rows.length], PANELS[i].measure, panel),
  ]);
  return {
    data: traces,
    layout: figureLayout({
      title: "How unequal entropy is depends on who reads what",
      width: 1060,
      height: 170 + 34 * names.length,
      more: {
        ...axesOf(panels, ({ column }, i) => ({
          x: { rangemode: "tozero", tickformat: PANELS[i].tickformat ?? "", title: { text: "" } },
          y: {
            type: "category",
            categoryorder: "array",
            categoryarray: [...names].reverse(),
            range: [-0.6, names.length - 0.4],
            showticklabels: column === 0,
            title: { text: "" },
          },
        })),
        shapes: panels.flatMap((panel, i) => {
          const printed = paper[PANELS[i].measure];
          return printed === undefined
            ? []
            : [verticalLine(printed, { color: "#999999", width: 1, dash: "dot" }, panel.axes)];
        }),
        annotations: panels.map((panel, i) => panelTitle(PANELS[i].title, panel)),
        legend: { orientation: "h", y: -0.12, x: left },
        margin: { l: 20, r: 20, t: 100, b: 70 },
      },
    }),
  };
}

function points(
  rows: readonly InequalityRow[],
  kind: InequalityRow["kind"],
  measure: Measure,
  { axes, column }: Panel,
): Record<string, unknown> {
  const own = rows.filter((row) => row.kind === kind);
  const { color, symbol, label } = LOOKS[kind];
  return {
    type: "scatter",
    mode: "markers",
    name: label,
    legendgroup: kind,
    showlegend: column === 0,
    x: own.map((row) => row[measure].estimate),
    y: own.map(({ name }) => escapeText(name)),
    error_x: errorBars(
      own.map((row) => row[measure]),
      { thickness: 2, width: 0, color: color },
    ),
    marker: { color, symbol, size: 9, line: { color, width: 2 } },
    ...axes,
  };
}

function paperTrace(
  paper: { source: string } & Partial<Record<Measure, number>>,
  name: string,
  measure: Measure,
  { axes, column }: Panel,
): Record<string, unknown> {
  const printed = paper[measure];
  return {
    ...paperPoints({ x: printed === undefined ? [] : [printed], y: [], source: paper.source }),
    y: printed === undefined ? [] : [name],
    showlegend: column === 0,
    ...axes,
  };
}
