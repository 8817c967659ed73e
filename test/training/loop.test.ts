import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { selectBackend } from "../../src/kernels/index.js";
import { savePolicy } from "../../src/models/index.js";
import { pretrain, type RlvrConfig, RunFolder, trainRlvr } from "../../src/training/index.js";
import { learningRate } from "../../src/training/pretrain.js";
import { tinyPolicy } from "./tiny-policy.js";

const folder = mkdtempSync(path.join(tmpdir(), "training-"));
const base = path.join(folder, "base");
const at = (name: string): string => path.join(folder, name);

before(async () => {
  await selectBackend();
  savePolicy(tinyPolicy(), base);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const config: Partial<RlvrConfig> & { base: string } = {
  base,
  steps: 4,
  prompts: 3,
  samples: 3,
  maxNewTokens: 12,
  advantage: "total",
  tokenCost: 0.01,
  evaluateEvery: 2,
  evaluationSamples: 1,
  checkpointEvery: 2,
};

const withoutTimes = (lines: readonly object[]): object[] =>
  lines.map((line) => ({ ...line, rolloutSeconds: 0, updateSeconds: 0 }));

test("the same seed gives the same metrics twice, another seed others", async () => {
  const [a, b, c] = [
    await trainRlvr(config),
    await trainRlvr(config),
    await trainRlvr({ ...config, seed: 1 }),
  ];
  assert.deepEqual(withoutTimes(a.metrics), withoutTimes(b.metrics));
  assert.notDeepEqual(withoutTimes(a.metrics), withoutTimes(c.metrics));
  assert.deepEqual(
    a.metrics.map(({ step, split }) => (split === undefined ? step : `${step} ${split}`)),
    ["0 validation", 0, 1, "2 validation", 2, 3, "4 validation"],
  );
});

test("a killed run goes on as if nothing had happened", async () => {
  const whole = await trainRlvr(config, { folder: at("whole") });
  const killed = trainRlvr(config, {
    folder: at("killed"),
    onMetrics: (line) => {
      if (line.split === undefined && line.step === 2) throw new Error("killed");
    },
  });
  await assert.rejects(killed, /killed/);
  const resumed = await trainRlvr(config, { folder: at("killed") });
  assert.deepEqual(withoutTimes(resumed.metrics), withoutTimes(whole.metrics));
  assert.deepEqual(withoutTimes(new RunFolder(at("killed")).metrics()), withoutTimes(whole.metrics));
  const weights = (name: string): Buffer => readFileSync(at(`${name}/checkpoint/model.safetensors`));
  assert.ok(weights("killed").equals(weights("whole")));
});

test("a killed run with a critic goes on as if nothing had happened", async () => {
  const withCritic = { ...config, advantage: "gae" as const, criticWarmup: 1 };
  const whole = await trainRlvr(withCritic);
  const killed = trainRlvr(withCritic, {
    folder: at("killed-critic"),
    onMetrics: (line) => {
      if (line.split === undefined && line.step === 2) throw new Error("killed");
    },
  });
  await assert.rejects(killed, /killed/);
  const resumed = await trainRlvr(withCritic, { folder: at("killed-critic") });
  assert.deepEqual(withoutTimes(resumed.metrics), withoutTimes(whole.metrics));
  assert.ok(
    resumed.metrics.some((line) => line.split === undefined && typeof line.explainedByV === "number"),
  );
});

test("a finished run can be made longer, but not changed", async () => {
  const { metrics } = await trainRlvr({ ...config, steps: 5 }, { folder: at("whole") });
  assert.equal(metrics.filter(({ split }) => split === undefined).length, 5);
  assert.equal(new RunFolder<RlvrConfig>(at("whole")).record()?.step, 5);
  await assert.rejects(
    async () => trainRlvr({ ...config, arm: "all" }, { folder: at("whole") }),
    /another configuration \(arm: "top" there, "all" now\)/,
  );
});

test("a run made longer is the run that was as long from the beginning", async () => {
  await trainRlvr({ ...config, steps: 3 }, { folder: at("longer") });
  await trainRlvr(config, { folder: at("longer") });
  const straight = await trainRlvr(config);
  const logged = new RunFolder<RlvrConfig>(at("longer")).metrics();
  assert.deepEqual(withoutTimes(logged), withoutTimes(straight.metrics));
});

test("a base that is not there is an error that names the folder", async () => {
  await assert.rejects(async () => trainRlvr({ ...config, base: at("nowhere") }), /nowhere/);
});

test("pre-training lowers the loss and is repeatable", async () => {
  const small = { size: "S" as const, steps: 6, batch: 8, warmup: 2, learningRate: 3e-3 };
  const [a, b] = [await pretrain(small), await pretrain(small)];
  assert.deepEqual(withoutTimes(a.metrics), withoutTimes(b.metrics));
  const losses = a.metrics.map(({ loss }) => Number(loss));
  assert.ok(losses[0] > 4 && losses[5] < losses[0] - 0.3, losses.join(" "));
});

test("the learning rate rises, stays and falls as stated", () => {
  const schedule = { steps: 100, warmup: 10, flat: 0.3, finalRate: 0.02, learningRate: 1 };
  const rates = [0, 9, 29, 30, 65, 100].map((step) => learningRate(schedule, step));
  const expected = [0.1, 1, 1, 1, 0.51, 0.02];
  for (const [i, rate] of rates.entries()) assert.ok(Math.abs(rate - expected[i]) < 1e-9, `${i}: ${rate}`);
});
