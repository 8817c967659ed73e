import assert from "node:assert/strict";
import { test } from "node:test";
import { hereText, verdictText } from "../../src/claims/claim-text.js";
import {
  type Claim,
  clipHigherClaim,
  othersClaims,
  readClaims,
  type TemperatureNumbers,
  type ThroughTrainingNumbers,
  type TokenEntropyNumbers,
  temperatureClaims,
  throughTrainingClaims,
  tokenEntropyClaims,
  tourClaims,
  wordCloudClaim,
} from "../../src/claims/index.js";
import type { Interval } from "../../src/statistics/index.js";

/** An interval of 0.01 to either side. */
const around = (estimate: number): Interval => ({ estimate, low: estimate - 0.01, high: estimate + 0.01 });

const verdicts = (claims: readonly Claim[]): Record<string, string> =>
  Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]));

/** The claims of token entropy in their order. */
const TOKEN_ENTROPY_CLAIMS = [
  "most-tokens-near-certain",
  "top-fifth-begins-near-a-fair-coin",
  "high-entropy-tokens-are-forks",
  "high-entropy-tokens-steer",
  "forks-have-high-entropy",
  "low-entropy-tokens-follow",
];

/** Their numbers in the same order. */
function tokenEntropyNumbers(values: readonly Interval[]): TokenEntropyNumbers {
  const [shareBelow001, percentile80, forksInTop, realForksInTop, topInRealForks, noForksInBottom] = values;
  return { shareBelow001, percentile80, forksInTop, realForksInTop, topInRealForks, noForksInBottom };
}

test("token entropy: each number has its threshold, and only the trained model's decides", () => {
  const beyond = tokenEntropyNumbers([0.52, 0.76, 0.92, 0.52, 0.52, 0.92].map(around));
  const short = tokenEntropyNumbers([0.48, 0.79, 0.88, 0.48, 0.48, 0.88].map(around));
  const judged = (trained: typeof beyond, base: typeof beyond) =>
    tokenEntropyClaims(trained, { base, problems: 7 });
  const all = (verdict: string) => Object.fromEntries(TOKEN_ENTROPY_CLAIMS.map((id) => [id, verdict]));
  assert.deepEqual(verdicts(judged(beyond, short)), all("reproduced"));
  assert.deepEqual(verdicts(judged(short, beyond)), all("not reproduced"));
  assert.ok(judged(beyond, short).every(({ here }) => here === "over 7 problems"));
});

test("temperatures: three differences against zero, nonsense against 90 %", () => {
  const at = (difference: number, invalid: number): TemperatureNumbers => ({
    coolingForksCosts: around(difference),
    coolingForksCostsMore: around(difference + 0.1),
    heatingForksIsBetter: around(difference + 0.2),
    invalidWithHotRest: around(invalid),
  });
  const judged = (difference: number, invalid: number) =>
    temperatureClaims(at(difference, invalid), { base: at(1, 1), problems: 7 });
  assert.deepEqual(Object.values(verdicts(judged(0.02, 0.92))), Array(4).fill("reproduced"));
  assert.deepEqual(Object.values(verdicts(judged(-0.25, 0.88))), Array(4).fill("not reproduced"));
  assert.deepEqual(
    judged(0.02, 0.92).map(({ comparisons }) => comparisons[0].estimate),
    [0.02, 0.02 + 0.1, 0.02 + 0.2, 0.92],
  );
});

test("through training: the paper's overlap less 5 points, and a loss of 0.05 nats that forks may have", () => {
  const at = (overlap: number, held: number, nats: number): ThroughTrainingNumbers => ({
    overlap: around(overlap),
    changeHeldByTop: around(held),
    changeOfTop: around(nats),
    upperLessMedian: around(nats),
    changeOfForks: around(nats - 0.05),
  });
  const judged = (...values: [number, number, number]) =>
    Object.values(verdicts(throughTrainingClaims(at(...values), { problems: 7, from: 0, to: 9 })));
  assert.deepEqual(judged(0.83, 0.52, 0.02), Array(6).fill("reproduced"));
  assert.deepEqual(judged(0.8, 0.48, -0.02), ["reproduced", ...Array(5).fill("not reproduced")]);
  assert.deepEqual(judged(0.48, 0.48, -0.02), Array(6).fill("not reproduced"));
});

test("clip-higher is judged from every model", () => {
  const judged = (base: number, final: number) =>
    clipHigherClaim({
      ...{ topAmongReleased: { base: around(base), final: around(final) } },
      ...{ problems: 64, batches: 4, miniBatches: 16 },
    });
  assert.equal(judged(0.52, 0.9).verdict, "reproduced");
  assert.equal(judged(0.48, 0.9).verdict, "partly reproduced");
  assert.match(judged(0.52, 0.9).here, /^over 64 problems; 4 batches of 16 gradient steps/);
});

test("what others claim is judged by thresholds of its own, in the words of the claims, and says that it is one run", () => {
  const at = (worstFit: number, falls: number, correlation: number, [low, high]: [number, number]) =>
    othersClaims({
      ...{ worstFit, falls, correlation, checkpoints: 10 },
      carried: [{ model: "base", share: { estimate: 0.95, low, high } }],
    });
  const said = (rows: ReturnType<typeof at>) => rows.map(({ verdict }) => verdict);
  const above = at(0.91, 10, -0.6, [0.81, 1]);
  assert.deepEqual(said(above), Array(4).fill("reproduced (1 run)"));
  assert.deepEqual(said(at(0.89, 9, -0.4, [0.7, 0.79])), Array(4).fill("not reproduced (1 run)"));
  assert.equal(said(at(0.89, 9, -0.4, [0.79, 1]))[3], "undecided (1 run)");
  assert.equal(above[3]["measured here"], "base 95.0 [81.0, 100.0] %");
});

test("word clouds: connectives above the mean, pieces below, in one reading that decides", () => {
  const kinds = (name: string, connective: number, ending: number, formula: number) => ({
    name,
    classes: [
      { name: "connective" as const, lessMean: around(connective) },
      { name: "word ending" as const, lessMean: around(ending) },
      { name: "formula" as const, lessMean: around(formula) },
    ],
  });
  const counts = { highest: { named: 3, pieces: 24 }, lowest: { named: 0, pieces: 59 } };
  const judged = (reading: ReturnType<typeof kinds>) =>
    wordCloudClaim(reading, { others: [kinds("other", -1, 1, 1)], ...counts });
  assert.equal(judged(kinds("a", 1, -1, -1)).verdict, "reproduced");
  assert.equal(judged(kinds("a", 1, 1, -1)).verdict, "partly reproduced");
  assert.equal(judged(kinds("a", -1, 1, 1)).verdict, "not reproduced");
  assert.throws(() => judged({ name: "a", classes: [] }), /a has no token of the kind "connective"/);
});

test("the tour's claims: both arms above the bottom 80 %, and the top 20 % within 2 points of all tokens", () => {
  const judged = (topLessAll: number, allLessBottom: number, topLessBottom: number) =>
    tourClaims(
      {
        topLessAll: around(topLessAll),
        allLessBottom: around(allLessBottom),
        topLessBottom: around(topLessBottom),
      },
      { steps: 18 },
    );
  const said = (...values: [number, number, number]) => Object.values(verdicts(judged(...values)));
  // 0.01 to either side: -0.005 reaches down to -0.015, above the margin of -0.02; -0.05 up to -0.04, below it
  assert.deepEqual(said(-0.005, 0.33, 0.28), ["reproduced", "reproduced"]);
  assert.deepEqual(said(-0.05, 0.33, 0.28), ["reproduced", "not reproduced"]);
  assert.deepEqual(said(-0.02, 0.011, 0.009), ["partly reproduced", "undecided"]);
  assert.deepEqual(said(-0.02, 0.005, -0.005), ["undecided", "undecided"]);
  assert.deepEqual(said(-0.02, -0.011, -0.005), ["not reproduced", "undecided"]);
  const [bottom, top] = judged(-0.05, 0.33, 0.28);
  assert.deepEqual(
    [...bottom.comparisons, ...top.comparisons].map(({ what, low, above }) => [what, low, above]),
    [
      ["all tokens less bottom 80 %", 0.33 - 0.01, 0],
      ["top 20 % less bottom 80 %", 0.28 - 0.01, 0],
      ["top 20 % less all tokens", -0.05 - 0.01, -0.02],
    ],
  );
});

test("the tour's claims name no command, so they stay out of the project's table, and say that they are one run", () => {
  const [bottom, top] = tourClaims(
    { topLessAll: around(-0.05), allLessBottom: around(0.33), topLessBottom: around(0.28) },
    { steps: 18 },
  );
  assert.deepEqual([bottom.command, top.command], ["", ""]);
  assert.equal(
    hereText(top),
    "test accuracy after 18 steps, one run an arm; top 20 % less all tokens, margin −2: −5.0 [−6.0, −4.0] points",
  );
  assert.equal(verdictText(top), "not reproduced (1 run)");
});

test("the recorded claims are those that their recorded numbers give", () => {
  const recorded = new Map(readClaims().map((claim) => [claim.id, claim]));
  const claims = TOKEN_ENTROPY_CLAIMS.map((id) => recorded.get(id)!);
  const [trained, base] = [0, 1].map((i) =>
    tokenEntropyNumbers(claims.map(({ comparisons }) => comparisons[i] as Interval)),
  );
  const problems = Number(/\d+/.exec(claims[0].here)![0]);
  const judged = tokenEntropyClaims(trained, { base, problems });
  assert.deepEqual(JSON.parse(JSON.stringify(judged)), JSON.parse(JSON.stringify(claims)));
});
