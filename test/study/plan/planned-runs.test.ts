import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { plannedRuns, readRecordedRuns, STUDY_PRESETS } from "../../../src/study/index.js";
import { EXPERIMENTS } from "../../../src/study/plan/experiments.js";

test("the runs of a preset have names of their own, and a larger preset repeats no run of a smaller one", () => {
  for (const preset of STUDY_PRESETS) {
    const names = plannedRuns(preset).map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, preset);
  }
  const full = new Map(plannedRuns("full").map(({ name, config }) => [name, config]));
  for (const { name, config } of plannedRuns("default")) assert.deepEqual(full.get(name), config);
});

test("every recorded run is a planned one, with the same configuration", () => {
  const planned = [...plannedRuns("full"), ...plannedRuns("format")];
  const plan = new Map(planned.map(({ name, config }) => [name, config]));
  const runs = readRecordedRuns();
  assert.ok(runs.length > 300);
  for (const { name, config } of runs) assert.deepEqual(config, plan.get(name), name);
});

test("every arm of an experiment differs from the others in one thing and shares the seeds", () => {
  const main = plannedRuns("default").filter(({ name }) => name.startsWith("main/"));
  const bySeed = new Map<number, string[]>();
  for (const { config } of main) bySeed.set(config.seed, [...(bySeed.get(config.seed) ?? []), config.arm]);
  for (const arms of bySeed.values())
    assert.deepEqual(arms, ["all", "top", "bottom", "random", "oracle", "oracle-errors"]);
});

test("P1 is the eight masks of three changes and all tokens but wait or so, evaluated with 32 samples", () => {
  const runs = plannedRuns("full").filter(({ name }) => name.startsWith("missed-tokens/"));
  assert.equal(runs.length, 10 * 10);
  assert.ok(runs.some(({ name }) => name === "missed-tokens/M-top-by-role-barDecorative-keepErrors-seed9"));
  const settings = runs.map(({ config, heldOutSamples }) => [config.learningRate, heldOutSamples]);
  for (const setting of settings) assert.deepEqual(setting, [4e-4, 32]);
});

test("P3 trains the new rule at M beside P1's arms and at S beside both, at the rate of the top 20 %", () => {
  const runs = plannedRuns("full").filter(({ name }) => name.startsWith("surprise/"));
  assert.equal(runs.length, 10 + 3 * 10);
  for (const { name, config, heldOutSamples } of runs) {
    assert.equal(heldOutSamples, 32, name);
    if (config.arm !== "all") assert.equal(config.learningRate, 4e-4, name);
  }
  assert.ok(runs.some(({ name }) => name === "surprise/M-entropy-or-surprise-seed0"));
});

test("P5 is evaluated on what is held out every 50 of its 1,600 steps, P4 every 50 of 200, no other", () => {
  const runs = plannedRuns("full").filter(({ name }) => name.startsWith("forgetting/"));
  assert.equal(runs.length, 4 * 5);
  for (const { config, heldOutEvery } of runs) assert.deepEqual([config.steps, heldOutEvery], [1600, 50]);
  const others = plannedRuns("full").filter(({ heldOutEvery }) => heldOutEvery !== undefined);
  const ofP4 = others.filter(({ name }) => name.startsWith("mini-batches/"));
  for (const { config, heldOutEvery } of ofP4) assert.deepEqual([config.steps, heldOutEvery], [200, 50]);
  assert.equal(others.length, runs.length + ofP4.length);
});

test("P6 trains a real model on a task of its own: three arms with five seeds, two, adapters and a second format with three, in this order", () => {
  const runs = plannedRuns("format");
  const of = (experiment: string) => runs.filter(({ name }) => name.startsWith(`${experiment}/`));
  assert.deepEqual(
    ["format", "format-adapters", "format-boxed"].map((experiment) => of(experiment).length),
    [3 * 5 + 2 * 3, 3, 3 * 3],
  );
  assert.equal(runs.length, 24 + 9);
  const order = runs.slice(0, 18).map(({ config }) => `${config.arm} ${config.seed}`);
  const wanted = [0, 1, 2, 3, 4].flatMap((seed) => ["all", "top", "bottom"].map((arm) => `${arm} ${seed}`));
  assert.deepEqual(order, [...wanted, "random 0", "fixed-threshold 0", "random 1"]);
  for (const { name, config, task } of runs) {
    assert.ok(existsSync(task!));
    assert.equal(path.basename(task!), name.startsWith("format-boxed/") ? "boxed.mjs" : "says.mjs");
    assert.deepEqual([config.steps, config.evaluateEvery, config.evaluationSamples], [10, 2, 2]);
    assert.equal(config.base, "data/pretrained/smollm2-135m-instruct");
    assert.deepEqual([config.prompts, config.samples, config.miniBatches], [8, 8, 1]);
  }
  for (const { config } of of("format")) assert.equal(config.learningRate, 2e-5);
  const seedsOf = (arm: string): number => of("format").filter(({ config }) => config.arm === arm).length;
  assert.deepEqual(["all", "top", "bottom", "random", "fixed-threshold"].map(seedsOf), [5, 5, 5, 3, 3]);
});

test("an experiment that awaits a sweep is not planned before, and the sweep tries each of its arms", () => {
  const awaiting = EXPERIMENTS.filter(({ awaits }) => awaits !== undefined);
  assert.ok(awaiting.length > 0);
  for (const { name, arms, awaits } of awaiting) {
    const ready = EXPERIMENTS.filter((other) => other.name === name && other.awaits === undefined);
    const planned = plannedRuns("full").filter((run) => run.name.startsWith(`${name}/`));
    assert.equal(
      planned.length,
      ready.reduce((sum, other) => sum + other.bases.length * other.arms.length * other.seeds.length, 0),
      name,
    );
    const sweep = EXPERIMENTS.find((other) => other.name === awaits);
    if (!sweep) continue;
    for (const [arm, { learningRate: _, ...own } = {}] of arms) {
      const rates = sweep.arms.flatMap(([swept, { learningRate, ...others } = {}]) =>
        swept === arm && JSON.stringify(others) === JSON.stringify(own) ? [learningRate] : [],
      );
      assert.ok(new Set(rates).size >= 3, `${name}: ${arm} ${JSON.stringify(own)} at ${rates}`);
    }
  }
});
