import type { Figure } from "../../rendering/index.js";
import { axesOf, panelGrid, panelTitle } from "../panels.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/** Panels side by side. */
const COLUMNS = 3;

/**
 * Fig 5: the value of each entropy percentile at every checkpoint, on the same text, one panel a percentile,
 * each with its own axis.
 *
 * @param values values[i][k] is percentile i, in nats, at step k
 * @example entropyPercentilesFigure({ steps: [0, 60], percentiles: [50, 95], values: [[0, 0.1], [1, 1.2]] })
 */
export function entropyPercentilesFigure({
  steps,
  percentiles,
  values,
}: {
  steps: readonly number[];
  percentiles: readonly number[];
  values: readonly (readonly number[])[];
}): Figure {
  const gaps = { left: 0.02, right: 0.05, top: 0.04, bottom: 0.14 };
  const panels = panelGrid(percentiles.length, { columns: COLUMNS, gaps });
  const axes = axesOf(panels, ({ lowest, column }) => ({
    x: { title: { text: lowest ? "training step" : "" } },
    y: {
      title: { text: column === 0 ? "entropy (nats)" : "" },
      rangemode: "tozero",
      exponentformat: "power",
    },
  }));
  return {
    data: percentiles.map((percentile, i) => ({
      type: "scatter",
      mode: "lines+markers",
      name: `${percentile}th percentile`,
      x: steps,
      y: values[i],
      ...panels[i].axes,
      line: { color: OKABE_ITO.blue, width: 2 },
      marker: { size: 5 },
      showlegend: false,
    })),
    layout: figureLayout({
      title: "Entropy percentiles through training, on one text (Fig 5)",
      width: 860,
      height: 240 * Math.ceil(percentiles.length / COLUMNS),
      more: {
        ...axes,
        annotations: percentiles.map((percentile, i) =>
          panelTitle(percentile === 100 ? "highest" : `${percentile}th percentile`, panels[i]),
        ),
      },
    }),
  };
}
