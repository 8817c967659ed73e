import { ARM_STYLES, figureLayout, lineWithBand, OKABE_ITO } from "../../src/figures/index.js";
import { seededRng } from "../../src/random/index.js";
import type { Figure } from "../../src/rendering/index.js";

const steps = Array.from({ length: 41 }, (_, i) => i * 5);

function curve(arm: keyof typeof ARM_STYLES, gain: number): Figure["data"] {
  const y = steps.map((step) => 0.3 + gain * (1 - Math.exp(-step / 80)));
  return lineWithBand({
    x: steps,
    y,
    low: y.map((value) => value - 0.03),
    high: y.map((value) => value + 0.03),
    name: arm,
    ...ARM_STYLES[arm],
  });
}

function normals(count: number, mean: number): number[] {
  const rng = seededRng(7 + mean);
  return Array.from({ length: count }, () => mean + rng.normal());
}

const grid = Array.from({ length: 12 }, (_, row) =>
  Array.from({ length: 16 }, (_, column) => Math.sin(row / 3) * Math.cos(column / 4)),
);

/** One figure of each kind that the notebooks draw. */
export const SAMPLE_FIGURES: Record<string, Figure> = {
  lines: {
    data: [...curve("all", 0.3), ...curve("top", 0.36), ...curve("bottom", 0.05), ...curve("random", 0.24)],
    layout: figureLayout({ title: "Accuracy by arm, 3 seeds", x: "step", y: "held-out accuracy" }),
  },
  bars: {
    data: [
      {
        type: "bar",
        x: ["connectives", "operators & signs", "numbers <end>", "suffixes of long words"],
        y: [1.42, 1.1, 0.21, 0.04],
        error_y: { type: "data", array: [0.1, 0.08, 0.02, 0.01] },
        marker: { color: OKABE_ITO.blue },
        text: ["1.42", "1.10", "0.21", "0.04"],
        textposition: "outside",
      },
    ],
    layout: figureLayout({
      title: "Mean entropy by role",
      y: "entropy (nats)",
      more: { xaxis: { tickangle: -30 }, annotations: [{ x: 0, y: 1.6, text: "forks", showarrow: true }] },
    }),
  },
  heatmap: {
    data: [{ type: "heatmap", z: grid, colorbar: { title: { text: "overlap" } } }],
    layout: figureLayout({ title: "Overlap", x: "step", y: "step", width: 560, height: 460 }),
  },
  histogram: {
    data: [
      { type: "histogram", x: normals(400, 0), nbinsx: 30, name: "before", opacity: 0.7 },
      { type: "histogram", x: normals(400, 2), nbinsx: 30, name: "after", opacity: 0.7 },
    ],
    layout: figureLayout({
      title: "Token entropies",
      x: "entropy (nats)",
      y: "tokens",
      more: { barmode: "overlay" },
    }),
  },
  subplots: {
    data: [
      { type: "box", y: normals(60, 0), name: "REINFORCE", boxpoints: "all", jitter: 0.4 },
      { type: "violin", y: normals(60, 1), name: "GRPO", xaxis: "x2", yaxis: "y2", box: { visible: true } },
    ],
    layout: figureLayout({
      title: "Advantage A<sub>t</sub>",
      more: { grid: { rows: 1, columns: 2, pattern: "independent" }, showlegend: false },
    }),
  },
  contour: {
    data: [{ type: "contour", z: grid, contours: { showlabels: true } }],
    layout: figureLayout({ title: "Surrogate", x: "log-ratio", y: "advantage" }),
  },
};
