import assert from "node:assert/strict";
import { test } from "node:test";
import { type Notebook, parseNotebook, serializeNotebook } from "../../src/notebook/nbformat.js";

const notebook: Notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { b: {}, a: [] },
  cells: [
    { cell_type: "markdown", id: "one", metadata: {}, source: "# π\n\nend\n" },
    {
      cell_type: "code",
      id: "two",
      metadata: {},
      execution_count: 1,
      source: "",
      outputs: [
        { output_type: "stream", name: "stdout", text: "a\r\nb\u2028c" },
        {
          output_type: "display_data",
          metadata: {},
          data: {
            "text/plain": "x\ny",
            "image/png": "iVBO\n",
            "application/json": { z: 1e-5, y: [0.25, -3e-12] },
          },
        },
      ],
    },
  ],
};

// What Python 3.11 with nbformat 5.5 writes for the notebook above.
const python = `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "one",
   "metadata": {},
   "source": [
    "# π\\n",
    "\\n",
    "end\\n"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "two",
   "metadata": {},
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "a\\r\\n",
      "b\u2028",
      "c"
     ]
    },
    {
     "data": {
      "application/json": {
       "y": [
        0.25,
        -3e-12
       ],
       "z": 1e-05
      },
      "image/png": "iVBO\\n",
      "text/plain": [
       "x\\n",
       "y"
      ]
     },
     "metadata": {},
     "output_type": "display_data"
    }
   ],
   "source": []
  }
 ],
 "metadata": {
  "a": [],
  "b": {}
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`;

test("a notebook is written with the bytes of Python's nbformat", () => {
  assert.equal(serializeNotebook(notebook), python);
});

test("what was written is read back", () => {
  const read = parseNotebook(python, "test");
  assert.equal(read.cells[0].source, "# π\n\nend\n");
  assert.equal(serializeNotebook(read), python);
});

test("what is no notebook is refused by name, place, what came and what was wanted", () => {
  const refused = (value: unknown, wanted: RegExp): void => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    assert.throws(() => parseNotebook(text, "a.ipynb"), wanted);
  };
  const withCell = (cell: object) => ({ nbformat: 4, cells: [{ cell_type: "code", source: "", ...cell }] });
  refused("{", /a\.ipynb is damaged/);
  refused({ nbformat: 3 }, /a\.ipynb: "nbformat": wanted 4, received 3/);
  refused(withCell({ source: null }), /"cells\.0\.source": wanted string or wanted array, received null/);
  refused(withCell({ cell_type: "picture" }), /"cells\.0\.cell_type": wanted one of markdown,raw,code/);
  refused(withCell({ outputs: {} }), /"cells\.0\.outputs": wanted array/);
  refused(withCell({ outputs: [{ output_type: "stream", name: "x" }] }), /"cells\.0\.outputs\.0\.name"/);
  refused({ nbformat: 4, cells: [], metadata: null }, /"metadata": wanted record, received null/);
});

test("what an editor left out is filled in", () => {
  const { cells, metadata } = parseNotebook(
    '\ufeff{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["a"]}]}'.slice(1),
    "a",
  );
  assert.deepEqual(metadata, {});
  assert.deepEqual(cells, [
    { cell_type: "code", source: "a", metadata: {}, outputs: [], execution_count: null },
  ]);
});
