import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPolicy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { taskPrompt, verifiedRollouts } from "../../src/rollout/index.js";
import type { Task, Verdict } from "../../src/task/index.js";
import { ofResponse } from "../../src/tokens/index.js";
import { letterTokenizer } from "./letter-tokenizer.js";

const policy = loadPolicy("test/models/fixtures/qwen3"); // 11 tokens
const tokenizer = letterTokenizer({ endIds: [3] });

const seen: { problem: string; tokens: number[]; text: string }[] = [];
const verdict: Verdict = { reward: 0.5, outcome: "half", valid: true };
const letters: Task<string> = {
  name: "letters",
  parameters: {},
  maxResponseTokens: 5,
  problems: () => [],
  prompt: (problem) => problem,
  verify: (problem, response) => {
    seen.push({ problem, tokens: [...response.tokens], text: response.text() });
    return verdict;
  },
};
const options = { samplesPerPrompt: 3, maxNewTokens: 5, tokenizer };

test("a task that speaks in text sees each response decoded, without its end", () => {
  seen.length = 0;
  const { columns, prompts, verdicts } = verifiedRollouts(policy, ["abc", "e"], {
    ...{ task: letters, rng: seededRng(1) },
    ...options,
  });
  assert.deepEqual(
    prompts.map((prompt) => [...prompt]),
    [[0, 1, 2], [4]],
  );
  assert.equal(seen.length, 6);
  for (const [r, { problem, tokens, text }] of seen.entries()) {
    assert.equal(problem, r < 3 ? "abc" : "e");
    assert.deepEqual(tokens, [...ofResponse(columns, columns.tokens, r)]);
    assert.equal(text, tokenizer.decode(tokens.filter((id) => id !== 3)));
  }
  assert.ok(seen.some(({ tokens }) => tokens.at(-1) === 3));
  assert.deepEqual([...columns.rewards], Array(6).fill(0.5));
  assert.equal(columns.roles, undefined);
  assert.equal(verdicts[0], verdict);
});

test("what does not fit is refused, with the task's name, what came and what was wanted", () => {
  const roll = (own: Partial<Task<string>>, more = {}) =>
    verifiedRollouts(policy, ["abc"], {
      ...{ task: { ...letters, ...own }, rng: seededRng(1) },
      ...options,
      ...more,
    });
  assert.throws(() => roll({}, { tokenizer: undefined }), /task "letters" wants the model's tokenizer/);
  const { maxPositions } = policy.config;
  assert.throws(
    () => taskPrompt({ ...letters, prompt: () => new Int32Array(maxPositions) }, "abc", policy),
    new RegExp(`"letters" gave a prompt of ${maxPositions} tokens; wanted .* fewer than ${maxPositions}`),
  );
  assert.throws(() => roll({ prompt: () => "" }), /gave a prompt of 0 tokens; wanted at least 1/);
  const judge = (judged: unknown) => () => roll({ verify: () => judged as Verdict });
  assert.throws(judge(undefined), /task "letters" gave the verdict undefined; wanted a finite number/);
  assert.throws(judge({ reward: "1" }), /gave the verdict \{"reward":"1"\}/);
  assert.throws(
    judge({ ...verdict, roles: new Uint8Array(9) }),
    /gave 9 roles; wanted one for each of \d tokens/,
  );
});
