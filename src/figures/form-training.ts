import type { Figure } from "./figure.js";
import { figureLayout, OKABE_ITO } from "./theme.js";

/**
 * Training accuracy over steps for several runs, each smoothed by a moving mean; the name up to the first comma
 * decides the colour, so that the seeds of one form share it.
 * @param options.window steps of the moving mean
 */
export function formTrainingFigure({
  runs,
  window = 8,
}: {
  runs: readonly { name: string; values: readonly number[] }[];
  window?: number;
}): Figure {
  const forms = [...new Set(runs.map(({ name }) => name.split(",")[0]))];
  const colors = [OKABE_ITO.blue, OKABE_ITO.vermillion, OKABE_ITO.green, OKABE_ITO.purple];
  return {
    data: runs.map(({ name, values }) => {
      const form = forms.indexOf(name.split(",")[0]);
      return {
        name,
        x: values.slice(window - 1).map((_, i) => i + window),
        y: values.slice(window - 1).map((_, i) => mean(values.slice(i, i + window))),
        mode: "lines",
        line: { color: colors[form % colors.length], dash: ["solid", "dash", "dot"][form % 3], width: 2 },
      };
    }),
    layout: figureLayout({
      title: "Forms of the return on the testbed",
      x: "training step",
      y: `training accuracy (mean of ${window} steps)`,
      more: { legend: { x: 0.02, y: 0.98 } },
    }),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
