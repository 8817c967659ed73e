import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { BACKEND_NAMES, selectBackend, tf } from "../../src/kernels/index.js";

test("a forced backend is taken, and computes", async () => {
  for (const name of ["cpu", "wasm"]) {
    const choice = await selectBackend({ force: name });
    assert.equal(choice.name, name);
    assert.equal(tf.getBackend(), name);
    assert.match(choice.line, new RegExp(name));
  }
});

test("an unknown backend is an error that names the valid ones", async () => {
  await assert.rejects(selectBackend({ force: "tpu" }), (error: Error) => {
    assert.match(error.message, /"tpu"/);
    for (const name of BACKEND_NAMES) assert.ok(error.message.includes(name));
    return true;
  });
});

test("the stand-in under the name @tensorflow/tfjs-node is not taken for native TensorFlow", async () => {
  await assert.rejects(selectBackend({ force: "node" }), /"node".*not installed/);
});

const run = (environment: Record<string, string>) =>
  spawnSync(
    process.execPath,
    ["-e", `require("forking-tokens").kernels.selectBackend().then(({ line }) => console.log(line))`],
    { env: { ...process.env, ...environment }, encoding: "utf8" },
  );

test("without force the best working one is taken and each better one explained, in one line", () => {
  const { stdout, stderr, status } = run({ FORKING_TOKENS_BACKEND: "" });
  assert.equal(status, 0);
  assert.equal(stderr, "");
  const [line, ...rest] = stdout.trimEnd().split("\n");
  assert.deepEqual(rest, []);
  const taken = BACKEND_NAMES.findIndex((name) => line!.startsWith(`backend: ${name}`));
  assert.ok(taken >= 0, line);
  for (const better of BACKEND_NAMES.slice(0, taken)) assert.ok(line!.includes(`${better} `), line);
});

test("FORKING_TOKENS_BACKEND forces a backend", () => {
  assert.match(run({ FORKING_TOKENS_BACKEND: "cpu" }).stdout, /^backend: cpu/);
  assert.match(run({ FORKING_TOKENS_BACKEND: "gpu" }).stderr, /"gpu" is unknown/);
});
