import assert from "node:assert/strict";
import { test } from "node:test";
import {
  alignedEcho,
  openServer,
  probeEcho,
  type Server,
  shownTemperature,
  untruncatedSampling,
} from "../../../src/models/index.js";
import { ANSWER, events, json, localServer } from "./local-server.js";
import { type ToyOptions, toyDistribution, toyServer } from "./toy-server.js";

async function withToy<T>(options: ToyOptions, use: (server: Server) => Promise<T>): Promise<T> {
  const local = await localServer(toyServer(options));
  try {
    return await use(openServer({ endpoint: local.endpoint, model: "toy", retries: 0 }));
  } finally {
    local.close();
  }
}

test("an echo is believed where it agrees with what the server wrote, and shifted where it is one place early", async () => {
  assert.equal(await withToy({}, (server) => probeEcho(server, { top: 5 })), "at the token");
  assert.equal(
    await withToy({ echo: "early" }, (server) => probeEcho(server, { top: 5 })),
    "one place early",
  );
  await assert.rejects(
    withToy({ echo: "wrong" }, (server) => probeEcho(server, { top: 5 })),
    /differ from those of the same text when written, by .* nats/,
  );
});

test("shifted back, every token stands at its own distribution", async () => {
  const text = "Once w1 w2 w3 w4";
  for (const [echo, alignment] of [
    ["right", "at the token"],
    ["early", "one place early"],
  ] as const) {
    const tokens = alignedEcho(await withToy({ echo }, (server) => server.echo(text, { top: 5 })), alignment);
    assert.equal(tokens.map((token) => token.text).join(""), text);
    const known = tokens.slice(2);
    for (const [i, { top }] of known.entries()) {
      const prefix = tokens
        .slice(0, i + 2)
        .map((token) => token.text)
        .join("");
      const likeliest = Math.max(...toyDistribution(prefix));
      assert.ok(Math.abs(top[0].logProb - Math.log(likeliest)) < 1e-5);
    }
  }
});

test("the temperature of what a server shows is found out", async () => {
  const shown = (options: ToyOptions, temperature: number) =>
    withToy(options, (server) => shownTemperature(server, { prompt: "x" }, { temperature, top: 5 }));
  assert.equal(await shown({}, 0.5), 1);
  assert.equal(await shown({ showsTempered: true }, 0.5), 0.5);
  assert.equal(await shown({ showsTempered: true }, 1), 1);
});

/** Asks a server that refuses requests so for the fields of the whole distribution. */
async function untruncated(
  refusal: (body: Record<string, unknown>) => { status: number; message: string } | undefined,
  { extra, parts = ANSWER }: { extra?: Record<string, unknown>; parts?: object[] } = {},
) {
  const local = await localServer((out, { body }) => {
    const refused = refusal(body);
    if (refused) json(out, { error: { message: refused.message } }, refused.status);
    else events(out, parts);
  });
  const server = openServer({ endpoint: local.endpoint, model: "m", retries: 0 });
  const found = await untruncatedSampling(server, { prompt: "x" }, { top: 2, extra }).catch(
    (error: Error) => error,
  );
  local.close();
  return { found, received: local.received };
}

test("a server is asked for text from the whole distribution, and the caller's fields win", async () => {
  const { found, received } = await untruncated(() => undefined);
  const fields = { top_k: -1, min_p: 0, repetition_penalty: 1, repeat_penalty: 1 };
  assert.deepEqual(found, { fields });
  assert.equal(received.length, 1);
  const { top_k, min_p, max_tokens } = received[0].body;
  assert.deepEqual([top_k, min_p, max_tokens], [-1, 0, 1]);
  const own = await untruncated(() => undefined, { extra: { top_k: 7, seed: 1 } });
  assert.deepEqual(own.found, { fields: { ...fields, top_k: 7, seed: 1 } });
});

test("a server that refuses fields one by one is asked without them, and the doubt is told", async () => {
  const strict = await untruncated((body) => {
    const unknown = ["top_k", "min_p", "repetition_penalty", "repeat_penalty"].find((name) => name in body);
    return unknown
      ? { status: 400, message: `Unrecognized request argument supplied: ${unknown}` }
      : undefined;
  });
  assert.deepEqual("fields" in strict.found && strict.found.fields, {});
  assert.match("doubt" in strict.found ? `${strict.found.doubt}` : "", /takes no top_k and no min_p/);
});

test("a server that refuses -1 is asked with 0", async () => {
  const { found } = await untruncated(({ top_k }) =>
    top_k === -1 ? { status: 500, message: "top_k: Input should be greater than or equal to 0" } : undefined,
  );
  assert.deepEqual("fields" in found && found.fields.top_k, 0);
  assert.ok(!("doubt" in found));
});

test("Ollama, which passes over the fields, is told of; another failure is thrown", async () => {
  const parts = ANSWER.map((part) => ({ ...part, system_fingerprint: "fp_ollama" }));
  const { found } = await untruncated(() => undefined, { parts });
  assert.match("doubt" in found ? `${found.doubt}` : "", /Ollama passes over top_k/);
  const { found: error } = await untruncated(() => ({ status: 404, message: "no such model" }));
  assert.match((error as Error).message, /status 404.*no such model/);
  const { found: own } = await untruncated(() => ({ status: 400, message: "top_n is unknown" }), {
    extra: { top_n: 3 },
  });
  assert.match((own as Error).message, /top_n is unknown/);
});
