import type { Figure } from "../../rendering/index.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/** Panels side by side. */
const COLUMNS = 3;

/**
 * Fig 5: the value of each entropy percentile at every checkpoint, on the same text, one panel a percentile,
 * each with its own axis.
 *
 * @param values values[i][k] is percentile i, in nats, at step k
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
  const rows = Math.ceil(percentiles.length / COLUMNS);
  const axes: Record<string, unknown> = {};
  const annotations = percentiles.map((percentile, i) => {
    const id = i === 0 ? "" : String(i + 1);
    const column = i % COLUMNS;
    const row = Math.floor(i / COLUMNS);
    const [left, right] = [column / COLUMNS + 0.02, (column + 1) / COLUMNS - 0.05];
    const top = 1 - row / rows;
    axes[`xaxis${id}`] = {
      domain: [left, right],
      anchor: `y${id}`,
      title: { text: row === rows - 1 ? "training step" : "" },
    };
    axes[`yaxis${id}`] = {
      domain: [top - 1 / rows + 0.14, top - 0.04],
      anchor: `x${id}`,
      title: { text: column === 0 ? "entropy (nats)" : "" },
      rangemode: "tozero",
      exponentformat: "power",
    };
    return {
      text: percentile === 100 ? "highest" : `${percentile}th percentile`,
      xref: "paper",
      yref: "paper",
      x: (left + right) / 2,
      y: top - 0.04,
      xanchor: "center",
      yanchor: "bottom",
      showarrow: false,
    };
  });
  return {
    data: percentiles.map((percentile, i) => ({
      type: "scatter",
      mode: "lines+markers",
      name: `${percentile}th percentile`,
      x: steps,
      y: values[i],
      xaxis: `x${i === 0 ? "" : i + 1}`,
      yaxis: `y${i === 0 ? "" : i + 1}`,
      line: { color: OKABE_ITO.blue, width: 2 },
      marker: { size: 5 },
      showlegend: false,
    })),
    layout: figureLayout({
      title: "Entropy percentiles through training, on one text (Fig 5)",
      width: 860,
      height: 240 * rows,
      more: { ...axes, annotations },
    }),
  };
}
