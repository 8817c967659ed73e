import { paperTable } from "../../paper/index.js";
import type { Figure } from "../../rendering/index.js";
import { ARM_STYLES, figureLayout } from "../theme.js";

/**
 * Fig 1(b): the paper's accuracies with gradient on all tokens and on the top 20 %, by benchmark and model size.
 * @example await showFigure(paperAccuracyFigure())
 */
export function paperAccuracyFigure(): Figure {
  const rows = paperTable("figure-1b");
  const x = rows.map(({ size, benchmark }) => `${size}<br>${benchmark}`);
  const bars = (name: string, arm: "all" | "top", accuracy: "allTokens" | "forkTokens") => ({
    type: "bar",
    name,
    x,
    y: rows.map((row) => row[accuracy]),
    text: rows.map((row) => row[accuracy].toFixed(1)),
    textposition: "outside",
    marker: { color: ARM_STYLES[arm].color, pattern: { shape: arm === "top" ? "/" : "" } },
  });
  return {
    data: [bars("all tokens", "all", "allTokens"), bars("top 20 %", "top", "forkTokens")],
    layout: figureLayout({
      title: "The paper's result: Qwen3 base models, one run each (Fig 1b)",
      y: "accuracy (%)",
      more: {
        barmode: "group",
        xaxis: { type: "category" },
        yaxis: { range: [0, 75] },
        legend: { x: 0.02, y: 0.98, xanchor: "left", yanchor: "top" },
      },
    }),
  };
}
