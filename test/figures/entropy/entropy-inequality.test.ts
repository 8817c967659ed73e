import assert from "node:assert/strict";
import { test } from "node:test";
import { entropyInequalityFigure, type InequalityRow } from "../../../src/figures/index.js";

const at = (estimate: number) => ({ estimate, low: estimate - 0.1, high: estimate + 0.2 });
const row = (name: string, kind: InequalityRow["kind"], from: number): InequalityRow => ({
  ...{ name, kind, shareBelow001: at(from), percentile80: at(from + 1) },
  ...{ shareAbovePaper: at(from + 2), topFifthEntropy: at(from + 3) },
});
const paper = { name: "paper's 8B", source: "Figure 2(a)", shareBelow001: 0.5, percentile80: 0.67 };

test("each measure has a panel, each model a row, and the paper's numbers stand where it prints them", () => {
  const figure = entropyInequalityFigure([row("a<b", "sampled", 1), row("c", "read", 2)], { paper });
  assert.equal(figure.data.length, 4 * 3);
  const [sampled, read, printed] = figure.data.slice(3, 6);
  assert.deepEqual([sampled.x, sampled.y], [[2], ["a&lt;b"]]);
  assert.deepEqual([read.x, read.y], [[3], ["c"]]);
  assert.deepEqual([printed.x, printed.y], [[0.67], ["paper's 8B"]]);
  assert.deepEqual(
    figure.data.slice(9, 12).map(({ x }) => x),
    [[4], [5], []],
  );
  const { array, arrayminus } = sampled.error_x as { array: number[]; arrayminus: number[] };
  assert.ok(Math.abs(array[0] - 0.2) < 1e-9 && Math.abs(arrayminus[0] - 0.1) < 1e-9);
  assert.equal((figure.layout.shapes as unknown[]).length, 2);
});

test("no row is refused", () => {
  assert.throws(() => entropyInequalityFigure([], { paper }), /at least one row, received none/);
});
