import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { entropyBounds } from "../../../src/entropy/index.js";
import { alignedEcho, type ServedToken } from "../../../src/models/index.js";
import { servedTokens } from "../../../src/models/served/served-tokens.js";
import { sharedData } from "../../shared-data.js";

const table = (text: string, logProb: number, top: Record<string, number>) => ({
  ...{ tokens: [text], token_logprobs: [logProb], top_logprobs: [top] },
});
const only = (tokens: ServedToken[]): ServedToken => {
  assert.equal(tokens.length, 1);
  return tokens[0];
};

test("the least of the top k caps the unseen where it is plain that none is hidden", () => {
  // The sampled token is in the top two.
  assert.equal(only(servedTokens(table("a", -0.5, { a: -0.5, b: -1.5 }), 2)).cap, -1.5);
  // It is shown beside the top two.
  const beside = only(servedTokens(table("c", -4, { a: -0.5, b: -1.5, c: -4 }), 2));
  assert.deepEqual([beside.cap, beside.top.length], [-1.5, 3]);
  // It is the least of two: in the top two, or beside two of one text.
  assert.equal(only(servedTokens(table("b", -1.5, { a: -0.5, b: -1.5 }), 2)).cap, null);
  // One is missing.
  assert.equal(only(servedTokens(table("a", -0.5, { a: -0.5 }), 2)).cap, null);
});

test("a list is read as a table is, and may hold tokens of one text", () => {
  const entry = (token: string, logprob: number) => ({ token, logprob, bytes: null });
  const content = [{ ...entry("x", -3), top_logprobs: [entry("", -0.5), entry("", -1.5)] }];
  const token = only(servedTokens({ content }, 2));
  assert.deepEqual(
    token.top.map(({ logProb }) => logProb),
    [-0.5, -1.5, -3],
  );
  assert.deepEqual([token.logProb, token.cap], [-3, -1.5]);
});

test("a token whose log-probability is null (minus infinity has no JSON) counts as not shown", () => {
  const listed = { token: "x", logprob: -0.1, top_logprobs: [{ token: "y", logprob: null }] };
  assert.deepEqual(only(servedTokens({ content: [listed] }, 2)).top, [{ text: "x", logProb: -0.1 }]);
  const tabled = { tokens: ["x"], token_logprobs: [-0.1], top_logprobs: [{ x: -0.1, y: null }] };
  assert.deepEqual(only(servedTokens(tabled, 2)).top, [{ text: "x", logProb: -0.1 }]);
});

test("a token beyond all that is shown has no log-probability", () => {
  const token = only(servedTokens(table("x", -9999, { a: -0.5, b: -1.5, x: -9999 }), 2));
  assert.deepEqual([token.logProb, token.top.length, token.cap], [null, 2, -1.5]);
  assert.deepEqual(servedTokens(null, 2), []);
});

const recorded = (name: string) => sharedData(`cases/endpoint/${name}`);
const { skip } = recorded("known.json");
const read = (name: string) => JSON.parse(readFileSync(recorded(name).file, "utf8"));
const VOCABULARY = 49_152;

test("true entropies lie within the bounds of a real server's answers", { skip }, () => {
  const { entropy } = read("known.json")["completions.json"];
  const tokens = servedTokens(read("completions.json").choices[0].logprobs, 5);
  assert.equal(tokens.length, entropy.length);
  const bounds = tokens.map(({ top, cap }) =>
    entropyBounds({
      logProbs: top.map(({ logProb }) => logProb),
      cap: cap ?? undefined,
      vocabSize: VOCABULARY,
    }),
  );
  for (const [i, { low, high }] of bounds.entries())
    assert.ok(low <= entropy[i] && entropy[i] <= high!, `${i}: ${low} <= ${entropy[i]} <= ${high}`);
  assert.ok(
    bounds.some(({ low, high }) => high! - low < 0.6),
    "no bound is worth anything",
  );
});

test("an echo that is one place early is put right", { skip }, () => {
  const { entropy } = read("known.json")["echo.json"];
  const echoed = servedTokens(read("echo.json").choices[0].logprobs, 5);
  const inside = (tokens: ServedToken[]): number =>
    tokens.filter(({ top, cap }, i) => {
      if (i === 0 || top.length === 0) return false;
      const { low, high } = entropyBounds({
        ...{ logProbs: top.map(({ logProb }) => logProb), cap: cap ?? undefined, vocabSize: VOCABULARY },
      });
      return low <= entropy[i - 1] && entropy[i - 1] <= high!;
    }).length;
  const aligned = alignedEcho(echoed, "one place early");
  assert.equal(inside(aligned), echoed.length - 2);
  assert.ok(inside(alignedEcho(echoed, "at the token")) < echoed.length - 2);
  assert.ok(Math.abs(aligned[2].logProb! - -0.8890803) < 1e-6);
  assert.equal(aligned[1].logProb, null);
});

test("chat, streams and pieces of characters of a real server are read", { skip }, () => {
  const chat = servedTokens(read("chat.json").choices[0].logprobs, 20);
  assert.equal(chat.map(({ text }) => text).join(""), read("chat.json").choices[0].message.content);
  assert.equal(servedTokens(read("emoji.json").choices[0].logprobs, 3).length, 12);
  assert.deepEqual(servedTokens(read("no-logprobs.json").choices[0].logprobs, 3), []);
});
