import type { TokenMean } from "../../entropy/index.js";
import type { Figure } from "../../rendering/index.js";
import { escapeText } from "../../rendering/index.js";
import { quote, visibleText } from "../../text/index.js";
import { figureLayout } from "../theme.js";
import { type PlacedWord, placeWords } from "./place-words.js";

/** Characters of a word. */
const LONGEST_WORD = 30;

/** Pixels; the right one holds the colour bar, so that plotly need not shrink the cloud. */
const MARGIN = { l: 10, r: 140, t: 55, b: 15 };

/**
 * Fig 2(b) and 2(c): tokens as a word cloud whose size and colour grow with their mean entropy, the first of
 * the list in the middle.
 *
 * @param means tokens with their mean entropies (nats); sizes are spread between the least and the greatest
 * @example tokenCloudFigure([{ token: "wait", meanEntropy: 1.2, count: 40 }], { title: "Forks" })
 */
export function tokenCloudFigure(
  means: readonly TokenMean<string>[],
  { title, width = 700, height = 420 }: { title: string; width?: number; height?: number },
): Figure {
  if (means.length === 0) throw new Error("a word cloud wants at least one token, received none");
  const entropies = means.map(({ meanEntropy }) => meanEntropy);
  const [least, greatest] = [Math.min(...entropies), Math.max(...entropies)];
  const size = (entropy: number): number =>
    greatest === least ? 28 : 16 + (32 * (entropy - least)) / (greatest - least);
  const plot = { width: width - MARGIN.l - MARGIN.r, height: height - MARGIN.t - MARGIN.b };
  const placed = placeWords(
    means.map(({ token, meanEntropy }) => ({
      text: token.trim() === "" ? quote(token) : visibleText(token, { limit: LONGEST_WORD }),
      size: size(meanEntropy),
    })),
    plot,
  );
  const hover = ({ index }: PlacedWord): string =>
    `${escapeText(means[index].token)}: ${means[index].meanEntropy.toFixed(4)} nats over ${means[index].count} tokens`;
  const axis = { visible: false, fixedrange: true };
  return {
    data: [
      {
        type: "scatter",
        mode: "markers+text",
        x: placed.map(({ x }) => x),
        y: placed.map(({ y }) => y),
        text: placed.map(({ text }) => escapeText(text)),
        hovertext: placed.map(hover),
        hoverinfo: "text",
        textposition: "middle center",
        textfont: {
          size: placed.map((word) => word.size),
          color: placed.map(({ index }) => shade((entropies[index] - least) / (greatest - least || 1))),
        },
        marker: {
          size: 0.1,
          opacity: 0,
          color: entropies,
          cmin: least,
          cmax: greatest,
          colorscale: [0, 0.25, 0.5, 0.75, 1].map((share) => [share, shade(share)]),
          colorbar: { title: { text: "mean entropy<br>(nats)" }, thickness: 12, tickformat: "~g" },
        },
        showlegend: false,
      },
    ],
    layout: figureLayout({
      title,
      width,
      height,
      more: {
        xaxis: { ...axis, range: [-plot.width / 2, plot.width / 2] },
        yaxis: { ...axis, range: [-plot.height / 2, plot.height / 2] },
        margin: MARGIN,
      },
    }),
  };
}

/** From blue (0) to vermillion (1), both legible on white. */
function shade(share: number): string {
  const mix = (from: number, to: number): number => Math.round(from + (to - from) * share);
  return `rgb(${mix(0, 213)},${mix(114, 94)},${mix(178, 0)})`;
}
