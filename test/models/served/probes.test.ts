import assert from "node:assert/strict";
import { test } from "node:test";
import {
  alignedEcho,
  openServer,
  probeEcho,
  type Server,
  shownTemperature,
} from "../../../src/models/index.js";
import { localServer } from "./local-server.js";
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
