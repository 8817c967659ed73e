import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { findNotebooks } from "../../src/notebook/index.js";
import { parsePercent } from "../../src/notebook/pairing.js";

const MAX_LINE_LENGTH = 90;
const MAX_CELL_LINES = 30;

for (const { name, percent } of findNotebooks()) {
  test(`${name}: its code fits into the window that Jupyter shows it in`, () => {
    const cells = parsePercent(readFileSync(percent, "utf8"), percent);
    const code = cells.filter(({ cell_type }) => cell_type === "code");
    const tooMuch = code.flatMap(({ source }, i) =>
      overflow(source).map((what) => `${name}, code cell ${i + 1}, ${what}`),
    );
    assert.ok(tooMuch.length === 0, `too wide or too high:\n${tooMuch.join("\n")}`);
  });
}

for (const { name, percent } of findNotebooks()) {
  test(`${name}: its claims are worded and judged in src/`, () => {
    assert.doesNotMatch(readFileSync(percent, "utf8"), /judgeClaim\(|judgeOneRun\(|recordClaim\(|\bjudge\(/);
  });
}

/** The lines of a code cell that are too wide, and the one from which on it is too high; as text. */
function overflow(source: string): string[] {
  const lines = source.split("\n");
  const wide = lines.flatMap((line, i) =>
    line.length > MAX_LINE_LENGTH ? [`line ${i + 1}: ${line.length} characters: ${line}`] : [],
  );
  const written = lines.flatMap((line, i) => (line.trim() === "" ? [] : [i + 1]));
  const high =
    written.length > MAX_CELL_LINES
      ? [`line ${written[MAX_CELL_LINES]}: the cell has ${written.length} lines`]
      : [];
  return [...wide, ...high];
}
