import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { projectPath } from "../../src/files/index.js";

const folder = mkdtempSync(path.join(tmpdir(), "scale-out-"));
after(() => rmSync(folder, { recursive: true }));

function cli(command: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [projectPath(`dist/src/cli/${command}.js`), ...args], {
    encoding: "utf8",
  });
}

test("a setting that an engine cannot honour is refused before anything is written", () => {
  const out = path.join(folder, "refused");
  const refused = cli("scale-out", "verl", "--model", "Qwen/Qwen3-8B-Base", "--rule", "bottom", "--out", out);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /arm = "bottom": verl has no such token rule; use trl or slurm or ray/);
  const half = cli("scale-out", "trl", "--model", "Qwen/Qwen3-8B-Base", "--data", "x.jsonl", "--out", out);
  assert.match(half.stderr, /--data and --validation belong together/);
  assert.ok(!existsSync(out));
});

test("a folder is written once, and has nothing to import before it is trained", () => {
  const out = path.join(folder, "launch");
  const written = cli(
    "scale-out",
    "trl",
    "--model",
    projectPath("data/models/M"),
    "--steps",
    "1",
    "--out",
    out,
  );
  assert.equal(written.status, 0, written.stderr);
  assert.ok(existsSync(path.join(out, "model", "model.safetensors")));
  assert.match(cli("scale-out", "ray", "--model", "data/models/M", "--out", out).stderr, /is not empty/);
  const imported = cli("import-runs", out, "--no-judge", "--out", path.join(folder, "imported"));
  assert.match(imported.stderr, /has it been trained\?/);
});
