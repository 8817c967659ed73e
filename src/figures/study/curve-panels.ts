import type { Figure } from "../../rendering/index.js";
import { equalPanels, firstTimes } from "../panels.js";
import { lineWithBand } from "../parts.js";
import { seriesStyles } from "../theme.js";

/** A measure through training with its interval over seeds. */
export interface BandCurve {
  /** What the legend says; the same name is the same entry in every panel. */
  name: string;
  /** By default a look of its own, the same in every panel. */
  color?: string;
  dash?: string;
  steps: ArrayLike<number>;
  values: ArrayLike<number>;
  low: ArrayLike<number>;
  high: ArrayLike<number>;
}

export interface CurvePanel {
  /** Axis title with the unit. */
  y: string;
  curves: readonly BandCurve[];
  /** plotly's number format, for instance ".0%". */
  tickformat?: string;
  /** Ends of the axis, where panels are to be compared. */
  range?: [number, number];
}

const MARGIN = { l: 70, r: 25, t: 60, b: 100 };

/**
 * Figs 6 and 7: measures through training side by side, one line an arm with the band of its interval.
 * @example curvePanelsFigure([{ y: "accuracy", curves, tickformat: ".0%" }], { title: "Through training" })
 */
export function curvePanelsFigure(
  panels: readonly CurvePanel[],
  { title, x = "training step" }: { title: string; x?: string },
): Figure {
  const { panels: places, layout } = equalPanels(
    panels.length,
    (_, i) => {
      const { y, tickformat, range } = panels[i];
      return { x: { title: { text: x } }, y: { title: { text: y }, tickformat, range } };
    },
    { title, height: 430, margin: MARGIN },
  );
  const looks = seriesStyles(panels.flatMap(({ curves }) => curves.map(({ name }) => name)));
  const isFirst = firstTimes();
  const data = panels.flatMap(({ curves }, i) =>
    curves.flatMap(({ name, steps, values, low, high, ...look }) => {
      const { color = looks[name].color, dash = look.color ? "solid" : looks[name].dash } = look;
      const [band, line] = lineWithBand({ x: steps, y: values, low, high, name, color, dash });
      const showlegend = isFirst(name);
      return [band, { ...line, showlegend }].map((trace) => ({ ...trace, ...places[i].axes }));
    }),
  );
  return { data, layout };
}
