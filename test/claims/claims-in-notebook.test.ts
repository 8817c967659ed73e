import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { claimsInNotebook } from "../../src/claims/project-claims.js";
import { CLAIM_MIME } from "../../src/claims/record-claim.js";

test("a notebook's claims are read whether an output holds one or a list of them", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "claims-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const claim = (id: string) => ({ id, claim: "c", paper: "p", here: "h", verdict: "reproduced" });
  const display = (value: unknown) => ({
    output_type: "display_data",
    data: { [CLAIM_MIME]: value, "text/plain": "" },
    metadata: {},
  });
  const cell = {
    ...{ cell_type: "code", id: "a", metadata: {}, source: [], execution_count: 1 },
    outputs: [display(claim("one")), display([claim("two"), claim("three")])],
  };
  const file = path.join(folder, "a.ipynb");
  writeFileSync(file, JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  assert.deepEqual(
    claimsInNotebook(file).map(({ id }) => id),
    ["one", "two", "three"],
  );
});
