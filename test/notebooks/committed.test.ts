import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { findNotebooks } from "../../src/notebook/index.js";
import { isCodeCell, readNotebook } from "../../src/notebook/nbformat.js";
import { parsePercent } from "../../src/notebook/pairing.js";

const root = path.resolve(__dirname, "../../..");

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
      }
      assert.ok(!JSON.stringify(outputs).includes(root), `code cell ${i + 1} shows the path ${root}`);
    }
  });
}
