import assert from "node:assert/strict";
import { test } from "node:test";
import { createPolicy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { atOnce, inTurns, type Stepwise, sampleStepwise } from "../../src/rollout/index.js";

const policy = createPolicy(
  { vocabSize: 11, hiddenSize: 16, layers: 1, heads: 2, feedForward: 32 },
  seededRng(2),
);
const options = { samplesPerPrompt: 4, maxNewTokens: 20, eosId: -1 };

function* busy(milliseconds: number): Stepwise<string> {
  for (const end = performance.now() + milliseconds; performance.now() < end; ) yield;
  return "done";
}

test("work in turns lets a timer fire, work at a go does not", async () => {
  let fired = 0;
  const timer = setInterval(() => fired++, 1);
  assert.equal(atOnce(busy(120)), "done");
  assert.equal(fired, 0);
  assert.equal(await inTurns(busy(200)), "done");
  clearInterval(timer);
  assert.ok(fired >= 1);
});

test("sampling in turns gives what sampling at a go gives", async () => {
  const sample = () => sampleStepwise(policy, [[1, 2], [3]], { ...options, rng: seededRng(5) });
  assert.deepEqual(await inTurns(sample()), atOnce(sample()));
});

test("a signal that a timer aborts ends sampling in turns, long before its last token", async () => {
  const stop = new AbortController();
  let tokens = 0;
  const endless = sampleStepwise(policy, [[1, 2]], {
    ...options,
    ...{ maxNewTokens: 100, rng: seededRng(5), signal: stop.signal },
    onProgress: (progress) => {
      if (tokens === 0) setTimeout(() => stop.abort(new Error("enough")), 1);
      tokens = progress.tokens;
      for (const end = performance.now() + 10; performance.now() < end; );
    },
  });
  await assert.rejects(inTurns(endless), /enough/);
  assert.ok(tokens < 4 * 100, `${tokens}`);
});
