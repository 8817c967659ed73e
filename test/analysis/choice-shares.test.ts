import assert from "node:assert/strict";
import { test } from "node:test";
import { choiceShares, waitingShare } from "../../src/analysis/index.js";
import { countdownTask, ROLE, TOKEN } from "../../src/countdown/index.js";
import { loadPolicy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { verifiedRollouts } from "../../src/rollout/index.js";
import { responseColumns } from "../../src/tokens/index.js";

test("at the base model the mask holds the choices and hardly anything else", () => {
  const policy = loadPolicy("data/models/M");
  const problems = [
    { numbers: [9, 5, 3], target: 11 },
    { numbers: [8, 4, 2], target: 10 },
  ];
  const rollouts = verifiedRollouts(policy, problems, {
    samplesPerPrompt: 8,
    maxNewTokens: 95,
    task: countdownTask(),
    rng: seededRng(1),
  });
  const shares = choiceShares(rollouts);
  const total = shares.reduce((sum, { ofMask }) => sum + ofMask, 0);
  assert.ok(total > 0.9 && total <= 1 + 1e-9, `${total}`);
  const tokens = rollouts.columns.tokens.length;
  const kept = shares.reduce((sum, share) => sum + share.count * share.kept, 0);
  assert.ok(kept <= 0.2 * tokens + 1);
  assert.ok(shares.every(({ meanEntropy }) => meanEntropy > 0.05));
  policy.dispose();
});

test("waiting is counted after failed attempts before the last, worked by hand", () => {
  const { no, wait, so } = TOKEN;
  const response = (...tokens: number[]) => ({
    tokens,
    roles: tokens.map((_, t) => (tokens[t - 1] === no ? ROLE.real : ROLE.determined)),
    logProbs: tokens.map(() => 0),
    entropies: tokens.map(() => 0),
  });
  // the first waits once and then gives up, the second waits three times and gives up on the fourth, the last
  const columns = {
    ...responseColumns([response(no, wait, no, so), response(no, wait, no, wait, no, wait, no, so)]),
    rewards: Float64Array.of(0, 0),
  };
  assert.equal(waitingShare({ columns }), 4 / 5);
  assert.equal(waitingShare({ columns }, { maxAttempts: 2 }), 1);
  assert.ok(Number.isNaN(waitingShare({ columns }, { maxAttempts: 1 })));
});
