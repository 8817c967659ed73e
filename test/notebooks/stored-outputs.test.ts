import assert from "node:assert/strict";
import { test } from "node:test";
import { studyClaims } from "../../src/claims/index.js";
import { claimsInNotebook } from "../../src/claims/project-claims.js";
import { findNotebooks } from "../../src/notebook/index.js";
import { isCodeCell, readNotebook } from "../../src/notebook/nbformat.js";
import { readRecordedRuns } from "../../src/study/index.js";
import { rlvrConfig } from "../../src/training/index.js";

const judged = studyClaims(readRecordedRuns());
const notebooks = findNotebooks();

for (const { name, notebook } of notebooks)
  test(`${name}: its claims are those of the recorded runs (npm run notebooks -- ${name})`, () => {
    for (const stored of claimsInNotebook(notebook)) {
      const now = judged.find(({ id }) => id === stored.id);
      if (now) assert.deepEqual(stored, now);
    }
  });

test("every claim that the recorded runs judge stands in a notebook's output (npm run notebooks)", () => {
  const shown = new Set(notebooks.flatMap(({ notebook }) => claimsInNotebook(notebook).map(({ id }) => id)));
  assert.deepEqual(
    judged.map(({ id }) => id).filter((id) => !shown.has(id)),
    [],
  );
});

test("10-scale-out: its table of settings has every one of a run (npm run notebooks -- 10-scale-out)", () => {
  const { notebook } = notebooks.find(({ name }) => name === "10-scale-out")!;
  const tables = readNotebook(notebook)
    .cells.filter(isCodeCell)
    .flatMap(({ outputs }) => outputs)
    .map((output) => ("data" in output ? `${output.data["text/plain"]}` : ""));
  const settings = tables.find((text) => /^setting +value +became/.test(text))!;
  const named = settings.split("\n").map((line) => line.split(" ")[0]);
  assert.deepEqual(
    Object.keys(rlvrConfig({ base: "data/models/M" })).filter((key) => !named.includes(key)),
    [],
  );
});
