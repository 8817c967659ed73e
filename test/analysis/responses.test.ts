import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
  choiceShares,
  problemPrompt,
  sampledResponses,
  splitDecoding,
  summaryBuilder,
} from "../../src/analysis/index.js";
import { countdownTask, EOS, ROLE_NAMES, VOCAB_SIZE, VOCABULARY } from "../../src/countdown/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { createPolicy, loadTokenizer, MODEL_SIZES, type Policy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { sampleResponses, verifiedRollouts } from "../../src/rollout/index.js";
import type { Task } from "../../src/task/index.js";
import { ofResponse } from "../../src/tokens/index.js";

const problem = { numbers: [9, 5, 3], target: 14 };
const sampling = { samplesPerPrompt: 3, maxNewTokens: 12, eosId: EOS };
const limits = { longest: 64, tokenizer: loadTokenizer("data/models/S") };
let policy: Policy;

before(async () => {
  await selectBackend();
  policy = createPolicy(MODEL_SIZES.S, seededRng(1));
});

test("sampled responses carry the batch's measures, and roles for problems only", async () => {
  const { tokens } = problemPrompt(countdownTask(), problem, limits);
  const prompts = [[{ tokens, problem }], [{ tokens }]];
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

/** Says the larger of its numbers; the first token is a fork, by construction. */
const larger: Task<number[]> = {
  ...{ name: "larger", parameters: {}, maxResponseTokens: 2, eosId: EOS, roles: ["determined", "real"] },
  problems: () => [[3, 4]],
  prompt: (numbers) => numbers,
  verify: (_, { tokens }) => ({
    ...{ reward: 1, outcome: "right", valid: true },
    roles: Uint8Array.from(tokens, (_, t) => (t === 0 ? 1 : 0)),
  }),
};

test("a task of one's own has its own roles in what is measured", async () => {
  const prompts = [[problemPrompt(larger, [3, 4], limits)]];
  const builder = summaryBuilder(
    { vocabSize: VOCAB_SIZE, displayToken: (id) => VOCABULARY[id] },
    { roleNames: larger.roles },
  );
  const options = { task: larger, maxNewTokens: 2, eosId: -1, rng: seededRng(1) };
  for await (const response of sampledResponses(policy, prompts, options)) {
    assert.deepEqual([...response.roles!], [1, 0]);
    builder.add(response);
  }
  const { roles } = builder.summary();
  assert.deepEqual(
    roles?.map(({ role, tokens }) => [role, tokens]),
    [
      ["determined", 1],
      ["real", 1],
    ],
  );
});

test("two temperatures and shares of choices work through the task, and say what it lacks", () => {
  const temperatures = { high: 1e3, low: 1e-6, threshold: "real forks" as const, samples: 1 };
  const problems = [[3, 4]];
  const asked = { task: larger, ...temperatures };
  assert.throws(() => splitDecoding(policy, problems, asked), /"real forks" wants .* "larger" lacks them/);
  const seen: number[] = [];
  const knowing: Task = {
    ...larger,
    nextRole: (_, response) => {
      seen.push(response.length);
      return response.length === 0 ? 1 : 0;
    },
  } as Task;
  assert.deepEqual([...splitDecoding(policy, problems, { ...asked, task: knowing }).accuracy], [1]);
  assert.equal(seen[0], 0);

  const rollouts = verifiedRollouts(policy, problems, {
    ...{ task: larger, maxNewTokens: 2, rng: seededRng(1) },
  });
  assert.throws(() => choiceShares(rollouts, { task: larger }), /"larger" has no choices/);
  const choices = {
    names: ["which"],
    at: (_: ArrayLike<number>, roles: ArrayLike<number>, t: number) => (roles[t] === 1 ? "which" : null),
  };
  const [share] = choiceShares(rollouts, { task: { ...larger, choices } as Task, rho: 1 });
  assert.equal(share.count, 1);
  assert.equal(share.ofMask, 1 / rollouts.columns.tokens.length);
});
