import assert from "node:assert/strict";
import { test } from "node:test";
import { parseClaim } from "../../src/claims/claim.js";
import { claimsTable, readClaims } from "../../src/claims/index.js";

test("claims are set as a table, long texts on several lines", () => {
  const claims = [
    {
      id: "a",
      claim: "The bottom 80 % of tokens alone teach little",
      paper: "-1.2",
      here: "-0.1",
      verdict: "reproduced",
    },
    {
      id: "b",
      claim: "The top 20 % match or beat all tokens",
      paper: "+7.7",
      here: "",
      comparisons: [{ what: "top less all", estimate: -0.02, low: -0.05, high: -0.01, above: 0, runs: 5 }],
      unit: { name: "points", scale: 100, digits: 1 },
      verdict: "not reproduced",
    },
  ].map((claim) => parseClaim(claim, "test"));
  assert.equal(
    claimsTable("Claims", claims),
    `
Claims

verdict           claim                         paper             here
----------------  ----------------------------  ----------------  ----------------------------------
reproduced        The bottom 80 % of tokens     -1.2              -0.1
                  alone teach little

not reproduced    The top 20 % match or beat    +7.7              top less all: −2.0 [−5.0, −1.0]
(5 runs)          all tokens                                      points`,
  );
});

test("the project's claims fit a terminal of 100 columns", () => {
  const lines = claimsTable("Claims", readClaims()).split("\n");
  assert.ok(lines.length > 100);
  for (const line of lines) assert.ok(line.length <= 100, line);
});

test("no claims are said to be none", () => {
  assert.equal(claimsTable("Claims", []), "\nClaims: no claims");
});
