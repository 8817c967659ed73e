import assert from "node:assert/strict";
import { test } from "node:test";
import { projectClaims } from "../../src/claims/project-claims.js";
import { untestedClaims } from "../../src/claims/untested-claims.js";

test("the claims that cannot be tested close the list, and none of them is measured as well", () => {
  const [claims, untested] = [projectClaims(), untestedClaims()];
  assert.deepEqual(claims.slice(-untested.length), untested);
  assert.equal(new Set(claims.map(({ id }) => id)).size, claims.length);
});

test("every measured claim says how to measure it again", () => {
  const untested = new Set(untestedClaims().map(({ id }) => id));
  for (const { id, command } of projectClaims())
    if (!untested.has(id)) assert.match(command, /^npm run /, id);
});
