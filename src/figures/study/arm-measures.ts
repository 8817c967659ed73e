import type { Figure } from "../../rendering/index.js";
import type { Interval } from "../../statistics/index.js";
import { axesOf, panelGrid, panelTitle } from "../panels.js";
import { errorBars, verticalLine } from "../parts.js";
import { figureLayout, OKABE_ITO, seriesStyles } from "../theme.js";
import { OUTCOME_LOOKS, type Outcome } from "./outcome-looks.js";

/** One panel: a measure of every arm. */
export interface ArmMeasure {
  /** Panel title with the unit. */
  name: string;
  arms: readonly {
    label: string;
    color?: string;
    /** Of a difference: gives its row the color and the sign of the legend. */
    outcome?: Outcome;
    /** Over seeds. */
    interval: Interval;
    /** One for each seed. */
    values: readonly number[];
  }[];
  /** Drawn as a vertical line, for instance the base model's value. */
  reference?: number;
}

/** Pixels of a label's character, of the narrowest place for labels, of a panel, and of all panels at least. */
const [CHARACTER, LABELS, PANEL, PANELS] = [7, 140, 205, 320];
/** Pixels above the panels where the legend of outcomes stands. */
const LEGEND_HEIGHT = 26;

/**
 * The final measures of all arms: one panel a measure, one row an arm, open circles for the seeds; where rows have
 * outcomes, with their legend.
 * @example armMeasuresFigure(measures, { title: "After training", columns: 2 })
 */
export function armMeasuresFigure(
  measures: readonly ArmMeasure[],
  { title, columns = 4 }: { title: string; columns?: number },
): Figure {
  const labels = measures[0].arms.map(({ label }) => label).reverse();
  const left = Math.max(LABELS, 10 + CHARACTER * Math.max(...labels.map(({ length }) => length)));
  const rows = Math.ceil(measures.length / columns);
  const panelHeight = 60 + 24 * labels.length;
  const [above, below] = [24 / (panelHeight * rows), 28 / (panelHeight * rows)];
  const gaps = { left: 0.016, right: 0.016, top: above, bottom: below };
  const panels = panelGrid(measures.length, { columns, gaps });
  const axes = axesOf(panels, ({ column }) => ({
    x: { nticks: 5 },
    y: {
      type: "category",
      categoryorder: "array",
      categoryarray: labels,
      range: [-0.6, labels.length - 0.4],
      showticklabels: column === 0,
      ticks: "",
    },
  }));
  const looks = seriesStyles(measures.flatMap(({ arms }) => arms.map(({ label }) => label)));
  const data = measures.flatMap(({ arms }, i) =>
    arms.flatMap(({ label, outcome, color = colorOf(outcome) ?? looks[label].color, interval, values }) => [
      {
        type: "scatter",
        mode: "markers",
        x: [...values],
        y: values.map(() => label),
        marker: { symbol: "circle-open", size: 7, color },
        name: `${label}, seeds`,
        showlegend: false,
        ...panels[i].axes,
      },
      {
        type: "scatter",
        mode: "markers",
        x: [interval.estimate],
        y: [label],
        error_x: errorBars([interval], { color, thickness: 2 }),
        marker: { symbol: outcome ? OUTCOME_LOOKS[outcome].symbol : "circle", size: outcome ? 10 : 9, color },
        name: label,
        showlegend: false,
        ...panels[i].axes,
      },
    ]),
  );
  const reference = { color: OKABE_ITO.black, width: 1, dash: "dot" };
  const legend = outcomeLegend(measures);
  const top = legend.length > 0 ? LEGEND_HEIGHT : 0;
  return {
    data: [...data, ...legend],
    layout: figureLayout({
      title,
      width: left + Math.max(PANELS, PANEL * columns),
      height: 60 + top + panelHeight * rows,
      more: {
        ...axes,
        annotations: measures.map(({ name }, i) =>
          panelTitle(name, panels[i], { y: panels[i].top - 22 / (panelHeight * rows) }),
        ),
        shapes: measures.flatMap(({ reference: at }, i) =>
          at === undefined ? [] : [verticalLine(at, reference, panels[i].axes)],
        ),
        showlegend: legend.length > 0,
        legend: { orientation: "h", x: 0.5, xanchor: "center", y: 1, yanchor: "bottom" },
        margin: { l: left, r: 20, t: 50 + top, b: 10 },
      },
    }),
  };
}

const colorOf = (outcome?: Outcome): string | undefined => outcome && OUTCOME_LOOKS[outcome].color;

/** A mark without a place for each outcome that is drawn. */
function outcomeLegend(measures: readonly ArmMeasure[]): Figure["data"] {
  const drawn = new Set(measures.flatMap(({ arms }) => arms.map(({ outcome }) => outcome)));
  return Object.entries(OUTCOME_LOOKS)
    .filter(([outcome]) => drawn.has(outcome as Outcome))
    .map(([, { name, color, symbol }]) => ({
      ...{ type: "scatter", mode: "markers", x: [null], y: [null], name },
      marker: { symbol, size: 10, color },
      showlegend: true,
    }));
}
