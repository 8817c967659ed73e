import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { selectBackend } from "../../../src/kernels/index.js";
import { savePolicy } from "../../../src/models/index.js";
import { isFinished, runStudy, STUDY_PRESETS, type StudyCell, studyCells } from "../../../src/study/index.js";
import { RunFolder, rlvrConfig } from "../../../src/training/index.js";
import { tinyPolicy } from "../../training/tiny-policy.js";

const folder = mkdtempSync(path.join(tmpdir(), "study-"));
const base = path.join(folder, "base");

before(async () => {
  await selectBackend();
  savePolicy(tinyPolicy(), base);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const cell = (name: string, from: string): StudyCell => ({
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
});

test("the runs of a preset have names of their own, and a larger preset repeats no run of a smaller one", () => {
  for (const preset of STUDY_PRESETS) {
    const names = studyCells(preset).map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, preset);
  }
  const full = new Map(studyCells("full").map(({ name, config }) => [name, config]));
  for (const { name, config } of studyCells("default")) assert.deepEqual(full.get(name), config);
});

test("every arm of a question differs from the others in one thing and shares the seeds", () => {
  const main = studyCells("default").filter(({ name }) => name.startsWith("main/"));
  const bySeed = new Map<number, string[]>();
  for (const { config } of main) bySeed.set(config.seed, [...(bySeed.get(config.seed) ?? []), config.arm]);
  for (const arms of bySeed.values())
    assert.deepEqual(arms, ["all", "top", "bottom", "random", "oracle", "oracle-errors"]);
});

test("a study runs its cells in child processes, skips finished ones and names the one that failed", async () => {
  const out = path.join(folder, "runs");
  const lines: string[] = [];
  const cells = [cell("a", base), cell("b", base)];
  await runStudy(cells, {
    out,
    workers: 2,
    onMetrics: ({ name }, { step }) => lines.push(`${name} ${step}`),
  });
  for (const { name } of cells) {
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
  await assert.rejects(
    runStudy([...cells, cell("c", path.join(folder, "missing"))], {
      out,
      workers: 1,
      onFinished: ({ name }) => finished.push(name),
    }),
    /1 runs failed:\nc: .*missing/,
  );
  assert.deepEqual(finished, []);
});
