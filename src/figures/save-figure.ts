import path from "node:path";
import { ENVIRONMENT, projectPath, replaceFile } from "../files/index.js";
import { type Figure, plainFigure, type RenderedFigure, renderFigure } from "../rendering/index.js";

/** figures/ of this project wherever the caller works, or the environment variable FORKING_TOKENS_FIGURES. */
export function figuresFolder(): string {
  return process.env[ENVIRONMENT.figures] || projectPath("figures");
}

/**
 * Renders a figure and replaces NAME.svg, NAME.png and NAME.json (the plotly figure) in `folder`, each atomically.
 * @throws Error if the name is not made of lower-case words and digits joined by "-", or if rendering fails.
 * @example await saveFigure(figure, "entropy-distribution", { folder: "my-figures" })
 */
export async function saveFigure(
  figure: Figure,
  name: string,
  { folder = figuresFolder() }: { folder?: string } = {},
): Promise<RenderedFigure> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    throw new Error(`figure name ${JSON.stringify(name)}: want lower-case words and digits joined by "-"`);
  }
  const rendered = await renderFigure(figure);
  replaceFile(path.join(folder, `${name}.svg`), rendered.svg);
  replaceFile(path.join(folder, `${name}.png`), rendered.png);
  replaceFile(path.join(folder, `${name}.json`), `${JSON.stringify(plainFigure(figure), null, 1)}\n`);
  return rendered;
}
