import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type CodeCell,
  type Notebook,
  parseNotebook,
  serializeNotebook,
} from "../../src/notebook/nbformat.js";
import { OutputRecorder } from "../../src/notebook/output-recorder.js";
import { parsePercent, printPercent } from "../../src/notebook/pairing.js";

const source = fc.array(fc.oneof(fc.string(), fc.constantFrom("", "  ", "// %%", "//", "a  ", "\t")), {
  maxLength: 6,
});
const cell = fc.record({
  cell_type: fc.constantFrom("code" as const, "markdown" as const, "raw" as const),
  source: source.map((lines) => lines.join("\n")),
});

test("cells come back from plain text as they were printed, or are refused", () => {
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 6 }), (cells) => {
      let text: string;
      try {
        text = printPercent(cells);
      } catch (error) {
        assert.match((error as Error).message, /cell \d+ cannot be written as plain text/);
        return;
      }
      const read = parsePercent(text);
      assert.equal(read.length, cells.length);
      for (const [i, { cell_type, source }] of read.entries()) {
        assert.equal(cell_type, cells[i].cell_type);
        assert.equal(source, cells[i].source.replace(/\r\n/g, "\n").replace(/^\n+/, "").trimEnd());
      }
      assert.equal(printPercent(read), text);
    }),
    { numRuns: 500 },
  );
});

test("a notebook is read back as it was written", () => {
  const notebook = fc.record({
    nbformat: fc.constant(4 as const),
    nbformat_minor: fc.constant(5),
    metadata: fc.dictionary(fc.string(), fc.jsonValue()),
    cells: fc.array(
      fc.record({
        cell_type: fc.constant("code" as const),
        source: fc.string({ unit: "grapheme" }),
        metadata: fc.dictionary(fc.string(), fc.jsonValue()),
        execution_count: fc.option(fc.nat()),
        outputs: fc.array(
          fc.record({
            output_type: fc.constant("stream" as const),
            name: fc.constantFrom("stdout" as const, "stderr" as const),
            text: fc.string({ unit: "binary" }),
          }),
        ),
      }),
    ),
  });
  fc.assert(
    fc.property(notebook, (written) => {
      const text = serializeNotebook(written as Notebook);
      assert.equal(serializeNotebook(parseNotebook(text, "a.ipynb")), text);
    }),
  );
});

test("writes in any pieces give what one write gives", () => {
  const printed = (writes: string[]): string => {
    const code: CodeCell = {
      cell_type: "code",
      metadata: {},
      source: "",
      outputs: [],
      execution_count: null,
    };
    const recorder = new OutputRecorder();
    for (const text of writes) recorder.stream(code, "stdout", text);
    return code.outputs.map((output) => (output.output_type === "stream" ? output.text : "?")).join("");
  };
  const pieces = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\n", "\r"), maxLength: 6 }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(pieces, (writes) => assert.equal(printed(writes), printed([writes.join("")]))),
    { numRuns: 1000 },
  );
});
