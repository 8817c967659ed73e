import assert from "node:assert/strict";
import { test } from "node:test";
import { openServer, type ServerOptions } from "../../../src/models/index.js";
import { ANSWER, type Answer, events, json, localServer } from "./local-server.js";

const KEY = "sk-very-secret";
const sampling = { temperature: 1, maxNewTokens: 8, top: 2, seed: 3 };

/** Asks a server that answers so for one response. */
async function sample(answer: Answer, options: Partial<ServerOptions> = {}) {
  const local = await localServer(answer);
  const { endpoint, received } = local;
  const server = openServer({
    endpoint,
    model: "m",
    key: KEY,
    retries: 2,
    firstWait: 0.01,
    timeout: 5,
    ...options,
  });
  try {
    const response = await server.sample({ prompt: "x" }, sampling).catch((error: Error) => error);
    return response instanceof Error
      ? { received, message: response.message, response: undefined }
      : { received, message: undefined, response };
  } finally {
    local.close();
  }
}

test("a completion is asked for and read", async () => {
  const { response, received } = await sample((out) => events(out, ANSWER));
  assert.equal(response?.text, " a c");
  assert.equal(response?.finish, "stop");
  assert.deepEqual(
    response?.tokens.map(({ text }) => text),
    [" a", " c"],
  );
  const [{ path, body, authorization }] = received;
  assert.equal(path, "/v1/completions");
  assert.equal(authorization, `Bearer ${KEY}`);
  assert.deepEqual(body, {
    ...{ model: "m", prompt: "x", stream: true },
    ...{ temperature: 1, top_p: 1, max_tokens: 8, logprobs: 2, seed: 3 },
  });
});

test("a conversation is asked for and read, a thought in front of the answer", async () => {
  const entry = {
    token: "4",
    logprob: -0.1,
    bytes: [52],
    top_logprobs: [{ token: "4", logprob: -0.1, bytes: [52] }],
  };
  const local = await localServer((out) =>
    events(out, [
      { choices: [{ delta: { role: "assistant", content: "" }, logprobs: null, finish_reason: null }] },
      {
        choices: [
          { delta: { reasoning_content: "2+2" }, logprobs: { content: [entry] }, finish_reason: null },
        ],
      },
      { choices: [{ delta: { content: "4" }, logprobs: { content: [entry] }, finish_reason: "stop" }] },
      { choices: [], usage: { completion_tokens: 2 } },
    ]),
  );
  const server = openServer({ endpoint: local.endpoint, model: "m" });
  const messages = [{ role: "user", content: "2+2?" }];
  const { text, tokens } = await server.sample({ messages }, { ...sampling, extra: { top_k: -1 } });
  local.close();
  assert.deepEqual([text, tokens.length], ["<think>2+2</think>4", 2]);
  const { path, body } = local.received[0];
  assert.equal(path, "/v1/chat/completions");
  assert.deepEqual([body.logprobs, body.top_logprobs, body.top_k, body.messages], [true, 2, -1, messages]);
});

/** One token as the list form has it. */
const entry = (token: string, probability: number) => ({
  ...{ token, logprob: Math.log(probability), bytes: [...Buffer.from(token)] },
  top_logprobs: [{ token, logprob: Math.log(probability), bytes: [...Buffer.from(token)] }],
});

/** The parts of a chat stream: what a server says first, of each token, and last. */
const CHAT_STREAMS = {
  "llama-server": [
    { choices: [{ finish_reason: null, index: 0, delta: { role: "assistant", content: null } }] },
    {
      choices: [
        { finish_reason: null, index: 0, delta: { content: "4" }, logprobs: { content: [entry("4", 0.9)] } },
      ],
    },
    {
      choices: [{ finish_reason: "stop", index: 0, delta: {} }],
      timings: { prompt_n: 12, predicted_n: 1 },
    },
  ],
  Ollama: [
    {
      choices: [
        {
          ...{ index: 0, delta: { role: "assistant", content: "4" }, finish_reason: null },
          logprobs: { content: [entry("4", 0.9)] },
        },
      ],
    },
    { choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: "stop" }] },
  ],
  vLLM: [
    { choices: [{ index: 0, delta: { role: "assistant", content: "" }, logprobs: null }] },
    {
      choices: [{ index: 0, delta: { content: "4" }, logprobs: { content: [entry("4", 0.9)] } }],
    },
    { choices: [{ index: 0, delta: { content: "" }, logprobs: { content: null }, finish_reason: "stop" }] },
    { choices: [], usage: { prompt_tokens: 12, completion_tokens: 1 } },
  ],
};

for (const [name, parts] of Object.entries(CHAT_STREAMS))
  test(`a chat stream of ${name} is read, whose first or last part has no log-probabilities`, async () => {
    const { response, message } = await sample((out) => events(out, parts));
    assert.deepEqual([message, response?.text, response?.finish], [undefined, "4", "stop"]);
    assert.deepEqual(
      response?.tokens.map(({ text }) => text),
      ["4"],
    );
  });

test("an answer of another form is one sentence: which server, which field, what was received", async () => {
  const odd = { choices: [{ text: "hi", logprobs: null, finish_reason: 5 }] };
  const { message, received } = await sample((out) => events(out, [odd]));
  assert.match(
    message!,
    /^m at http:\/\/127\.0\.0\.1:\d+\/v1: its answer: "choices\.0\.finish_reason": wanted string, received 5$/,
  );
  assert.equal(received.length, 1);
  const none = await sample((out) => events(out, [{ object: "ping" }]));
  assert.match(none.message!, /its answer: "choices": wanted array, received nothing$/);
});

test("a busy server (429) is asked again after the time that it names", async () => {
  const started = Date.now();
  const { response, received } = await sample((out, { earlier }) =>
    earlier === 0
      ? json(out, { error: { message: "slow down" } }, 429, { "retry-after": "1" })
      : events(out, ANSWER),
  );
  assert.equal(response?.text, " a c");
  assert.equal(received.length, 2);
  assert.ok(Date.now() - started >= 1000);
});

test("a failing server (500) is asked again, and its last word is the error", async () => {
  const headers = { "retry-after-ms": "5" };
  const once = await sample((out, { earlier }) =>
    earlier === 0 ? json(out, "Internal Server Error", 500, headers) : events(out, ANSWER),
  );
  assert.equal(once.response?.text, " a c");
  const always = await sample((out) =>
    json(out, { error: { message: "out of\u001b[2J memory" } }, 500, headers),
  );
  assert.equal(always.received.length, 3);
  assert.match(always.message!, /m at http:.*\(status 500\): .*out of\\u001b\[2J memory/);
});

test("a request that the server refuses is not sent again", async () => {
  const { message, received } = await sample((out) =>
    json(out, { error: { message: "maximum context length is 2048 tokens" } }, 400),
  );
  assert.match(message!, /status 400.*maximum context length/);
  assert.equal(received.length, 1);
});

test("a wrong key is never repeated", async () => {
  const { message } = await sample((out) =>
    json(out, { error: { message: `Incorrect API key: ${KEY}` } }, 401),
  );
  assert.match(
    message!,
    /Incorrect API key: \[key\].*a key is taken from the environment, as FORKING_TOKENS_API_KEY/,
  );
  assert.ok(!message!.includes(KEY));
});

test("a silent server is given up after the timeout", async () => {
  const before = await sample(() => {}, { timeout: 0.2, retries: 1 });
  assert.match(before.message!, /timed out/i);
  assert.equal(before.received.length, 2);
  const midway = await sample(
    (out) => {
      out.writeHead(200, { "content-type": "text/event-stream" });
      out.write(`data: ${JSON.stringify(ANSWER[0])}\n\n`);
    },
    { timeout: 0.2, retries: 1 },
  );
  assert.match(midway.message!, /no sign of life for 0.2 s/);
  assert.equal(midway.received.length, 2);
});

test("a stream that is cut is asked for again", async () => {
  for (const cut of [
    (out: never) => events(out, ANSWER.slice(0, 1), { done: false }),
    (out: never) => events(out, ANSWER.slice(0, 1)),
  ]) {
    const { response, received } = await sample((out, { earlier }) =>
      earlier === 0 ? cut(out as never) : events(out, ANSWER),
    );
    assert.deepEqual([response?.text, response?.tokens.length, received.length], [" a c", 2, 2]);
  }
  const { message } = await sample((out) => events(out, ANSWER.slice(0, 1)));
  assert.match(message!, /breaks off after 1 tokens/);
});

test("what is no JSON is asked for again, then reported", async () => {
  const { message, received } = await sample((out) => events(out, ["{oops"]));
  assert.match(message!, /JSON/);
  assert.equal(received.length, 3);
  const page = await sample((out) => json(out, "<html>a proxy's page</html>"));
  assert.match(page.message!, /breaks off after 0 tokens/);
});

test("an answer without log-probabilities, or with ones of unknown form, is refused", async () => {
  const without = { choices: [{ text: "hi", logprobs: null, finish_reason: "stop" }] };
  const { message, received } = await sample((out) => events(out, [without]));
  assert.match(message!, /gives no log-probabilities; wanted the 2 likeliest/);
  assert.equal(received.length, 1);
  const odd = { choices: [{ text: "hi", logprobs: [1, 2], finish_reason: "stop" }] };
  assert.match((await sample((out) => events(out, [odd]))).message!, /unknown form: \[1,2\]/);
  const ragged = { tokens: ["a", "b"], token_logprobs: [-1], top_logprobs: null };
  const uneven = { choices: [{ text: "ab", logprobs: ragged, finish_reason: "stop" }] };
  assert.match((await sample((out) => events(out, [uneven]))).message!, /2 tokens have 1 log-probabilities/);
});

test("an error in the middle of a stream is asked for again", async () => {
  const { response } = await sample((out, { earlier }) =>
    earlier === 0 ? events(out, [ANSWER[0], { error: { message: "worker died" } }]) : events(out, ANSWER),
  );
  assert.equal(response?.text, " a c");
});

/** An address at which nothing listens. */
async function closedEndpoint(): Promise<string> {
  const local = await localServer(() => {});
  local.close();
  return local.endpoint;
}

test("where nothing listens the error says the cause and the address, and the first new try is told", async () => {
  const endpoint = await closedEndpoint();
  const told: string[] = [];
  const server = openServer({
    ...{ endpoint, model: "m", retries: 2, firstWait: 0.01 },
    onRetry: (line) => told.push(line),
  });
  const cause = `m at ${endpoint}: no connection (connect ECONNREFUSED ${new URL(endpoint).host})`;
  await assert.rejects(server.sample({ prompt: "x" }, sampling), { message: cause });
  assert.deepEqual(told, [`${cause}; trying again, up to 2 times`]);
  await assert.rejects(server.vocabSize(), { message: cause });
});

test("a request that another try mends is told once, and again after a success", async () => {
  const told: string[] = [];
  const local = await localServer((out, { earlier }) =>
    earlier % 3 === 2 ? events(out, ANSWER) : json(out, { error: { message: "busy" } }, 503),
  );
  const { endpoint } = local;
  const onRetry = (line: string) => told.push(line);
  const server = openServer({ endpoint, model: "m", firstWait: 0.01, onRetry });
  for (const _ of [1, 2]) await server.sample({ prompt: "x" }, sampling);
  local.close();
  assert.equal(told.length, 2);
  assert.match(told[0], /\(status 503\): .*busy; trying again, up to 5 times/);
});

test("a field that is refused is not sent again, whatever the status", async () => {
  const local = await localServer((out) => json(out, { error: { message: "top_k: no such field" } }, 500));
  const server = openServer({ endpoint: local.endpoint, model: "m", firstWait: 0.01 });
  const extra = { top_k: -1 };
  const error = await server.sample({ prompt: "x" }, { ...sampling, extra }).catch((error) => error);
  local.close();
  assert.deepEqual([error.status, local.received.length], [500, 1]);
});

test("an address is http, without password or query", () => {
  assert.throws(
    () => openServer({ endpoint: "localhost:8000", model: "m" }),
    /such as http:.*received "localhost:8000"/,
  );
  for (const endpoint of ["http://me:pass@host/v1", "http://host/v1?key=sk-1"])
    assert.throws(
      () => openServer({ endpoint, model: "m" }),
      (error: Error) =>
        /no password and no query .*as FORKING_TOKENS_API_KEY/.test(error.message) &&
        !/pass@|sk-1/.test(error.message),
    );
});

test("the vocabulary's size is taken where the server tells it", async () => {
  const local = await localServer((out, { path }) =>
    path === "/v1/models"
      ? json(out, { data: [{ id: "m", meta: { n_vocab: 49152 } }, { id: "n" }, { id: "p", meta: {} }] })
      : json(out, "no", 404),
  );
  const sizeOf = (model: string) => openServer({ endpoint: local.endpoint, model }).vocabSize();
  const sizes = [await sizeOf("m"), await sizeOf("n"), await sizeOf("o")];
  local.close();
  assert.deepEqual(sizes, [49152, undefined, undefined]);
});
