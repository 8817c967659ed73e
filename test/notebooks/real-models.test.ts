import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { findNotebooks } from "../../src/notebook/index.js";
import { isCodeCell, readNotebook } from "../../src/notebook/nbformat.js";
import { openKernel } from "../../src/notebook/notebook-kernel.js";
import { type Answer, events, json, localServer } from "../models/served/local-server.js";

const [{ notebook }] = findNotebooks(["09-real-models"]);

/** Runs notebook 09 for the model that the environment names; what it shows, as text. */
async function run(environment: Record<string, string>): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "real-models-"));
  const before = { ...process.env };
  Object.assign(process.env, { FORKING_TOKENS_ENDPOINT: "", ...environment });
  const kernel = openKernel(path.dirname(notebook), { preset: "quick", figures: folder });
  try {
    const out = path.join(folder, "run.ipynb");
    await kernel.run(notebook, { out });
    const outputs = readNotebook(out).cells.flatMap((cell) => (isCodeCell(cell) ? cell.outputs : []));
    return outputs
      .map((output) => {
        if (output.output_type === "stream") return output.text;
        return "data" in output ? `${output.data["text/plain"]}` : "";
      })
      .join("\n");
  } finally {
    kernel.close();
    process.env = before;
    rmSync(folder, { recursive: true });
  }
}

/** A GGUF file whose model takes texts as long as the notebook's prompts: the value behind the key's name and type. */
function withLongContext(gguf: Buffer): Buffer {
  const name = "qwen3.context_length";
  gguf.writeUInt32LE(2048, gguf.indexOf(name) + name.length + 4);
  return gguf;
}

test("09-real-models shows a named model in its shares, its formats and its own word clouds", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "named-model-"));
  const file = path.join(folder, "qwen3.gguf");
  writeFileSync(file, withLongContext(readFileSync("test/models/gguf/fixtures/qwen3.gguf")));
  const text = await run({
    FORKING_TOKENS_MODEL: file,
    FORKING_TOKENS_MAX_NEW_TOKENS: "24",
  }).finally(() => rmSync(folder, { recursive: true }));
  assert.match(text, /the model at hand: qwen3 \(FORKING_TOKENS_MODEL names it\)/);
  assert.match(text, /tokens in 48 responses, \d+ cut off/);
  assert.match(text, /qwen3, at hand +boxed +12 .*\]\n/);
  assert.match(text, /qwen3, at hand: word +12 +\d+/);
  assert.match(text, /Figure: qwen3: highest mean entropy, of \d+ tokens/);
});

/** Says the same few words whatever it is asked, and shows nothing of the last. */
const chat: Answer = (out, { path: address, body }) => {
  if (address === "/v1/models") return json(out, { data: [{ id: "toy", meta: { n_vocab: 100 } }] });
  const listed = (token: string, probabilities: Record<string, number>) => ({
    ...{ token, logprob: Math.log(probabilities[token]) },
    top_logprobs: Object.entries(probabilities).map(([other, p]) => ({ token: other, logprob: Math.log(p) })),
  });
  const content = [listed("So", { So: 0.5, " it": 0.3 }), listed(" it", { " it": 0.9, So: 0.05 })];
  const finish_reason = body.max_tokens === 1 ? "length" : "stop";
  const delta = { content: "So it!" };
  events(out, [
    { choices: [{ delta: { role: "assistant", content: null }, finish_reason: null }] },
    { choices: [{ delta, logprobs: { content: [...content, { token: "!" }] }, finish_reason: null }] },
    { choices: [{ delta: {}, finish_reason }] },
  ]);
};

test("09-real-models shows a served model within bounds, and says so", async () => {
  const { endpoint, close, received } = await localServer(chat);
  try {
    const text = await run({ FORKING_TOKENS_ENDPOINT: endpoint, FORKING_TOKENS_MODEL: "toy" });
    assert.match(text, /72 tokens in 24 responses, 0 cut off/);
    assert.match(text, /toy, at hand, lower bounds: mean (\d\.\d+) .* 48 tokens/);
    const [low, high] = ["lower", "upper"].map((bound) =>
      Number(new RegExp(`toy, at hand, ${bound} bounds: mean (\\S+)`).exec(text)?.[1]),
    );
    assert.ok(0 < low && low < high && high < Math.log(100), `${low} ${high}`);
    assert.match(text, /Figure: toy: highest mean lower bound, of 48 tokens/);
    assert.match(text, /Figure: toy: lowest mean upper bound, of 48 tokens/);
    assert.ok(received.some(({ body }) => body.top_k === -1 && body.max_tokens === 256));
  } finally {
    close();
  }
});
