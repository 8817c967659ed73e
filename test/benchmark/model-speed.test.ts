import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { findTorchPython, openHere, openInPyTorch } from "../../src/benchmark/index.js";
import { flopsAToken } from "../../src/benchmark/model-speed.js";
import { readModelConfig } from "../../src/models/index.js";

const FOLDER = "test/models/fixtures/families/qwen3-tied";

test("the operations of a token are those of its products with the weights, and of attention", () => {
  const config = {
    ...readModelConfig(FOLDER),
    ...{ layers: 2, hiddenSize: 8, heads: 2, kvHeads: 1, headDim: 4, feedForward: 16, vocabSize: 10 },
  };
  const [queries, keysAndValues, output, feedForward] = [8 * 8, 2 * 8 * 4, 8 * 8, 3 * 8 * 16];
  const attention = 2 * 8 * 128.5; // scores and mixture over 128.5 tokens on average
  assert.equal(
    flopsAToken(config),
    2 * (2 * (queries + keysAndValues + output + feedForward + attention) + 8 * 10),
  );
});

test("a model in a process of its own tells what its tokens cost and what it held", async () => {
  const opened = await openHere(FOLDER);
  const { score, oneRow, manyRows } = await opened.round();
  for (const cost of [score, oneRow, manyRows]) assert.ok(cost >= 0 && Number.isFinite(cost));
  assert.ok((await opened.close()) > 20);
  opened.end();
});

const python = findTorchPython();
const wanting = python && spawnSync(python, ["-c", "import gguf, transformers"]).status === 0;

test("PyTorch opens a GGUF file too", {
  skip: !wanting && "no python3 with torch, transformers and gguf",
}, async () => {
  const opened = await openInPyTorch(python!, "test/models/gguf/fixtures/llama.gguf");
  assert.ok(opened, "it did not open the file");
  const { score } = await opened.round();
  assert.ok(score >= 0 && Number.isFinite(score));
  await opened.close();
});

test("a model whose process is ended answers no more, and does not let wait", async () => {
  const opened = await openHere(FOLDER);
  const round = opened.round();
  opened.end();
  await assert.rejects(round, /ended before it answered/);
});

test("the command ends when a process that it compares with dies", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "dying-python-"));
  // It has torch, says that it has loaded the model, and is gone.
  writeFileSync(path.join(folder, "python3"), '#!/bin/sh\n[ "$1" = -c ] || echo \'{"load": 1}\'\n', {
    mode: 0o755,
  });
  const args = ["dist/src/cli/bench.js", "--model", FOLDER, "--rounds", "1"];
  const env = { ...process.env, PATH: `${folder}${path.delimiter}${process.env.PATH}` };
  const { status, stderr, error } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env,
    timeout: 240_000,
  });
  rmSync(folder, { recursive: true });
  assert.equal(error, undefined, `${error}`);
  assert.equal(status, 1);
  assert.match(stderr, /the process that opened .* ended before it answered/);
});
