import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { roundingShift } from "../../src/analysis/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { createPolicy, loadTokenizer, openModel, savePolicy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { sampleResponses, scoreSequences } from "../../src/rollout/index.js";

const root = mkdtempSync(path.join(tmpdir(), "rounding-"));
const folder = path.join(root, "S");
before(async () => {
  await selectBackend();
  savePolicy(createPolicy("S", seededRng(1)), folder);
});
after(() => rmSync(root, { recursive: true }));

test("weights as they are stored shift nothing but the last digits", () => {
  const { tokens, largest } = roundingShift(
    folder,
    loadTokenizer(folder),
    { dtype: "stored" },
    { tokens: 12 },
  );
  assert.equal(tokens, 12);
  assert.ok(largest < 1e-5, `${largest}`);
});

test("the shift is the entropy with int8 less that without, on a text sampled without", () => {
  const tokenizer = loadTokenizer(folder);
  const shift = roundingShift(folder, tokenizer, { dtype: "int8" }, { tokens: 12 });
  const model = openModel(folder, { rows: 1, maxLength: 13 });
  const { columns } = sampleResponses(model, [[tokenizer.eosId]], {
    ...{ maxNewTokens: 12, eosId: [], rng: seededRng(0) },
  });
  model.dispose();
  const rounded = openModel(folder, { dtype: "int8", rows: 1, maxLength: 13 });
  const text = [{ prompt: [tokenizer.eosId], response: columns.tokens }];
  const [entropies] = scoreSequences(rounded, text).entropies;
  rounded.dispose();
  let [sum, size, largest] = [0, 0, 0];
  for (let t = 0; t < 12; t++) {
    const difference = entropies[t] - columns.entropies[t];
    sum += difference;
    size += Math.abs(difference);
    largest = Math.max(largest, Math.abs(difference));
  }
  assert.ok(largest > 1e-5);
  assert.deepEqual(shift, { tokens: 12, mean: sum / 12, meanSize: size / 12, largest });
});

test("measure --dtype int8 prints it before it measures, and float16 keys and values likewise", () => {
  const { mean, meanSize, largest } = roundingShift(folder, loadTokenizer(folder), { dtype: "int8" });
  const args = ["--dtype", "int8", "--keys-and-values", "float16", "--limit", "1", "--samples", "1"];
  const { status, stderr } = spawnSync(
    process.execPath,
    ["dist/src/cli/measure.js", folder, ...args, "--out", path.join(root, "out")],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, stderr);
  const [line, halves] = stderr.split("\n").filter((line) => / entropies shift by /.test(line));
  assert.equal(
    line,
    `int8: over 64 tokens entropies shift by ${mean.toFixed(4)} nats on average, by ${meanSize.toFixed(4)} in size, ` +
      `${largest.toFixed(4)} at most, against the weights as stored: what eight bits with a scale for 64 weights lose`,
  );
  assert.match(
    halves,
    /^float16: over 64 tokens entropies shift by .* at most, against keys and values in float32$/,
  );
});
