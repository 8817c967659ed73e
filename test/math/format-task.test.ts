import assert from "node:assert/strict";
import { test } from "node:test";
import { formatTask, wordProblems } from "../../src/math/index.js";
import { drawWordProblem } from "../../src/math/word-problems.js";
import { seededRng } from "../../src/random/index.js";
import type { ChatMessage } from "../../src/task/index.js";

const numbersOf = (question: string): string => question.match(/\d+/g)!.join();

test("no numbers of a held-out problem are ever trained on, and the held-out problems stay the same", () => {
  const rng = seededRng(7);
  const trained = Array.from({ length: 2000 }, () => drawWordProblem(rng, "train").question);
  const held = (["validation", "test"] as const).map((split) => wordProblems(split, 64));
  const seen = new Set(trained.map(numbersOf));
  for (const problems of held)
    for (const { question } of problems) assert.ok(!seen.has(numbersOf(question)), question);
  const [validation, exam] = held.map(
    (problems) => new Set(problems.map(({ question }) => numbersOf(question))),
  );
  assert.ok([...validation].every((numbers) => !exam.has(numbers)));
  assert.deepEqual(wordProblems("test", 64), held[1]);
  assert.deepEqual(wordProblems("ood", 64), []);
  assert.throws(() => drawWordProblem(rng, "ood"), /no split "ood"; wanted train, validation or test/);
});

test("answers are those that the stories have", () => {
  for (const { question, answer } of wordProblems("test", 64)) {
    const [a, b, c] = question.match(/\d+/g)!.map(Number);
    const right = question.includes("bags") ? a * b + c : a + b - c;
    assert.equal(answer, String(right), question);
    assert.ok(right > 0);
  }
});

const judged = (format: "says" | "boxed", text: string) =>
  formatTask({ format }).verify(
    { question: "", answer: "42" },
    { tokens: new Int32Array(9), text: () => text },
  );

test("the format is paid for, right or wrong, and the right answer is counted", () => {
  const cases: ["says" | "boxed", string, reward: number, right: number][] = [
    ["says", "So the answer is 42.", 1, 1],
    ["says", "First 5. The answer is: $1,042. No, THE ANSWER IS 42", 1, 1],
    ["says", "The answer is 42. Or the answer is -42!", 1, 0],
    ["says", "The answer is N.", 0, 0],
    ["says", "The answer 42 is right.", 0, 0],
    ["says", "\\boxed{42}", 0, 0],
    ["boxed", "It is \\boxed{ 42 }.", 1, 1],
    ["boxed", "It is \\boxed{41}.", 1, 0],
    ["boxed", "The answer is 42.", 0, 0],
    ["boxed", "\\boxed{x}", 0, 0],
  ];
  for (const [format, text, reward, right] of cases) {
    const verdict = judged(format, text);
    assert.deepEqual([verdict.reward, verdict.extras?.right], [reward, right], text);
    assert.equal(verdict.valid, reward === 1);
    assert.equal(verdict.outcome, right ? "right" : reward ? "wrong" : "no-answer");
  }
});

test("a problem is put as one message that asks for the format", () => {
  const [problem] = wordProblems("validation", 1);
  const [message, ...others] = formatTask({ format: "boxed" }).prompt(problem) as readonly ChatMessage[];
  assert.deepEqual(others, []);
  assert.ok(message.content.startsWith(problem.question) && message.content.includes("\\boxed{}"));
});
