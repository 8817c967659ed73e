import type { Figure } from "../../rendering/index.js";
import { horizontalLine, verticalLine } from "../parts.js";
import { figureLayout, GREY, OKABE_ITO } from "../theme.js";

/**
 * Cov(log pi, A) at each checkpoint against the entropy change that follows it, both on the same fixed set.
 * The theory (Cui et al. 2025) wants the points in the lower right: positive covariance, falling entropy.
 * @example covarianceFigure([{ step: 0, covariance: 0.02, nextChange: -0.1 }], { correlation: -0.9 })
 */
export function covarianceFigure(
  points: readonly { step: number; covariance: number; nextChange: number }[],
  { correlation }: { correlation: number },
): Figure {
  const zero = { color: GREY, width: 1, dash: "dot" };
  return {
    data: [
      {
        type: "scatter",
        mode: "markers+text",
        x: points.map(({ covariance }) => covariance),
        y: points.map(({ nextChange }) => nextChange),
        text: points.map(({ step }) => String(step)),
        textposition: "top center",
        textfont: { size: 10 },
        hovertemplate: "step %{text}: Cov %{x:.4f}, then %{y:.4f} nats<extra></extra>",
        marker: {
          size: 9,
          color: points.map(({ step }) => step),
          colorscale: [
            [0, OKABE_ITO.skyBlue],
            [1, OKABE_ITO.blue],
          ],
          colorbar: { title: { text: "step" }, thickness: 12 },
        },
        showlegend: false,
      },
    ],
    layout: figureLayout({
      title: `Covariance and the entropy change after it (correlation ${correlation.toFixed(2)})`,
      x: "Cov(log pi, A) at the checkpoint (nats)",
      y: "mean entropy change to the next one (nats)",
      more: { shapes: [verticalLine(0, zero), horizontalLine(0, zero)] },
    }),
  };
}
