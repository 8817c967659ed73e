import type { Figure } from "../../rendering/index.js";
import type { Interval } from "../../statistics/index.js";
import { axesOf, type Panel, panelRow, panelTitle } from "../panels.js";
import { errorBars } from "../parts.js";
import { figureLayout, OKABE_ITO } from "../theme.js";

/** A score at each temperature of one kind of token, the other kind staying at T = 1. */
export interface TemperatureCurve {
  name: string;
  varies: "high" | "low";
  points: readonly { temperature: number; score: Interval }[];
}

/** Up to here the temperature axis is linear, beyond it logarithmic, as in the paper's Fig 3. */
const LINEAR_UP_TO = 0.2;

const LOOKS = {
  high: { color: OKABE_ITO.vermillion, symbol: "circle" },
  low: { color: OKABE_ITO.blue, symbol: "square" },
};

/** The axis of the strip that holds the paper's scores. */
const STRIP_AXIS = {
  range: [-0.5, 0.5],
  showticklabels: false,
  ticks: "",
  title: { text: "paper's scores" },
};

/**
 * Fig 3: decoding with one temperature above the entropy threshold and another below it. One panel for each
 * group of curves; red: T of the high-entropy tokens varies, blue: T of the low-entropy tokens varies.
 *
 * @param options paperLabels: the scores printed in the paper's figure (%), drawn apart as it does not say
 * which belongs to which temperature
 * @example temperatureSplitFigure([{ title: "M", curves }], { y: "accuracy", title: "Two temperatures" })
 */
export function temperatureSplitFigure(
  panels: readonly { title: string; curves: readonly TemperatureCurve[] }[],
  { y, title, paperLabels = [] }: { y: string; title: string; paperLabels?: readonly number[] },
): Figure {
  const strip = paperLabels.length > 0 ? 0.16 : 0;
  const width = (1 - strip) / panels.length;
  const temperatures = [
    ...new Set(
      panels.flatMap(({ curves }) => curves.flatMap(({ points }) => points.map((p) => p.temperature))),
    ),
  ];
  const ticks = temperatures.filter((t) => [0, 0.05, 0.3, 0.6, 1, 2, 3, 5].includes(t));
  const ends = panels.map((_, i): [number, number] => [i * width, (i + 1) * width - 0.05]);
  const places = panelRow(strip > 0 ? [...ends, [1 - strip + 0.03, 1]] : ends);
  const axes = axesOf(places, (_, i) => {
    const scores = { range: [-0.02, 1.02], tickformat: ".0%" };
    if (i === panels.length) return { x: STRIP_AXIS, y: scores };
    return {
      x: {
        title: { text: "temperature of the varied tokens" },
        tickvals: ticks.map(placeOnAxis),
        ticktext: ticks.map(String),
      },
      y: { title: { text: i === 0 ? y : "" }, ...scores, showticklabels: i === 0 },
    };
  });
  return {
    data: [
      ...panels.flatMap(({ curves }, i) => curves.map((curve) => trace(curve, places[i]))),
      ...(strip > 0 ? [labelTrace(paperLabels, places[panels.length])] : []),
    ],
    layout: figureLayout({
      title,
      width: 430 * panels.length + (strip > 0 ? 170 : 0),
      height: 470,
      more: {
        ...axes,
        annotations: panels.map(({ title: text }, i) => panelTitle(text, places[i])),
        legend: { orientation: "h", y: -0.22, x: 0 },
        margin: { l: 70, r: 25, t: 80, b: 110 },
      },
    }),
  };
}

function trace({ name, varies, points }: TemperatureCurve, panel: Panel): Record<string, unknown> {
  const { color, symbol } = LOOKS[varies];
  return {
    type: "scatter",
    mode: "lines+markers",
    name,
    legendgroup: name,
    showlegend: panel.column === 0,
    x: points.map(({ temperature }) => placeOnAxis(temperature)),
    y: points.map(({ score }) => score.estimate),
    error_y: errorBars(
      points.map(({ score }) => score),
      { thickness: 1, width: 3 },
    ),
    marker: { color, symbol, size: 7 },
    line: { color, width: 2 },
    ...panel.axes,
  };
}

function labelTrace(labels: readonly number[], panel: Panel): Record<string, unknown> {
  return {
    type: "scatter",
    mode: "markers",
    name: "paper, Fig 3: printed scores (curve and temperature not stated)",
    x: labels.map(() => 0),
    y: labels.map((label) => label / 100),
    marker: { symbol: "line-ew", size: 16, line: { color: OKABE_ITO.black, width: 1.5 } },
    ...panel.axes,
  };
}

/** Where a temperature stands on the symmetric log axis. */
function placeOnAxis(temperature: number): number {
  return temperature <= LINEAR_UP_TO
    ? temperature / LINEAR_UP_TO
    : 1 + Math.log10(temperature / LINEAR_UP_TO);
}
