import assert from "node:assert/strict";
import { before, test } from "node:test";
import { selectBackend } from "../../src/kernels/index.js";
import type { TaskResponse } from "../../src/task/index.js";
import type { TokenRule } from "../../src/token-rules/index.js";
import { type Critic, createCritic, rlvrConfig, rlvrOptimizer, rlvrStep } from "../../src/training/index.js";
import { tinyPolicy } from "./tiny-policy.js";

before(() => selectBackend());

const config = rlvrConfig({
  base: "unused",
  arm: "all",
  advantage: "td",
  prompts: 3,
  samples: 3,
  maxNewTokens: 10,
  tokenCost: 0.01,
  miniBatches: 1,
  criticWarmup: 1,
});

test("a critic judges a batch before it is fitted to it, with the rewards that the batch earned", () => {
  const policy = tinyPolicy();
  const calls: string[] = [];
  const constant: Critic = {
    ...createCritic(policy, config),
    values: (responses) => {
      calls.push(`values of ${responses.length}`);
      return responses.map(({ response }) => ({
        v: new Float32Array(response.length),
        q: new Float32Array(response.length).fill(0.5),
      }));
    },
    fit: (responses, rewards) => {
      calls.push(`fit to ${responses.length}`);
      for (let row = 0; row < rewards.length; row++)
        assert.ok(Math.abs(rewards[row] + 0.01 * responses[row].response.length) < 1e-9);
    },
  };
  const { loss, ...metrics } = rlvrStep(
    policy,
    rlvrOptimizer(policy, config),
    { ...config, advantage: "q" },
    1,
    { critic: constant },
  );
  assert.deepEqual(calls, ["values of 9", "fit to 9"]);
  // on the policy that sampled, the loss reads minus the mean advantage, and all groups are kept
  assert.ok(Math.abs(loss + 0.5) < 1e-5, `${loss}`);
  assert.ok("explainedByV" in metrics && "explainedByQ" in metrics);
});

test("while the critic warms up the policy stands still", () => {
  const policy = tinyPolicy();
  const weights = () => policy.variables().map((variable) => Array.from(variable.dataSync()));
  const [adam, critic, start] = [rlvrOptimizer(policy, config), createCritic(policy, config), weights()];
  const warming = rlvrStep(policy, adam, config, 0, { critic });
  assert.equal(warming.keptFraction, 0);
  assert.deepEqual(weights(), start);
  const trained = rlvrStep(policy, adam, config, 1, { critic });
  assert.equal(trained.keptFraction, 1);
  assert.notDeepEqual(weights(), start);
});

test("a rule's own normalizer takes the place of the run's", () => {
  const half: TokenRule = {
    ...{ name: "half", label: "half", parameters: {} },
    weights: ({ tokens }) => Array.from(tokens, (_, t) => t % 2),
  };
  const lossOf = (rule: TokenRule, normalizer: "selected" | "all") => {
    const policy = tinyPolicy();
    const run = { ...config, advantage: "total", normalizer } as const;
    const reward = (_: unknown, { tokens }: TaskResponse) => tokens[0] % 3;
    return rlvrStep(policy, rlvrOptimizer(policy, run), run, 1, { rule, reward }).loss;
  };
  assert.equal(lossOf({ ...half, normalizer: "all" }, "selected"), lossOf(half, "all"));
  assert.notEqual(lossOf(half, "selected"), lossOf(half, "all"));
});
