import assert from "node:assert/strict";
import { test } from "node:test";
import { choiceShares } from "../../src/analysis/index.js";
import { countdownTask } from "../../src/countdown/index.js";
import { loadPolicy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { verifiedRollouts } from "../../src/rollout/index.js";

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
