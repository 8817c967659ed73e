import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { findNotebooks } from "../../src/notebook/index.js";

test("notebooks are found by their plain text, in order of their names", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "notebooks-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of ["01-b.nb.ts", "00-a.nb.ts", "00-a.ipynb", "notes.md"])
    writeFileSync(path.join(folder, name), "");
  assert.deepEqual(
    findNotebooks([], folder).map(({ name }) => name),
    ["00-a", "01-b"],
  );
  assert.deepEqual(findNotebooks(["01-b"], folder), [
    { name: "01-b", percent: path.join(folder, "01-b.nb.ts"), notebook: path.join(folder, "01-b.ipynb") },
  ]);
  assert.throws(() => findNotebooks(["01"], folder), /no notebook "01"; there are: 00-a, 01-b/);
});
