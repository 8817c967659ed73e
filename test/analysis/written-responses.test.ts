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
  for (const { tokens, entropies, cutOff } of responses) {
    assert.equal(cutOff, tokens.length === 5 && !tokens[4].startsWith("<"));
    assert.ok(tokens.length >= 1 && tokens.length <= 5);
    assert.equal(entropies.length, tokens.length);
    assert.ok(entropies.every((nats) => nats !== null && nats >= 0 && nats <= Math.log(321)));
  }
  assert.deepEqual(writeResponses(loadPolicy(file), file, problems, options), responses);
});

test("a served model answers each problem in each format, its entropies within bounds, unknown where nothing is shown", async () => {
  const token = (text: string, probabilities: Record<string, number>) => ({
    ...{ token: text, logprob: Math.log(probabilities[text]), bytes: [...Buffer.from(text)] },
    top_logprobs: Object.entries(probabilities).map(([other, probability]) => ({
      ...{ token: other, logprob: Math.log(probability), bytes: [...Buffer.from(other)] },
    })),
  });
  const local = await localServer(async (out, { path, body }) => {
    if (path === "/v1/models") return json(out, { data: [{ id: "m", meta: { n_vocab: 50 } }] });
    const [{ content: asked }] = body.messages as { content: string }[];
    const place = (asked.includes("3 times 9") ? 2 : 0) + (asked.includes("boxed") ? 0 : 1);
    const text = body.max_tokens === 1 ? " ?" : ` ${place}`;
    const content = [token(text, { [text]: 0.5, x: 0.2, y: 0.2 }), { token: "!" }];
    const finish_reason = place === 3 ? "length" : "stop";
    // The last that is asked is answered first.
    await new Promise((resolve) => setTimeout(resolve, 40 * (3 - place)));
    events(out, [{ choices: [{ delta: { content: `${text}!` }, logprobs: { content }, finish_reason }] }]);
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
    maxNewTokens: 5,
  } as const;
  const seen: string[] = [];
  const responses = await writeServedResponses(served, problems, {
    formats: ["boxed", "plain"],
    maxNewTokens: 5,
    think: false,
    onProgress: ({ complete, count }) => seen.push(`${complete}/${count}`),
  });
  local.close();
  assert.deepEqual(seen, ["1/4", "2/4", "3/4", "4/4"]);
  assert.deepEqual(
    responses.map(({ problem, format, key, text, tokens }) => [problem, format, key, text, tokens.join()]),
    [
      [0, "boxed", "37", " 0!", "␣0,!"],
      [0, "plain", "37", " 1!", "␣1,!"],
      [1, "boxed", "27", " 2!", "␣2,!"],
      [1, "plain", "27", " 3!", "␣3,!"],
    ],
  );
  for (const { entropies, upper } of responses) {
    assert.ok(entropies[0]! > 1 && entropies[0]! < upper![0]! && upper![0]! < Math.log(50));
    assert.deepEqual([entropies[1], upper![1]], [null, null]);
  }
  assert.deepEqual(
    responses.map(({ cutOff }) => cutOff),
    [false, false, false, true],
  );
  const asked = local.received.filter(({ body }) => body.max_tokens === 5);
  assert.ok(asked.every(({ body }) => body.top_k === -1 && body.min_p === 0));
  assert.deepEqual(asked[0].body.chat_template_kwargs, { enable_thinking: false });
  const questions = asked.map(({ body }) => (body.messages as { content: string }[])[0].content);
  assert.equal(questions.filter((question) => question.includes("3 times 9")).length, 2);
});

test("our own model writes Countdown", () => {
  const folder = "data/models/M";
  const [first, second] = writeCountdownResponses(loadPolicy(folder), folder, 2);
  assert.deepEqual([first.problem, second.problem], [0, 1]);
  assert.equal(first.tokens.slice(0, -1).join(" "), first.text);
});
