import assert from "node:assert/strict";
import { before, test } from "node:test";
import { writeCountdownResponses, writeResponses } from "../../src/analysis/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { loadPolicy } from "../../src/models/index.js";

before(() => selectBackend());

test("a pre-trained model answers each problem in each format, its tokens shown, its text decoded", () => {
  const file = "test/models/gguf/fixtures/qwen3.gguf";
  const problems = [
    { question: "add 12 and 25", answer: "37" },
    { question: "3 times 9", answer: "27" },
  ];
  const options = { formats: ["boxed", "plain"] as const, maxNewTokens: 5 };
  const responses = writeResponses(loadPolicy(file), file, problems, options);
  assert.deepEqual(
    responses.map(({ problem, format, key }) => [problem, format, key]),
    [
      [0, "boxed", "37"],
      [0, "plain", "37"],
      [1, "boxed", "27"],
      [1, "plain", "27"],
    ],
  );
  for (const { tokens, entropies } of responses) {
    assert.ok(tokens.length >= 1 && tokens.length <= 5);
    assert.equal(entropies.length, tokens.length);
    assert.ok(entropies.every((nats) => nats >= 0 && nats <= Math.log(321)));
  }
  assert.deepEqual(writeResponses(loadPolicy(file), file, problems, options), responses);
});

test("our own model writes Countdown", () => {
  const folder = "data/models/M";
  const [first, second] = writeCountdownResponses(loadPolicy(folder), folder, 2);
  assert.deepEqual([first.problem, second.problem], [0, 1]);
  assert.equal(first.tokens.slice(0, -1).join(" "), first.text);
});
