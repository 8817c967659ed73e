import { escapeText, type Figure } from "../../rendering/index.js";
import { axesOf, panelRow, panelTitle } from "../panels.js";
import { verticalLine } from "../parts.js";
import { figureLayout, GREY, OKABE_ITO } from "../theme.js";

/** What training did to a token's probability, and how it stood before; nats. */
export interface TokenGain {
  text: string;
  /** Sum over the places where it was written of ln p after less ln p before. */
  gained: number;
  /** Means over these places before training: -ln p, and entropy. */
  surprise: number;
  entropy: number;
}

/**
 * The tokens that training made likelier, one row each in the order given: on the left what they gained, on the right how
 * surprising they were before and how uncertain the model was where they stand, with the threshold of the top 20 %.
 *
 * @param options threshold: nats; responses: how many the gain is divided by
 * @example learnedTokensFigure(learned.risen, { title: "What rose", threshold: learned.percentile80, responses: 16 })
 */
export function learnedTokensFigure(
  tokens: readonly TokenGain[],
  { title, threshold, responses }: { title: string; threshold: number; responses: number },
): Figure {
  // a token may be there twice under the same text
  const rows = tokens.map((_, i) => String(i)).reverse();
  const names = tokens.map(({ text }) => escapeText(text)).reverse();
  const panels = panelRow([
    [0, 0.44],
    [0.52, 1],
  ]);
  const axes = axesOf(panels, ({ column }) => ({
    x: { title: { text: column === 0 ? "gain in ln p a response (nats)" : "before training (nats)" } },
    y: {
      type: "category",
      categoryorder: "array",
      categoryarray: rows,
      range: [-0.6, rows.length - 0.4],
      tickvals: rows,
      ticktext: names,
      showticklabels: column === 0,
    },
  }));
  const y = tokens.map((_, i) => String(i));
  const dots = [
    { name: "surprise, −ln p", color: OKABE_ITO.vermillion, key: "surprise" as const },
    { name: "entropy there", color: OKABE_ITO.black, key: "entropy" as const },
  ].map(({ name, color, key }) => ({
    ...{ type: "scatter", mode: "markers", name, y, x: tokens.map((one) => one[key]) },
    marker: { color, size: 9, symbol: key === "surprise" ? "circle" : "diamond-open" },
    ...panels[1].axes,
  }));
  return {
    data: [
      {
        ...{ type: "bar", orientation: "h", y, x: tokens.map(({ gained }) => gained / responses) },
        marker: { color: OKABE_ITO.blue },
        showlegend: false,
        ...panels[0].axes,
      },
      ...dots,
    ],
    layout: figureLayout({
      title,
      width: 820,
      height: 150 + 26 * tokens.length,
      more: {
        ...axes,
        annotations: [
          panelTitle("what they gained", panels[0]),
          panelTitle("how they stood (line: threshold of the top 20 %)", panels[1]),
        ],
        shapes: [verticalLine(threshold, { color: GREY, dash: "dash", width: 1 }, panels[1].axes)],
        legend: { orientation: "h", x: 0.5, y: -0.2, xanchor: "left", yanchor: "top" },
        margin: { l: 110, r: 20, t: 80, b: 90 },
      },
    }),
  };
}
