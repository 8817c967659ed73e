// What a real server, llama-cpp-python, has answered: a stream, and its errors.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { openServer } from "../../../src/models/index.js";
import { sharedData } from "../../shared-data.js";
import { localServer } from "./local-server.js";

/** What comes of a recorded answer, and how often it was asked for. */
async function answered(file: string, status: number, type: string) {
  const local = await localServer((response) => {
    response.writeHead(status, { "content-type": type });
    response.end(readFileSync(file));
  });
  const server = openServer({
    endpoint: local.endpoint,
    model: "m",
    retries: 1,
    firstWait: 0.01,
    timeout: 5,
  });
  try {
    const sampled = await server
      .sample({ prompt: "x" }, { temperature: 1, maxNewTokens: 8, top: 2 })
      .catch((error: Error) => error);
    return { sampled, requests: local.received.length };
  } finally {
    local.close();
  }
}

const stream = sharedData("cases/endpoint/stream.txt");
test("the stream is put together as its events stand in it", { skip: stream.skip }, async () => {
  const events = readFileSync(stream.file, "utf8")
    .split("\n")
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)).choices[0]);
  const { sampled } = await answered(stream.file, 200, "text/event-stream");
  assert.ok(!(sampled instanceof Error), `${sampled}`);
  assert.equal(sampled.text, events.map(({ text }) => text).join(""));
  assert.equal(sampled.finish, events.at(-1).finish_reason);
  const shown = events.flatMap(({ logprobs }) => logprobs?.tokens ?? []);
  assert.ok(shown.length > 1);
  assert.deepEqual(
    sampled.tokens.map(({ text }) => text),
    shown,
  );
  const logProbs = events.flatMap(({ logprobs }) => logprobs?.token_logprobs ?? []);
  assert.deepEqual(
    sampled.tokens.map(({ logProb }) => logProb),
    logProbs,
  );
});

/** File: its status, its type, what the error says of it, and how often it is asked for: errors of a server may pass. */
const ERRORS: [string, number, string, RegExp, number][] = [
  [
    ...(["error-too-long.json", 400, "application/json"] as const),
    ...([/m at .*\(status 400\): .*maximum context length is 2048 tokens.* 4505 tokens/, 1] as const),
  ],
  [
    ...(["error-bad-field.json", 500, "application/json"] as const),
    ...([/m at .*\(status 500\): .*2 validation errors:.*greater_than_equal/s, 2] as const),
  ],
  [
    ...(["error-not-json.txt", 500, "text/plain"] as const),
    ...([/m at .*\(status 500\): .*Internal Server Error/, 2] as const),
  ],
];
for (const [name, status, type, message, wanted] of ERRORS) {
  const { file, skip } = sharedData(`cases/endpoint/${name}`);
  test(`${name} is reported in the server's words`, { skip }, async () => {
    const { sampled, requests } = await answered(file, status, type);
    assert.ok(sampled instanceof Error);
    assert.match(sampled.message, message);
    assert.equal(requests, wanted);
  });
}
