import assert from "node:assert/strict";
import { test } from "node:test";
import { parseClaim } from "../../src/claims/claim.js";
import { hereText, leadingText, verdictCounts, verdictText } from "../../src/claims/claim-text.js";
import { PERCENT, POINTS } from "../../src/claims/comparisons.js";
import { type ComparisonInput, judgeClaim } from "../../src/claims/index.js";

const stated = { id: "a", claim: "c", source: "", paper: "p", command: "npm test" };
const number = (
  what: string,
  low: number,
  high: number,
  own: Partial<ComparisonInput> = {},
): ComparisonInput => ({
  what,
  estimate: (low + high) / 2,
  low,
  high,
  above: 0,
  runs: 5,
  degrees: 4,
  ...own,
});

test("every number is written in one way, those beside last, with the threshold each was held against", () => {
  const claim = judgeClaim(
    stated,
    POINTS,
    [
      number("beside", -0.047, -0.007, { beside: true }),
      number("first", 0.01, 0.03),
      number("second", -0.04, 0.02, { above: -0.05 }),
    ],
    { note: "over seeds" },
  );
  assert.equal(
    hereText(claim),
    "over seeds; first: +2.0 [1.0, 3.0] points; second, margin −5: −1.0 [−4.0, 2.0] points; " +
      "beside it: beside: −2.7 [−4.7, −0.7] points",
  );
  assert.equal(leadingText(claim), "beside: −2.7 [−4.7, −0.7] points");
  const share = judgeClaim(stated, PERCENT, [number("share", 0.7, 0.8, { above: 0.5, below: 0.9 })]);
  assert.equal(hereText(share), "share, wanted between 50 and 90: 75.0 [70.0, 80.0] %");
  const wanted = judgeClaim(stated, PERCENT, [number("share", 0.7, 0.8, { above: 0.5 })]);
  assert.equal(hereText(wanted), "share, wanted above 50: 75.0 [70.0, 80.0] %");
});

test("a number of two to four seeds says so beside itself; one run is said by the verdict", () => {
  const written = (runs: number) => hereText(judgeClaim(stated, POINTS, [number("x", 0.01, 0.03, { runs })]));
  assert.deepEqual(
    [1, 2, 4, 5].map(written),
    ["", " (2 seeds)", " (4 seeds)", ""].map((few) => `x: +2.0 [1.0, 3.0] points${few}`),
  );
});

test("a claim in words keeps its words", () => {
  const claim = parseClaim({ ...stated, here: "nothing was run", verdict: "not testable here" }, "test");
  assert.deepEqual([hereText(claim), leadingText(claim)], ["nothing was run", "nothing was run"]);
  assert.equal(verdictText(claim), "not testable here");
});

test("the verdict says how many runs stand behind it", () => {
  const verdict = (...comparisons: ComparisonInput[]): string =>
    verdictText(judgeClaim(stated, POINTS, comparisons));
  assert.equal(verdict(number("x", 0.01, 0.02)), "reproduced (5 runs)");
  assert.equal(verdict(number("x", 0.01, 0.02, { runs: 1, degrees: null })), "reproduced (1 run)");
  assert.equal(
    verdict(number("x", 0.01, 0.02), number("y", 0.1, 0.2, { runs: 3 })),
    "reproduced (3 to 5 runs)",
  );
  assert.equal(
    verdict(number("x", 0.01, 0.02), number("y", -1, 1, { runs: 9, beside: true })),
    "reproduced (5 runs)",
  );
});

test("an undecided one says what its runs could have told: 3.76 standard errors at 4 degrees of freedom", () => {
  // half-width 0.02776 is 0.01 at t(4) = 2.776; by the noncentral t the power is 0.8 at 3.76
  const five = judgeClaim(stated, POINTS, [number("x", -0.02776, 0.02776)]);
  assert.equal(verdictText(five), "undecided (5 runs; would detect 3.8 points)");
  // one run, bootstrap over many problems: (1.96 + 0.84) standard errors
  const one = judgeClaim(stated, POINTS, [number("x", -0.0196, 0.0196, { runs: 1, degrees: null })]);
  assert.equal(verdictText(one), "undecided (1 run; would detect 2.8 points)");
  const unknown = judgeClaim(stated, POINTS, [
    number("x", 0, 0, { low: null, high: null, runs: 1, degrees: 0 }),
  ]);
  assert.equal(verdictText(unknown), "undecided (1 run)");
  assert.equal(hereText(unknown), "x: 0.0 (one run) points");
});

test("verdicts are counted in the order given", () => {
  const claims = [0.01, 0.02, -0.5].map((low, i) =>
    judgeClaim({ ...stated, id: `c${i}` }, POINTS, [number("x", low, low + 0.1)]),
  );
  assert.deepEqual(verdictCounts(claims, ["undecided", "not reproduced", "reproduced"]), [
    ["not reproduced", 1],
    ["reproduced", 2],
  ]);
});
