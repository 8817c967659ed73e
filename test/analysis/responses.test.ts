import assert from "node:assert/strict";
import { before, test } from "node:test";
import { problemPrompt, sampledResponses, summaryBuilder } from "../../src/analysis/index.js";
import { EOS, ROLE_NAMES, VOCAB_SIZE, VOCABULARY } from "../../src/countdown/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { createPolicy, MODEL_SIZES, type Policy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { sampleResponses } from "../../src/rollout/index.js";
import { ofResponse } from "../../src/tokens/index.js";

const problem = { numbers: [9, 5, 3], target: 14 };
const sampling = { samplesPerPrompt: 3, maxNewTokens: 12, eosId: EOS };
let policy: Policy;

before(async () => {
  await selectBackend();
  policy = createPolicy(MODEL_SIZES.S, seededRng(1));
});

test("sampled responses carry the batch's measures, and roles for problems only", async () => {
  const prompts = [[problemPrompt(problem)], [{ tokens: problemPrompt(problem).tokens }]];
  const responses = [];
  for await (const response of sampledResponses(policy, prompts, { ...sampling, rng: seededRng(3) }))
    responses.push(response);
  assert.equal(responses.length, 6);
  const { columns } = sampleResponses(
    policy,
    prompts.flat().map(({ tokens }) => tokens),
    { ...sampling, rng: seededRng(3) },
  );
  for (const [row, { tokens, entropies, logProbs, roles }] of responses.entries()) {
    assert.deepEqual(tokens, ofResponse(columns, columns.tokens, row));
    assert.deepEqual(entropies, ofResponse(columns, columns.entropies, row));
    assert.equal(logProbs.length, tokens.length);
    assert.equal(roles?.length, row < 3 ? tokens.length : undefined);
  }
});

test("a summary equals the hand count", () => {
  const builder = summaryBuilder({ vocabSize: VOCAB_SIZE, displayToken: (id) => VOCABULARY[id] });
  builder.add({
    tokens: [17, 18],
    entropies: [1, 0],
    roles: [ROLE_NAMES.indexOf("decorative"), ROLE_NAMES.indexOf("determined")],
  });
  builder.add({
    tokens: [17, 18],
    entropies: [2, 0.001],
    roles: [ROLE_NAMES.indexOf("decorative"), ROLE_NAMES.indexOf("real")],
  });
  const { responses, tokens, meanEntropy, shareBelow001, roles } = builder.summary();
  assert.deepEqual([responses, tokens, shareBelow001.estimate], [2, 4, 0.5]);
  assert.ok(Math.abs(meanEntropy.estimate - 3.001 / 4) < 1e-12);
  const decorative = roles?.find(({ role }) => role === "decorative");
  assert.ok(decorative?.tokenShare === 0.5 && Math.abs(decorative.entropyShare - 3 / 3.001) < 1e-12);
  assert.deepEqual(builder.tokenMeans(1)[0], { token: VOCABULARY[17], count: 2, meanEntropy: 1.5 });
});

test("responses to one problem are drawn together, and the same is kept of them however they came", () => {
  const alone = summaryBuilder({ vocabSize: VOCAB_SIZE, displayToken: (id) => VOCABULARY[id] });
  const paired = summaryBuilder({ vocabSize: VOCAB_SIZE, displayToken: (id) => VOCABULARY[id] });
  for (let i = 0; i < 40; i++) {
    const entropies = [i % 2, 3 * (i % 2), 0, 0.005];
    alone.add({ tokens: [17, 18, 19, 20], entropies });
    paired.add({ problem: i >> 1, tokens: [17, 18, 19, 20], entropies });
  }
  const [one, two] = [alone.summary(), paired.summary()];
  assert.deepEqual([one.problems, two.problems, one.responses, two.responses], [40, 20, 40, 40]);
  assert.deepEqual(one.histogram, two.histogram);
  assert.equal(
    one.histogram.counts.reduce((sum, count) => sum + count, 0),
    160,
  );
  assert.equal(one.histogram.counts.length, 76); // up to 3 nats
  for (const key of ["meanEntropy", "topFifthEntropy", "shareAbovePaper", "median"] as const)
    assert.equal(one[key].estimate, two[key].estimate, key);
  // a high and a low response together are all alike: nothing is left to vary but rounding
  const width = ({ low, high }: { low: number; high: number }): number => high - low;
  assert.ok(width(two.meanEntropy) < 1e-9 && width(one.meanEntropy) > 0.2);
  assert.ok(Math.abs(one.shareAbovePaper.estimate - 0.25) < 1e-12);
  assert.ok(Math.abs(one.topFifthEntropy.estimate - (20 * 3 + 12 * 1) / 80.2) < 0.001);
});
