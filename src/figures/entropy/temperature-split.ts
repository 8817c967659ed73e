import type { Figure } from "../../rendering/index.js";
import type { Interval } from "../../statistics/index.js";
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

/**
 * Fig 3: decoding with one temperature above the entropy threshold and another below it. One panel for each
 * group of curves; red: T of the high-entropy tokens varies, blue: T of the low-entropy tokens varies.
 *
 * @param options paperLabels: the scores printed in the paper's figure (%), drawn apart as it does not say
 * which belongs to which temperature
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
  const axes: Record<string, unknown> = {};
  panels.forEach((_, i) => {
    axes[`xaxis${suffix(i)}`] = {
      domain: [i * width, (i + 1) * width - 0.05],
      title: { text: "temperature of the varied tokens" },
      tickvals: ticks.map(place),
      ticktext: ticks.map(String),
      anchor: `y${suffix(i)}`,
    };
    axes[`yaxis${suffix(i)}`] = {
      title: { text: i === 0 ? y : "" },
      range: [-0.02, 1.02],
      tickformat: ".0%",
      showticklabels: i === 0,
      anchor: `x${suffix(i)}`,
    };
  });
  if (strip > 0) {
    const last = suffix(panels.length);
    axes[`xaxis${last}`] = {
      domain: [1 - strip + 0.03, 1],
      range: [-0.5, 0.5],
      showticklabels: false,
      ticks: "",
      title: { text: "paper's scores" },
      anchor: `y${last}`,
    };
    axes[`yaxis${last}`] = { range: [-0.02, 1.02], tickformat: ".0%", anchor: `x${last}` };
  }
  return {
    data: [
      ...panels.flatMap(({ curves }, i) => curves.map((curve) => trace(curve, i))),
      ...(strip > 0 ? [labelTrace(paperLabels, panels.length)] : []),
    ],
    layout: figureLayout({
      title,
      width: 430 * panels.length + (strip > 0 ? 170 : 0),
      height: 470,
      more: {
        ...axes,
        annotations: panels.map(({ title: text }, i) => ({
          text,
          xref: "paper",
          yref: "paper",
          x: i * width + (width - 0.05) / 2,
          y: 1.0,
          xanchor: "center",
          yanchor: "bottom",
          showarrow: false,
        })),
        legend: { orientation: "h", y: -0.22, x: 0 },
        margin: { l: 70, r: 25, t: 80, b: 110 },
      },
    }),
  };
}

function trace({ name, varies, points }: TemperatureCurve, panel: number): Record<string, unknown> {
  const { color, symbol } = LOOKS[varies];
  return {
    type: "scatter",
    mode: "lines+markers",
    name,
    legendgroup: name,
    showlegend: panel === 0,
    x: points.map(({ temperature }) => place(temperature)),
    y: points.map(({ score }) => score.estimate),
    error_y: {
      type: "data",
      symmetric: false,
      array: points.map(({ score }) => score.high - score.estimate),
      arrayminus: points.map(({ score }) => score.estimate - score.low),
      thickness: 1,
      width: 3,
    },
    marker: { color, symbol, size: 7 },
    line: { color, width: 2 },
    xaxis: `x${suffix(panel)}`,
    yaxis: `y${suffix(panel)}`,
  };
}

function labelTrace(labels: readonly number[], panel: number): Record<string, unknown> {
  return {
    type: "scatter",
    mode: "markers",
    name: "paper, Fig 3: printed scores (curve and temperature not stated)",
    x: labels.map(() => 0),
    y: labels.map((label) => label / 100),
    marker: { symbol: "line-ew", size: 16, line: { color: OKABE_ITO.black, width: 1.5 } },
    xaxis: `x${suffix(panel)}`,
    yaxis: `y${suffix(panel)}`,
  };
}

/** Where a temperature stands on the symmetric log axis. */
function place(temperature: number): number {
  return temperature <= LINEAR_UP_TO
    ? temperature / LINEAR_UP_TO
    : 1 + Math.log10(temperature / LINEAR_UP_TO);
}

function suffix(panel: number): string {
  return panel === 0 ? "" : String(panel + 1);
}
