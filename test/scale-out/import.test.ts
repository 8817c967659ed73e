import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { projectPath } from "../../src/files/index.js";
import {
  importRun,
  type LaunchInput,
  launchSettings,
  readImportedRuns,
  trlFiles,
  verlFiles,
  writeImportedRun,
} from "../../src/scale-out/index.js";

const FIXTURES = projectPath("test/scale-out/fixtures/import");
const folder = mkdtempSync(path.join(tmpdir(), "import-"));
after(() => rmSync(folder, { recursive: true }));

/** A launch folder as it is after training: launch.json, and files of the fixtures in run/. */
function trained(files: Record<string, string>, input: Partial<LaunchInput> = {}): string {
  const launch = mkdtempSync(path.join(folder, "launch-"));
  const settings = launchSettings({
    engine: "trl",
    model: projectPath("data/models/M"),
    config: { steps: 2, prompts: 16 },
    ...input,
  });
  const own = settings.engine === "trl" ? trlFiles(settings) : verlFiles(settings);
  writeFileSync(path.join(launch, "launch.json"), own["launch.json"].text);
  for (const [name, fixture] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(launch, "run", name)), { recursive: true });
    copyFileSync(path.join(FIXTURES, fixture), path.join(launch, "run", name));
  }
  return launch;
}

const withoutModels = { judge: false };

test("TRL's log and its trainer state give the same steps", () => {
  const fromLog = importRun(trained({ "log.jsonl": "trl-log.jsonl" }), withoutModels);
  const fromState = importRun(trained({ "trainer_state.json": "trl-trainer_state.json" }), withoutModels);
  const inCheckpoint = trained({ "checkpoint-4/trainer_state.json": "trl-trainer_state.json" });
  assert.equal(fromLog.steps.length, 2);
  assert.deepEqual(fromState.steps, fromLog.steps);
  assert.deepEqual(importRun(inCheckpoint, withoutModels).steps, fromLog.steps);
  assert.deepEqual(fromLog.notes, []);
  const lines = readFileSync(path.join(FIXTURES, "trl-log.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const [first] = fromLog.steps;
  assert.equal(first.trainAccuracy, lines[0]["outcome/right"]);
  assert.equal(first.meanLength, lines[0]["completions/mean_length"]);
  assert.equal(first.meanEntropy, (lines[0].entropy + lines[1].entropy) / 2);
  assert.equal(first.groupsWithSpread, Math.round(16 * (1 - lines[0].frac_reward_zero_std)));
});

test("what does not compare is left out by name, with its reason", () => {
  const { leftOut, unknownColumns, steps } = importRun(
    trained({ "log.jsonl": "trl-log.jsonl" }),
    withoutModels,
  );
  for (const name of ["loss", "grad_norm", "num_tokens", "clip_ratio/region_mean", "step_time"])
    assert.ok(leftOut[name], name);
  assert.deepEqual(unknownColumns, []);
  for (const name of ["gradNorm", "loss", "clipFraction", "tokens"]) assert.ok(!(name in steps[0]), name);
});

test("a torn tail is said, a broken middle refused, unknown columns listed", () => {
  const launch = trained({ "log.jsonl": "trl-log.jsonl" });
  const log = path.join(launch, "run/log.jsonl");
  const whole = readFileSync(log, "utf8");
  writeFileSync(log, whole.replace('"loss"', '"new/measure": NaN, "loss"').slice(0, -30));
  const torn = importRun(launch, withoutModels);
  assert.match(torn.notes[0], /^log.jsonl: the last line is torn/);
  assert.deepEqual(torn.unknownColumns, ["new/measure"]);
  assert.equal(torn.steps.length, 2);
  writeFileSync(log, whole.replace("{", "{{"));
  assert.throws(() => importRun(launch, withoutModels), /log.jsonl, line 1: wanted a JSON object/);
});

test("a resumed run counts its later lines, and a rollout begins where its reward stands", () => {
  const launch = trained({ "log.jsonl": "trl-log.jsonl" });
  const log = path.join(launch, "run/log.jsonl");
  const lines = readFileSync(log, "utf8").trim().split("\n");
  const again = JSON.parse(lines[2]);
  writeFileSync(log, `${[...lines, JSON.stringify({ ...again, "outcome/right": 1 })].join("\n")}\n`);
  const { steps } = importRun(launch, withoutModels);
  assert.deepEqual([steps.length, steps[1].trainAccuracy], [2, 1]);
  const midway = importRun(trained({ "log.jsonl": "trl-log-resumed-mid-generation.jsonl" }), withoutModels);
  assert.deepEqual(
    midway.steps.map(({ step, groupsWithSpread }) => [step, groupsWithSpread]),
    [
      [0, 15],
      [1, 13],
    ],
  );
});

test("an unfinished run says how far it came, an empty one is refused", () => {
  const launch = trained({ "log.jsonl": "trl-log.jsonl" }, { config: { steps: 5, prompts: 16 } });
  assert.deepEqual(importRun(launch, withoutModels).notes, ["2 of 5 rollout batches are there"]);
  assert.throws(
    () => importRun(trained({}), withoutModels),
    /no run\/log.jsonl and no run\/trainer_state.json/,
  );
  writeFileSync(path.join(launch, "run/log.jsonl"), "");
  assert.throws(() => importRun(launch, withoutModels), /holds no training step/);
  assert.throws(() => importRun(folder, withoutModels), /launch.json/);
});

const PAPER: Partial<LaunchInput> = { engine: "verl", model: "Qwen/Qwen3-8B-Base", config: { steps: 2 } };

test("verl's log gives the measures of the groups that were trained on, and its own evaluations", () => {
  const run = importRun(trained({ "metrics.jsonl": "verl-metrics.jsonl" }, PAPER));
  assert.deepEqual(run.steps[1], {
    step: 1,
    trainedGroupsAccuracy: null,
    trainedGroupsScore: 0.6000000000000001,
    trainedGroupsEntropy: 0.3,
    trainedGroupsLength: 102,
  });
  assert.deepEqual(
    run.evaluations.map(({ step, accuracy, samples, judgedBy }) => [step, accuracy, samples, judgedBy]),
    [
      [0, 0.25, 16, "verl"],
      [2, 0.5, 16, "verl"],
    ],
  );
  assert.deepEqual(run.unknownColumns, ["new/measure"]);
  assert.ok(run.leftOut["actor/grad_norm"]);
});

test("verl's earlier starts and its dumped rollouts are read too", () => {
  const launch = trained({ "metrics.jsonl": "verl-metrics.jsonl" }, PAPER);
  const line = { step: 1, data: { "actor/entropy": 9, "critic/score/mean": 9 } };
  writeFileSync(
    path.join(launch, "run/metrics-until-20260101T000000.jsonl"),
    `${JSON.stringify(line)}\n{"step": 2`,
  );
  mkdirSync(path.join(launch, "run/rollouts"));
  const dumped = ["right", "wrong", "right", "unreadable"].map(
    (outcome) => `${JSON.stringify({ step: 2, outcome })}\n`,
  );
  writeFileSync(path.join(launch, "run/rollouts/2.jsonl"), dumped.join(""));
  const run = importRun(launch);
  assert.deepEqual(
    run.steps.map(({ trainedGroupsEntropy, trainedGroupsAccuracy }) => [
      trainedGroupsEntropy,
      trainedGroupsAccuracy,
    ]),
    [
      [0.4, null],
      [0.3, 0.5],
    ],
  );
  assert.match(run.notes[0], /metrics-until-20260101T000000.jsonl: the last line is torn/);
});

test("an export of Weights & Biases is read by the engine's own names", () => {
  const run = importRun(trained({}), { csv: path.join(FIXTURES, "wandb-chart.csv"), judge: false });
  assert.deepEqual(
    run.steps.map(({ trainAccuracy, meanEntropy }) => [trainAccuracy, meanEntropy]),
    [
      [0.25, 0.375],
      [0.5, 0.1875],
    ],
  );
  assert.deepEqual(run.unknownColumns, []); // W&B's own count of steps is not a measure
  const two = path.join(folder, "two.csv");
  writeFileSync(two, '"Step","a - train/reward","b - train/reward"\n"0","1","2"\n');
  assert.throws(() => importRun(trained({}), { csv: two }), /holds "reward" of several runs/);
  writeFileSync(two, '"Time","a - train/reward"\n"0","1"\n');
  assert.throws(
    () => importRun(trained({}), { csv: two }),
    /has no column of steps \(.*\) but Time, a - train/,
  );
  for (const [text, message] of [
    ["", /two\.csv has no column of steps \(.*\) but none at all; wanted a CSV export of Weights & Biases$/],
    [
      "# A title\n\nand a line\n",
      /two\.csv has no column of steps \(.*\) but # A title; wanted a CSV export/,
    ],
    ['"Step","a\n0', /two\.csv, line \d+: .*quote.*; wanted a CSV export of Weights & Biases$/i],
  ] as const) {
    writeFileSync(two, text);
    assert.throws(() => importRun(trained({}), { csv: two }), message);
  }
});

test("an imported run is written among the imported and read again", () => {
  const run = importRun(trained({ "log.jsonl": "trl-log.jsonl" }), { ...withoutModels, name: "trl/here" });
  const out = path.join(folder, "imported");
  writeImportedRun(run, out);
  writeImportedRun(run, out);
  writeFileSync(path.join(out, "notes.txt"), "mine");
  assert.throws(
    () => writeImportedRun({ ...run, name: "" }, out),
    /notes\.txt.* and is not an imported run; wanted/,
  );
  const [read] = readImportedRuns(out);
  assert.equal(read.name, "trl/here");
  assert.deepEqual(read.config, run.config);
  assert.deepEqual(read.leftOut, run.leftOut);
  assert.equal(read.steps.length, 2);
  assert.equal(read.steps[0].meanEntropy, Number(run.steps[0].meanEntropy!.toPrecision(6)));
  assert.deepEqual(readImportedRuns(path.join(folder, "nowhere")), []);
});
