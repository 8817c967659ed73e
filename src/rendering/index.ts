export { escapeText } from "./escape-text.js";
export { type Figure, type FigureLayout, plainFigure } from "./figure.js";
export { metricsOf } from "./fonts.js";
export { type RenderedFigure, renderFigure } from "./render-figure.js";
