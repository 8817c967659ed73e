import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { packRuns, readRecordedRuns, unpackRuns } from "../../../src/study/index.js";
import { packedExperiments, readPackedRuns, unpackedFiles } from "../../../src/study/results/packed-runs.js";
import { RUNS_FOLDER } from "../../../src/study/results/recorded-runs.js";

const FILES = ["run.json", "metrics.jsonl"];
/** Recorded runs that stayed folders, for they keep models. */
const RECORDED = path.join(RUNS_FOLDER, "checkpoints");

function folderWith(t: TestContext, names: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), "packed-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [name, from] of Object.entries(names))
    for (const file of FILES) cpSync(path.join(RECORDED, from, file), path.join(folder, name, file));
  return folder;
}

const textsOf = (folder: string, name: string): string[] =>
  FILES.map((file) => readFileSync(path.join(folder, name, file), "utf8"));

test("every packed run of the study gives back, byte for byte, the files that were packed", () => {
  const experiments = packedExperiments(RUNS_FOLDER);
  assert.ok(experiments.length > 20);
  for (const experiment of experiments)
    for (const run of readPackedRuns(RUNS_FOLDER, experiment)) unpackedFiles(run);
});

test("finished run folders are packed into one file an experiment, read the same, and come back as they were", (t) => {
  const names = {
    "main/M-all-seed0": "M-all-seed0",
    "main/M-top-seed0": "M-top-seed0",
    "long/b": "M-top-seed0",
  };
  const folder = folderWith(t, { ...names, "main/unfinished": "M-top-seed0", "kept/a": "M-top-seed0" });
  const unfinished = path.join(folder, "main/unfinished/metrics.jsonl");
  writeFileSync(unfinished, readFileSync(unfinished, "utf8").split("\n").slice(0, 50).join("\n"));
  mkdirSync(path.join(folder, "kept/a/models"));
  const texts = Object.keys(names).map((name) => textsOf(folder, name));
  const before = readRecordedRuns(folder);

  assert.deepEqual(packRuns(folder, { only: "main/M-all" }), ["main/M-all-seed0"]);
  assert.deepEqual(packRuns(folder), ["long/b", "main/M-top-seed0"]);
  assert.throws(() => packRuns(folder), /there is no finished run folder without models in /);
  assert.deepEqual(readdirSync(folder).sort(), ["kept", "long.json.gz", "main", "main.json.gz"]);
  assert.deepEqual(readdirSync(path.join(folder, "main")), ["unfinished"]);
  assert.deepEqual(readRecordedRuns(folder), before);

  const out = path.join(folder, "out");
  assert.deepEqual(unpackRuns(folder, out, { only: "main/" }), ["main/M-all-seed0", "main/M-top-seed0"]);
  assert.deepEqual(unpackRuns(folder, out, { names: ["long/b"] }), ["long/b"]);
  assert.throws(
    () => unpackRuns(folder, out, { only: "nonsense" }),
    /no packed run in .* has "nonsense" in its name; there are long\/b, main\/M-all-seed0, main\/M-top-seed0$/,
  );
  assert.deepEqual(
    Object.keys(names).map((name) => textsOf(out, name)),
    texts,
  );
  assert.throws(() => unpackRuns(folder, out), /out.long.b is there already/);
});

test("a run packed before is refused with other contents, and nothing is removed", (t) => {
  const folder = folderWith(t, { "main/a": "M-all-seed0" });
  packRuns(folder);
  cpSync(path.join(RECORDED, "M-top-seed0"), path.join(folder, "main/a"), {
    recursive: true,
    filter: (from) => !from.includes("models"),
  });
  assert.throws(() => packRuns(folder), /main.a is packed already, with other contents/);
  assert.ok(existsSync(path.join(folder, "main/a/metrics.jsonl")));
  assert.throws(() => readRecordedRuns(folder), /wanted one run of a name, received two/);
});

test("a run whose text its columns cannot give back is not packed", (t) => {
  const folder = folderWith(t, { "main/a": "M-all-seed0" });
  const file = path.join(folder, "main/a/metrics.jsonl");
  writeFileSync(file, readFileSync(file, "utf8").replace('{"step":0,', '{"step":0.0, '));
  assert.throws(() => packRuns(folder), /the packed run a does not give back the files/);
  assert.deepEqual(readdirSync(folder), ["main"]);
});

test("a damaged packed file is named, and keeps no other from being read", (t) => {
  const folder = folderWith(t, { "main/a": "M-all-seed0", "long/b": "M-top-seed0", "slow/c": "M-top-seed0" });
  packRuns(folder);
  const file = path.join(folder, "main.json.gz");
  writeFileSync(file, readFileSync(file).subarray(0, 5000));
  writeFileSync(path.join(folder, "slow.json.gz"), readFileSync(path.join(RECORDED, "M-top-seed0/run.json")));
  const reports: string[] = [];
  const runs = readRecordedRuns(folder, { onDamaged: (report) => reports.push(report) });
  assert.deepEqual(
    runs.map(({ name }) => name),
    ["long/b"],
  );
  assert.match(
    reports.join("\n"),
    /main\.json\.gz is damaged: unexpected end of file\n.*slow\.json\.gz is damaged/,
  );
});
