import assert from "node:assert/strict";
import { test } from "node:test";
import { refuseFields } from "../../src/cli/request-fields.js";

test("a field that a flag gives is refused with the flag's name", () => {
  for (const [name, wanted] of Object.entries({
    temperature: "give --temperature",
    max_tokens: "give --max-new-tokens",
    n: "give --samples",
    top_logprobs: "give --top",
    stream: "answers always come as a stream",
  }))
    assert.throws(() => refuseFields({ [name]: 3 }), { message: `--set takes no "${name}": ${wanted}` });
});

test("a field that seems to hold a secret is refused, its value untold", () => {
  for (const name of [
    "api_key",
    "apiKey",
    "headers",
    "extra_headers",
    "Authorization",
    "hf_token",
    "password",
  ])
    assert.throws(
      () => refuseFields({ top_k: 4, [name]: "SECRET123" }),
      ({ message }: Error) =>
        message.includes(`no "${name}"`) &&
        message.endsWith("as FORKING_TOKENS_API_KEY") &&
        !message.includes("SECRET123"),
    );
});

test("what servers take beyond that is let through", () => {
  refuseFields({ top_k: 40, top_p: 0.9, min_tokens: 3, stop_token_ids: [2], skip_special_tokens: false });
  refuseFields({ chat_template_kwargs: { enable_thinking: false }, constructor: 1 });
});
