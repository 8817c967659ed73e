import { z } from "zod";
import { parseJson, readText, replaceFile } from "../files/index.js";

export type MimeBundle = Record<string, unknown>;

export type Output =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string }
  | { output_type: "display_data"; data: MimeBundle; metadata: Record<string, unknown> }
  | {
      output_type: "execute_result";
      data: MimeBundle;
      metadata: Record<string, unknown>;
      execution_count: number | null;
    }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

export interface MarkdownCell {
  cell_type: "markdown" | "raw";
  id?: string;
  metadata: Record<string, unknown>;
  source: string;
}

export interface CodeCell {
  cell_type: "code";
  id?: string;
  metadata: Record<string, unknown>;
  source: string;
  outputs: Output[];
  execution_count: number | null;
}

export type Cell = MarkdownCell | CodeCell;

/**
 * Whether a cell holds code.
 * @example readNotebook("notebooks/00-tour.ipynb").cells.filter(isCodeCell).length
 */
export function isCodeCell(cell: Cell): cell is CodeCell {
  return cell.cell_type === "code";
}

/** A notebook of nbformat 4 in memory: texts are strings, as in Python's nbformat; on disk they are lists of lines. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: 4;
  nbformat_minor: number;
}

/** Any object, taken as it is: zod's record would drop a key "__proto__". */
const dictionary = z.custom<Record<string, unknown>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "expected record",
);
const multiline = z.union([z.string(), z.array(z.string())]);

const outputSchema = z.discriminatedUnion("output_type", [
  z.looseObject({
    output_type: z.literal("stream"),
    name: z.enum(["stdout", "stderr"]),
    text: multiline,
  }),
  z.looseObject({
    output_type: z.literal("display_data"),
    data: dictionary,
    metadata: dictionary.default({}),
  }),
  z.looseObject({
    output_type: z.literal("execute_result"),
    data: dictionary,
    metadata: dictionary.default({}),
    execution_count: z.int().nullable().default(null),
  }),
  z.looseObject({
    output_type: z.literal("error"),
    ename: z.string(),
    evalue: z.string(),
    traceback: z.array(z.string()),
  }),
]);

const cellKeys = { id: z.string().optional(), metadata: dictionary.default({}), source: multiline };
const cellSchema = z.discriminatedUnion("cell_type", [
  z.looseObject({ cell_type: z.literal("markdown"), ...cellKeys }),
  z.looseObject({ cell_type: z.literal("raw"), ...cellKeys }),
  z.looseObject({
    cell_type: z.literal("code"),
    ...cellKeys,
    outputs: z.array(outputSchema).default([]),
    execution_count: z.int().nullable().default(null),
  }),
]);

const notebookSchema = z.looseObject({
  nbformat: z.literal(4),
  nbformat_minor: z.int().default(5),
  metadata: dictionary.default({}),
  cells: z.array(cellSchema),
});

/** @throws Error if the text is not the JSON of an nbformat 4 notebook; `name` says whose text it is. */
export function parseNotebook(text: string, name: string): Notebook {
  const notebook = parseJson(text, notebookSchema, name) as unknown as Notebook;
  return mapTexts(notebook, (text) => (Array.isArray(text) ? text.join("") : text));
}

/**
 * Reads a notebook file (nbformat 4).
 * @example readNotebook("notebooks/00-tour.ipynb").cells.length
 */
export function readNotebook(file: string): Notebook {
  return parseNotebook(readText(file), file);
}

/** The same bytes that Python's nbformat writes: sorted keys, one space of indent, texts as lists of lines. */
export function serializeNotebook(notebook: Notebook): string {
  const onDisk = mapTexts(notebook, (text) => (typeof text === "string" ? splitLines(text) : text));
  return `${pythonJson(onDisk, "")}\n`;
}

/** Replaces the file whole. */
export function writeNotebook(file: string, notebook: Notebook): void {
  replaceFile(file, serializeNotebook(notebook));
}

/** A copy whose multi-line texts (sources, streams, text displays) are passed through `change`. */
function mapTexts(notebook: Notebook, change: (text: unknown) => unknown): Notebook {
  const bundle = (data: MimeBundle): MimeBundle =>
    Object.fromEntries(
      Object.entries(data).map(([mime, value]) => [mime, isTextMime(mime) ? change(value) : value]),
    );
  const output = (out: Output): Output => {
    if (out.output_type === "stream") return { ...out, text: change(out.text) as string };
    return "data" in out ? { ...out, data: bundle(out.data) } : out;
  };
  const cells = notebook.cells.map((cell): Cell => {
    const source = change(cell.source) as string;
    return isCodeCell(cell) ? { ...cell, source, outputs: cell.outputs.map(output) } : { ...cell, source };
  });
  return { ...notebook, cells };
}

function isTextMime(mime: string): boolean {
  return mime.startsWith("text/") || mime === "application/javascript" || mime === "image/svg+xml";
}

const LINE_BREAKS = "\n\r\v\f\u001c\u001d\u001e\u0085\u2028\u2029";
const LINE = new RegExp(`[^${LINE_BREAKS}]*(?:\\r\\n|[${LINE_BREAKS}])|[^${LINE_BREAKS}]+`, "g");

/** Python's `str.splitlines(keepends=True)`. */
function splitLines(text: string): string[] {
  return text.match(LINE) ?? [];
}

/** JSON as `json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)` writes it. */
function pythonJson(value: unknown, indent: string): string {
  if (typeof value === "number") return pythonNumber(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent} `;
  const [open, close, items] = Array.isArray(value)
    ? ["[", "]", value.map((item) => pythonJson(item, inner))]
    : ["{", "}", entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${pythonJson(item, inner)}`)];
  return items.length === 0
    ? open + close
    : `${open}\n${inner}${items.join(`,\n${inner}`)}\n${indent}${close}`;
}

function entries(value: object): [string, unknown][] {
  const defined = Object.entries(value).filter(([, item]) => item !== undefined);
  return defined.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Python writes floats below 1e-4 with an exponent of at least two digits: 1e-05. */
function pythonNumber(value: number): string {
  if (value === 0 || Math.abs(value) >= 1e-4) return JSON.stringify(value);
  return value.toExponential().replace(/e-(\d)$/, "e-0$1");
}
