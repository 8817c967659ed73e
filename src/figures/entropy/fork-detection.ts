import type { ForkDetection } from "../../entropy/index.js";
import type { Figure } from "../../rendering/index.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/** A detector's curve over rho for one notion of fork. */
export interface DetectionCurve {
  name: string;
  points: readonly ForkDetection[];
  /** Share of tokens that are such forks: the precision of a detector by chance. */
  prevalence: number;
}

const COLORS = [OKABE_ITO.vermillion, OKABE_ITO.blue, OKABE_ITO.green];

/**
 * Precision (solid) and recall (dashed) of the top-rho tokens as detectors of known forks; dotted: by chance.
 * @example forkDetectionFigure([{ name: "M", points: forkDetection(entropies, isFork), prevalence: 0.1 }])
 */
export function forkDetectionFigure(curves: readonly DetectionCurve[]): Figure {
  const data = curves.flatMap(({ name, points, prevalence }, i) => {
    const x = points.map(({ rho }) => rho);
    const line = (label: string, y: number[], dash: string) => ({
      type: "scatter",
      mode: "lines",
      name: `${name}: ${label}`,
      x,
      y,
      line: { color: COLORS[i % COLORS.length], dash, width: dash === "dot" ? 1 : 2 },
    });
    return [
      line(
        "precision",
        points.map(({ precision }) => precision),
        "solid",
      ),
      line(
        "recall",
        points.map(({ recall }) => recall),
        "dash",
      ),
      line(
        "precision by chance",
        points.map(() => prevalence),
        "dot",
      ),
    ];
  });
  return {
    data,
    layout: figureLayout({
      title: "High-entropy tokens as detectors of true forks",
      x: "rho: share of tokens selected, highest entropy first",
      y: "precision, recall",
      width: 820,
      more: {
        xaxis: { range: [0, 1], tickformat: ".0%" },
        yaxis: { range: [0, 1.03], tickformat: ".0%" },
        legend: { x: 1.02, y: 1 },
        shapes: [
          {
            type: "line",
            x0: 0.2,
            x1: 0.2,
            yref: "paper",
            y0: 0,
            y1: 1,
            line: { color: "#888888", dash: "dot", width: 1 },
          },
        ],
        annotations: [
          {
            x: 0.2,
            y: 0.02,
            yref: "paper",
            text: "the paper's 20 %",
            showarrow: false,
            xanchor: "left",
            xshift: 4,
            font: { size: 11 },
          },
        ],
      },
    }),
  };
}
