import type { Figure } from "../../rendering/index.js";
import type { Interval } from "../../statistics/index.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/** One panel: a measure of every arm. */
export interface ArmMeasure {
  /** Panel title with the unit. */
  name: string;
  arms: readonly {
    label: string;
    color: string;
    /** Over seeds. */
    interval: Interval;
    /** One for each seed. */
    values: readonly number[];
  }[];
  /** Drawn as a vertical line, for instance the base model's value. */
  reference?: number;
}

/** The final measures of all arms: one panel a measure, one row an arm, open circles for the seeds. */
export function armMeasuresFigure(
  measures: readonly ArmMeasure[],
  { title, columns = 4 }: { title: string; columns?: number },
): Figure {
  const labels = measures[0].arms.map(({ label }) => label).reverse();
  const rows = Math.ceil(measures.length / columns);
  const panelHeight = 60 + 24 * labels.length;
  const axes: Record<string, unknown> = {};
  const annotations: object[] = [];
  const shapes: object[] = [];
  const data = measures.flatMap(({ name, arms, reference }, i) => {
    const id = i === 0 ? "" : String(i + 1);
    const column = i % columns;
    const top = 1 - Math.floor(i / columns) / rows;
    const domain = [column / columns + 0.01, (column + 1) / columns - 0.01];
    const low = top - 1 / rows + 28 / (panelHeight * rows);
    axes[`xaxis${id}`] = { domain, anchor: `y${id}`, nticks: 5 };
    axes[`yaxis${id}`] = {
      domain: [low, top - 24 / (panelHeight * rows)],
      anchor: `x${id}`,
      type: "category",
      categoryorder: "array",
      categoryarray: labels,
      range: [-0.6, labels.length - 0.4],
      showticklabels: column === 0,
      ticks: "",
    };
    annotations.push({
      text: name,
      xref: "paper",
      yref: "paper",
      x: (domain[0] + domain[1]) / 2,
      y: top - 22 / (panelHeight * rows),
      xanchor: "center",
      yanchor: "bottom",
      showarrow: false,
    });
    if (reference !== undefined) shapes.push(verticalLine(reference, id));
    return arms.flatMap(({ label, color, interval, values }) => [
      {
        type: "scatter",
        mode: "markers",
        x: [...values],
        y: values.map(() => label),
        marker: { symbol: "circle-open", size: 7, color },
        name: `${label}, seeds`,
        xaxis: `x${id}`,
        yaxis: `y${id}`,
      },
      {
        type: "scatter",
        mode: "markers",
        x: [interval.estimate],
        y: [label],
        error_x: {
          type: "data",
          symmetric: false,
          array: [interval.high - interval.estimate],
          arrayminus: [interval.estimate - interval.low],
          color,
          thickness: 2,
        },
        marker: { symbol: "circle", size: 9, color },
        name: label,
        xaxis: `x${id}`,
        yaxis: `y${id}`,
      },
    ]);
  });
  return {
    data,
    layout: figureLayout({
      title,
      width: 140 + 205 * columns,
      height: 60 + panelHeight * rows,
      more: {
        ...axes,
        annotations,
        shapes,
        showlegend: false,
        margin: { l: 140, r: 20, t: 50, b: 10 },
      },
    }),
  };
}

function verticalLine(x: number, id: string): object {
  return {
    type: "line",
    x0: x,
    x1: x,
    y0: 0,
    y1: 1,
    xref: `x${id}`,
    yref: `y${id} domain`,
    line: { color: OKABE_ITO.black, width: 1, dash: "dot" },
  };
}
