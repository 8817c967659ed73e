import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadPolicy } from "../../src/models/index.js";
import { scoreSequences, scoreTokens } from "../../src/rollout/index.js";
import { largestDifference } from "../models/largest-difference.js";

const folder = "test/models/fixtures/qwen3";
const policy = loadPolicy(folder);
const { ids, logits }: { ids: number[][]; logits: number[][][] } = JSON.parse(
  readFileSync(`${folder}/expected.json`, "utf8"),
);

/** Probabilities from PyTorch's logits at a temperature. */
const probabilities = (row: number[], temperature: number): number[] => {
  const weights = row.map((logit) => Math.exp(logit / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
};

test("scores equal those of PyTorch's logits", () => {
  for (const temperature of [1, 0.7]) {
    const sequences = ids.map((row, i) => ({ prompt: row.slice(0, i + 1), response: row.slice(i + 1) }));
    const scores = scoreSequences(policy, sequences, { temperature });
    for (const [i, { response }] of sequences.entries()) {
      const distributions = logits[i].slice(i, -1).map((row) => probabilities(row, temperature));
      const logProbs = distributions.map((p, t) => Math.log(p[response[t]]));
      const entropies = distributions.map((p) => -p.reduce((sum, x) => sum + x * Math.log(x), 0));
      assert.ok(largestDifference(scores.logProbs[i], logProbs) < 1e-5);
      assert.ok(largestDifference(scores.entropies[i], entropies) < 1e-5);
    }
  }
});

test("what is asked for of each distribution is that of PyTorch's logits, and nothing else comes", () => {
  const temperature = 0.7;
  const sequences = ids.map((row) => ({ prompt: row.slice(0, 1), response: row.slice(1) }));
  const statistics = ["maxProbability", "collisionMass", "collisionLog", "distribution"] as const;
  const scores = scoreTokens(policy, sequences, { temperature, statistics, batchTokens: 10 });
  const expected = ids.flatMap((_, i) =>
    logits[i].slice(0, -1).map((row) => probabilities(row, temperature)),
  );
  const sum = (p: number[], of: (x: number) => number): number => p.reduce((total, x) => total + of(x), 0);
  const close = (a: ArrayLike<number>, b: number[]): void => {
    assert.equal(a.length, b.length);
    assert.ok(largestDifference(a, b) < 1e-5);
  };
  close(
    scores.maxProbability!,
    expected.map((p) => Math.max(...p)),
  );
  close(
    scores.collisionMass!,
    expected.map((p) => sum(p, (x) => x * x)),
  );
  close(
    scores.collisionLog!,
    expected.map((p) => sum(p, (x) => x * x * Math.log(x))),
  );
  close(scores.distribution!, expected.flat());
  assert.deepEqual(Object.keys(scoreTokens(policy, sequences)), ["logProbs", "entropies"]);
});

test("scores do not depend on the batching, and come in the order given", () => {
  const lengths = [5, 1, 7, 0, 3, 7, 2];
  const sequences = lengths.map((length, i) => ({
    prompt: [i, 1],
    response: Array.from({ length }, (_, t) => (3 * i + t) % 11),
  }));
  const whole = scoreSequences(policy, sequences);
  assert.deepEqual(
    whole.logProbs.map(({ length }) => length),
    lengths,
  );
  for (const batchTokens of [1, 20]) {
    const cut = scoreSequences(policy, sequences, { batchTokens });
    for (const i of lengths.keys()) {
      assert.ok(largestDifference(cut.logProbs[i], whole.logProbs[i]) < 1e-6);
      assert.ok(largestDifference(cut.entropies[i], whole.entropies[i]) < 1e-6);
    }
  }
});

test("bad sequences are refused with what was received", () => {
  assert.throws(
    () => scoreSequences(policy, [{ prompt: [], response: [1] }]),
    /prompt of sequence 0 is empty/,
  );
  assert.throws(
    () => scoreSequences(policy, [{ prompt: [1], response: [2, -1] }]),
    /response of sequence 0 holds token -1; the policy's tokens are 0 to 10/,
  );
});

test("a temperature that is not a number > 0 is refused", () => {
  for (const temperature of [0, -1, Number.NaN])
    assert.throws(
      () => scoreSequences(policy, [{ prompt: [1], response: [2] }], { temperature }),
      /temperature must be a number > 0, received/,
    );
});
