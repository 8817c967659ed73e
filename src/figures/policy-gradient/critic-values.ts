import type { Figure } from "../../rendering/index.js";
import type { Interval } from "../../statistics/index.js";
import { lineWithBand, verticalLine } from "../parts.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/**
 * What is known of a response's reward before each of its tokens: measured by sampling on from there, and as a critic
 * says it.
 * @param options.tokens,options.sampled,options.critic one for each token
 * @param options.forks positions of the real forks, drawn as dotted lines
 * @example criticValuesFigure({ tokens, sampled, critic, forks: [3], title: "Values of one response" })
 */
export function criticValuesFigure({
  tokens,
  sampled,
  critic,
  forks,
  title,
}: {
  tokens: readonly string[];
  sampled: readonly Interval[];
  critic: ArrayLike<number>;
  forks: readonly number[];
  title: string;
}): Figure {
  const x = tokens.map((_, t) => t);
  const curve = (name: string, color: string, values: readonly Interval[]) =>
    lineWithBand({
      x,
      y: values.map(({ estimate }) => estimate),
      low: values.map(({ low }) => low),
      high: values.map(({ high }) => high),
      name,
      color,
    });
  return {
    data: [
      ...curve("V by sampling on, 95 %", OKABE_ITO.blue, sampled),
      {
        name: "the critic's V",
        x,
        y: Array.from(critic),
        mode: "lines",
        line: { color: OKABE_ITO.vermillion, dash: "dash", width: 2.5 },
      },
    ],
    layout: figureLayout({
      title,
      x: "the token that comes next",
      y: "expected reward",
      width: 980,
      height: 420,
      more: {
        xaxis: {
          ...{ tickvals: x, ticktext: [...tokens], tickangle: -90, tickfont: { size: 11 } },
          showgrid: false,
        },
        yaxis: { range: [-0.1, 1.1] },
        legend: { x: 0.1, y: 0.98 },
        shapes: forks.map((t) => verticalLine(t, { color: "#767676", width: 1, dash: "dot" })),
      },
    }),
  };
}
