import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { type CodeCell, readNotebook, writeNotebook } from "../../src/notebook/nbformat.js";
import {
  pairedNotebook,
  parsePercent,
  printPercent,
  pullNotebook,
  syncNotebook,
} from "../../src/notebook/pairing.js";

const TEXT = `// %% [markdown]
// # Title
//
// a list:
//   - $x^2$

// %%
const a = 1;

// a comment
const b = 2;

// %%
a + b
`;

function files(t: TestContext, text = TEXT): { percent: string; notebook: string } {
  const folder = mkdtempSync(path.join(tmpdir(), "pairing-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const percent = path.join(folder, "a.nb.ts");
  writeFileSync(percent, text);
  return { percent, notebook: path.join(folder, "a.ipynb") };
}

/** As Jupyter saves it after the user has typed into a cell. */
function editInJupyter(file: string, cell: number, source: string): void {
  const notebook = readNotebook(file);
  notebook.cells[cell].source = source;
  writeNotebook(file, notebook);
}

test("cells are read with their kinds, and printed back to the same text", () => {
  const cells = parsePercent(TEXT);
  assert.deepEqual(cells, [
    { cell_type: "markdown", source: "# Title\n\na list:\n  - $x^2$" },
    { cell_type: "code", source: "const a = 1;\n\n// a comment\nconst b = 2;" },
    { cell_type: "code", source: "a + b" },
  ]);
  assert.equal(printPercent(cells), TEXT);
  assert.deepEqual(parsePercent(TEXT.replaceAll("\n", "\r\n")), cells);
});

test("a line that fits nowhere is named with its number", () => {
  assert.throws(
    () => parsePercent("// %% markdown\n", "a.nb.ts"),
    /a\.nb\.ts:1: "\/\/ %% markdown" opens no cell/,
  );
  assert.throws(
    () => parsePercent("let a;\n// %%\n", "a.nb.ts"),
    /a\.nb\.ts:1: "let a;" stands before the first/,
  );
  assert.throws(
    () => parsePercent("// %% [markdown]\nlet a;", "a.nb.ts"),
    /a\.nb\.ts:2: "let a;" stands in a text cell/,
  );
});

test("ids depend on the text alone and are unique", () => {
  const ids = (text: string) => pairedNotebook(parsePercent(text)).cells.map(({ id }) => id);
  const [a, b, again] = ids("// %%\na\n// %%\nb\n// %%\na\n");
  assert.equal(new Set([a, b, again]).size, 3);
  assert.deepEqual(ids("// %%\nnew\n// %%\na\n// %%\nb\n").slice(1), [a, b]);
  assert.match(a!, /^[a-zA-Z0-9_-]{1,64}$/);
});

test("a changed source loses its outputs, the other cells keep theirs", (t) => {
  const { percent, notebook } = files(t);
  const executed = syncNotebook(percent, notebook);
  for (const cell of executed.cells.slice(1) as CodeCell[]) {
    cell.outputs.push({ output_type: "stream", name: "stdout", text: cell.source });
  }
  writeNotebook(notebook, executed);
  writeFileSync(percent, TEXT.replace("a + b", "a - b"));
  const [, first, second] = syncNotebook(percent, notebook).cells as CodeCell[];
  assert.equal(first.outputs.length, 1);
  assert.deepEqual(second.outputs, []);
  assert.equal(readNotebook(notebook).cells[2].source, "a - b");
});

test("cells edited in Jupyter are not overwritten, and can be pulled into the plain text", (t) => {
  const { percent, notebook } = files(t);
  syncNotebook(percent, notebook);
  editInJupyter(notebook, 2, "a * b");
  const saved = readFileSync(notebook, "utf8");
  assert.throws(() => syncNotebook(percent, notebook), /was edited apart from .*--pull/);
  assert.equal(readFileSync(notebook, "utf8"), saved);
  pullNotebook(percent, notebook);
  assert.equal(readFileSync(percent, "utf8"), TEXT.replace("a + b", "a * b"));
  syncNotebook(percent, notebook);
});

test("nothing that the plain text cannot hold is lost", (t) => {
  const { percent, notebook } = files(t, "// %% [markdown]\n// ![x](attachment:x.png)\n\n// %%\na\n");
  const edited = syncNotebook(percent, notebook);
  Object.assign(edited.cells[0], {
    metadata: { tags: ["kept"] },
    attachments: { "x.png": { "image/png": "iVBORw0KGgo=" } },
  });
  edited.cells[1].source = "b\r\n";
  edited.cells.unshift({ cell_type: "raw", metadata: {}, source: "---\ntitle: forks\n---" });
  writeNotebook(notebook, edited);
  pullNotebook(percent, notebook);
  assert.equal(
    readFileSync(percent, "utf8"),
    "// %% [raw]\n// ---\n// title: forks\n// ---\n\n// %% [markdown]\n// ![x](attachment:x.png)\n\n// %%\nb\n",
  );
  const [raw, text] = readNotebook(notebook).cells;
  assert.equal(raw.cell_type, "raw");
  assert.deepEqual(
    [text.metadata, Object.keys((text as never as { attachments: object }).attachments)],
    [{ tags: ["kept"] }, ["x.png"]],
  );

  const plain = readFileSync(percent, "utf8");
  writeFileSync(percent, plain.replace("![x]", "![y]"));
  const saved = readFileSync(notebook, "utf8");
  assert.throws(() => syncNotebook(percent, notebook), /holds x\.png, pasted into the text cell/);
  assert.equal(readFileSync(notebook, "utf8"), saved);
});

test("a cell that would not be read back is refused before anything is written", (t) => {
  const { percent, notebook } = files(t);
  syncNotebook(percent, notebook);
  editInJupyter(notebook, 1, "let a;\n// %% part two\nlet b;");
  assert.throws(
    () => pullNotebook(percent, notebook),
    /a\.ipynb, cell 2 cannot be written as plain text.*"let a/,
  );
  editInJupyter(notebook, 1, "let a;\n// %%\nlet b;");
  assert.throws(() => pullNotebook(percent, notebook), /cell 2 cannot be written/);
  assert.equal(readFileSync(percent, "utf8"), TEXT);
});

test("two trailing spaces, which break a line in Markdown, come back", () => {
  const cells = [{ cell_type: "markdown" as const, source: "a  \nb\n  \nc" }];
  assert.deepEqual(parsePercent(printPercent(cells)), cells);
});

test("many blank lines are read in time that grows with them, not with their square", () => {
  const start = performance.now();
  const [cell] = parsePercent(`// %%\na${"\n ".repeat(200_000)}b${" ".repeat(200_000)}c`);
  assert.ok(cell.source.endsWith("c"));
  assert.ok(performance.now() - start < 5000);
});
