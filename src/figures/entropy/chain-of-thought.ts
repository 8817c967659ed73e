import stringWidth from "string-width";
import type { Figure } from "../../rendering/index.js";
import { escapeText } from "../../rendering/index.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/** One token of a chain of thought, with what is known of it. */
export interface ThoughtToken {
  token: string;
  /** nats; null where it is not known */
  entropy: number | null;
  /** Its role where the task knows it; real and decorative forks are framed. */
  role?: "real" | "decorative" | "determined" | "error";
}

const FRAMES = { real: OKABE_ITO.black, decorative: "#999999" } as const;
const UNKNOWN = "#DDDDDD";

/** Half a column of the text; a Latin character takes one column, a CJK one two. */
const CELL_PIXELS = 3.9;
/** Cells of the grid that a token takes: an odd number, so that its text has a cell to stand in. */
const cellsOf = (token: string): number => 2 * stringWidth(token) + 3;
/** Empty cells between two tokens. */
const GAP = 1;

/**
 * Figs 12-17: a chain of thought whose tokens are shaded by their entropy, in reading order, one line of
 * tokens under the other, each as wide as its text. Real forks have a solid black frame, decorative ones a dotted grey frame.
 * A token whose entropy is not known is grey.
 *
 * @param lines tokens, already broken into lines
 * @param options highest: entropy of the darkest shade, nats; by default the greatest in the text; measure: what is shaded
 * @example chainOfThoughtFigure([[{ token: "so", entropy: 1.2, role: "real" }]], { title: "One response" })
 */
export function chainOfThoughtFigure(
  lines: readonly (readonly ThoughtToken[])[],
  { title, highest, measure = "entropy" }: { title: string; highest?: number; measure?: string },
): Figure {
  const placed = lines.map(placeLine);
  const columns = Math.max(...placed.map((line) => line.at(-1)?.to ?? 0));
  const rows = placed.map((line) => gridRow(line, columns));
  const top = highest ?? Math.max(...lines.flat().map(({ entropy }) => entropy ?? 0));
  const frames = placed.flatMap((line, row) =>
    line.flatMap(({ role, from, to }) =>
      role === "real" || role === "decorative"
        ? [{ row, from, to, color: FRAMES[role], dash: role === "real" ? "solid" : "dot" }]
        : [],
    ),
  );
  const unknown = placed.flatMap((line, row) =>
    line.filter(({ entropy }) => entropy === null).map(({ from, to }) => ({ row, from, to })),
  );
  return {
    data: [
      {
        type: "heatmap",
        z: rows.map((row) => row.map((cell) => cell?.entropy ?? null)),
        text: rows.map((row) => row.map((cell) => (cell?.isCenter ? escapeText(cell.token) : ""))),
        customdata: rows.map((row) => row.map((cell) => (cell ? escapeText(cell.token) : ""))),
        texttemplate: "%{text}",
        textfont: { size: 12, color: "#111111" },
        hovertemplate: "%{customdata}: %{z:.3f} nats<extra></extra>",
        zmin: 0,
        zmax: top || 1,
        colorscale: [
          [0, "#FFFFFF"],
          [0.5, "#F7B98B"],
          [1, "#E8703A"],
        ],
        colorbar: { title: { text: `${measure}<br>(nats)` }, thickness: 12 },
        ygap: 6,
      },
    ],
    layout: figureLayout({
      title,
      width: Math.max(500, 115 + CELL_PIXELS * columns),
      height: 110 + 42 * lines.length,
      more: {
        xaxis: { visible: false },
        yaxis: { visible: false, autorange: "reversed" },
        margin: { l: 15, r: 100, t: 60, b: 20 },
        shapes: [
          ...unknown.map((place) => ({
            ...rectangle(place),
            ...{ layer: "below", fillcolor: UNKNOWN, line: { width: 0 } },
          })),
          ...frames.map(({ color, dash, ...place }) => ({
            ...rectangle(place),
            line: { color, width: 1.6, dash },
          })),
        ],
      },
    }),
  };
}

const rectangle = ({ row, from, to }: { row: number; from: number; to: number }) => ({
  type: "rect",
  ...{ x0: from - 0.5, x1: to - 0.5, y0: row - 0.42, y1: row + 0.42 },
});

/** A token and the cells [from, to) of its line that it takes. */
interface PlacedToken extends ThoughtToken {
  from: number;
  to: number;
}

function placeLine(line: readonly ThoughtToken[]): PlacedToken[] {
  let from = 0;
  return line.map((token) => {
    const to = from + cellsOf(token.token);
    const placed = { ...token, from, to };
    from = to + GAP;
    return placed;
  });
}

/** The token of each cell of a line; its text stands at its center. */
function gridRow(
  line: readonly PlacedToken[],
  columns: number,
): ((ThoughtToken & { isCenter: boolean }) | undefined)[] {
  return Array.from({ length: columns }, (_, cell) => {
    const token = line.find(({ from, to }) => from <= cell && cell < to);
    return token && { ...token, isCenter: cell === (token.from + token.to - 1) / 2 };
  });
}
