import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { claimsMarkdown, withClaimsBlock } from "../../src/claims/claims-markdown.js";
import { CLAIMS_FILE, parseClaim, projectClaims } from "../../src/claims/index.js";

const claim = parseClaim(
  {
    id: "a",
    claim: "P(a|b) grows",
    source: "Figure 7",
    paper: "+1",
    here: "+2",
    interval: [1, 3],
    seeds: 3,
    verdict: "reproduced",
    command: "npm test",
  },
  "test",
);

test("claims are written as a Markdown table, bars escaped", () => {
  assert.equal(
    claimsMarkdown([claim]),
    `| claim | paper | here, 95 % interval | verdict | measure it |
|---|---|---|---|---|
| P(a\\|b) grows (Figure 7) | +1 | +2 [1, 3], 3 seeds | **reproduced** | \`npm test\` |`,
  );
});

test("the table replaces what stands in the marked block, and nothing else", () => {
  const text = "before\n<!-- claims -->\nold\n<!-- /claims -->\nafter\n";
  const once = withClaimsBlock(text, [claim]);
  assert.equal(once, `before\n<!-- claims -->\n${claimsMarkdown([claim])}\n<!-- /claims -->\nafter\n`);
  assert.equal(withClaimsBlock(once, [claim]), once);
  assert.equal(withClaimsBlock("no block\n", [claim]), "no block\n");
});

test("data/claims.json is what the recorded runs and the notebooks' outputs give", () => {
  assert.deepEqual(JSON.parse(readFileSync(CLAIMS_FILE, "utf8")), projectClaims());
});
