import assert from "node:assert/strict";
import { test } from "node:test";
import { clippedSurrogate, type SurrogateOptions } from "../../src/policy-gradient/index.js";

const near = (received: number, wanted: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(received - wanted) < tolerance, `${received}, wanted ${wanted}`);

// ratios 1.5 (A > 0: clipped), 1.5 (A < 0: not), 0.5 (A > 0: not), 0.5 (A < 0: clipped), 1.25 (in the band), padding
const batch: SurrogateOptions = {
  logProbs: [1.5, 1.5, 0.5, 0.5, 1.25, 9].map(Math.log),
  oldLogProbs: [0, 0, 0, 0, 0, 0],
  advantages: [2, -1, 2, -1, 3, 100],
  responseMask: [1, 1, 1, 1, 1, 0],
};

test("the clipped terms, worked by hand", () => {
  const { objective, gradient, clipFraction } = clippedSurrogate(batch);
  near(objective, (1.28 * 2 - 1.5 + 0.5 * 2 - 0.8 + 1.25 * 3) / 5);
  [0, -1.5 / 5, 1 / 5, 0, 3.75 / 5, 0].forEach((wanted, t) => {
    near(gradient[t], wanted);
  });
  near(clipFraction, 2 / 5);
});

test("the two normalizers differ by the kept share, a fixed one divides by itself", () => {
  const mask = [1, 0, 0, 0, 1, 1];
  const sum = 1.28 * 2 + 1.25 * 3;
  near(clippedSurrogate({ ...batch, mask }).objective, sum / 2);
  near(clippedSurrogate({ ...batch, mask, normalizer: "all" }).objective, sum / 5);
  near(clippedSurrogate({ ...batch, mask, normalizer: 40 }).objective, sum / 40);
  near(clippedSurrogate({ ...batch, mask }).clipFraction, 1 / 2);
  near(clippedSurrogate({ ...batch, mask, normalizer: "all" }).gradient[4], 3.75 / 5);
});

test("nothing selected: 0, not NaN", () => {
  for (const normalizer of ["selected", "all"] as const) {
    const { objective, gradient, clipFraction } = clippedSurrogate({
      ...batch,
      mask: [0, 0, 0, 0, 0, 0],
      normalizer,
    });
    assert.deepEqual([objective, clipFraction, ...gradient], [0, 0, 0, 0, 0, 0, 0, 0]);
  }
  assert.equal(clippedSurrogate({ logProbs: [], oldLogProbs: [], advantages: [] }).objective, 0);
});

test("the gradient agrees with finite differences", () => {
  const options = { ...batch, mask: [1, 1, 0, 1, 1, 0], clipLow: 0.1, clipHigh: 0.3 };
  const { gradient } = clippedSurrogate(options);
  const step = 1e-6;
  for (let t = 0; t < 6; t++) {
    const at = (shift: number) =>
      clippedSurrogate({
        ...options,
        logProbs: Array.from(batch.logProbs, (lp, u) => lp + (u === t ? shift : 0)),
      }).objective;
    near(gradient[t], (at(step) - at(-step)) / (2 * step), 1e-8);
  }
});

test("on the sampling policy itself the gradient is the plain policy gradient", () => {
  const logProbs = [-0.1, -2, -0.7];
  const { objective, gradient, clipFraction } = clippedSurrogate({
    logProbs,
    oldLogProbs: logProbs,
    advantages: [1, -1, 0.5],
  });
  near(objective, 0.5 / 3);
  [1 / 3, -1 / 3, 0.5 / 3].forEach((wanted, t) => {
    near(gradient[t], wanted);
  });
  assert.equal(clipFraction, 0);
});

test("wrong shapes are refused", () => {
  assert.throws(() => clippedSurrogate({ ...batch, logProbs: [0] }), /logProbs .*\(6\), received 1/);
  assert.throws(() => clippedSurrogate({ ...batch, oldLogProbs: [0] }), /oldLogProbs .*received 1/);
  assert.throws(
    () => clippedSurrogate({ ...batch, mask: [1] }),
    /mask wants one entry per token \(6\), received 1/,
  );
  assert.throws(() => clippedSurrogate({ ...batch, responseMask: [1] }), /responseMask .*received 1/);
});
