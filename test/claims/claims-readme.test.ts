import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { withClaimsBlock } from "../../src/claims/claims-markdown.js";
import { readClaims } from "../../src/claims/index.js";

test("README.md states the claims of data/claims.json as they stand (npm run claims)", () => {
  const readme = readFileSync(path.join(__dirname, "../../../README.md"), "utf8");
  assert.equal(withClaimsBlock(readme, readClaims()), readme);
});
