import assert from "node:assert/strict";
import { test } from "node:test";
import { overlongPenalty } from "../../src/policy-gradient/index.js";

test("with the paper's 20480 tokens and a cache of 4096", () => {
  const limits = { maxLength: 20480, cache: 4096 };
  assert.deepEqual(
    [0, 16384, 17408, 18432, 20480, 20481, 30000].map((length) => overlongPenalty(length, limits)),
    [0, 0, -0.25, -0.5, -1, -1, -1],
  );
});

test("a cache outside (0, maxLength] is refused", () => {
  for (const cache of [0, -1, 96, Number.NaN])
    assert.throws(
      () => overlongPenalty(3, { maxLength: 95, cache }),
      new RegExp(`= 95\\], received ${cache}`),
    );
});
