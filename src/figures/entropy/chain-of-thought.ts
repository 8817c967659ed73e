import type { Figure } from "../../rendering/index.js";
import { escapeText } from "../../rendering/index.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/** One token of a chain of thought, with what is known of it. */
export interface ThoughtToken {
  token: string;
  /** nats */
  entropy: number;
  /** Its role where the task knows it; real and decorative forks are framed. */
  role?: "real" | "decorative" | "determined" | "error";
}

const FRAMES = { real: OKABE_ITO.black, decorative: "#999999" } as const;

/**
 * Figs 12-17: a chain of thought whose tokens are shaded by their entropy, in reading order, one line of
 * tokens under the other. Real forks have a solid black frame, decorative ones a dotted grey frame.
 *
 * @param lines tokens, already broken into lines
 * @param options highest: entropy of the darkest shade, nats; by default the greatest in the text
 * @example chainOfThoughtFigure([[{ token: "so", entropy: 1.2, role: "real" }]], { title: "One response" })
 */
export function chainOfThoughtFigure(
  lines: readonly (readonly ThoughtToken[])[],
  { title, highest }: { title: string; highest?: number },
): Figure {
  const columns = Math.max(...lines.map((line) => line.length));
  const cells = lines.map((line) =>
    Array.from({ length: columns }, (_, i): ThoughtToken | undefined => line[i]),
  );
  const top = highest ?? Math.max(...lines.flat().map(({ entropy }) => entropy));
  const frames = lines.flatMap((line, row) =>
    line.flatMap(({ role }, column) =>
      role === "real" || role === "decorative"
        ? [{ row, column, color: FRAMES[role], dash: role === "real" ? "solid" : "dot" }]
        : [],
    ),
  );
  return {
    data: [
      {
        type: "heatmap",
        z: cells.map((line) => line.map((cell) => cell?.entropy ?? null)),
        text: cells.map((line) => line.map((cell) => (cell ? escapeText(cell.token) : ""))),
        texttemplate: "%{text}",
        textfont: { size: 12, color: "#111111" },
        hovertemplate: "%{text}: %{z:.3f} nats<extra></extra>",
        zmin: 0,
        zmax: top || 1,
        colorscale: [
          [0, "#FFFFFF"],
          [0.5, "#F7B98B"],
          [1, "#E8703A"],
        ],
        colorbar: { title: { text: "entropy<br>(nats)" }, thickness: 12 },
        xgap: 2,
        ygap: 6,
      },
    ],
    layout: figureLayout({
      title,
      width: Math.max(500, 150 + 49 * columns),
      height: 110 + 42 * lines.length,
      more: {
        xaxis: { visible: false },
        yaxis: { visible: false, autorange: "reversed" },
        margin: { l: 15, r: 100, t: 60, b: 20 },
        shapes: frames.map(({ row, column, color, dash }) => ({
          type: "rect",
          x0: column - 0.47,
          x1: column + 0.47,
          y0: row - 0.42,
          y1: row + 0.42,
          line: { color, width: 1.6, dash },
        })),
      },
    }),
  };
}
