import assert from "node:assert/strict";
import { test } from "node:test";
import { entropyBounds } from "../../src/entropy/index.js";
import { seededRng } from "../../src/random/index.js";

const logs = (...probabilities: number[]) => probabilities.map(Math.log);
const entropy = (probabilities: number[]) =>
  probabilities.reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0);
const near = (actual: number | null, wanted: number, within = 5e-5) =>
  assert.ok(actual !== null && Math.abs(actual - wanted) <= within, `${actual}, wanted ${wanted}`);

test("bounds worked by hand", () => {
  // Of 0.5 and 0.3 the rest is 0.2: on one token, or evenly on the two others of four.
  const two = entropyBounds({ logProbs: logs(0.5, 0.3), cap: Math.log(0.3), vocabSize: 4 });
  near(two.low, entropy([0.5, 0.3, 0.2]));
  near(two.high, entropy([0.5, 0.3, 0.1, 0.1]));
  near(two.unseen, 0.2);
  // No unseen token may exceed 0.1, so 0.25 is spread over three at least.
  const capped = entropyBounds({ logProbs: logs(0.4, 0.25, 0.1), cap: Math.log(0.1), vocabSize: 100 });
  near(capped.low, entropy([0.4, 0.25, 0.1, 0.1, 0.1, 0.05]));
  near(capped.high, entropy([0.4, 0.25, 0.1, ...Array(97).fill(0.25 / 97)]));
  // A cap that is not known allows all of it on one.
  near(entropyBounds({ logProbs: logs(0.4, 0.25, 0.1) }).low, entropy([0.4, 0.25, 0.1, 0.25]));
  assert.equal(entropyBounds({ logProbs: logs(0.4) }).high, null);
});

test("a whole distribution has its entropy as both bounds, to rounding", () => {
  const { low, high } = entropyBounds({ logProbs: logs(0.5, 0.25, 0.25), cap: Math.log(0.25), vocabSize: 3 });
  near(low, entropy([0.5, 0.25, 0.25]), 2e-6);
  near(high, entropy([0.5, 0.25, 0.25]), 2e-6);
  near(entropyBounds({ logProbs: [0], cap: 0, vocabSize: 50_000 }).high, 0, 1e-4);
  assert.equal(entropyBounds({ logProbs: [0], cap: 0, vocabSize: 50_000 }).low, 0);
});

test("the entropy of random distributions lies between its bounds, which narrow as more is seen", () => {
  const rng = seededRng(3);
  for (let trial = 0; trial < 300; trial++) {
    const sharpness = 1 + 8 * rng.uniform();
    const weights = Array.from({ length: 200 }, () =>
      Math.exp(sharpness * rng.uniform() * rng.uniform() * 2),
    );
    const total = weights.reduce((a, b) => a + b, 0);
    const sorted = weights.map((weight) => Math.fround(weight / total)).sort((a, b) => b - a);
    const truth = entropy(sorted);
    let width = Number.POSITIVE_INFINITY;
    for (const k of [1, 5, 20, 100, 200]) {
      const top = sorted.slice(0, k).map((p) => Math.fround(Math.log(p)));
      const { low, high } = entropyBounds({ logProbs: top, cap: top[k - 1], vocabSize: 200 });
      assert.ok(low <= truth && truth <= high!, `k ${k}: ${low} <= ${truth} <= ${high}`);
      assert.ok(high! - low <= width + 1e-5);
      width = high! - low;
    }
    assert.ok(width < 1e-4);
  }
});

test("no other distribution with the same top tokens lies outside", () => {
  const rng = seededRng(4);
  const top = [0.3, 0.2, 0.08];
  const { low, high } = entropyBounds({ logProbs: logs(...top), cap: Math.log(0.08), vocabSize: 13 });
  for (let trial = 0; trial < 2000; trial++) {
    const rest: number[] = Array(10).fill(0);
    // Pour the rest in random portions into random tokens that still have room.
    for (let left = 0.42; left > 1e-12; ) {
      const token = rng.integer(10);
      const portion = Math.min(left, 0.08 - rest[token], 0.42 * rng.uniform());
      rest[token] += portion;
      left -= portion;
    }
    const truth = entropy([...top, ...rest]);
    assert.ok(low <= truth && truth <= high!, `${low} <= ${truth} <= ${high}`);
  }
});

test("what is no distribution is refused with its sum", () => {
  assert.throws(() => entropyBounds({ logProbs: logs(0.9, 0.2) }), /2 tokens add up to 1\.1.*at most 1/);
  assert.throws(() => entropyBounds({ logProbs: [] }), /received none/);
  assert.throws(() => entropyBounds({ logProbs: [Number.NaN] }), /received NaN/);
  assert.throws(() => entropyBounds({ logProbs: logs(0.5, 0.2), vocabSize: 2 }), /a vocabulary above 2/);
});
