import { isDeepStrictEqual } from "node:util";
import { parseNotebook, serializeNotebook } from "../../../../src/notebook/nbformat.js";
import { parsePercent, printPercent } from "../../../../src/notebook/pairing.js";
import { json, must, type Parser, read } from "./parser.js";

export const NOTEBOOKS: readonly Parser[] = [
  {
    name: "notebook",
    hasNoFile: true,
    seeds: () => [
      read("test/notebook/fixtures/tour.ipynb"),
      json({ nbformat: 4, cells: [{ cell_type: "raw", source: ["a"], attachments: {} }] }),
    ],
    read(input) {
      const notebook = parseNotebook(input.toString(), "input");
      const again = parseNotebook(serializeNotebook(notebook), "again");
      must(isDeepStrictEqual(again.cells, notebook.cells), "a notebook is not read back as it was written");
      let text: string;
      try {
        text = printPercent(notebook.cells);
      } catch (error) {
        must(/cannot be written as plain text/.test((error as Error).message), `printing throws ${error}`);
        return;
      }
      must(parsePercent(text).length === notebook.cells.length, "the plain text has other cells");
    },
  },
  {
    name: "percent",
    hasNoFile: true,
    seeds: () => [
      read("test/notebook/fixtures/tour.nb.ts"),
      Buffer.from("// %% [raw]\n// ---\n\n// %%\na\r\n\r\n// %% [markdown]\n// b  \n//\n// c\n"),
    ],
    read(input) {
      const cells = parsePercent(input.toString(), "input");
      must(
        isDeepStrictEqual(parsePercent(printPercent(cells)), cells),
        "cells are not read back as they were printed",
      );
    },
  },
];
