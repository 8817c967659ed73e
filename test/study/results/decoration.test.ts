import assert from "node:assert/strict";
import { test } from "node:test";
import { decorationRuns, lostVisits } from "../../../src/study/index.js";
import { decorationOf } from "../sample-decoration.js";

test("a condition is crowded where forks of both kinds outnumber its tokens; without decoration only the real count", () => {
  const { seeds, conditions } = decorationRuns(decorationOf(() => 0))!;
  assert.deepEqual(seeds, [0, 1, 2, 3, 4]);
  const crowded = (wanted: string) =>
    conditions.filter(({ base, crowded }) => base === wanted && crowded).map(({ rho }) => rho);
  assert.deepEqual(
    conditions.slice(0, 4).map(({ base, rho }) => [base, rho]),
    [0.05, 0.1, 0.2, 0.5].map((rho) => ["S-undecorated", rho]),
  );
  assert.deepEqual(crowded("S-undecorated"), [0.05, 0.1]); // 0.15
  assert.deepEqual(crowded("S-decorated-4"), [0.05, 0.1]); // 0.19
  assert.deepEqual(crowded("S"), [0.05, 0.1, 0.2]); // 0.23
  assert.deepEqual(crowded("S-decorated-24"), [0.05, 0.1, 0.2]); // 0.39
});

test("what is lost is the other branch's chance at the threshold, times the waits", () => {
  const { conditions } = decorationRuns(decorationOf(() => 0))!;
  const half = conditions.find(({ rho }) => rho === 0.1)!;
  // a choice of entropy 0.5 nats has its likelier branch at 0.8003
  for (const lost of lostVisits(half)) assert.ok(Math.abs(lost - 2 * (1 - 0.8003)) < 1e-3, `${lost}`);
});

test("P2 waits for a seed of every condition", () => {
  const runs = decorationOf(() => 0);
  const without = runs.filter(({ base, config }) => base !== "S-decorated-15" || config.rho !== 0.5);
  assert.equal(decorationRuns(without), null);
});
