import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { projectPath } from "../../src/files/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { savePolicy } from "../../src/models/index.js";
import { tinyPolicy } from "../training/tiny-policy.js";

const folder = mkdtempSync(path.join(tmpdir(), "json-"));
const base = path.join(folder, "base");
const out = (name: string): string => path.join(folder, name);

before(async () => {
  await selectBackend();
  savePolicy(tinyPolicy(), base);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const { scripts } = JSON.parse(readFileSync(projectPath("package.json"), "utf8"));
const commands = Object.values<string>(scripts).flatMap(
  (script) => /^node src\/bootstrap\/run\.mjs ([\w-]+)$/.exec(script)?.[1] ?? [],
);
/** Commands that print no result. */
const WITHOUT = ["lab"];
/** Those that are subcommands each. */
const PARTS: Record<string, string[]> = { "scale-out": ["trl", "verl", "slurm", "ray"] };

function stdoutOf(command: string, ...args: string[]): string {
  const script = path.join(__dirname, `../../src/cli/${command}.js`);
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
  assert.equal(status, 0, `${command}: ${stderr}`);
  return stdout;
}

test("every command that prints a result can print it as JSON", () => {
  assert.ok(commands.length > 15);
  for (const command of commands.filter((name) => !WITHOUT.includes(name)))
    for (const part of PARTS[command] ?? [undefined]) {
      const help = stdoutOf(command, ...(part ? [part] : []), "--help");
      assert.match(help, /^ +--json +print/m, `${command} ${part ?? ""}`);
    }
});

test("the planned runs say how long they take, and from what that is known", () => {
  const listed = JSON.parse(stdoutOf("ablate", "--list", "--json", "--preset", "default"));
  assert.ok(listed.length > 0);
  for (const { seconds, secondsFrom } of listed) {
    assert.ok(seconds > 0);
    assert.equal(secondsFrom, "recorded");
  }
});

const tiny = ["prompts=2", "samples=2", "maxNewTokens=6", "evaluationSamples=1"].flatMap((set) => [
  "--set",
  set,
]);
const CASES: [command: string, args: string[], has: string[]][] = [
  ["ablate", ["--list"], ["0", "1"]],
  ["claims", ["--print"], ["0", "1"]],
  ["figures", ["--list"], ["0", "1"]],
  ["licenses", [], ["0", "1"]],
  ["explore", ["--no-open", "--out", out("explorer.html")], ["address", "models"]],
  ["evaluate", ["--model", base, "--limit", "2", "--samples", "1"], ["accuracy", "accuracyInterval"]],
  ["measure", [base, "--limit", "2", "--out", out("measured")], ["out", "tokens", "meanEntropy"]],
  [
    "train",
    ["--base", base, "--out", out("run"), "--arm", "all", "--steps", "1", ...tiny],
    ["run", "accuracy"],
  ],
  [
    "pre-train",
    ["--out", out("model"), "--size", "S", "--steps", "1", "--set", "batch=2"],
    ["model", "loss"],
  ],
  ["scale-out", ["slurm", "--model", base, "--out", out("launch")], ["folder", "files"]],
];
for (const [command, args, has] of CASES)
  test(`${command} --json prints JSON and nothing else to stdout`, () => {
    const found = JSON.parse(stdoutOf(command, ...args, "--json"));
    for (const key of has) assert.ok(key in found, `${key} in ${Object.keys(found)}`);
  });
