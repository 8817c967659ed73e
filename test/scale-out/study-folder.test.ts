import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { projectPath } from "../../src/files/index.js";
import { rayFiles, seedRuns, slurmFiles, writeLaunchFolder } from "../../src/scale-out/index.js";
import { commandLine } from "../../src/scale-out/study/launched-runs.js";
import { expectSnapshot } from "./expect-snapshot.js";

test("one configuration becomes a run a seed", () => {
  const runs = seedRuns({ base: "data/models/M", arm: "all", seed: 7, steps: 3 }, { seeds: 2 });
  assert.deepEqual(
    runs.map(({ name }) => name),
    ["all-seed7", "all-seed8"],
  );
  assert.match(commandLine(runs[1]), /--arm all .*--set seed=8 .*--out "\$OUT"\/all-seed8$/);
  assert.throws(() => seedRuns({ base: "x" }, { seeds: 0 }), /at least 1, received 0/);
  assert.throws(() => seedRuns({ base: "x", rho: 2 }, { seeds: 1 }), /rho/);
});

test("the folders for Slurm and Ray are as in their snapshots", () => {
  const runs = seedRuns({ base: "data/models/M", steps: 30 }, { seeds: 2 });
  expectSnapshot("slurm-seeds", slurmFiles(runs), ["commands.txt", "array.sh", "runs.jsonl", "README.md"]);
  expectSnapshot("ray-seeds", rayFiles(runs), ["runs.jsonl", "requirements.txt", "README.md"]);
});

test("the array script does the line of its task, or all lines without Slurm", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "array-"));
  try {
    const launch = path.join(folder, "launch");
    const files = slurmFiles(seedRuns({ base: "data/models/M" }, { seeds: 3 }));
    // what a line does is not the point here: that it is reached with its words whole is
    files["commands.txt"].text = ["a b", "c 'd  e'", "f"]
      .map((rest) => `echo "$OUT" ${rest} >> "$OUT"/log\n`)
      .join("");
    writeLaunchFolder(launch, files);
    const out = path.join(folder, "out");
    mkdirSync(out);
    const start = (env: Record<string, string>): string => {
      execFileSync("bash", [path.join(launch, "array.sh")], {
        env: { ...process.env, KIT: projectPath(), OUT: out, ...env },
      });
      return readFileSync(path.join(out, "log"), "utf8").replaceAll(`${out} `, "");
    };
    assert.equal(start({ SLURM_ARRAY_TASK_ID: "1", SLURM_SUBMIT_DIR: launch }), "c d  e\n");
    assert.equal(start({ JOBS: "1" }), "c d  e\na b\nc d  e\nf\n");
    assert.throws(
      () => execFileSync("bash", [path.join(launch, "array.sh")], { env: {}, stdio: "pipe" }),
      /wanted KIT/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
