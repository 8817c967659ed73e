export { type Answer, answerDigest, checkAnswer } from "./check-answer.js";
export { type CompareOptions, compareRuns } from "./compare-runs.js";
export { createDisplay, type DisplayHandle, displayBundle } from "./display.js";
export { type LiveFigure, liveFigure } from "./live-figure.js";
export { notebookPreset, PRESETS, type Preset } from "./preset.js";
export { formatSeconds, type ProgressLine, progressLine } from "./progress-line.js";
export { NotebookError, type RunProgress, runNotebook } from "./run-notebook.js";
export { showFigure } from "./show-figure.js";
export { showTable, type Table } from "./show-table.js";
