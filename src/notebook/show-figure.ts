import { saveFigure } from "../figures/index.js";
import { type Figure, plainFigure, type RenderedFigure, renderFigure } from "../rendering/index.js";
import { createDisplay, type DisplayHandle } from "./display.js";

/**
 * Shows a figure under the cell: interactive where the front end knows plotly, a picture elsewhere, its title as text.
 * @param name also saves figures/NAME.svg, .png and .json
 * @example await showFigure(paperAccuracyFigure(), "paper-accuracy")
 */
export async function showFigure(figure: Figure, name?: string): Promise<void> {
  await displayFigure(createDisplay(), figure, name);
}

/** Draws the figure into an output. */
export async function displayFigure(display: DisplayHandle, figure: Figure, name?: string): Promise<void> {
  const rendered = name === undefined ? await renderFigure(figure) : await saveFigure(figure, name);
  const plain = plainFigure(figure);
  display.show(
    { "application/vnd.plotly.v1+json": plain, ...pictureBundle(plain, rendered, name) },
    pictureMetadata(plain),
  );
}

/** The picture and the text of a figure, without the plotly data. */
export function pictureBundle(
  figure: Figure,
  { png }: RenderedFigure,
  name?: string,
): Record<string, string> {
  const saved = name === undefined ? "" : ` (figures/${name}.svg)`;
  return {
    "image/png": Buffer.from(png).toString("base64"),
    "text/plain": `Figure: ${titleText(figure)}${saved}`,
  };
}

/** The size at which a front end shows the picture, whose file is twice as large, and what a screen reader says. */
export function pictureMetadata(figure: Figure): Record<string, unknown> {
  const { width, height } = figure.layout;
  return { "image/png": { width, height, alt: titleText(figure) } };
}

function titleText({ layout: { title } }: Figure): string {
  const text = (typeof title === "string" ? title : title?.text) ?? "untitled";
  return text.replace(/<br ?\/?>/g, " ").replace(/<\/?(b|i|sub|sup)>/g, "");
}
