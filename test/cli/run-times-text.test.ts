import assert from "node:assert/strict";
import { test } from "node:test";
import { runTimesText } from "../../src/cli/run-times-text.js";
import type { PlannedRun } from "../../src/study/index.js";

test("every run and every experiment has its time, known or not, and the known ones add up", () => {
  const names = ["main/M-all-seed0", "main/M-top-seed0", "size/XL-all-seed0", "format/other-all-seed0"];
  const runs = names.map((name) => ({ name }) as PlannedRun);
  const text = runTimesText(runs, [
    { experiment: "main", base: "M", seconds: 80, from: "recorded" },
    { experiment: "main", base: "M", seconds: 80, from: "recorded" },
    { experiment: "size", base: "XL", seconds: 7200, from: "estimated" },
    { experiment: "format", base: "other", seconds: null, from: "unknown" },
  ]);
  assert.deepEqual(text.split("\n"), [
    "main/M-all-seed0        80 s",
    "main/M-top-seed0        80 s",
    "size/XL-all-seed0       2.0 h",
    "format/other-all-seed0  ?",
    "",
    "experiment  base   runs  one run  all    on one core",
    "main        M      2     80 s     3 min  median of its recorded runs",
    "size        XL     1     2.0 h    2.0 h  estimated from recorded runs of the same base model",
    "format      other  1     ?        ?      no run of this base model is recorded",
    "",
    "3 runs: 2.0 h on one core; of unknown length: 1",
  ]);
});
