import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { judgeAnswer, mathTask, readMathProblems } from "../../src/math/index.js";
import type { ChatMessage } from "../../src/task/index.js";
import { loadParts } from "../../src/training/own-parts.js";
import { sharedData } from "../shared-data.js";

const folder = mkdtempSync(path.join(tmpdir(), "math-"));
after(() => rmSync(folder, { recursive: true }));

function problemFile(...lines: string[]): string {
  const file = path.join(folder, "problems.jsonl");
  writeFileSync(file, lines.join("\n"));
  return file;
}

test("problems are read from JSON lines with a question or a prompt", async () => {
  const file = problemFile(
    '{"question": "1 + 1?", "answer": "One and one\\n#### 2", "level": 1}',
    '{"prompt": "1 + 2?", "answer": 3}',
  );
  assert.deepEqual(await readMathProblems(file), [
    { question: "1 + 1?", answer: "2" },
    { question: "1 + 2?", answer: "3" },
  ]);
  await assert.rejects(readMathProblems(problemFile("")), /holds no problem; wanted lines of {"question"/);
  await assert.rejects(readMathProblems(problemFile('{"question": "1 + 1?"}')), /line 1: wanted {"question"/);
});

test("the module that trains on a file of problems is a task whose splits share none", async () => {
  const { task } = await loadParts({ task: "data/experiments/math-problems/boxed.mjs" });
  const [train, validation, held] = (["train", "validation", "test"] as const).map((split) =>
    task!.problems(split),
  );
  assert.deepEqual([task!.name, train.length, validation.length, held.length], ["math", 8, 2, 2]);
  assert.equal(new Set([...train, ...validation, ...held]).size, 12);
  const [{ role, content }] = task!.prompt(train[0]) as readonly ChatMessage[];
  assert.equal(role, "user");
  assert.match(content, /^A baker .*\\boxed\{\}\.$/s);
});

test("a response is judged by its text, in the format it was asked for", () => {
  const problem = { question: "1 + 1?", answer: "2" };
  const task = mathTask({ problems: { train: [problem] }, format: "plain", maxResponseTokens: 8 });
  assert.deepEqual([task.problems("train"), task.problems("test")], [[problem], []]);
  const verify = (text: string, length = 5) => {
    const { reward, outcome, valid } = task.verify(problem, {
      tokens: new Int32Array(length),
      text: () => text,
    });
    return [reward, outcome, valid];
  };
  assert.deepEqual(verify("So\nThe answer is 2."), [1, "right", true]);
  assert.deepEqual(verify("The answer is 3."), [0, "wrong", true]);
  assert.deepEqual(verify("\\boxed{2}"), [0, "unreadable", false]);
  assert.deepEqual(verify("The answer is 2 or so."), [0, "unreadable", false]);
  assert.deepEqual(verify("The answer is 2", 8), [0, "out-of-budget", false]);
});

test("a problem is what a user says, or with chat: false a text to continue", () => {
  const problem = { question: "1 + 1?", answer: "2" };
  const task = (chat?: boolean) => mathTask({ problems: {}, format: "plain", chat });
  const text = task(false).prompt(problem) as string;
  assert.match(text, /^1 \+ 1\?\n\n.*The answer is N/);
  assert.deepEqual(task().prompt(problem), [{ role: "user", content: text }]);
  assert.equal(task().parameters.chat, true);
});

const gsm8k = sharedData("data/gsm8k/test_200.jsonl");

test("every key of 200 GSM8K problems is a number", { skip: gsm8k.skip }, async () => {
  const problems = await readMathProblems(gsm8k.file);
  assert.equal(problems.length, 200);
  for (const { answer } of problems) {
    assert.match(answer, /^-?[\d,.]+$/);
    assert.equal(judgeAnswer(`\\$${Number(answer.replaceAll(",", ""))}.00`, answer).verdict, "right");
  }
});
