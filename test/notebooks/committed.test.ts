import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { savedFigures } from "../../src/figures/index.js";
import { findNotebooks } from "../../src/notebook/index.js";
import { isCodeCell, type Output, readNotebook } from "../../src/notebook/nbformat.js";
import { parsePercent } from "../../src/notebook/pairing.js";

const MACHINE_PATH = /(?:^|[\s"'(])(?:\/(?:home|root|tmp|Users|work)\/|[A-Z]:\\)/m;

/** What an output shows as text. */
function shownText(output: Output): string {
  if (output.output_type === "stream") return output.text;
  return "data" in output ? `${output.data["text/plain"]}` : "";
}

for (const { name, percent, notebook: file } of findNotebooks()) {
  test(`${name}: the notebook holds the cells of its plain text`, () => {
    const cells = readNotebook(file).cells.map(({ cell_type, source }) => ({ cell_type, source }));
    assert.deepEqual(cells, parsePercent(readFileSync(percent, "utf8"), percent));
  });

  test(`${name}: every cell was executed in order, without errors or paths of a machine`, () => {
    const code = readNotebook(file).cells.filter(isCodeCell);
    assert.deepEqual(
      code.map(({ execution_count }) => execution_count),
      code.map((_, i) => i + 1),
    );
    for (const [i, { outputs }] of code.entries()) {
      for (const output of outputs) {
        assert.notEqual(output.output_type, "error", `code cell ${i + 1}`);
        if (output.output_type === "stream") assert.equal(output.name, "stdout", `code cell ${i + 1}`);
        if (output.output_type === "display_data")
          assert.ok("text/plain" in output.data, `code cell ${i + 1}`);
        assert.doesNotMatch(shownText(output), MACHINE_PATH, `code cell ${i + 1}`);
      }
    }
  });
}

/** The longest line of what stands where tables are not rendered: in a notebook that is not trusted. */
const WIDEST_LINE = 100;

for (const { name, notebook: file } of findNotebooks())
  test(`${name}: the plain text of its tables fits 100 columns`, () => {
    const code = readNotebook(file).cells.filter(isCodeCell);
    const tables = code.flatMap(({ outputs }, i) =>
      outputs.flatMap((output) =>
        "data" in output && "text/markdown" in output.data ? [{ cell: i + 1, text: shownText(output) }] : [],
      ),
    );
    const wide = tables.filter(({ text }) => text.split("\n").some((line) => line.length > WIDEST_LINE));
    assert.deepEqual(
      wide.map(({ cell }) => cell),
      [],
      "code cells",
    );
  });

test("figures/ holds the figures that the notebooks save, and no others", () => {
  const outputs = findNotebooks().flatMap(({ notebook }) =>
    readNotebook(notebook).cells.flatMap((cell) => (isCodeCell(cell) ? cell.outputs : [])),
  );
  const saved = outputs.flatMap(
    (output) => /\(figures\/([a-z0-9-]+)\.svg\)$/.exec(shownText(output))?.[1] ?? [],
  );
  assert.deepEqual([...saved].sort(), savedFigures());
});
