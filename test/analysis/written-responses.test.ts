import assert from "node:assert/strict";
import { before, test } from "node:test";
import { writeCountdownResponses, writeResponses, writeServedResponses } from "../../src/analysis/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { loadPolicy } from "../../src/models/index.js";
import { events, localServer } from "../models/served/local-server.js";

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

test("a served model answers each problem in each format, its entropies bounded from below", async () => {
  const token = (text: string, probabilities: Record<string, number>) => ({
    ...{ token: text, logprob: Math.log(probabilities[text]), bytes: [...Buffer.from(text)] },
    top_logprobs: Object.entries(probabilities).map(([other, probability]) => ({
      ...{ token: other, logprob: Math.log(probability), bytes: [...Buffer.from(other)] },
    })),
  });
  const local = await localServer((out, { earlier }) => {
    const text = ` ${earlier}`;
    const content = [token(text, { [text]: 0.5, x: 0.25, y: 0.25 })];
    events(out, [{ choices: [{ delta: { content: text }, logprobs: { content }, finish_reason: "stop" }] }]);
  });
  const problems = [
    { question: "add 12 and 25", answer: "37" },
    { question: "3 times 9", answer: "27" },
  ];
  const served = {
    kind: "server",
    name: "m",
    why: "asked for",
    endpoint: local.endpoint,
    model: "m",
  } as const;
  const seen: string[] = [];
  const responses = await writeServedResponses(served, problems, {
    formats: ["boxed", "plain"],
    maxNewTokens: 5,
    onProgress: ({ complete, count }) => seen.push(`${complete}/${count}`),
  });
  local.close();
  assert.deepEqual(seen, ["1/4", "2/4", "3/4", "4/4"]);
  assert.deepEqual(
    responses.map(({ problem, format, key, text, tokens }) => [problem, format, key, text, tokens.join()]),
    [
      [0, "boxed", "37", " 0", "␣0"],
      [0, "plain", "37", " 1", "␣1"],
      [1, "boxed", "27", " 2", "␣2"],
      [1, "plain", "27", " 3", "␣3"],
    ],
  );
  for (const { entropies } of responses) assert.ok(Math.abs(entropies[0] - 1.5 * Math.LN2) < 1e-6);
  const [question] = local.received[2].body.messages as { role: string; content: string }[];
  assert.match(question.content, /3 times 9/);
});

test("our own model writes Countdown", () => {
  const folder = "data/models/M";
  const [first, second] = writeCountdownResponses(loadPolicy(folder), folder, 2);
  assert.deepEqual([first.problem, second.problem], [0, 1]);
  assert.equal(first.tokens.slice(0, -1).join(" "), first.text);
});
