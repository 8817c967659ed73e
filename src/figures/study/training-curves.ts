import type { Figure } from "../../rendering/index.js";
import { lineWithBand } from "../parts.js";
import { figureLayout, seriesStyles } from "../theme.js";

/** One measure through one training, with an interval where there is one. */
export interface TrainingCurve {
  /** What the legend says. */
  name: string;
  /** The arm whose look it has; by default a look of its own. */
  arm?: string;
  /** Line style, for several curves of one arm; by default the arm's. */
  dash?: "solid" | "dash" | "dot" | "dashdot";
  steps: ArrayLike<number>;
  values: ArrayLike<number>;
  low?: ArrayLike<number>;
  high?: ArrayLike<number>;
}

/**
 * Figs 6, 7, 10, 11: a measure against the training step, one line an arm, or any other series.
 *
 * @example trainingCurvesFigure([{ name: "my rule", steps: [0, 10], values: [0.1, 0.2] }], { title: "Mine", y: "accuracy" })
 */
export function trainingCurvesFigure(
  curves: readonly TrainingCurve[],
  { title, y, x = "training step" }: { title: string; y: string; x?: string },
): Figure {
  const looks = seriesStyles(curves.map(({ name, arm = name }) => arm));
  return {
    data: curves.flatMap(({ name, arm = name, dash = looks[arm].dash, steps, values, low, high }) => {
      const { color } = looks[arm];
      if (low && high) return lineWithBand({ x: steps, y: values, low, high, name, color, dash });
      const line = { color, dash, width: 2.5 };
      return [
        { type: "scatter", mode: "lines+markers", name, x: Array.from(steps), y: Array.from(values), line },
      ];
    }),
    layout: figureLayout({ title, x, y, width: 760, height: 440 }),
  };
}
