import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { after, before, test } from "node:test";
import { entropyBounds } from "../../../src/entropy/index.js";
import { projectPath } from "../../../src/files/index.js";
import { alignedEcho, openServer, probeEcho, type ServedToken } from "../../../src/models/index.js";

/** A Python with llama-cpp-python[server], and a GGUF file for it; both are the reader's to name. */
const { FORKING_TOKENS_LLAMA_PYTHON: python, FORKING_TOKENS_GGUF: gguf } = process.env;
const VOCABULARY = Number(process.env.FORKING_TOKENS_GGUF_VOCABULARY ?? 49_152);
const skip =
  python && gguf
    ? false
    : "no real server: set FORKING_TOKENS_LLAMA_PYTHON (with llama-cpp-python[server]) and FORKING_TOKENS_GGUF";
const TOP = 20;

let child: ChildProcess | undefined;
let port = 0;

before(async () => {
  if (skip) return;
  port = await freePort();
  const flags = ["--model", gguf!, "--logits_all", "true", "--n_ctx", "2048", "--port", String(port)];
  child = spawn(python!, ["-m", "llama_cpp.server", ...flags], { stdio: "ignore" });
  for (let tries = 0; tries < 240; tries++) {
    const answer = await fetch(`http://127.0.0.1:${port}/v1/models`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("the server did not start within two minutes");
});
after(() => {
  child?.kill();
});

test("true entropies of a real server's model lie within the bounds, sampled and echoed", {
  skip,
}, async () => {
  const server = openServer({ endpoint: `http://127.0.0.1:${port}/v1`, model: gguf! });
  const prompt = "The capital of France is";
  const written = await server.sample({ prompt }, { temperature: 1, maxNewTokens: 24, top: TOP, seed: 1 });
  const alignment = await probeEcho(server, { top: TOP });
  const read = {
    prompt: "A fork in the road is",
    response: " a place where one has to decide which way to go.",
  };
  const echoed = alignedEcho(await server.echo(read.prompt + read.response, { top: TOP }), alignment);
  const texts = [
    { prompt, response: written.text, by_token: true },
    { ...read, by_token: false },
  ];
  const [ofWritten, ofRead] = trueEntropies(texts);
  assert.ok(ofRead, "the known text falls into other tokens");
  const kept = echoed.slice(echoed.length - ofRead.length);
  let compared = within(kept, ofRead);
  if (ofWritten?.length === written.tokens.length) compared += within(written.tokens, ofWritten);
  assert.ok(compared > 8, `${compared} entropies compared`);
});

/** Counts the tokens, having checked that each true entropy lies within its bounds. */
function within(tokens: readonly ServedToken[], entropies: readonly number[]): number {
  for (const [i, { text, top, cap }] of tokens.entries()) {
    const logProbs = top.map(({ logProb }) => logProb);
    const { low, high } = entropyBounds({ logProbs, cap: cap ?? undefined, vocabSize: VOCABULARY });
    assert.ok(
      low <= entropies[i] && entropies[i] <= high!,
      `"${text}": ${low} <= ${entropies[i]} <= ${high}`,
    );
  }
  return tokens.length;
}

function trueEntropies(texts: object[]): (number[] | null)[] {
  const script = projectPath(path.join("test/models/served/fixtures/true_entropies.py"));
  const output = execFileSync(python!, [script], {
    input: JSON.stringify({ gguf, texts }),
    encoding: "utf8",
    stdio: ["pipe", "pipe", "ignore"],
  });
  return JSON.parse(output.trim().split("\n").pop()!);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
