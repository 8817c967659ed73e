import assert from "node:assert/strict";
import { test } from "node:test";
import { choiceAt, decodeTokens, encodeWords, verify } from "../../src/countdown/index.js";

test("the choices of a response with two attempts, token by token", () => {
  const problem = { numbers: [9, 5, 3], target: 11 };
  const text = "maybe 9 + 5 = 14 left 14 3 : 17 + 11 - 42 * want 11 - = 11 yes so answer 11 <eos>";
  const response = encodeWords(text);
  const { roles, outcome } = verify(problem, response);
  assert.equal(outcome, "right");
  const found = [...response].flatMap((token, t) => {
    const choice = choiceAt(response, roles, t);
    return choice ? [[decodeTokens([token]), choice]] : [];
  });
  assert.deepEqual(found, [
    ["maybe", "opener"],
    ["9", "first step"],
    ["+", "first step"],
    ["5", "first step"],
    ["left", "connective"],
    ["-", "last operation"],
  ]);
});

test("after a failure the choice is to wait or to answer", () => {
  const problem = { numbers: [9, 5, 3], target: 11 };
  const response = encodeWords(
    "try 9 + 3 = 12 now 12 5 : 17 + 7 - 60 * want 11 + = 17 no so answer 17 <eos>",
  );
  const { roles, outcome } = verify(problem, response);
  assert.equal(outcome, "wrong");
  const at = [...response].findIndex((_, t) => choiceAt(response, roles, t) === "wait or so");
  assert.equal(decodeTokens([response[at]]), "so");
});
