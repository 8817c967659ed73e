import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { projectPath } from "../../src/files/index.js";
import { rayFiles, seedRuns, slurmFiles, studyRuns, writeLaunchFolder } from "../../src/scale-out/index.js";
import { commandLine } from "../../src/scale-out/study/launched-runs.js";
import { plannedRuns } from "../../src/study/index.js";
import { expectSnapshot } from "./expect-snapshot.js";

test("the study's runs are called by their exact names", () => {
  const names = plannedRuns("full").map(({ name }) => name);
  assert.deepEqual(
    studyRuns("full").map(({ name }) => name),
    names,
  );
  const rates = studyRuns("full", { only: "token-cost-rate/" });
  assert.equal(rates.length, names.filter((name) => name.startsWith("token-cost-rate/")).length);
  assert.equal(
    commandLine(rates[0]),
    `node "$KIT"/dist/src/cli/ablate.js --preset full --run ${rates[0].name} --out "$OUT"`,
  );
  assert.throws(() => studyRuns("quick", { only: "nothing" }), /no run of preset "quick" has "nothing"/);
});

test("one configuration becomes a run a seed", () => {
  const runs = seedRuns({ base: "data/models/M", arm: "all", seed: 7, steps: 3 }, { seeds: 2 });
  assert.deepEqual(
    runs.map(({ name }) => name),
    ["all-seed7", "all-seed8"],
  );
  assert.match(commandLine(runs[1]), /--arm all .*--set seed=8 .*--out "\$OUT"\/all-seed8$/);
  assert.throws(() => seedRuns({ base: "x" }, { seeds: 0 }), /at least 1, received 0/);
  assert.throws(() => seedRuns({ base: "data/models/M", rho: 2 }, { seeds: 1 }), /rho/);
  assert.throws(() => seedRuns({ base: "nope" }, { seeds: 1 }), /there is no model folder or file nope/);
  assert.throws(
    () => seedRuns({ base: "test/models/fixtures/families/llama-own-head" }, { seeds: 1 }),
    /has a vocabulary of \d+ tokens, Countdown one of 120/,
  );
});

test("the folders for Slurm and Ray are as in their snapshots", () => {
  const runs = seedRuns({ base: "data/models/M", steps: 30 }, { seeds: 2 });
  expectSnapshot("slurm-seeds", slurmFiles(runs), ["commands.txt", "array.sh", "runs.jsonl", "README.md"]);
  expectSnapshot("ray-seeds", rayFiles(runs), ["runs.jsonl", "requirements.txt", "README.md"]);
  const study = studyRuns("default");
  expectSnapshot("slurm-study", slurmFiles(study), ["commands.txt", "array.sh", "runs.jsonl"]);
});

/** A program of that name on the path, which does what the script says. */
function stub(bin: string, name: string, script: string): void {
  mkdirSync(bin, { recursive: true });
  writeFileSync(path.join(bin, name), `#!/usr/bin/env bash\n${script}`);
  chmodSync(path.join(bin, name), 0o755);
}

test("each task of the array calls its run, and a repeated one takes the lock of its lost machine away", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "array-"));
  try {
    const launch = path.join(folder, "launch");
    const runs = studyRuns("quick");
    writeLaunchFolder(launch, slurmFiles(runs));
    const inTheWay = path.join(launch, "README.md");
    assert.throws(
      () => writeLaunchFolder(inTheWay, slurmFiles(runs)),
      /README\.md is a file; wanted a new or/,
    );
    const array = path.join(launch, "array.sh");
    execFileSync("bash", ["-n", array]);

    // stand-ins: Slurm copies the script elsewhere and starts it once a task; node says where it is and what it is told
    const bin = path.join(folder, "bin");
    stub(bin, "node", `echo "$PWD: $*" >> "$OUT/log"\n`);
    stub(
      bin,
      "sbatch",
      `last=$(sed -n 's/^#SBATCH --array=0-\\([0-9]*\\)%.*/\\1/p' "$1"); cp "$1" "$OUT/../spool.sh"
       for i in $(seq 0 "$last"); do SLURM_ARRAY_TASK_ID=$i SLURM_SUBMIT_DIR=$PWD bash "$OUT/../spool.sh"; done\n`,
    );
    const out = path.join(folder, "out");
    const locks = runs.map(({ name }) => path.join(out, name, ".writer-00000000.lock"));
    for (const lock of locks) {
      mkdirSync(path.dirname(lock), { recursive: true });
      writeFileSync(lock, "{}");
    }
    const start = (command: string, env: Record<string, string> = {}): string[] => {
      rmSync(path.join(out, "log"), { force: true });
      execFileSync(command, ["array.sh"], {
        cwd: launch,
        env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, KIT: projectPath(), OUT: out, ...env },
      });
      return readFileSync(path.join(out, "log"), "utf8").trimEnd().split("\n").sort();
    };
    const kit = projectPath();
    const expected = runs
      .map(({ name }) => `${kit}: ${kit}/dist/src/cli/ablate.js --preset quick --run ${name} --out ${out}`)
      .sort();
    assert.deepEqual(start("sbatch"), expected);
    assert.deepEqual(locks.map(existsSync), [true, true, true]);
    assert.deepEqual(start("bash", { JOBS: "2" }), expected); // without Slurm
    const again = { SLURM_ARRAY_TASK_ID: "1", SLURM_SUBMIT_DIR: launch, SLURM_RESTART_COUNT: "1" };
    assert.equal(start("bash", again).length, 1);
    assert.deepEqual(locks.map(existsSync), [true, false, true]);
    assert.throws(
      () => execFileSync("bash", [array], { env: { PATH: process.env.PATH }, stdio: "pipe" }),
      /wanted KIT/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
