import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { readClaims } from "../../src/claims/index.js";

const claim = { id: "top-matches-all", claim: "c", paper: "+2.0", here: "-0.4", verdict: "not reproduced" };

function claimsFile(t: TestContext, value: unknown): string {
  const folder = mkdtempSync(path.join(tmpdir(), "claims-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "claims.json");
  writeFileSync(file, JSON.stringify(value));
  return file;
}

test("a claim's optional keys are filled in", (t) => {
  const filled = { ...claim, source: "", comparisons: [], unit: null, command: "" };
  assert.deepEqual(readClaims(claimsFile(t, [claim])), [filled]);
  const comparison = { what: "x", estimate: 1, low: null, high: null, above: 0, runs: 1 };
  const numbers = { ...claim, here: "", comparisons: [comparison], unit: { name: "nats", digits: 2 } };
  assert.deepEqual(readClaims(claimsFile(t, [numbers])), [
    {
      ...filled,
      here: "",
      comparisons: [{ ...comparison, degrees: null, beside: false }],
      unit: { name: "nats", digits: 2, scale: 1, signed: true },
    },
  ]);
});

test("no file is no claims", () => {
  assert.deepEqual(readClaims("/nowhere/claims.json"), []);
});

test("what is wrong with a claim is said with its place", (t) => {
  const read = (value: unknown) => () => readClaims(claimsFile(t, value));
  assert.throws(
    read([claim, { ...claim, id: "b", verdict: "yes" }]),
    /claim 2: .*"reproduced"\|"partly reproduced"/s,
  );
  assert.throws(read([{ ...claim, seed: 3 }]), /claim 1: .*"seed"/s);
  assert.throws(read([{ ...claim, here: undefined }]), /claim 1: .*here/s);
  assert.throws(
    read([{ ...claim, comparisons: [{ what: "x", estimate: 1, low: 0, high: 2, above: 0, runs: 1 }] }]),
    /claim 1: .*unit/s,
  );
  assert.throws(read([claim, claim]), /the id "top-matches-all" stands twice/);
  assert.throws(read({}), /claims\.json: wanted array/);
});

test("the recorded claims of this project are valid", () => {
  for (const { id, command, verdict } of readClaims())
    if (!["not tested here", "not testable here"].includes(verdict)) assert.match(command, /^npm /, id);
});
