import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { parseClaim } from "../../src/claims/claim.js";
import {
  CLAIMS_FILE,
  CLAIMS_PAGE,
  claimsPage,
  judgeClaim,
  POINTS,
  projectClaims,
  readClaims,
  withClaimsBlock,
} from "../../src/claims/index.js";

const measured = judgeClaim(
  {
    id: "bottom-80-teaches-little",
    claim: "P(a|b) grows",
    source: "Figure 7",
    paper: "+1",
    command: "npm test",
  },
  POINTS,
  [{ what: "x", estimate: 0.02, low: 0.01, high: 0.03, above: 0, runs: 3, degrees: 2 }],
);
const untested = parseClaim(
  { id: "b", claim: "c", paper: "p", here: "why", verdict: "not testable here" },
  "test",
);

test("the page begins with a tally, and its table with the verdict; bars are escaped", () => {
  const page = claimsPage([measured, untested]);
  assert.ok(page.includes("| reproduced | not testable here |\n|---|---|\n| 1 | 1 |\n"));
  assert.ok(
    page.endsWith(`| verdict | claim | paper | here, 95 % interval | measure it |
|---|---|---|---|---|
| **reproduced (3 runs)** | P(a\\|b) grows (Figure 7) | +1 | x: +2.0 [1.0, 3.0] points (3 seeds) | \`npm test\` |
| **not testable here** | c | p | why |  |
`),
  );
});

test("the leading claims replace what stands in the marked block, and nothing else", () => {
  const text = "before\n<!-- claims -->\nold\n<!-- /claims -->\nafter\n";
  const once = withClaimsBlock(text, [untested, measured]);
  assert.equal(
    once,
    `before
<!-- claims -->
| claim | paper | here, 95 % interval | verdict |
|---|---|---|---|
| P(a\\|b) grows (Figure 7) | +1 | x: +2.0 [1.0, 3.0] points (3 seeds) | **reproduced (3 runs)** |
<!-- /claims -->
after
`,
  );
  assert.equal(withClaimsBlock(once, [measured]), once);
  assert.equal(withClaimsBlock("no block\n", [measured]), "no block\n");
});

test("data/claims.json is what the recorded runs and the notebooks' outputs give (npm run claims)", () => {
  assert.deepEqual(readClaims(), projectClaims());
  assert.equal(readFileSync(CLAIMS_FILE, "utf8"), `${JSON.stringify(readClaims(), null, 2)}\n`);
});

test("data/CLAIMS.md and README.md state the claims of data/claims.json (npm run claims)", () => {
  assert.equal(readFileSync(CLAIMS_PAGE, "utf8"), claimsPage(readClaims()));
  const readme = readFileSync(path.join(__dirname, "../../../README.md"), "utf8");
  assert.equal(withClaimsBlock(readme, readClaims()), readme);
  const [, block] = readme.split(/<!-- \/?claims -->/);
  const rows = block.trim().split("\n").length - 2;
  assert.ok(rows >= 3 && rows <= 5, `${rows} leading claims`);
});
