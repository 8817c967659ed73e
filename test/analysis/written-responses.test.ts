import assert from "node:assert/strict";
import { before, test } from "node:test";
import { writeCountdownResponses, writeResponses, writeServedResponses } from "../../src/analysis/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { loadPolicy } from "../../src/models/index.js";
import { events, json, localServer } from "../models/served/local-server.js";

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
  for (const { tokens, entropies, cut } of responses) {
    if (cut) assert.equal(tokens.length, 5);
    assert.ok(tokens.length >= 1 && tokens.length <= 5);
    assert.equal(entropies.length, tokens.length);
    assert.ok(entropies.every((nats) => nats! >= 0 && nats! <= Math.log(321)));
  }
  assert.deepEqual(writeResponses(loadPolicy(file), file, problems, options), responses);
});

test("a served model answers each problem in each format, its entropies bounded from both sides where they are shown", async () => {
  const token = (text: string, probabilities: Record<string, number>) => ({
    ...{ token: text, logprob: Math.log(probabilities[text]), bytes: [...Buffer.from(text)] },
    top_logprobs: Object.entries(probabilities).map(([other, probability]) => ({
      ...{ token: other, logprob: Math.log(probability), bytes: [...Buffer.from(other)] },
    })),
  });
  const local = await localServer((out, { earlier, path }) => {
    if (path.endsWith("/models")) return json(out, { data: [{ id: "m", meta: { n_vocab: 4 } }] });
    const text = ` ${earlier - 1}`;
    const shown = token(text, { [text]: 0.5, x: 0.25, y: 0.125 });
    const content = text === " 3" ? [{ ...shown, logprob: -9999, top_logprobs: [] }] : [shown];
    const finish_reason = text === " 3" ? "length" : "stop";
    events(out, [{ choices: [{ delta: { content: text }, logprobs: { content }, finish_reason }] }]);
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
  // what is not shown, an eighth, is one token at least and one token, the fourth, at most
  for (const { entropies, upperEntropies } of responses.slice(0, 3))
    for (const [nats] of [entropies, upperEntropies!]) assert.ok(Math.abs(nats! - 1.75 * Math.LN2) < 1e-4);
  const { entropies, upperEntropies } = responses[3];
  assert.deepEqual([entropies, upperEntropies], [[null], [null]]);
  assert.deepEqual(
    responses.map(({ cut }) => cut),
    [false, false, false, true],
  );
  const [question] = local.received[3].body.messages as { role: string; content: string }[];
  assert.match(question.content, /3 times 9/);
});

test("our own model writes Countdown", () => {
  const folder = "data/models/M";
  const [first, second] = writeCountdownResponses(loadPolicy(folder), folder, 2);
  assert.deepEqual([first.problem, second.problem], [0, 1]);
  assert.equal(first.tokens.slice(0, -1).join(" "), first.text);
});
