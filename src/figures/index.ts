export { type Figure, type FigureLayout, plainFigure } from "./figure.js";
export { type RenderedFigure, renderFigure } from "./render-figure.js";
export { saveFigure } from "./save-figure.js";
export { ARM_STYLES, FIGURE_THEME, figureLayout, lineWithBand, OKABE_ITO, withAlpha } from "./theme.js";
