import assert from "node:assert/strict";
import { before, test } from "node:test";
import { selectBackend, tf } from "../../src/kernels/index.js";
import { hiddenStates, loadPolicy, type Policy, projectToVocabulary } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import {
  type SampledResponses,
  type SampleOptions,
  sampleResponses,
  scoreSequences,
  sequencesOf,
  twoTemperatures,
} from "../../src/rollout/index.js";
import { ofResponse, responseCount } from "../../src/tokens/index.js";
import { BACKENDS } from "../kernels/backends.js";
import { largestDifference } from "../models/largest-difference.js";

let policy: Policy; // 11 tokens
before(async () => {
  await selectBackend({ force: "wasm" });
  policy = loadPolicy("test/models/fixtures/qwen3");
});

const EOS = 3;
const PROMPTS = [[1, 2, 4, 5], [6], [7, 8, 9]];
const sample = (options: Partial<SampleOptions> = {}, prompts = PROMPTS): SampledResponses =>
  sampleResponses(policy, prompts, { maxNewTokens: 9, rng: seededRng(1), eosId: EOS, ...options });
const rows = ({ columns }: SampledResponses): number[][] =>
  Array.from({ length: responseCount(columns) }, (_, r) => [...ofResponse(columns, columns.tokens, r)]);

/** Probabilities of the next token, from the full forward pass. */
const nextProbabilities = (tokens: number[]): Float32Array =>
  tf.tidy(() => {
    const layout = { batch: 1, length: tokens.length };
    const logits = projectToVocabulary(policy, hiddenStates(policy, tf.tensor1d(tokens, "int32"), layout));
    return tf.softmax(logits).dataSync().slice(-11) as Float32Array;
  });

test("columns have the announced layout", () => {
  const { prompts, columns, finished } = sample({ samplesPerPrompt: 20 });
  assert.equal(responseCount(columns), 60);
  assert.deepEqual(
    [...columns.prompts],
    [0, 1, 2].flatMap((prompt) => new Array(20).fill(prompt)),
  );
  assert.deepEqual(
    prompts.map((prompt) => [...prompt]),
    PROMPTS,
  );
  for (let r = 0; r < 60; r++) {
    const tokens = [...ofResponse(columns, columns.tokens, r)];
    assert.equal(finished[r], Number(tokens.at(-1) === EOS));
    assert.equal(tokens.indexOf(EOS), finished[r] ? tokens.length - 1 : -1);
    assert.ok(finished[r] || tokens.length === 9);
    assert.ok(ofResponse(columns, columns.responses, r).every((response) => response === r));
  }
  assert.ok(finished.includes(0) && finished.includes(1));
  const count = columns.tokens.length;
  assert.ok(count < 60 * 9 && columns.starts[60] === count);
  assert.deepEqual([columns.logProbs.length, columns.entropies.length], [count, count]);
});

for (const backend of BACKENDS) {
  test(`recorded log-probabilities and entropies equal teacher forcing's on ${backend}`, async () => {
    await selectBackend({ force: backend });
    const local = loadPolicy("test/models/fixtures/qwen3");
    const before = tf.memory().numTensors;
    for (const options of [{}, { temperature: 0.6 }, { greedy: true }, { batchRows: 5 }]) {
      const batch = sampleResponses(local, PROMPTS, {
        ...{ samplesPerPrompt: 6, maxNewTokens: 9, rng: seededRng(2), eosId: EOS },
        ...options,
      });
      const scores = scoreSequences(local, sequencesOf(batch), options);
      assert.ok(
        largestDifference(
          batch.columns.logProbs,
          scores.logProbs.flatMap((x) => [...x]),
        ) < 1e-5,
      );
      assert.ok(
        largestDifference(
          batch.columns.entropies,
          scores.entropies.flatMap((x) => [...x]),
        ) < 1e-5,
      );
    }
    assert.equal(tf.memory().numTensors, before);
    local.dispose();
    await selectBackend({ force: "wasm" });
  });
}

test("pairs of tokens come as often as their exact probabilities say", () => {
  const prompt = [1, 2, 4];
  const count = 10_000;
  const batch = sample({ samplesPerPrompt: count, maxNewTokens: 2, batchRows: 2500, eosId: -1 }, [prompt]);
  const seen = new Float64Array(121);
  for (const [first, second] of rows(batch)) seen[11 * first + second]++;
  const expected = [...nextProbabilities(prompt)].flatMap((p, first) =>
    [...nextProbabilities([...prompt, first])].map((q) => count * p * q),
  );
  // Pearson's statistic; rare pairs share one cell. Its mean is the number of cells - 1, its variance twice that.
  const cells = [...expected.keys()].filter((i) => expected[i] >= 5);
  const rare = { seen: count, expected: count };
  let statistic = 0;
  for (const i of cells) {
    statistic += (seen[i] - expected[i]) ** 2 / expected[i];
    rare.seen -= seen[i];
    rare.expected -= expected[i];
  }
  if (rare.expected > 1) statistic += (rare.seen - rare.expected) ** 2 / rare.expected;
  assert.ok(cells.length > 40, `${cells.length} cells`);
  assert.ok(
    Math.abs(statistic - cells.length) < 4 * Math.sqrt(2 * cells.length),
    `${statistic} on ${cells.length} cells`,
  );
});

test("a row's text does not depend on how rows are batched", () => {
  const whole = rows(sample({ samplesPerPrompt: 7 }));
  for (const batchRows of [1, 3, 7, 16])
    assert.deepEqual(rows(sample({ samplesPerPrompt: 7, batchRows })), whole);
});

test("the seed decides the samples, and a second call gives others", () => {
  const rng = seededRng(4);
  const [first, second] = [
    rows(sample({ rng, samplesPerPrompt: 5 })),
    rows(sample({ rng, samplesPerPrompt: 5 })),
  ];
  assert.notDeepEqual(first, second);
  assert.deepEqual(rows(sample({ rng: seededRng(4), samplesPerPrompt: 5 })), first);
  assert.equal(new Set(first.map(String)).size > 10, true);
});

test("greedy takes the most likely token each time", () => {
  const [text] = rows(sample({ greedy: true, eosId: -1 }, [[1, 2]]));
  const tokens = [1, 2];
  for (const token of text) {
    const probabilities = nextProbabilities(tokens);
    assert.equal(probabilities[token], Math.max(...probabilities));
    tokens.push(token);
  }
});

test("a temperature rule sees the response so far and its entropy at temperature 1", () => {
  const states: { group: number; response: number[]; entropy: number }[] = [];
  const batch = sample({
    temperature: ({ group, response, entropy }) => {
      states.push({ group, response: [...response], entropy });
      return response.length % 2 === 0 ? 0.5 : 2;
    },
  });
  const sequences = sequencesOf(batch);
  const scores = [0.5, 2, 1].map((temperature) => scoreSequences(policy, sequences, { temperature }));
  for (const { group, response, entropy } of states)
    assert.ok(Math.abs(entropy - scores[2].entropies[group][response.length]) < 1e-5);
  for (const [row, text] of rows(batch).entries()) {
    const steps = states.filter(({ group }) => group === row);
    assert.deepEqual(
      steps.map(({ response }) => response),
      text.map((_, t) => text.slice(0, t)),
    );
    for (const [t, logProb] of ofResponse(batch.columns, batch.columns.logProbs, row).entries())
      assert.ok(Math.abs(logProb - scores[t % 2].logProbs[row][t]) < 1e-5);
  }
});

test("two temperatures: high only where the entropy exceeds the threshold", () => {
  const rule = twoTemperatures({ threshold: 0.672, high: 1.5, low: 0.5 });
  const at = (entropy: number): number => rule({ group: 0, response: new Int32Array(0), entropy });
  assert.deepEqual([0, 0.672, 0.6721, 2].map(at), [0.5, 0.5, 1.5, 1.5]);
  const low = { ...{ maxNewTokens: 4, samplesPerPrompt: 4 }, temperature: 0.5 };
  const never = twoTemperatures({ threshold: 100, high: 9, low: 0.5 });
  assert.deepEqual(rows(sample({ ...low, temperature: never })), rows(sample(low)));
  assert.throws(() => twoTemperatures({ threshold: 1, high: 0, low: 1 }), /high > 0 .* received 1, 0 and 1/);
});

test("progress counts tokens and complete responses up to the end", () => {
  const reports: { tokens: number; complete: number; count: number }[] = [];
  const batch = sample({
    samplesPerPrompt: 4,
    batchRows: 4,
    onProgress: (progress) => reports.push(progress),
  });
  const total = batch.columns.tokens.length;
  assert.deepEqual(reports.at(-1), { tokens: total, complete: 12, count: 12 });
  assert.ok(reports.every(({ tokens }, i) => i === 0 || tokens > reports[i - 1].tokens));
});

test("a response ends at any of several end tokens, and holds none before its last", () => {
  const ends = [EOS, 5, 7];
  const batch = sample({ eosId: ends, samplesPerPrompt: 8 });
  for (const [row, tokens] of rows(batch).entries()) {
    assert.equal(batch.finished[row], Number(ends.includes(tokens.at(-1)!)));
    assert.ok(tokens.slice(0, -1).every((token) => !ends.includes(token)));
  }
  const last = new Set(rows(batch).map((tokens) => tokens.at(-1)));
  assert.ok(
    ends.every((token) => last.has(token)),
    "each of them ends a response here",
  );
});

test("no prompts give an empty batch", () => {
  assert.equal(responseCount(sample({}, []).columns), 0);
});

test("once its signal is aborted, sampling throws the signal's reason", () => {
  const controller = new AbortController();
  const stopAfterTwo = {
    signal: controller.signal,
    onProgress: () => ++calls === 2 && controller.abort("enough"),
  };
  let calls = 0;
  assert.throws(
    () => sample(stopAfterTwo),
    (reason) => reason === "enough",
  );
  assert.equal(calls, 2);
});

test("bad prompts and options are refused with what was received", () => {
  assert.throws(() => sample({}, [[1], []]), /prompt 1 is empty/);
  assert.throws(() => sample({}, [[1, 11]]), /prompt 0 holds token 11; the policy's tokens are 0 to 10/);
  assert.throws(() => sample({ maxNewTokens: 0 }), /maxNewTokens must be a whole number >= 1, received 0/);
  assert.throws(() => sample({ samplesPerPrompt: 1.5 }), /samplesPerPrompt .* received 1.5/);
  assert.throws(() => sample({ temperature: 0 }), /temperature must be a number > 0, received 0/);
  assert.throws(() => sample({ temperature: () => Number.NaN }), /received NaN/);
});
