import { readFileSync } from "node:fs";
import { JSDOM, VirtualConsole } from "jsdom";
import { installCanvas } from "./canvas.js";
import { installPathLength } from "./path-length.js";
import { installSvgBoxes } from "./svg-boxes.js";

const DRAW = `(function (element, json) {
  var figure = JSON.parse(json);
  return Plotly.newPlot(element, figure.data, figure.layout, { staticPlot: true }).then(function () {
    return Plotly.Snapshot.toSVG(element, "svg", 1);
  }).finally(function () {
    Plotly.purge(element);
    element.remove();
  });
})`;

/** Draws one plotly figure, given as JSON, to SVG text. */
export type DrawSvg = (json: string) => Promise<string>;

/**
 * Loads plotly.js into a page without a browser. jsdom lays nothing out, so text is measured with the
 * bundled fonts' own metrics; the page's random numbers restart with each figure, so that the ids inside
 * an SVG depend on the figure alone.
 */
export function openPlotlyPage(): DrawSvg {
  const { window } = new JSDOM("<!doctype html><html><body></body></html>", {
    runScripts: "outside-only",
    pretendToBeVisual: true,
    virtualConsole: new VirtualConsole(),
  });
  let state = 1;
  window.Math.random = () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
  window.URL.createObjectURL = () => "";
  installSvgBoxes(window);
  installPathLength(window);
  installCanvas(window);
  window.eval(readFileSync(require.resolve("plotly.js"), "utf8"));
  const draw = window.eval(DRAW) as (element: Element, json: string) => Promise<string>;

  return async (json) => {
    state = 1;
    const element = window.document.body.appendChild(window.document.createElement("div"));
    const svg = await draw(element, json);
    return svg.replaceAll("image-rendering: pixelated", "image-rendering: optimizeSpeed");
  };
}
