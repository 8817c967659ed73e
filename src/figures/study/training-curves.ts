import type { Figure } from "../../rendering/index.js";
import { ARM_STYLES, figureLayout, lineWithBand } from "../theme.js";

/** One measure through the training of one arm, with an interval where there is one. */
export interface TrainingCurve {
  arm: keyof typeof ARM_STYLES;
  /** What the legend says. */
  name: string;
  steps: ArrayLike<number>;
  values: ArrayLike<number>;
  low?: ArrayLike<number>;
  high?: ArrayLike<number>;
}

/** Figs 6, 7, 10, 11: a measure against the training step, one line an arm. */
export function trainingCurvesFigure(
  curves: readonly TrainingCurve[],
  { title, y, x = "training step" }: { title: string; y: string; x?: string },
): Figure {
  return {
    data: curves.flatMap(({ arm, name, steps, values, low, high }) => {
      const { color, dash } = ARM_STYLES[arm];
      if (low && high) return lineWithBand({ x: steps, y: values, low, high, name, color, dash });
      const line = { color, dash, width: 2.5 };
      return [
        { type: "scatter", mode: "lines+markers", name, x: Array.from(steps), y: Array.from(values), line },
      ];
    }),
    layout: figureLayout({ title, x, y, width: 760, height: 440 }),
  };
}
