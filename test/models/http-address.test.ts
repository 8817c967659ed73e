import assert from "node:assert/strict";
import { test } from "node:test";
import { httpAddress } from "../../src/models/http-address.js";

const names = { what: "it", example: "http://a", keyVariable: "KEY" };

test("an address has no slashes at its end, no password and no query, and its error tells none", () => {
  assert.equal(httpAddress("https://host:8000/v1//", names), "https://host:8000/v1");
  for (const secret of [
    "http://me:pass@host",
    "http://pass@host",
    "ftp://me:pass@host",
    "http://host/?key=pass",
  ])
    assert.throws(() => httpAddress(secret, names), {
      message: "it has no password and no query in its address: give a key in the environment, as KEY",
    });
  for (const [other, shown] of Object.entries({ "me:pass@host": "…@host", "host:80": "host:80", "": "" }))
    assert.throws(() => httpAddress(other, names), {
      message: `it is an http address such as http://a; received "${shown}"`,
    });
});
