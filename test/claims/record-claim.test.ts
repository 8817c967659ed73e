import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { recordClaim, recordClaims } from "../../src/claims/index.js";
import { recordedClaims } from "../../src/claims/record-claim.js";

const claim = { claim: "c", paper: "p", here: "h", verdict: "reproduced" } as const;

test("claims of a run are collected in the order in which they were measured", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "claims-"));
  const file = path.join(folder, "claims.jsonl");
  t.after(() => {
    delete process.env.FORKING_TOKENS_CLAIMS;
    rmSync(folder, { recursive: true });
  });
  assert.deepEqual(recordedClaims(file), []);
  process.env.FORKING_TOKENS_CLAIMS = file;
  recordClaim({ ...claim, id: "one", command: "npm test" });
  recordClaim({ ...claim, id: "two" });
  assert.deepEqual(
    recordedClaims(file).map(({ id, command }) => [id, command]),
    [
      ["one", "npm test"],
      ["two", ""],
    ],
  );
});

test("several claims are recorded in their order, or none where one is malformed", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "claims-"));
  const file = path.join(folder, "claims.jsonl");
  t.after(() => {
    delete process.env.FORKING_TOKENS_CLAIMS;
    rmSync(folder, { recursive: true });
  });
  process.env.FORKING_TOKENS_CLAIMS = file;
  assert.throws(
    () =>
      recordClaims([
        { ...claim, id: "one" },
        { ...claim, id: "Not A Slug" },
      ]),
    /recordClaims: .*id/s,
  );
  assert.deepEqual(recordedClaims(file), []);
  recordClaims([
    { ...claim, id: "one", here: "more" },
    { ...claim, id: "two" },
  ]);
  assert.deepEqual(
    recordedClaims(file).map(({ id, here }) => [id, here]),
    [
      ["one", "more"],
      ["two", "h"],
    ],
  );
});

test("a claim is checked also where nobody collects it", () => {
  assert.throws(() => recordClaim({ ...claim, id: "Not A Slug" }), /recordClaim: .*id/s);
});
