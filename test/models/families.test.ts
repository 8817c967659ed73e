// Folders of every supported kind, with the numbers that transformers computes for them (fixtures/families/make.py).
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import {
  createDecoder,
  logProbability,
  selectBackend,
  softmaxDistribution,
} from "../../src/kernels/index.js";
import { loadPolicy, loadTokenizer, type Policy } from "../../src/models/index.js";
import { scoreSequences } from "../../src/rollout/index.js";
import { BACKENDS } from "../kernels/backends.js";
import { largestDifference } from "./largest-difference.js";

const FAMILIES = "test/models/fixtures/families";
const folders = readdirSync(FAMILIES).filter((name) => !name.endsWith(".py"));
const TOLERANCE = 5e-5;

interface Scores {
  logProbs: ArrayLike<number>[];
  entropies: ArrayLike<number>[];
}
interface Expected extends Scores {
  ids: number[][];
}
const expected = (name: string): Expected =>
  JSON.parse(readFileSync(path.join(FAMILIES, name, "expected.json"), "utf8"));

function scored(policy: Pick<Policy, "config" | "weights">, ids: number[][]): Scores {
  return scoreSequences(
    policy,
    ids.map((row) => ({ prompt: row.slice(0, 1), response: row.slice(1) })),
  );
}

/** The same scores from decoding token by token after a prompt of 5. */
function decoded(policy: Policy, ids: number[][]): Scores {
  const { vocabSize } = policy.config;
  const scores: { logProbs: number[][]; entropies: number[][] } = {
    logProbs: ids.map(() => []),
    entropies: ids.map(() => []),
  };
  const decoder = createDecoder(policy.weights, policy.config, { maxLength: 20 });
  const record = (logits: Float32Array, next: number): void => {
    for (const [row, tokens] of ids.entries()) {
      const own = logits.slice(row * vocabSize, (row + 1) * vocabSize);
      const distribution = softmaxDistribution(own, 1, new Float64Array(vocabSize));
      scores.logProbs[row].push(logProbability(distribution, tokens[next]));
      scores.entropies[row].push(distribution.entropy);
    }
  };
  record(
    decoder.prefill(
      ids.map((row) => row.slice(0, 5)),
      1,
    ),
    5,
  );
  for (let t = 5; t < 19; t++) record(decoder.step(Int32Array.from(ids, (row) => row[t])), t + 1);
  decoder.dispose();
  return scores;
}

function agree(got: Scores, wanted: Scores, from: number): void {
  for (const measure of ["logProbs", "entropies"] as const)
    for (const [i, values] of got[measure].entries()) {
      const off = largestDifference(values, Array.from(wanted[measure][i]).slice(from));
      assert.ok(off < TOLERANCE, `${measure} of sequence ${i} off by ${off}`);
    }
}

for (const backend of BACKENDS) {
  for (const name of folders) {
    test(`${name} scores and decodes as in transformers on ${backend}`, async () => {
      await selectBackend({ force: backend });
      const policy = loadPolicy(path.join(FAMILIES, name));
      const wanted = expected(name);
      agree(scored(policy, wanted.ids), wanted, 0);
      agree(decoded(policy, wanted.ids), wanted, 4);
      policy.dispose();
    });
  }
}

test("the kinds of rotary scaling make a difference that the comparison would see", async () => {
  await selectBackend({ force: "wasm" });
  const scaled = folders.filter((name) => /linear|llama3|yarn/.test(name));
  assert.equal(scaled.length, 5);
  for (const name of scaled) {
    const { config, weights, dispose } = loadPolicy(path.join(FAMILIES, name));
    const { ids, logProbs } = expected(name);
    const plain = scored({ config: { ...config, ropeScaling: null }, weights }, ids);
    assert.ok(largestDifference(plain.logProbs[0], logProbs[0]) > 100 * TOLERANCE, name);
    dispose();
  }
});

test("dynamic scaling is refused beyond the length that the model was trained for", async () => {
  await selectBackend({ force: "wasm" });
  const { config, weights, dispose } = loadPolicy(path.join(FAMILIES, "llama-dynamic"));
  const long = Array.from({ length: 34 }, (_, i) => i);
  assert.throws(
    () => scored({ config, weights }, [long]),
    /"dynamic" is supported up to the 32 positions .* 33/,
  );
  dispose();
});

test("rows of the vocabulary without a token are read, shown and counted as any other", () => {
  const folder = path.join(FAMILIES, "qwen3-padded-vocabulary");
  const { vocabSize, displayToken } = loadTokenizer(folder);
  assert.deepEqual([vocabSize, loadPolicy(folder).config.vocabSize], [37, 40]);
  assert.equal(displayToken(36), "d");
  assert.equal(new Set([37, 38, 39].map((id) => displayToken(id))).size, 3);
});
