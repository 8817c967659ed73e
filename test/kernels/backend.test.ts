import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { projectPath } from "../../src/files/index.js";
import { BACKEND_NAMES } from "../../src/kernels/backend.js";
import { selectBackend, tf } from "../../src/kernels/index.js";
import { BACKENDS, NATIVE_LOADS } from "./backends.js";

test("a forced backend is taken, and computes", async () => {
  for (const name of BACKENDS) {
    const choice = await selectBackend({ force: name });
    assert.equal(choice.name, name);
    assert.equal(tf.getBackend(), name === "node" ? "tensorflow" : name);
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

test("the stand-in under the name @tensorflow/tfjs-node is not taken for native TensorFlow", {
  skip: NATIVE_LOADS && "the package itself is installed",
}, async () => {
  await assert.rejects(selectBackend({ force: "node" }), /"node".*not installed/);
});

test("where native TensorFlow is the faster one it is tried before WebAssembly", {
  skip: NATIVE_LOADS && "the package itself is installed",
}, () => {
  const script = `const { selectBackend } = require("forking-tokens").kernels;
    selectBackend({ nativeFirst: process.env.FIRST === "yes" }).then(({ line }) => console.log(line));`;
  const lineWith = (FIRST: string): string =>
    spawnSync(process.execPath, ["-e", script], {
      env: { ...process.env, FORKING_TOKENS_BACKEND: "", FIRST },
      encoding: "utf8",
    }).stdout.trimEnd();
  assert.match(lineWith("yes"), /^backend: wasm \(node-gpu .*; node not installed\)$/);
  assert.doesNotMatch(lineWith("no"), /; node /);
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

/** Stands for a native package: tfjs's cpu backend under the name of TensorFlow's. */
const NATIVE = `
const tf = require(process.env.TFJS);
const { MathBackendCPU } = require(process.env.TFJS_CPU);
for (const kernel of tf.getKernelsForBackend("cpu")) tf.registerKernel({ ...kernel, backendName: "tensorflow" });
const isUsingGpuDevice = process.env.GPU === "yes";
tf.registerBackend("tensorflow", () => Object.assign(new MathBackendCPU(), { isUsingGpuDevice }), 3);
`;
const SELECT = `
const { selectBackend, tf } = require("forking-tokens").kernels;
selectBackend().then(({ line }) => console.log(line + ", " + (tf.findBackendFactory("tensorflow") ? "kept" : "gone")));
`;

test("native TensorFlow is preferred with a GPU alone, and leaves nothing behind without one", () => {
  const modules = mkdtempSync(path.join(tmpdir(), "native-"));
  const folder = path.join(modules, "@tensorflow/tfjs-node-gpu");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "index.js"), NATIVE);
  const select = (GPU: string): string =>
    spawnSync(process.execPath, ["-e", SELECT], {
      env: {
        ...process.env,
        ...{ FORKING_TOKENS_BACKEND: "", NODE_PATH: modules, GPU },
        TFJS: projectPath("node_modules/@tensorflow/tfjs-core"),
        TFJS_CPU: projectPath("node_modules/@tensorflow/tfjs-backend-cpu"),
      },
      encoding: "utf8",
    }).stdout.trimEnd();
  assert.equal(select("no"), "backend: wasm (node-gpu finds no GPU), gone");
  assert.equal(select("yes"), "backend: node-gpu, kept");
  rmSync(modules, { recursive: true });
});
