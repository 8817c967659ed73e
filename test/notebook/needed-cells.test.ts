import assert from "node:assert/strict";
import { test } from "node:test";
import { neededCells } from "../../src/notebook/needed-cells.js";

test("a cell needs those that declare what it uses, and what these need", () => {
  const cells = [
    'import { entropy } from "forking-tokens";',
    "const unused = 1;",
    "const tokens = [0.1, 0.9];",
    "const means = tokens.map((H) => entropy.tokenEntropy([H, 0]));",
    "await notebook.showFigure({ data: [{ y: means }], layout: {} });",
  ];
  assert.deepEqual(neededCells(cells, [4]), [0, 2, 3, 4]);
  assert.deepEqual(neededCells(cells, [1]), [1]);
});

test("a name that is declared again is taken from the nearest cell above", () => {
  const cells = ["const a = 1;", "const b = a;", "const { x: a } = { x: b };", "console.log(a);"];
  assert.deepEqual(neededCells(cells, [3]), [0, 1, 2, 3]);
  assert.deepEqual(neededCells(["const a = 1;", "const [a] = [2];", "a;"], [2]), [1, 2]);
});

test("cells that change a name are needed, cells that only show it are not", () => {
  const changing = [
    "runs.push(1);",
    "runs[0] = 2;",
    "training.rlvrStep(policy, runs, 3);",
    "await runs.fit(4);",
    "for (const run of [5]) runs.add(run);",
    "runs.count++;",
  ];
  const showing = [
    "notebook.showTable(runs);",
    "console.log(runs);",
    "const n = total(runs);",
    "({ runs: 1 });",
  ];
  const cells = ["const runs = [];", ...changing, ...showing, "console.log(runs.length);"];
  const last = cells.length - 1;
  assert.deepEqual(neededCells(cells, [last]), [0, 1, 2, 3, 4, 5, 6, last]);
});

test("functions, classes and types are names too, members are not", () => {
  const cells = ["interface Pair { a: number }", "function f(p: Pair) {}", "const a = 1;", "f(p.a);"];
  assert.deepEqual(neededCells(cells, [3]), [0, 1, 3]);
});

test("a name that a function, block or loop declares for itself is not another cell's", () => {
  const cells = [
    "const a = 1; const b = 2; const c = 3; const d = 4;",
    "const f = (a) => { const b = a; for (const c of [b]) g(c); return b; };",
    "const h = ({ x: d }) => d;",
    "f(h);",
  ];
  assert.deepEqual(neededCells(cells, [3]), [1, 2, 3]);
  assert.deepEqual(neededCells(["const a = 1;", "const f = (x = a) => x;"], [1]), [0, 1]);
});

test("whoever draws from a random stream or trains a policy changes it", () => {
  const drawing = [
    "const rng = random.seededRng(1);",
    "const a = f(rng);",
    "const b = { rng };",
    "rng.normal();",
  ];
  assert.deepEqual(neededCells(drawing, [3]), [0, 1, 2, 3]);
  const trained = ["const policy = load();", "const line = training.rlvrStep(policy, 1);", "look(policy);"];
  assert.deepEqual(neededCells(trained, [2]), [0, 1, 2]);
});
