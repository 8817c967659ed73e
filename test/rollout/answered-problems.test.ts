import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPolicy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { answeredProblems, scoreSequences, sequencesOf } from "../../src/rollout/index.js";
import type { Task } from "../../src/task/index.js";
import { letterTokenizer } from "./letter-tokenizer.js";

const policy = loadPolicy("test/models/fixtures/qwen3"); // 11 tokens
const tokenizer = letterTokenizer({ endIds: [3, 7] });

/** Say the text backwards. */
const backwards: Task<string> = {
  name: "backwards",
  parameters: {},
  maxResponseTokens: 5,
  problems: () => [],
  prompt: (problem) => problem,
  answers: { kinds: ["right"], write: (_, problem) => [...problem].reverse().join("") },
  verify: (problem, response) => {
    const right = response.text() === [...problem].reverse().join("");
    return { reward: right ? 1 : 0, outcome: right ? "right" : "wrong", valid: true };
  },
};

test("a text that answers is encoded, ends, and is scored by the policy at the temperature asked for", () => {
  const answered = answeredProblems(policy, ["abc", "e"], {
    ...{ task: backwards, kind: "right", tokenizer, rng: seededRng(1) },
    ...{ samplesPerPrompt: 2, maxNewTokens: 4, temperature: 2 },
  });
  const { columns, finished, problems } = answered;
  assert.deepEqual([...columns.tokens], [2, 1, 0, 3, 2, 1, 0, 3, 4, 3, 4, 3]);
  assert.deepEqual([...columns.prompts], [0, 0, 1, 1]);
  assert.deepEqual([...columns.rewards], [1, 1, 1, 1]);
  assert.deepEqual(
    [[...finished], problems],
    [
      [1, 1, 1, 1],
      ["abc", "e"],
    ],
  );
  const scores = scoreSequences(policy, sequencesOf(answered), { temperature: 2 });
  assert.deepEqual(
    [...columns.logProbs],
    scores.logProbs.flatMap((values) => [...values]),
  );
  assert.deepEqual(
    [...columns.entropies],
    scores.entropies.flatMap((values) => [...values]),
  );
});

test("a text without a tokenizer, and an answer that is wrong, are refused by the task's name", () => {
  const options = { kind: "right", rng: seededRng(1), maxNewTokens: 9 };
  const idsOnly = { ...backwards, prompt: () => [1] };
  assert.throws(
    () => answeredProblems(policy, ["abc"], { task: idsOnly, ...options }),
    /task "backwards" wants the model's tokenizer/,
  );
  assert.throws(
    () =>
      answeredProblems(policy, ["abc"], {
        ...{ task: { ...backwards, answers: { kinds: ["right"], write: () => "abc" } }, tokenizer },
        ...options,
      }),
    /"backwards" wrote an answer that it judges "wrong" and pays 0; wanted a right one/,
  );
});
