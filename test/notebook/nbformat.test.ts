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

test("what is no notebook is refused by name", () => {
  assert.throws(() => parseNotebook("{", "a.ipynb"), /a\.ipynb is not JSON/);
  assert.throws(
    () => parseNotebook('{"nbformat":3}', "a.ipynb"),
    /want a notebook of nbformat 4, received nbformat 3/,
  );
});
