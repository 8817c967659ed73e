import assert from "node:assert/strict";
import { before, test } from "node:test";
import { countdownTask, decodeTokens, VOCABULARY, verify } from "../../src/countdown/index.js";
import { responseAt } from "../../src/explorer/explored-run.js";
import { recordBranches, recordRun } from "../../src/explorer/index.js";
import { projectPath } from "../../src/files/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { loadPolicy, loadTokenizer, type Policy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";
import { scoreSequences } from "../../src/rollout/index.js";

const task = countdownTask();
const problems = task.problems("test").slice(0, 2);
const folder = projectPath("data/models/M");
let policy: Policy;
before(async () => {
  await selectBackend();
  policy = loadPolicy(folder);
});

function record() {
  return recordRun(policy, {
    ...{ name: "M", about: "a test", task, problems, samplesPerPrompt: 2, forkRoles: ["real"] },
    promptText: (problem) => decodeTokens(task.prompt(problem) as ArrayLike<number>),
    tokenizer: loadTokenizer(folder),
    rng: seededRng(0),
  });
}

test("responses are recorded with their true entropies, roles and distributions", () => {
  const { responses, texts, prompts } = record();
  assert.deepEqual(
    responses.map(({ prompt }) => prompt),
    [0, 0, 1, 1],
  );
  assert.equal(texts[VOCABULARY.indexOf("wait")], "wait");
  for (const { prompt, tokens, entropies, roles, reward, top } of responses) {
    const [wanted] = scoreSequences(policy, [
      { prompt: task.prompt(problems[prompt]) as number[], response: tokens },
    ]).entropies;
    for (const [t, entropy] of entropies.entries()) assert.ok(Math.abs(entropy! - wanted[t]) < 1e-3);
    const verdict = verify(problems[prompt], tokens);
    assert.deepEqual([roles, reward], [Array.from(verdict.roles), verdict.reward]);
    for (const [t, pairs] of top!.entries()) {
      const probabilities = pairs.filter((_, i) => i % 2 === 1);
      const sum = probabilities.reduce((a, b) => a + b, 0);
      assert.ok(sum > 0.9 && sum < 1.002, `token ${t}: ${sum}`);
      assert.deepEqual(
        probabilities,
        [...probabilities].sort((a, b) => b - a),
      );
    }
  }
  assert.match(prompts[0], /^\d+ \d+ \d+ : \d+ >$/);
});

test("a branch tells how often each other token led to a right answer, and where one of them went", () => {
  const run = recordBranches(policy, record(), {
    ...{
      task,
      problems,
      tokenizer: loadTokenizer(folder),
      rng: seededRng(2),
      responses: [0],
      forks: 4,
      samples: 6,
    },
  });
  assert.equal(run.branches.length, 4);
  for (const { response, at, options } of run.branches) {
    const parent = responseAt(run, response);
    assert.equal(run.roleNames[parent.roles![at]], "real");
    assert.ok(options.length > 1);
    for (const { token, successes, samples, response: place } of options) {
      assert.ok(samples === 6 && successes >= 0 && successes <= 6);
      const went = responseAt(run, place);
      assert.deepEqual(went.tokens.slice(0, at), parent.tokens.slice(0, at));
      assert.equal(went.tokens[at], token);
      assert.equal(went.reward, verify(problems[0], went.tokens).reward);
    }
  }
  assert.throws(
    () =>
      recordBranches(
        policy,
        { ...run, forkRoles: [] },
        { task, problems, tokenizer: loadTokenizer(folder), rng: seededRng(2), responses: [0] },
      ),
    /the run "M" knows no forks/,
  );
});
