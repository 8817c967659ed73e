import assert from "node:assert/strict";
import { test } from "node:test";
import { type LaunchInput, launchSettings, verlFiles } from "../../src/scale-out/index.js";
import { checkOverrides } from "../../src/scale-out/verl/composed-configuration.js";
import { hydraValue, overrideWord } from "../../src/scale-out/verl/overrides.js";
import { expectSnapshot } from "./expect-snapshot.js";

const PAPER = launchSettings({ engine: "verl", model: "Qwen/Qwen3-14B-Base" });
const overridesOf = (files: ReturnType<typeof verlFiles>) => JSON.parse(files["overrides.json"].text);

test("the folder for the paper's Qwen3-14B is as in its snapshot", () => {
  const files = verlFiles(PAPER);
  expectSnapshot("verl-Qwen3-14B", files, ["launch.json", "README.md", "run.sh"]);
});

test("the folder for a model of ours is as in its snapshot", () => {
  const settings = launchSettings({ engine: "verl", model: "data/models/M", config: { steps: 2 } });
  expectSnapshot("verl-M-top", verlFiles(settings), ["launch.json", "run.sh"]);
});

test("the overrides repeat the official script's experiment", () => {
  const overrides = overridesOf(verlFiles(PAPER));
  const script = {
    "actor_rollout_ref.actor.entropy_top_ratio": 0.2,
    "actor_rollout_ref.actor.clip_ratio_low": 0.2,
    "actor_rollout_ref.actor.clip_ratio_high": 0.28,
    "actor_rollout_ref.actor.clip_ratio_c": 10,
    "actor_rollout_ref.actor.ppo_mini_batch_size": 32,
    "actor_rollout_ref.actor.optim.lr": 1e-6,
    "actor_rollout_ref.actor.optim.weight_decay": 0.1,
    "actor_rollout_ref.actor.loss_agg_mode": "token-mean",
    "actor_rollout_ref.rollout.n": 16,
    "algorithm.adv_estimator": "grpo",
    "algorithm.filter_groups.enable": true,
    "algorithm.filter_groups.metric": "acc",
    "data.train_batch_size": 512,
    "data.gen_batch_size": 1536,
    "data.max_response_length": 20480,
    "reward_model.overlong_buffer.len": 4096,
  };
  for (const [name, value] of Object.entries(script)) assert.deepEqual(overrides[name], value, name);
  // the paper's text, where the script differs
  assert.equal(overrides["actor_rollout_ref.actor.optim.lr_warmup_steps"], 0);
});

test("verl itself has no entropy mask", () => {
  assert.throws(() => verlFiles(PAPER, "mainline"), /no entropy mask; use verl without --mainline or trl/);
  const all = launchSettings({ engine: "verl", model: "Qwen/Qwen3-8B-Base", config: { arm: "all" } });
  const overrides = overridesOf(verlFiles(all, "mainline"));
  assert.equal(overrides["+reward.reward_kwargs.overlong_buffer_cfg.len"], 4096);
  assert.ok(!Object.keys(overrides).some((name) => name.includes("entropy_top_ratio")));
});

test("the rules that verl has become its policy losses, with the rule's own options", () => {
  const actorOf = (config: LaunchInput["config"]) => {
    const settings = launchSettings({ engine: "verl", model: "Qwen/Qwen3-8B-Base", config });
    const overrides = overridesOf(verlFiles(settings, "mainline"));
    return (name: string) => overrides[`actor_rollout_ref.actor.${name}`];
  };
  const gspo = actorOf({ arm: "gspo", ruleParameters: { clipHigh: 0.001 } });
  assert.deepEqual(
    ["policy_loss.loss_mode", "clip_ratio_low", "clip_ratio_high", "loss_agg_mode"].map(gspo),
    ["gspo", 3e-4, 0.001, "seq-mean-token-mean"],
  );
  const klCov = actorOf({ arm: "kl-cov" });
  assert.deepEqual(
    ["loss_mode", "kl_cov_ratio", "ppo_kl_coef"].map((name) => klCov(`policy_loss.${name}`)),
    ["kl_cov", 2e-3, 1],
  );
  assert.equal(klCov("loss_agg_mode"), "token-mean");
  const clipCov = actorOf({ arm: "clip-cov", clipLow: 1, clipHigh: 1, ruleParameters: { high: 4 } });
  assert.deepEqual(
    ["loss_mode", "clip_cov_ratio", "clip_cov_lb", "clip_cov_ub"].map((name) =>
      clipCov(`policy_loss.${name}`),
    ),
    ["clip_cov", 2e-4, 1, 4],
  );
  assert.deepEqual(["clip_ratio_low", "clip_ratio_high"].map(clipCov), [1, 1]);
  assert.throws(
    () => actorOf({ arm: "clip-cov" }),
    /wanted clipLow = 1 and clipHigh = 1, received 0.2 and 0.28; use slurm or ray/,
  );
  assert.equal(actorOf({ arm: "dppo" })("clip_ratio_c"), 20);
  assert.equal(actorOf({ arm: "all" })("clip_ratio_c"), 10);
  assert.equal(actorOf({ arm: "sapo" })("tau_neg"), 1.05);
  assert.equal(actorOf({ arm: "entropy-bonus" })("entropy_coeff"), 0.01);
  assert.equal(actorOf({ arm: "all" })("entropy_coeff"), 0);
  assert.equal(actorOf({ arm: "cispo" })("clip_ratio_high"), 0.2);
});

test("what verl cannot honour is refused with the engines that can", () => {
  const refused = (config: Parameters<typeof launchSettings>[0]["config"]) => () =>
    verlFiles(launchSettings({ engine: "verl", model: "Qwen/Qwen3-8B-Base", config }));
  assert.throws(refused({ arm: "bottom" }), /arm = "bottom".*use trl or slurm or ray/);
  assert.throws(refused({ arm: "stapo" }), /arm = "stapo": verl has no such token rule; use slurm or ray/);
  assert.throws(
    refused({ arm: "gspo" }),
    /arm = "gspo": the fork passes entropy_top_mask .*; use verl --mainline or trl or slurm or ray/,
  );
  assert.throws(refused({ rule: "quantile" }), /rule = "quantile".*use trl/);
  assert.throws(refused({ scope: "response" }), /scope = "response".*use trl/);
  assert.throws(refused({ scope: "group" }), /scope = "group".*micro-batch; use slurm or ray/);
  assert.throws(refused({ normalizer: "all" }), /normalizer = "all".*use trl/);
  assert.throws(refused({ miniBatches: 7 }), /miniBatches = 7/);
});

test("an override is checked against the recorded configuration", () => {
  const good = overridesOf(verlFiles(PAPER));
  const check = (own: object) => () => checkOverrides({ ...good, ...own }, "fork");
  check({})();
  assert.throws(
    check({ "actor_rollout_ref.actor.clip_ratio_lo": 0.2 }),
    /no option actor_rollout_ref.actor.clip_ratio_lo/,
  );
  assert.throws(check({ "actor_rollout_ref.actor.optim": 1 }), /is a group of options/);
  assert.throws(
    check({ "actor_rollout_ref.actor.optim.lr": "fast" }),
    /received "fast"; wanted a number such as/,
  );
  assert.throws(
    () => checkOverrides({ "actor_rollout_ref.actor.entropy_top_ratio": 0.2 }, "mainline"),
    /there is no option/,
  );
});

test("values are written in Hydra's grammar, and words for the shell", () => {
  assert.equal(hydraValue(1e-7), "1.0e-7");
  assert.equal(hydraValue(null), "null");
  assert.equal(hydraValue([0.9, 0.95]), "[0.9,0.95]");
  assert.equal(hydraValue("{{ x }}"), "'{{ x }}'");
  assert.equal(overrideWord("a.b", "$HERE/run"), '"a.b=$HERE/run"');
  assert.equal(overrideWord("a.b", "$x"), '"a.b=\\$x"');
});
