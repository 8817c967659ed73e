import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { modelAtHand, pretrainedFolder } from "../../src/models/index.js";

test("a server comes before a folder, what is named before what was fetched, and our own model last", () => {
  const endpoint = "http://localhost:8000/v1";
  const server = modelAtHand({ FORKING_TOKENS_ENDPOINT: endpoint, FORKING_TOKENS_MODEL: "Qwen/Qwen3-0.6B" });
  assert.deepEqual([server.kind, server.name], ["server", "Qwen/Qwen3-0.6B"]);
  const named = modelAtHand({ FORKING_TOKENS_MODEL: "test/models/gguf/fixtures/qwen3.gguf" });
  assert.deepEqual([named.kind, named.name], ["file", "qwen3"]);
  const found = modelAtHand({});
  const isFetched = existsSync(pretrainedFolder("smollm2-135m-instruct"));
  assert.deepEqual([found.kind, found.name], isFetched ? ["file", "smollm2-135m-instruct"] : ["own", "M"]);
});

test("what is named and missing is refused", () => {
  assert.throws(() => modelAtHand({ FORKING_TOKENS_MODEL: "no/such" }), /names no\/such, which is not there/);
  assert.throws(() => modelAtHand({ FORKING_TOKENS_ENDPOINT: "http://x" }), /wants the model's name there/);
});

test("a named model is given more room than another, and the environment says how much and whether it thinks", () => {
  const FORKING_TOKENS_MODEL = "test/models/gguf/fixtures/qwen3.gguf";
  const named = modelAtHand({ FORKING_TOKENS_MODEL });
  assert.deepEqual([named.maxNewTokens, named.think], [256, undefined]);
  assert.equal(modelAtHand({}).maxNewTokens, 64);
  const asked = (length: string, think: string) =>
    modelAtHand({
      ...{ FORKING_TOKENS_MODEL, FORKING_TOKENS_MAX_NEW_TOKENS: length, FORKING_TOKENS_THINK: think },
    });
  assert.deepEqual([asked("2000", "off").maxNewTokens, asked("2000", "off").think], [2000, false]);
  assert.equal(asked("", "on").think, true);
  assert.throws(() => asked("many", ""), /MAX_NEW_TOKENS wants a number of tokens, received "many"/);
  assert.throws(() => asked("", "maybe"), /THINK wants on or off, received "maybe"/);
});
