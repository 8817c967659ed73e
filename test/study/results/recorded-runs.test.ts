import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { evaluationOf, plannedRuns, readRecordedRuns } from "../../../src/study/index.js";
import { FORMAT_EXPERIMENTS } from "../../../src/study/plan/format-experiments.js";
import { PREDICTED_EXPERIMENTS } from "../../../src/study/plan/predicted-experiments.js";
import { packedExperiments, readPackedRuns } from "../../../src/study/results/packed-runs.js";
import { RUNS_FOLDER } from "../../../src/study/results/recorded-runs.js";
import { type MetricsLine, RunFolder, rlvrConfig } from "../../../src/training/index.js";

test("finished runs are read back with steps and evaluations apart, unfinished ones are left out", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "runs-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const write = (name: string, splits: string[]): void => {
    const run = new RunFolder(path.join(folder, name));
    const config = rlvrConfig({ base: "data/models/M", arm: "top", steps: 1 });
    run.writeRecord({
      kind: "rlvr",
      config,
      backend: "wasm",
      versions: { node: "v20" },
      step: 1,
      finished: true,
    });
    const append = (line: object): void => run.append(line as MetricsLine);
    append({ step: 0, meanLength: 40 });
    for (const split of splits) append({ step: 1, split, accuracy: 0.5, meanEntropy: 0.2, meanLength: 40 });
  };
  write("main/M-top-seed0", ["validation", "test", "ood"]);
  write("main/M-top-seed1", ["validation"]);
  const runs = readRecordedRuns(folder);
  assert.deepEqual(
    runs.map(({ name, experiment, base, steps }) => ({ name, experiment, base, steps })),
    [{ name: "main/M-top-seed0", experiment: "main", base: "M", steps: [{ step: 0, meanLength: 40 }] }],
  );
  assert.equal(evaluationOf(runs[0], "test").accuracy, 0.5);
  assert.throws(
    () => evaluationOf(runs[0], "test", { step: 0 }),
    /main\/M-top-seed0 has no evaluation on test at step 0; it has validation at 1, test at 1, ood at 1/,
  );
});

test("a damaged run is named, and keeps no other from being read", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "runs-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const good = path.join(RUNS_FOLDER, "checkpoints/M-top-seed0");
  for (const name of ["a", "b", "c"])
    for (const file of ["run.json", "metrics.jsonl"])
      cpSync(path.join(good, file), path.join(folder, "main", name, file));
  appendFileSync(path.join(folder, "main/a/metrics.jsonl"), '{"step": 9, "tr');
  appendFileSync(path.join(folder, "main/b/metrics.jsonl"), '{"step": "nine"}\n');
  writeFileSync(path.join(folder, "main/c/run.json"), '{"kind": "rlvr"');
  const wanted =
    /2 runs .* damaged:\n.*main.b.metrics\.jsonl, line \d+: "step": wanted number, received "nine"\n.*main.c.run\.json is damaged/;
  assert.throws(() => readRecordedRuns(folder), wanted);
  const reports: string[] = [];
  const runs = readRecordedRuns(folder, { onDamaged: (report) => reports.push(report) });
  assert.deepEqual([runs.map(({ name }) => name), reports.length], [["main/a"], 2]);
});

test("a folder that is not there holds no runs", () => {
  assert.deepEqual(readRecordedRuns("/nowhere"), []);
});

/** Experiments whose runs and sweeps are all done; others may lack some. */
const WHOLE = ["missed-tokens", "surprise", "fine-tuning", "fine-tuning-searched", "entropy-bonus"];
const UNDER_WAY = [...PREDICTED_EXPERIMENTS, ...FORMAT_EXPERIMENTS]
  .map(({ name }) => name)
  .filter((name) => !WHOLE.includes(name.replace(/-rate$/, "")));

test("every run of the presets is recorded, with the configuration that its name stands for, and no other", () => {
  const recorded = new Map(readRecordedRuns().map(({ name, config }) => [name, config]));
  for (const { name, config } of [...plannedRuns("full"), ...plannedRuns("format")]) {
    if (!recorded.has(name) && UNDER_WAY.includes(name.split("/")[0])) continue;
    assert.deepEqual(recorded.get(name), config, name);
    recorded.delete(name);
  }
  assert.deepEqual([...recorded.keys()], []);
});

test("the recorded runs stay below 60 MB, and a packed one takes so little that three times as many do", () => {
  const files = readdirSync(RUNS_FOLDER, { recursive: true }).map((entry) => `${entry}`);
  const bytes = (wanted: (name: string) => boolean): number =>
    files.reduce((sum, name) => {
      const entry = statSync(path.join(RUNS_FOLDER, name));
      return sum + (entry.isFile() && wanted(name) ? entry.size : 0);
    }, 0);
  const packed = bytes((name) => name.endsWith(".json.gz"));
  const others = bytes((name) => !name.endsWith(".json.gz"));
  assert.ok(packed + others < 60e6, `${((packed + others) / 1e6).toFixed(1)} MB`);
  // the study had 326 runs when they were first packed
  const count = packedExperiments(RUNS_FOLDER).flatMap((name) => readPackedRuns(RUNS_FOLDER, name)).length;
  assert.ok(others + 3 * 326 * (packed / count) < 60e6, `${(packed / count / 1e3).toFixed(1)} kB a run`);
});
