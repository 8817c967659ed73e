import assert from "node:assert/strict";
import { test } from "node:test";
import { untestedClaims } from "../../src/claims/untested-claims.js";

test("what is not tested here has a reason, no number of ours, and an id of its own", () => {
  const claims = untestedClaims();
  assert.ok(claims.length > 0);
  assert.equal(new Set(claims.map(({ id }) => id)).size, claims.length);
  for (const { id, verdict, here, comparisons, source } of claims) {
    assert.match(verdict, /^not test(ed|able) here$/, id);
    assert.deepEqual(comparisons, [], id);
    assert.ok(here.length > 20 && source.length > 0, id);
  }
});
