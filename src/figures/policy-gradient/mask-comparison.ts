import type { Figure } from "../../rendering/index.js";
import { verticalLine } from "../parts.js";
import { figureLayout, GREY, OKABE_ITO } from "../theme.js";

/**
 * Which tokens each implementation keeps on one batch: a row per mask, a column per token, above them the entropies.
 * @param options.entropies nats, one per token
 * @param options.masks 1 for kept tokens
 * @param options.boundaries token indices at which a new response begins, drawn as lines (solid where a rank begins)
 * @example maskComparisonFigure({ entropies: [0, 2], masks: [{ name: "top", mask: [0, 1] }], boundaries: [] })
 */
export function maskComparisonFigure({
  entropies,
  masks,
  boundaries,
}: {
  entropies: ArrayLike<number>;
  masks: readonly { name: string; mask: ArrayLike<number> }[];
  boundaries: readonly { token: number; rank: boolean }[];
}): Figure {
  const tokens = Array.from(entropies, (_, t) => t);
  return {
    data: [
      {
        type: "bar",
        x: tokens,
        y: Array.from(entropies),
        yaxis: "y2",
        marker: { color: GREY },
        hovertemplate: "token %{x}: %{y:.2f} nats<extra></extra>",
      },
      {
        type: "heatmap",
        x: tokens,
        y: masks.map(({ name }) => name),
        z: masks.map(({ mask }) => Array.from(mask)),
        colorscale: [
          [0, "#F2F2F2"],
          [1, OKABE_ITO.vermillion],
        ],
        showscale: false,
        ygap: 3,
        hovertemplate: "%{y}, token %{x}: %{z}<extra></extra>",
      },
    ],
    layout: figureLayout({
      title: "One batch, one ρ, the masks of five implementations",
      x: "token (thin line: new response, thick line: new rank)",
      width: 950,
      height: 480,
      more: {
        yaxis: { domain: [0, 0.58], autorange: "reversed", showgrid: false },
        yaxis2: { domain: [0.64, 1], title: { text: "entropy (nats)" } },
        xaxis: { showgrid: false, anchor: "y" },
        shapes: boundaries.map(({ token, rank }) =>
          verticalLine(token - 0.5, { color: "#222222", width: rank ? 3 : 1 }),
        ),
        showlegend: false,
      },
    }),
  };
}
