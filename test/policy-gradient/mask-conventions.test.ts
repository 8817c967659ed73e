import assert from "node:assert/strict";
import { test } from "node:test";
import { MASK_CONVENTIONS } from "../../src/policy-gradient/index.js";
import {
  maskAsLightRft,
  maskAsMsSwift,
  maskAsOfficialCode,
  maskAsPrimeRl,
  maskAsTrl,
} from "../../src/policy-gradient/mask-conventions.js";

// Two ranks of 6 tokens, one response of 2 and one of 4 tokens on each.
const batch = {
  entropies: [0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.2, 0.1, 0.3, 0.3, 0.3, 0.0],
  responses: [0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3],
  ranks: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1],
};
const kept = (mask: Uint8Array) => [...mask.keys()].filter((t) => mask[t]);

test("five implementations choose five masks on one batch, worked by hand at rho = 0.4", () => {
  // int(0.4 * 6 + 0.9999) = 3 a rank
  assert.deepEqual(kept(maskAsOfficialCode(batch, { rho: 0.4 })), [0, 1, 2, 8, 9, 10]);
  // the 0.6 quantile of all 12 lies at sorted[6.6] = 0.5
  assert.deepEqual(kept(maskAsTrl(batch, { rho: 0.4 })), [0, 1, 2, 3, 4, 5]);
  // rank 0: sorted[3] = 0.7; rank 1: sorted[3] = 0.3, three ties
  assert.deepEqual(kept(maskAsMsSwift(batch, { rho: 0.4 })), [0, 1, 2, 8, 9, 10]);
  // int(0.4 * 6) = 2 a rank: 0.9, 0.8; the second of rank 1 is 0.3, which three tokens reach
  assert.deepEqual(kept(maskAsPrimeRl(batch, { rho: 0.4 })), [0, 1, 8, 9, 10]);
  // int(0.4 * 2) = 0 -> 1, int(0.4 * 4) = 1 a response
  assert.deepEqual(kept(maskAsLightRft(batch, { rho: 0.4 })), [0, 2, 6, 8]);
});

test("padding is never chosen and an empty batch stays empty in every convention", () => {
  const responseMask = [0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1];
  for (const { mask } of MASK_CONVENTIONS) {
    assert.ok(mask({ ...batch, responseMask }).every((keep, t) => keep <= responseMask[t]));
    assert.equal(mask({ entropies: [], responses: [] }).length, 0);
    assert.throws(() => mask(batch, { rho: 2 }), /received 2/);
  }
});

test("without ranks the batch is one rank", () => {
  const { ranks: _, ...oneRank } = batch;
  assert.deepEqual(kept(maskAsOfficialCode(oneRank, { rho: 0.4 })), [0, 1, 2, 3, 4]);
  assert.deepEqual(maskAsMsSwift(oneRank, { rho: 0.4 }), maskAsTrl(oneRank, { rho: 0.4 }));
});
