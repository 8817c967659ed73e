import { OKABE_ITO } from "./theme.js";

/** Numbers printed in the paper, drawn the same way in every figure: black open diamonds, named by their source. */
export function paperPoints({
  x,
  y,
  source,
  line = false,
}: {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** The table or figure they were printed in. */
  source: string;
  /** Joined by a dotted line. */
  line?: boolean;
}): Record<string, unknown> {
  return {
    type: "scatter",
    mode: line ? "lines+markers" : "markers",
    x,
    y,
    name: `paper, ${source}`,
    marker: { symbol: "diamond-open", size: 10, color: OKABE_ITO.black, line: { width: 2 } },
    line: { color: OKABE_ITO.black, dash: "dot", width: 1 },
  };
}
