import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { readText, replaceFile } from "../files/index.js";
import { quote } from "../text/index.js";
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

type CellText = Pick<Cell, "cell_type" | "source">;

const KINDS: Readonly<Record<string, Cell["cell_type"]>> = {
  "": "code",
  "[markdown]": "markdown",
  "[raw]": "raw",
};

/**
 * Reads the percent format: `// %%` opens a code cell; `// %% [markdown]` a text cell, and `// %% [raw]` a raw one,
 * whose lines all begin with `//`.
 * @throws Error with the line's number if a line is neither.
 */
export function parsePercent(text: string, name = "notebook"): CellText[] {
  const cells: (CellText & { lines: string[] })[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    const where = `${name}:${index + 1}`;
    const cell = cells.at(-1);
    if (line.startsWith("// %%")) {
      const kind = KINDS[line.slice(5).trim()];
      if (kind === undefined)
        throw new Error(
          `${where}: ${quote(line)} opens no cell; want "// %%", "// %% [markdown]" or "// %% [raw]"`,
        );
      cells.push({ cell_type: kind, source: "", lines: [] });
    } else if (!cell) {
      if (line.trim() !== "") throw new Error(`${where}: ${quote(line)} stands before the first "// %%"`);
    } else if (cell.cell_type === "code" || line.trim() === "") {
      cell.lines.push(line);
    } else if (/^\/\/( |$)/.test(line)) {
      cell.lines.push(line.slice(3));
    } else {
      throw new Error(`${where}: ${quote(line)} stands in a text cell; its lines begin with "// "`);
    }
  });
  return cells.map(({ cell_type, lines }) => ({ cell_type, source: plainSource(lines.join("\n")) }));
}

/** A cell's text without blank lines before it and white space after it, its lines ended by "\n". */
function plainSource(source: string): string {
  return source.replace(/\r\n/g, "\n").replace(/^\n+/, "").trimEnd();
}

/**
 * The percent format of a notebook; `parsePercent` gives the same cells back.
 * @throws Error naming the cell that the format cannot hold: one with a line "// %%" of its own, say
 */
export function printPercent(cells: readonly CellText[], name = "notebook"): string {
  const blocks = cells.map(({ cell_type, source }) => {
    const lines = plainSource(source).split("\n");
    if (cell_type === "code") return ["// %%", ...lines];
    return [`// %% [${cell_type}]`, ...lines.map((line) => (line === "" ? "//" : `// ${line}`))];
  });
  const text = blocks.map((lines) => `${lines.join("\n")}\n`).join("\n");
  const wanted = cells.map(({ cell_type, source }) => ({ cell_type, source: plainSource(source) }));
  for (const [i, block] of blocks.entries()) {
    if (isDeepStrictEqual(readOrNull(block.join("\n")), [wanted[i]])) continue;
    throw new Error(
      `${name}, cell ${i + 1} cannot be written as plain text, where a line "// %%" opens a cell: ${quote(wanted[i].source)}`,
    );
  }
  return text;
}

function readOrNull(text: string): CellText[] | null {
  try {
    return parsePercent(text);
  } catch {
    return null;
  }
}

/**
 * The notebook of these cells. A cell's id follows from its text alone; a cell that `previous` holds with the
 * same text keeps its outputs, its metadata and the pictures pasted into it.
 */
export function pairedNotebook(texts: readonly CellText[], previous?: Notebook): Notebook {
  const old = new Map<string, Cell>();
  for (const [id, cell] of withIds(previous?.cells ?? [])) old.set(id, cell);
  const cells = withIds(texts).map(([id, { cell_type, source }]): Cell => {
    const kept = old.get(id);
    if (kept) return { ...kept, id, source };
    return cell_type === "code"
      ? { cell_type, id, metadata: {}, source, execution_count: null, outputs: [] }
      : { cell_type, id, metadata: {}, source };
  });
  const metadata = { ...METADATA, [METADATA_KEY]: { source_sha1: hashCells(texts) } };
  return { cells, metadata, nbformat: 4, nbformat_minor: 5 };
}

/**
 * Brings NAME.ipynb in step with NAME.nb.ts, keeping outputs of unchanged cells.
 * @throws Error if the .ipynb was edited since (in Jupyter): neither side is overwritten then.
 * @example syncNotebook("notebooks/00-tour.nb.ts", "notebooks/00-tour.ipynb")
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
  if (previous) refuseLostPictures(previous, notebook, notebookFile);
  const text = serializeNotebook(notebook);
  if (!existsSync(notebookFile) || readText(notebookFile) !== text) {
    replaceFile(notebookFile, text);
  }
  return notebook;
}

/**
 * Writes NAME.nb.ts from the cells of NAME.ipynb, outputs and ids of the notebook kept in step.
 * @example pullNotebook("notebooks/00-tour.nb.ts", "notebooks/00-tour.ipynb")
 */
export function pullNotebook(percentFile: string, notebookFile: string): void {
  const notebook = readNotebook(notebookFile);
  const text = printPercent(notebook.cells, notebookFile);
  const paired = serializeNotebook(pairedNotebook(parsePercent(text, percentFile), notebook));
  replaceFile(percentFile, text);
  replaceFile(notebookFile, paired);
}

/** A picture pasted into a text cell is in the .ipynb alone, so it is not dropped with the cell's old text. */
function refuseLostPictures(previous: Notebook, notebook: Notebook, file: string): void {
  const kept = new Set(notebook.cells.map(({ id }) => id));
  const lost = withIds(previous.cells).find(([id, cell]) => "attachments" in cell && !kept.has(id));
  if (!lost) return;
  const [, { attachments, source }] = lost as [string, Cell & { attachments: object }];
  throw new Error(
    `${file} holds ${Object.keys(attachments).join(", ")}, pasted into the text cell ${quote(source)}, whose text has ` +
      "changed in the plain text. Save it as a file and link to that, then remove it from the cell.",
  );
}

function isEdited({ metadata, cells }: Notebook): boolean {
  const recorded = metadata[METADATA_KEY] as { source_sha1?: string } | undefined;
  return recorded?.source_sha1 !== hashCells(cells);
}

function hashCells(cells: readonly CellText[]): string {
  const texts = cells.map(({ cell_type, source }) => [cell_type, plainSource(source)]);
  return createHash("sha1").update(JSON.stringify(texts)).digest("hex");
}

/** Each cell with an id made of its text and of how many equal cells stand before it. */
function withIds<T extends CellText>(cells: readonly T[]): [string, T][] {
  const seen = new Map<string, number>();
  return cells.map((cell) => {
    const text = `${cell.cell_type}\n${plainSource(cell.source)}`;
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return [createHash("sha1").update(`${before}\n${text}`).digest("hex").slice(0, 12), cell];
  });
}
