import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { projectPath } from "../../../src/files/index.js";
import { selectBackend } from "../../../src/kernels/index.js";
import { savePolicy } from "../../../src/models/index.js";
import { rayFiles, seedRuns, studyRuns, writeLaunchFolder } from "../../../src/scale-out/index.js";
import { readRecordedRuns } from "../../../src/study/index.js";
import { tinyPolicy } from "../../training/tiny-policy.js";
import { interpreterWith } from "./interpreter.js";

const { python, skip } = interpreterWith("ray", "aiohttp_cors");
// Ray's sockets lie below it, and their paths may have 107 characters
const folder = mkdtempSync(path.join(tmpdir(), "ray-"));
let head: ChildProcess | undefined;
after(async () => {
  if (head?.exitCode === null) {
    const ended = once(head, "exit");
    head.kill("SIGTERM"); // ends what it started
    await ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** A `node` that, the first time, takes the worker that started it along, as a lost machine would. */
function nodeThatIsLostOnce(): string {
  const bin = path.join(folder, "bin");
  mkdirSync(bin);
  const lost = path.join(folder, "lost");
  const script = `#!/bin/sh\nif [ ! -e ${lost} ]; then touch ${lost}; kill -9 $PPID; exit 1; fi\nexec ${process.execPath} "$@"\n`;
  writeFileSync(path.join(bin, "node"), script);
  chmodSync(path.join(bin, "node"), 0o755);
  return bin;
}

async function startHead(): Promise<string> {
  const dashboard = await freePort();
  head = spawn(
    path.join(path.dirname(python), "ray"),
    [
      ...[
        "start",
        "--head",
        "--block",
        "--num-cpus=1",
        "--object-store-memory=100000000",
        "--disable-usage-stats",
      ],
      ...["--node-ip-address=127.0.0.1", "--dashboard-host=127.0.0.1", `--dashboard-port=${dashboard}`],
      ...[`--port=${await freePort()}`, `--temp-dir=${path.join(folder, "r")}`],
    ],
    {
      stdio: "ignore",
      env: { ...process.env, PATH: `${nodeThatIsLostOnce()}:${path.dirname(python)}:${process.env.PATH}` },
    },
  );
  const url = `http://127.0.0.1:${dashboard}`;
  for (let tries = 0; tries < 120; tries++) {
    const answer = await fetch(`${url}/api/version`).catch(() => undefined);
    if (answer?.ok) return url;
    await sleep(1000);
  }
  throw new Error("Ray's head did not start within two minutes");
}

/** Asks Ray's job interface; by node:http, for it refuses `fetch`, whose headers are those of a browser. */
async function ask(url: string, body?: object): Promise<Record<string, string>> {
  const asked = request(url, {
    method: body ? "POST" : "GET",
    headers: { "content-type": "application/json" },
  });
  asked.end(body && JSON.stringify(body));
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  const said = await text(answer);
  assert.equal(answer.statusCode, 200, said);
  return JSON.parse(said);
}

/** Submits a job, waits for its end, and returns how it ended and what it said. */
async function runJob(url: string, entrypoint: string): Promise<{ status: string; logs: string }> {
  const { submission_id: id } = await ask(`${url}/api/jobs/`, { entrypoint });
  for (;;) {
    const { status } = await ask(`${url}/api/jobs/${id}`);
    if (status !== "PENDING" && status !== "RUNNING") {
      const { logs } = await ask(`${url}/api/jobs/${id}/logs`);
      return { status, logs };
    }
    await sleep(500);
  }
}

test("a Ray cluster does our runs, repeats a lost one, skips finished ones, and reports a failure", {
  skip,
}, async () => {
  await selectBackend();
  const base = path.join(folder, "base");
  savePolicy(tinyPolicy(), base);
  const small = { base, steps: 1, prompts: 2, samples: 2, evaluationSamples: 1 };
  const launch = path.join(folder, "launch");
  const [study] = studyRuns("quick", { only: "M-bottom" });
  const runs = [...seedRuns(small, { seeds: 2 }), study];
  const noSteps = runs[0].arguments.map((word) => (word === "steps=1" ? "steps=0" : word));
  const wrong = { ...runs[0], name: "wrong", arguments: noSteps };
  writeLaunchFolder(launch, rayFiles([...runs, wrong]));
  const url = await startHead();
  const out = path.join(folder, "out");
  mkdirSync(path.join(out, study.name), { recursive: true });
  const lock = { pid: 1, started: "long ago", host: "a machine that was lost" };
  writeFileSync(path.join(out, study.name, ".writer-00000000.lock"), JSON.stringify(lock));
  const entrypoint = `${python} ${launch}/driver.py --kit ${projectPath()} --out ${out}`;

  const first = await runJob(url, entrypoint);
  assert.equal(first.status, "FAILED", first.logs); // for one run cannot be done
  assert.ok(existsSync(path.join(folder, "lost")), "no worker was lost");
  assert.match(first.logs, /4 runs, 0 of them finished; 1 cores/);
  assert.match(first.logs, /top-seed0: done/);
  assert.match(first.logs, /top-seed1: done/);
  assert.match(first.logs, /quick\/M-bottom-seed0: done/);
  assert.match(first.logs, /wrong: failed with code 1: .*steps: received 0/s);
  for (const { name } of runs) {
    const { finished, config } = JSON.parse(readFileSync(path.join(out, name, "run.json"), "utf8"));
    assert.ok(finished);
    assert.ok(name.endsWith(`${config.arm}-seed${config.seed}`));
  }

  writeFileSync(path.join(launch, "runs.jsonl"), runs.map((run) => `${JSON.stringify(run)}\n`).join(""));
  const second = await runJob(url, entrypoint);
  assert.equal(second.status, "SUCCEEDED", second.logs);
  assert.match(second.logs, /3 runs, 3 of them finished/);
  assert.deepEqual(
    readRecordedRuns(out).map(({ evaluations }) => evaluations.at(-1)!.split),
    ["ood"],
  );
});
