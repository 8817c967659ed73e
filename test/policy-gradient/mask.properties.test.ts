import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SCOPES } from "../../src/entropy/index.js";
import { highEntropyMask, lowEntropyMask } from "../../src/policy-gradient/index.js";

/** Entropies with many ties, as certain tokens have, some of them padding, in a few responses. */
const batch = fc
  .array(
    fc.record({
      entropy: fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 12, noNaN: true })),
      isResponse: fc.boolean(),
      group: fc.nat(3),
    }),
    { maxLength: 60 },
  )
  .map((tokens) => ({
    entropies: tokens.map(({ entropy }) => entropy),
    responseMask: tokens.map(({ isResponse }) => Number(isResponse)),
    groups: tokens.map(({ group }) => group),
  }));
const options = fc.record({
  rho: fc.double({ min: 1e-3, max: 1, noNaN: true }),
  rule: fc.constantFrom("top-k" as const, "quantile" as const),
  scope: fc.constantFrom(...SCOPES),
});

/** The tokens that are compared with each other. */
function pools(
  { responseMask, groups }: { responseMask: number[]; groups: number[] },
  scope: string,
): number[][] {
  const members = new Map<number, number[]>();
  for (const [t, isResponse] of responseMask.entries()) {
    if (!isResponse) continue;
    const pool = scope === "batch" ? 0 : groups[t];
    members.set(pool, [...(members.get(pool) ?? []), t]);
  }
  return [...members.values()];
}

test("whatever the entropies, the tokens kept are those above the others, as many as were asked for", () => {
  fc.assert(
    fc.property(batch, options, (tokens, { rho, rule, scope }) => {
      const { entropies, responseMask } = tokens;
      const mask = highEntropyMask(entropies, { ...tokens, rho, rule, scope });
      for (const [t, kept] of mask.entries()) assert.ok(!kept || responseMask[t], "padding is kept");
      for (const pool of pools(tokens, scope)) {
        const kept = pool.filter((t) => mask[t]);
        const left = pool.filter((t) => !mask[t]);
        const lowest = Math.min(...kept.map((t) => entropies[t]));
        for (const t of left) assert.ok(entropies[t] <= lowest);
        if (rule === "top-k") assert.equal(kept.length, Math.ceil(rho * pool.length - 1e-9));
        else assert.ok(kept.length >= 1 && left.every((t) => entropies[t] < lowest));
      }
    }),
    { numRuns: 500 },
  );
});

test("top and bottom part the response tokens between them", () => {
  fc.assert(
    fc.property(batch, options, (tokens, more) => {
      const top = highEntropyMask(tokens.entropies, { ...tokens, ...more });
      const bottom = lowEntropyMask(tokens.entropies, { ...tokens, ...more });
      assert.deepEqual(
        Array.from(top, (kept, t) => kept + bottom[t]),
        tokens.responseMask,
      );
    }),
  );
});

test("what the entropies of padding are does not matter", () => {
  fc.assert(
    fc.property(batch, options, fc.double(), (tokens, more, padding) => {
      const other = tokens.entropies.map((entropy, t) => (tokens.responseMask[t] ? entropy : padding));
      assert.deepEqual(
        highEntropyMask(other, { ...tokens, ...more }),
        highEntropyMask(tokens.entropies, { ...tokens, ...more }),
      );
    }),
  );
});
