import assert from "node:assert/strict";
import { test } from "node:test";
import { readMeasurements } from "../../src/explorer/index.js";
import { runColumns } from "../../src/explorer/run-columns.js";

const lines = (...values: object[]): string => `${values.map((value) => JSON.stringify(value)).join("\n")}\n`;
const token = (response: number, position: number, more: object = {}) => ({
  ...{ response, position, id: position + 5, token: ` t${position}`, entropy: 0.5, logProb: -0.25, ...more },
});
const served = (more: object = {}) => ({
  ...{ prompt: 0, sample: 0, text: "ab", finish: "stop", tokens: ["a", "b"], logProbs: [-1, null] },
  ...{
    entropyLow: [0.5, null],
    entropyHigh: [0.75, null],
    top: [
      [
        ["a", Math.log(0.5)],
        ["c", Math.log(0.25)],
      ],
      [],
    ],
  },
  ...more,
});

const scored = (more: object = {}) => ({
  ...{ tokens: ["Ġa", "b"], entropies: [0.5, 0.25], logProbs: [-1, -2] },
  ...more,
});

test("tokens of a model folder become responses, with roles where they are known", () => {
  const run = readMeasurements(lines(token(0, 0), token(0, 1), token(1, 0)), "mine");
  assert.deepEqual(
    run.responses.map(({ tokens }) => tokens),
    [[5, 6], [5]],
  );
  assert.deepEqual([run.name, run.texts[6], run.roleNames], ["mine", " t1", []]);
  assert.equal(readMeasurements(lines(token(0, 0, { token: "ĠsoĊ" })), "mine").texts[5], " so\n");
  const withRoles = readMeasurements(
    lines(token(0, 0, { role: "real" }), token(0, 1, { role: "determined" })),
    "mine",
  );
  assert.deepEqual(
    [withRoles.roleNames, withRoles.responses[0].roles],
    [
      ["real", "determined"],
      [0, 1],
    ],
  );
});

test("responses of a served model keep both bounds", () => {
  const { responses, texts } = readMeasurements(lines({ settings: {} }, served()), "theirs");
  const [{ tokens, entropies, entropyHigh, top }] = responses;
  assert.deepEqual(
    tokens.map((id) => texts[id]),
    ["a", "b"],
  );
  assert.deepEqual(
    [entropies, entropyHigh],
    [
      [0.5, null],
      [0.75, null],
    ],
  );
  assert.deepEqual(top![0], [0, 0.5, 2, 0.25]);
  assert.deepEqual(Array.from(runColumns(readMeasurements(lines(served()), "scores")).entropies), [0.5, 0]);
});

test("texts that a model folder has scored are shown with their tokens", () => {
  const run = readMeasurements(lines(scored(), scored({ tokens: ["b", "Ċ"] })), "read");
  assert.deepEqual(
    run.responses.map(({ prompt, tokens }) => [prompt, tokens.map((id) => run.texts[id]).join("")]),
    [
      [0, " ab"],
      [1, "b\n"],
    ],
  );
  assert.deepEqual(
    [run.responses[0].entropies, run.responses[0].logProbs],
    [
      [0.5, 0.25],
      [-1, -2],
    ],
  );
  assert.deepEqual([run.vocabSize, run.prompts], [3, ["text 1", "text 2"]]);
});

test("a torn last line is left out; anything else is refused with its line", () => {
  assert.equal(
    readMeasurements(`${lines(token(0, 0))}{"response": 0, "posi`, "x").responses[0].tokens.length,
    1,
  );
  const refused = (text: string, wanted: RegExp) => assert.throws(() => readMeasurements(text, "x"), wanted);
  refused("", /holds no line/);
  refused(
    `${lines(token(0, 0))}{oops\n${lines(token(0, 1))}`,
    /line 2: wanted a JSON object, received "\{oops"/,
  );
  refused("[1]\n", /line 1: wanted a JSON object/);
  refused(
    lines({ hello: 1 }),
    /wanted tokens\.jsonl, responses\.jsonl or scores\.jsonl .*received "\{\\"hello\\":1\}"/,
  );
  refused(lines(token(0, 0), token(0, 1, { entropy: null })), /line 2: wanted response, position/);
  refused(lines(served({ logProbs: [-1] })), /line 1: wanted tokens, logProbs, entropyLow/);
  refused(lines(served({ prompt: "0" })), /line 1: wanted prompt, the place/);
  refused(lines({ settings: {} }, served({ logProbs: [-1] })), /line 2: wanted tokens, logProbs, entropyLow/);
  refused(lines(scored({ logProbs: [-1] })), /line 1: wanted tokens, entropies, logProbs of a response/);
  refused(
    lines(scored({ tokens: undefined })),
    /line 1 has entropies and not the tokens .*; score the texts again/,
  );
});
