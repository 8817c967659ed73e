import assert from "node:assert/strict";
import { test } from "node:test";
import { measureSavings } from "../../src/benchmark/index.js";
import { selectBackend, tf } from "../../src/kernels/index.js";
import { loadPolicy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";

test("what is skipped takes time where it is not skipped", async () => {
  await selectBackend({ force: "wasm" });
  const policy = loadPolicy("data/models/M");
  const before = tf.memory().numTensors;
  const savings = await measureSavings(policy, 2, seededRng(1));
  assert.equal(tf.memory().numTensors, before);
  policy.dispose();
  const saved = (part: string): number => {
    const { whole, skipping } = savings.find(({ what }) => what.includes(part))!;
    assert.equal(whole.length, 2);
    assert.equal(skipping.length, 2);
    return whole[0] + whole[1] - skipping[0] - skipping[1];
  };
  assert.equal(new Set(savings.map(({ what }) => what)).size, savings.length);
  assert.ok(saved("finished rows") > 0);
  assert.ok(saved("all four") > 0);
});
