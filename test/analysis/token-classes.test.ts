import assert from "node:assert/strict";
import { test } from "node:test";
import { summaryBuilder, tokenClass } from "../../src/analysis/index.js";

const classesOf = (...shown: string[]): string[] =>
  shown.map((token, i) => tokenClass(token, shown[i - 1] ?? ""));

test("tokens are told apart as the paper does, by themselves and what stands before them", () => {
  assert.deepEqual(classesOf("Since", "␣the", "␣triang", "les", ",", "␣wait"), [
    ...["connective", "other", "other", "word ending", "other", "connective"],
  ]);
  assert.deepEqual(classesOf("␣x", "␣=", "␣", "12", "\\", "frac", "{", "a", "}", "."), [
    ...["other", "formula", "other", "formula", "formula", "formula", "formula", "other", "formula", "other"],
  ]);
  assert.deepEqual(classesOf("\\n\\n", "So", "␣but", "er"), ["other", "other", "connective", "word ending"]);
  assert.equal(tokenClass("also", "␣"), "connective");
  assert.equal(tokenClass("also", "x"), "word ending");
});

test("a summary holds each class against the mean of all tokens, by hand", () => {
  const words = ["Since", "␣x", "es", "=", "␣a"];
  const builder = summaryBuilder({ vocabSize: 5, displayToken: (id) => words[id] });
  for (let problem = 0; problem < 3; problem++)
    builder.add({ problem, tokens: [0, 1, 2, 3, 4], entropies: [1.5, 1, 0.1, 0, 0.4] });
  const { classes, roles, highestTokens } = builder.summary();
  const mean = 3 / 5;
  const got = classes!.map(({ name, tokens, meanEntropy, lessMean }) => [
    name,
    tokens,
    meanEntropy,
    lessMean.estimate,
  ]);
  const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-9, `${a} ${b}`);
  assert.deepEqual(
    got.map(([name, tokens]) => [name, tokens]),
    [
      ["connective", 3],
      ["word ending", 3],
      ["formula", 3],
      ["other", 6],
    ],
  );
  for (const [i, value] of [1.5, 0.1, 0, 0.7].entries()) {
    near(got[i][2] as number, value);
    near(got[i][3] as number, value - mean);
    near(classes![i].lessMean.low, value - mean);
  }
  assert.equal(roles, undefined);
  assert.deepEqual(highestTokens, []); // none was seen often enough
});
