import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readText, replaceFile } from "../files/index.js";
import { type Cell, type Notebook, readNotebook, serializeNotebook } from "./nbformat.js";

const METADATA_KEY = "forking_tokens";

const METADATA = {
  kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" },
  language_info: {
    codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
    file_extension: ".ts",
    mimetype: "text/typescript",
    name: "typescript",
    version: "3.7.2",
  },
};

interface CellText {
  cell_type: "code" | "markdown";
  source: string;
}

/**
 * Reads the percent format: `// %%` opens a code cell, `// %% [markdown]` a text cell whose lines all begin with `//`.
 * @throws Error with the line's number if a line is neither.
 */
export function parsePercent(text: string, name = "notebook"): CellText[] {
  const cells: (CellText & { lines: string[] })[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    const where = `${name}:${index + 1}`;
    const cell = cells.at(-1);
    if (line.startsWith("// %%")) {
      const kind = line.slice(5).trim();
      if (kind !== "" && kind !== "[markdown]") {
        throw new Error(`${where}: "${line}" opens no cell; want "// %%" or "// %% [markdown]"`);
      }
      cells.push({ cell_type: kind === "" ? "code" : "markdown", source: "", lines: [] });
    } else if (!cell) {
      if (line.trim() !== "") throw new Error(`${where}: "${line}" stands before the first "// %%"`);
    } else if (cell.cell_type === "code" || line.trim() === "") {
      cell.lines.push(line);
    } else if (/^\/\/( |$)/.test(line)) {
      cell.lines.push(line.slice(3));
    } else {
      throw new Error(`${where}: "${line}" stands in a text cell; its lines begin with "// "`);
    }
  });
  return cells.map(({ cell_type, lines }) => ({
    cell_type,
    source: lines.join("\n").replace(/^\n+|\s+$/g, ""),
  }));
}

/** The percent format of a notebook; `parsePercent` gives the same cells back. */
export function printPercent(cells: readonly Pick<Cell, "cell_type" | "source">[]): string {
  const blocks = cells.map(({ cell_type, source }) => {
    if (cell_type === "code") return `// %%\n${source.trimEnd()}\n`;
    const lines = source.trimEnd().split("\n");
    return `// %% [markdown]\n${lines.map((line) => `// ${line}`.trimEnd()).join("\n")}\n`;
  });
  return blocks.join("\n");
}

/**
 * The notebook of these cells. A cell's id follows from its text alone; a cell that `previous` holds with the
 * same text keeps its outputs.
 */
export function pairedNotebook(texts: readonly CellText[], previous?: Notebook): Notebook {
  const old = new Map<string, Cell>();
  for (const [id, cell] of withIds(previous?.cells ?? [])) old.set(id, cell);
  const cells = withIds(texts).map(([id, { cell_type, source }]): Cell => {
    if (cell_type === "markdown") return { cell_type, id, metadata: {}, source };
    const kept = old.get(id);
    return kept?.cell_type === "code"
      ? { ...kept, id, source }
      : { cell_type: "code", id, metadata: {}, source, execution_count: null, outputs: [] };
  });
  const metadata = { ...METADATA, [METADATA_KEY]: { source_sha1: hashCells(texts) } };
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}

/**
 * Brings NAME.ipynb in step with NAME.nb.ts, keeping outputs of unchanged cells.
 * @throws Error if the .ipynb was edited since (in Jupyter): neither side is overwritten then.
 */
export function syncNotebook(percentFile: string, notebookFile: string): Notebook {
  const texts = parsePercent(readText(percentFile), percentFile);
  const previous = existsSync(notebookFile) ? readNotebook(notebookFile) : undefined;
  if (previous && isEdited(previous) && hashCells(previous.cells) !== hashCells(texts)) {
    throw new Error(
      `${notebookFile} was edited apart from ${percentFile}. To keep the edits, write them to the plain text: ` +
        "npm run notebooks -- --pull <name>. To drop them, delete or check out the .ipynb.",
    );
  }
  const notebook = pairedNotebook(texts, previous);
  const text = serializeNotebook(notebook);
  if (!existsSync(notebookFile) || readText(notebookFile) !== text) {
    replaceFile(notebookFile, text);
  }
  return notebook;
}

/** Writes NAME.nb.ts from the cells of NAME.ipynb, outputs and ids of the notebook kept in step. */
export function pullNotebook(percentFile: string, notebookFile: string): void {
  const notebook = readNotebook(notebookFile);
  const text = printPercent(notebook.cells);
  replaceFile(percentFile, text);
  replaceFile(notebookFile, serializeNotebook(pairedNotebook(parsePercent(text), notebook)));
}

function isEdited({ metadata, cells }: Notebook): boolean {
  const recorded = metadata[METADATA_KEY] as { source_sha1?: string } | undefined;
  return recorded?.source_sha1 !== hashCells(cells);
}

function hashCells(cells: readonly Pick<Cell, "cell_type" | "source">[]): string {
  const texts = cells.map(({ cell_type, source }) => [cell_type, source.trimEnd()]);
  return createHash("sha1").update(JSON.stringify(texts)).digest("hex");
}

/** Each cell with an id made of its text and of how many equal cells stand before it. */
function withIds<T extends Pick<Cell, "cell_type" | "source">>(cells: readonly T[]): [string, T][] {
  const seen = new Map<string, number>();
  return cells.map((cell) => {
    const text = `${cell.cell_type}\n${cell.source.trimEnd()}`;
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return [createHash("sha1").update(`${before}\n${text}`).digest("hex").slice(0, 12), cell];
  });
}
