import assert from "node:assert/strict";
import { test } from "node:test";
import { type WrittenResponse, writtenSummaries } from "../../src/analysis/index.js";

const written = (more: Pick<WrittenResponse, "problem" | "tokens" | "entropies" | "upper">) => ({
  ...{ text: more.tokens.join(""), cutOff: false },
  ...more,
});

test("entropies of written responses are summed up, a token's over all places", () => {
  const [only, ...others] = writtenSummaries([
    written({ problem: 0, tokens: ["so", "␣it"], entropies: [2, 0.5] }),
    written({ problem: 1, tokens: ["so", "."], entropies: [1, 0] }),
  ]);
  assert.deepEqual([only.of, others.length], ["entropies", 0]);
  const { responses, problems, tokens, meanEntropy } = only.summary.summary();
  assert.deepEqual([responses, problems, tokens, meanEntropy.estimate], [2, 2, 4, 0.875]);
  assert.deepEqual(only.summary.tokenMeans(1), [{ token: "so", count: 2, meanEntropy: 1.5 }]);
});

test("of a served model both bounds are, without the tokens that have none", () => {
  const responses = [
    written({ problem: 0, tokens: ["a", "b", "c"], entropies: [1, null, 0.5], upper: [2, null, null] }),
  ];
  const [low, high] = writtenSummaries(responses);
  assert.deepEqual([low.of, high.of], ["lower bounds", "upper bounds"]);
  const of = ({ summary }: typeof low) => {
    const { tokens, meanEntropy } = summary.summary();
    return [tokens, meanEntropy.estimate];
  };
  assert.deepEqual(
    [of(low), of(high)],
    [
      [2, 0.75],
      [1, 2],
    ],
  );
  const unbounded = [written({ problem: 0, tokens: ["a"], entropies: [1], upper: [null] })];
  assert.deepEqual(
    writtenSummaries(unbounded).map(({ of }) => of),
    ["lower bounds"],
  );
});
