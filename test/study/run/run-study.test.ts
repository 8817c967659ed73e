import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { selectBackend } from "../../../src/kernels/index.js";
import { loadPolicy, savePolicy } from "../../../src/models/index.js";
import { type PlannedRun, packRuns, runStudy } from "../../../src/study/index.js";
import { isFinished } from "../../../src/study/plan/held-out.js";
import { RunFolder, rlvrConfig } from "../../../src/training/index.js";
import { tinyPolicy } from "../../training/tiny-policy.js";

const folder = mkdtempSync(path.join(tmpdir(), "study-"));
const base = path.join(folder, "base");

before(async () => {
  await selectBackend();
  savePolicy(tinyPolicy(), base);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const planned = (name: string, from: string): PlannedRun => ({
  name,
  config: rlvrConfig({
    base: from,
    steps: 2,
    prompts: 2,
    samples: 2,
    maxNewTokens: 6,
    evaluateEvery: 0,
    evaluationSamples: 1,
  }),
  heldOutSamples: 4,
});

test("a study does its runs in child processes, skips finished ones and names the one that failed", async () => {
  const out = path.join(folder, "runs");
  const lines: string[] = [];
  const runs = [planned("a", base), planned("b", base)];
  await runStudy(runs, {
    out,
    workers: 2,
    onMetrics: ({ name }, { step }) => lines.push(`${name} ${step}`),
  });
  for (const { name } of runs) {
    const run = new RunFolder(path.join(out, name));
    assert.ok(isFinished(run));
    assert.deepEqual(
      run.metrics().flatMap(({ split }) => (split === undefined ? [] : [split])),
      ["validation", "validation", "test", "ood"],
    );
    assert.equal(run.readCheckpoint(), null);
    for (const line of run.metrics()) {
      if (line.split !== "test" && line.split !== "ood") continue;
      const right = line.rightCounts!.reduce((sum, count) => sum + count, 0);
      assert.equal(right / (line.problems * line.samples), line.accuracy);
    }
  }
  assert.ok(lines.includes("a 1") && lines.includes("b 1"));

  const finished: string[] = [];
  const failed: string[] = [];
  await assert.rejects(
    runStudy([...runs, planned("c", path.join(folder, "missing"))], {
      out,
      workers: 1,
      onFinished: ({ name }) => finished.push(name),
      onFailed: ({ name }, reason) => failed.push(`${name}: ${reason}`),
    }),
    /1 runs failed:\nc: .*missing/,
  );
  assert.deepEqual(finished, []);
  assert.equal(failed.length, 1);
  assert.match(failed[0], /^c: .*missing/);
});

test("evaluated through training, a run learns the same, and is finished by the last evaluation alone", async () => {
  const out = path.join(folder, "through");
  await runStudy([planned("once", base), { ...planned("through", base), heldOutEvery: 1 }], {
    out,
    workers: 2,
  });
  const [once, through] = ["once", "through"].map((name) => new RunFolder(path.join(out, name)));
  const held = (run: typeof once): string[] =>
    run
      .metrics()
      .flatMap(({ split, step, samples }) =>
        split === "test" || split === "ood" ? [`${split} at ${step}, ${samples} samples`] : [],
      );
  const atEnd = ["test at 2, 4 samples", "ood at 2, 4 samples"];
  assert.deepEqual(held(once), atEnd);
  const before = [0, 1].flatMap((step) => [`test at ${step}, 4 samples`, `ood at ${step}, 4 samples`]);
  assert.deepEqual(held(through), [...before, ...atEnd]);
  const learned = (run: typeof once): unknown[] =>
    run.metrics().flatMap(({ split, loss, gradNorm }) => (split === undefined ? [[loss, gradNorm]] : []));
  assert.deepEqual(learned(through), learned(once));
  const lines = through.metrics();
  const unfinished = { record: () => through.record(), metrics: () => lines.slice(0, -1) };
  assert.ok(isFinished(through) && !isFinished(unfinished));
});

test("a study skips a run that is packed", async () => {
  const out = path.join(folder, "packed");
  const run = planned("main/a", base);
  const finished: string[] = [];
  const options = { out, workers: 1, onFinished: ({ name }: PlannedRun) => finished.push(name) };
  await runStudy([run], options);
  assert.deepEqual(packRuns(out), ["main/a"]);
  await runStudy([run], options);
  assert.deepEqual(finished, ["main/a"]);
});

test("a planned run of Countdown may go beyond the positions of its base", async () => {
  const out = path.join(folder, "beyond");
  const { config, ...run } = planned("main/long", base);
  await runStudy([{ ...run, config: { ...config, maxNewTokens: 123 } }], { out, workers: 1 });
  assert.ok(isFinished(new RunFolder(path.join(out, "main/long"))));
});

test("a run on a task of its own is finished after its last step, with the divergence from its base", async () => {
  const gguf = "test/models/gguf/fixtures/qwen3.gguf";
  const written = path.join(folder, "writer");
  const writer = loadPolicy(gguf);
  savePolicy(writer, written, { from: gguf });
  writer.dispose();
  const settings = path.join(written, "config.json");
  const longer = { ...JSON.parse(readFileSync(settings, "utf8")), max_position_embeddings: 256 };
  writeFileSync(settings, JSON.stringify(longer));
  const out = path.join(folder, "own-task");
  const task = "data/experiments/answer-format/says.mjs";
  const { config, ...own } = planned("words", written);
  const run = { ...own, config: rlvrConfig({ ...config, klToBase: true }), task };
  await runStudy([run], { out, workers: 1 });
  const done = new RunFolder(path.join(out, "words"));
  assert.ok(isFinished(done) && !done.hasCheckpoint());
  assert.equal(done.record()!.parts!.task.name, "word problems, says");
  const evaluations = done.metrics().filter(({ split }) => split !== undefined);
  assert.deepEqual(
    evaluations.map(({ split, step, klToReference }) => [split, step, typeof klToReference]),
    [
      ["validation", 0, "undefined"],
      ["validation", 2, "number"],
    ],
  );
});
