import assert from "node:assert/strict";
import { test } from "node:test";
import { recordedSettings, STUDY_SETTINGS, studyCells } from "../../../src/study/index.js";
import { sampleRun } from "../sample-runs.js";

test("every setting is asked by the study, with both arms and the same seeds", () => {
  const cells = studyCells("full");
  for (const { label, question, base } of STUDY_SETTINGS) {
    const seedsOf = (arm: string): number[] =>
      cells
        .filter(({ name, config }) => name.startsWith(`${question}/${base}-`) && config.arm === arm)
        .map(({ config }) => config.seed);
    assert.ok(seedsOf("all").length >= 3, label);
    assert.deepEqual(seedsOf("all"), seedsOf("top"), label);
  }
});

test("a setting is on the map once both arms share a seed", () => {
  const all = sampleRun({ config: { arm: "all", seed: 0 }, accuracy: 0.5 });
  const top = (seed: number) => sampleRun({ config: { arm: "top", seed }, accuracy: 0.5 });
  const other = sampleRun({ config: { arm: "top", rho: 0.1, seed: 0 }, question: "rho", accuracy: 0.5 });
  assert.deepEqual(recordedSettings([all, top(1), other]), []);
  const [{ setting, top: found }] = recordedSettings([all, top(0), other]);
  assert.equal(setting.question, "main");
  assert.deepEqual(
    found.runs.map(({ name }) => name),
    ["main/M-top-seed0"],
  );
});
