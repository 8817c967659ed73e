import type { GroupShare } from "../../entropy/index.js";
import type { Figure } from "../../rendering/index.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/** The look of each token role, the same in every figure. */
export const ROLE_COLORS: Record<string, string> = {
  real: OKABE_ITO.vermillion,
  decorative: OKABE_ITO.orange,
  determined: OKABE_ITO.skyBlue,
  error: OKABE_ITO.black,
};

/**
 * How a quantity is divided among groups of tokens: one stacked bar for each column, for instance a model, a
 * training step or a measured quantity.
 *
 * @param columns each with its shares; `of` "share" draws the quantity's share, "tokenShare" that of tokens
 * @example groupSharesFigure([{ name: "M", shares: shareByGroup(entropies, roles, ROLE_NAMES) }], { title, y })
 */
export function groupSharesFigure(
  columns: readonly { name: string; shares: readonly GroupShare[]; of?: "share" | "tokenShare" }[],
  { title, y }: { title: string; y: string },
): Figure {
  const groups = columns[0].shares.map(({ group }) => group);
  return {
    data: groups.map((group, i) => ({
      type: "bar",
      name: group,
      x: columns.map(({ name }) => name),
      y: columns.map(({ shares, of = "share" }) => shares[i][of]),
      text: columns.map(({ shares, of = "share" }) =>
        shares[i][of] >= 0.04 ? `${(100 * shares[i][of]).toFixed(0)} %` : "",
      ),
      textposition: "inside",
      insidetextanchor: "middle",
      textangle: 0,
      marker: { color: ROLE_COLORS[group] },
    })),
    layout: figureLayout({
      title,
      y,
      more: {
        barmode: "stack",
        yaxis: { tickformat: ".0%", range: [0, 1] },
        xaxis: { type: "category" },
        legend: { traceorder: "normal", x: 1.02, y: 1 },
      },
    }),
  };
}
