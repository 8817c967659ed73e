import assert from "node:assert/strict";
import { test } from "node:test";
import { claimsTable } from "../../src/claims/claims-table.js";
import { parseClaim } from "../../src/claims/index.js";

test("claims are set as a table, long ones on several lines", () => {
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
      claim: "Policy gradients on the top 20 % of tokens match or beat all tokens",
      paper: "+7.7",
      here: "-0.02",
      interval: [-0.05, 0.01],
      seeds: 5,
      verdict: "not reproduced",
    },
  ].map((claim) => parseClaim(claim, "test"));
  assert.equal(
    claimsTable("Claims", claims),
    `
Claims

claim                                             paper  here                          verdict
------------------------------------------------  -----  ----------------------------  --------------
The bottom 80 % of tokens alone teach little      -1.2   -0.1                          reproduced
Policy gradients on the top 20 % of tokens match  +7.7   -0.02 [-0.05, 0.01], 5 seeds  not reproduced
or beat all tokens`,
  );
});

test("no claims are said to be none", () => {
  assert.equal(claimsTable("Claims", []), "\nClaims: no claims");
});
