import { LINES } from "./lines.js";
import { MODEL_FILES } from "./model-files.js";
import { NOTEBOOKS } from "./notebooks.js";
import type { Parser } from "./parser.js";
import { RUN_FILES } from "./run-files.js";
import { TEXTS } from "./texts.js";

export { type Parser, Wrong } from "./parser.js";

export const PARSERS: readonly Parser[] = [...MODEL_FILES, ...RUN_FILES, ...LINES, ...NOTEBOOKS, ...TEXTS];
