import { entropyPerformanceFit } from "../../entropy/index.js";
import type { Figure } from "../../rendering/index.js";
import { figureLayout, seriesColor } from "../theme.js";

/**
 * Performance against entropy through each run, with R = -a exp(H) + b fitted to it (Cui et al. 2025).
 * @example entropyPerformanceFigure([{ name: "all", entropies: [1, 0.6, 0.3], performance: [0.2, 0.4, 0.5] }])
 */
export function entropyPerformanceFigure(
  runs: readonly { name: string; entropies: readonly number[]; performance: readonly number[] }[],
): Figure {
  const data = runs.flatMap(({ name, entropies, performance }, i) => {
    const { a, b, rmse } = entropyPerformanceFit(entropies, performance);
    const color = seriesColor(i);
    const [least, greatest] = [Math.min(...entropies), Math.max(...entropies)];
    const x = Array.from({ length: 60 }, (_, k) => least + ((greatest - least) * k) / 59);
    return [
      {
        type: "scatter",
        mode: "markers",
        name: `${name}, measured`,
        x: entropies,
        y: performance,
        text: entropies.map((_, k) => `point ${k + 1} of ${entropies.length}`),
        marker: { color, size: 7, opacity: 0.75 },
      },
      {
        type: "scatter",
        mode: "lines",
        name: `R = ${(-a).toFixed(3)} exp(H) ${b < 0 ? "-" : "+"} ${Math.abs(b).toFixed(3)}, misses by ${rmse.toFixed(3)}`,
        x,
        y: x.map((entropy) => -a * Math.exp(entropy) + b),
        line: { color, dash: "dash", width: 2 },
      },
    ];
  });
  return {
    data,
    layout: figureLayout({
      title: "Performance against entropy",
      x: "mean token entropy H (nats)",
      y: "accuracy R",
      more: {
        yaxis: { tickformat: ".0%" },
        legend: { x: 0.5, xanchor: "center", y: -0.2, yanchor: "top" },
        margin: { l: 70, r: 25, t: 60, b: 130 },
      },
    }),
  };
}
