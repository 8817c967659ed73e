import type { PercentileBin } from "../../entropy/index.js";
import type { Figure } from "../../rendering/index.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/**
 * Fig 4: mean entropy change in each percentile bin of the base model's entropy, its size on a log scale.
 * A log scale has no sign, so colour gives it: vermillion rises, blue falls.
 * @example entropyChangeFigure(entropyChangeByPercentile(before, after, { bins: 20 }))
 */
export function entropyChangeFigure(bins: readonly PercentileBin[]): Figure {
  const signs = [
    { name: "entropy rises", sign: 1, color: OKABE_ITO.vermillion },
    { name: "entropy falls", sign: -1, color: OKABE_ITO.blue },
  ];
  const labels = bins.map(({ fromPercent, toPercent }) => `${fromPercent}-${toPercent}`);
  return {
    data: signs.map(({ name, sign, color }) => ({
      type: "bar",
      name,
      x: labels,
      y: bins.map(({ meanChange }) => (Math.sign(meanChange) === sign ? Math.abs(meanChange) : Number.NaN)),
      marker: { color },
      showlegend: true,
    })),
    layout: figureLayout({
      title: "Entropy change through training, by entropy in the base model (Fig 4)",
      x: "percentile of the base model's token entropy (%)",
      y: "size of the mean change (nats), log scale",
      more: {
        barmode: "overlay",
        xaxis: { type: "category", categoryorder: "array", categoryarray: labels, tickangle: -60 },
        yaxis: { type: "log", dtick: 1, exponentformat: "power" },
        legend: { x: 0.02, y: 0.98 },
      },
    }),
  };
}
