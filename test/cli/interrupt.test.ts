import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { projectPath } from "../../src/files/index.js";
import { RunFolder } from "../../src/training/index.js";

const folder = fs.mkdtempSync(path.join(tmpdir(), "interrupt-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);
const skip = process.platform === "win32" && "needs POSIX signals";

const BASE = projectPath("data/models/S");
const set = (settings: Record<string, unknown>): string[] =>
  Object.entries(settings).flatMap(([key, value]) => ["--set", `${key}=${value}`]);
const train = (out: string, settings: Record<string, unknown>): string[] => [
  ...["train", "--base", BASE, "--out", out, "--steps", "500"],
  ...set({ evaluateEvery: 0, evaluationSamples: 1, checkpointEvery: 1000, ...settings }),
];

/** A command in a process group of its own, as a terminal has it. */
function start(args: string[]): ChildProcess {
  return spawn(process.execPath, [projectPath("src/bootstrap/run.mjs"), ...args], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function untilStep(run: string, step: number): Promise<void> {
  const lines = (): number => {
    const file = path.join(run, "metrics.jsonl");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8").split("\n").length : 0;
  };
  while (lines() < step + 2) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function textOf(child: ChildProcess): Promise<string> {
  let text = "";
  child.stderr!.on("data", (chunk) => {
    text += chunk;
  });
  await once(child, "exit");
  return text;
}

test("Ctrl-C ends a run with a checkpoint and gives its folder free", { skip }, async () => {
  const run = at("clean");
  const child = start(train(run, { prompts: 2, samples: 2 }));
  await untilStep(run, 2);
  process.kill(-child.pid!, "SIGINT");
  const text = await textOf(child);
  assert.equal(child.exitCode, 130, text);
  assert.match(text, /stopping: sampling ends now, an update when it is done; Ctrl-C again stops at once/);
  assert.match(text, /stopped; .*clean goes on from the checkpoint after \d+ steps/);
  assert.doesNotMatch(text, /error:/);
  const { step } = new RunFolder(run).record()!;
  assert.ok(step >= 2);
  assert.deepEqual(fs.readdirSync(run).sort(), ["checkpoint", "metrics.jsonl", "run.json"]);
});

test("one Ctrl-C ends a step that samples for long", { skip }, async () => {
  const child = start(train(at("sampling"), { prompts: 2000, samples: 50 }));
  child.stderr!.resume();
  await untilStep(at("sampling"), 0);
  process.kill(-child.pid!, "SIGINT");
  const pressed = Date.now();
  await once(child, "exit");
  assert.ok(Date.now() - pressed < 5000, `${Date.now() - pressed} ms`);
  assert.equal(child.exitCode, 130);
});

test("a second Ctrl-C ends at once a step that takes long", { skip }, async () => {
  const [reward, metrics] = [at("slow.mjs"), JSON.stringify(path.join(at("long"), "metrics.jsonl"))];
  fs.writeFileSync(
    reward,
    `import { existsSync } from "node:fs";
    export default function slow({ reward }) {
      if (existsSync(${metrics})) for (const end = Date.now() + 20_000; Date.now() < end; );
      return reward;
    }`,
  );
  const child = start([...train(at("long"), { prompts: 2, samples: 2 }), "--reward", reward]);
  child.stderr!.resume();
  await untilStep(at("long"), 0);
  await new Promise((resolve) => setTimeout(resolve, 500));
  process.kill(-child.pid!, "SIGINT");
  await new Promise((resolve) => setTimeout(resolve, 600));
  assert.equal(child.exitCode, null, "it ended before its step was done");
  process.kill(-child.pid!, "SIGINT");
  const pressed = Date.now();
  await once(child, "exit");
  assert.ok(Date.now() - pressed < 2000, `${Date.now() - pressed} ms`);
  assert.equal(child.exitCode, 130);
});

const PTY = `
import os, pty, sys, time
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
seen = b""
pressed = False
while True:
    try:
        chunk = os.read(terminal, 65536)
    except OSError:
        break
    if not chunk:
        break
    seen += chunk
    if not pressed and b"/500" in seen:
        pressed = True
        os.write(terminal, b"\\x03")
os.waitpid(pid, 0)
sys.stdout.buffer.write(seen)
`;
const python = spawnSync("python3", ["-c", "import pty"]).status === 0;

test("nothing of the terminal is changed that a killed process would leave changed", {
  skip: skip || (!python && "needs python3 for a pseudo-terminal"),
}, () => {
  const args = train(at("terminal"), { prompts: 2, samples: 2 });
  const { stdout } = spawnSync(
    "python3",
    ["-c", PTY, process.execPath, projectPath("src/bootstrap/run.mjs"), ...args],
    { encoding: "utf8" },
  );
  assert.match(stdout, /\/500 steps/);
  assert.match(stdout, /stopped; /);
  assert.ok(!stdout.includes("\u001b[?"), JSON.stringify(stdout.slice(-400)));
});
