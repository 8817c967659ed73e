import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { projectPath } from "../../src/files/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { writeSafetensors } from "../../src/models/index.js";
import { type MetricsLine, type RlvrConfig, RunFolder, trainRlvr } from "../../src/training/index.js";

const folder = fs.mkdtempSync(path.join(tmpdir(), "run-folder-"));
const at = (...parts: string[]): string => path.join(folder, ...parts);
const base = projectPath("data/models/S");
const config: Partial<RlvrConfig> & { base: string } = {
  base,
  steps: 4,
  prompts: 3,
  samples: 4,
  tokenCost: 0.01,
  evaluateEvery: 0,
  evaluationSamples: 1,
  checkpointEvery: 2,
};
const withoutTimes = (lines: readonly object[]): object[] =>
  lines.map((line) => ({ ...line, rolloutSeconds: 0, updateSeconds: 0 }));

let whole: MetricsLine[];
before(async () => {
  await selectBackend();
  whole = (await trainRlvr(config)).metrics;
  assert.ok(
    whole.some((line) => line.split === undefined && line.groupsWithSpread > 0),
    "nothing to learn from",
  );
});
after(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A run of four steps that stopped in its fourth; its checkpoint is of the second. */
async function stopped(name: string): Promise<string> {
  const onMetrics = (line: MetricsLine): void => {
    if (line.step === 3) throw new Error("stopped");
  };
  await assert.rejects(trainRlvr(config, { folder: at(name), onMetrics }), /stopped/);
  return at(name);
}

test("a torn line, or damage after the checkpoint, does not keep a run from going on", async () => {
  for (const [i, tail] of ['{"step":4,"lo', '{"st{"step":4}\n{"step":5}\n', "\0".repeat(512)].entries()) {
    const run = await stopped(`torn-${i}`);
    fs.appendFileSync(path.join(run, "metrics.jsonl"), tail);
    const { metrics, resumedAt } = await trainRlvr(config, { folder: run });
    assert.equal(resumedAt, 2);
    assert.deepEqual(withoutTimes(metrics), withoutTimes(whole));
    assert.deepEqual(withoutTimes(new RunFolder(run).metrics()), withoutTimes(whole));
  }
});

test("a run whose last checkpoint is newer than run.json is brought in step", async () => {
  const run = new RunFolder<RlvrConfig>(at("unreconciled"));
  await trainRlvr(config, { folder: run });
  run.writeRecord({ ...run.record()!, step: 2, finished: false });
  const { metrics, resumedAt } = await trainRlvr(config, { folder: run });
  assert.equal(resumedAt, 4);
  assert.equal(run.record()?.finished, true);
  assert.deepEqual(withoutTimes(metrics), withoutTimes(whole));
});

test("what a killed run left half done is cleared away", async () => {
  const run = await stopped("litter");
  const gone = 2 ** 22 + 1; // above every process number
  fs.mkdirSync(path.join(run, "checkpoint.part"));
  fs.mkdirSync(path.join(run, `models/.step-2.${gone}.part`), { recursive: true });
  fs.writeFileSync(path.join(run, `.run.json.${gone}.part`), "{");
  await trainRlvr(config, { folder: run });
  assert.deepEqual(fs.readdirSync(run).sort(), ["checkpoint", "metrics.jsonl", "models", "run.json"]);
  assert.deepEqual(fs.readdirSync(path.join(run, "models")), []);
});

test("a run goes on from whichever copy of the checkpoint is whole", async () => {
  for (const name of ["old", "new"]) {
    const run = await stopped(`only-${name}`);
    fs.renameSync(path.join(run, "checkpoint"), path.join(run, `checkpoint.${name}`));
    const { metrics, resumedAt } = await trainRlvr(config, { folder: run });
    assert.equal(resumedAt, 2);
    assert.deepEqual(withoutTimes(metrics), withoutTimes(whole));
  }
});

test("a second writer is told of the first", async () => {
  const run = new RunFolder(at("shared"));
  const unlock = run.lock();
  await assert.rejects(
    trainRlvr(config, { folder: at("shared") }),
    /shared is being written by this process/,
  );
  unlock();
});

test("a folder that holds no run, or one that cannot go on, is refused and left as it is", async () => {
  fs.mkdirSync(at("foreign"));
  fs.writeFileSync(at("foreign", "metrics.jsonl"), "mine\n");
  const trained = async (out: string, more: object = {}) =>
    trainRlvr({ ...config, ...more }, { folder: out });
  await assert.rejects(trained(at("foreign")), /foreign holds metrics\.jsonl and is not a training run/);
  assert.deepEqual(fs.readdirSync(at("foreign")), ["metrics.jsonl"]);
  fs.cpSync(base, at("model"), { recursive: true });
  await assert.rejects(trained(at("model")), /is not a training run; wanted a new or empty folder/);

  const run = await stopped("without");
  await assert.rejects(trained(run, { steps: 1 }), /has done 2 steps; wanted at least as many, received 1/);
  const metrics = fs.readFileSync(path.join(run, "metrics.jsonl"));
  fs.rmSync(path.join(run, "checkpoint"), { recursive: true });
  await assert.rejects(trained(run), /holds a run of 2 steps without its checkpoint/);
  assert.deepEqual(fs.readFileSync(path.join(run, "metrics.jsonl")), metrics);
  fs.rmSync(path.join(run, "run.json"));
  await assert.rejects(trained(run), /is not a training run/);
});

test("damaged files of a run are errors that name the file and the key", async () => {
  const run = await stopped("damaged");
  const refused = async (name: string, change: (text: string) => string, wanted: RegExp): Promise<void> => {
    const file = path.join(run, name);
    const text = fs.readFileSync(file, "utf8");
    fs.writeFileSync(file, change(text));
    await assert.rejects(async () => trainRlvr(config, { folder: run }), wanted);
    fs.writeFileSync(file, text);
  };
  const refusedMoments = async (name: string, [values]: Float32Array[], wanted: RegExp): Promise<void> => {
    const file = path.join(run, "checkpoint/optimizer.safetensors");
    const bytes = fs.readFileSync(file);
    writeSafetensors(file, [{ name, shape: [values.length], values }]);
    await assert.rejects(async () => trainRlvr(config, { folder: run }), wanted);
    fs.writeFileSync(file, bytes.subarray(0, bytes.length / 2));
    await assert.rejects(
      async () => trainRlvr(config, { folder: run }),
      /optimizer\.safetensors is truncated/,
    );
    fs.writeFileSync(file, bytes);
  };
  const setting = (changed: object) => (text: string) => JSON.stringify({ ...JSON.parse(text), ...changed });
  const half = (text: string): string => text.slice(0, text.length / 2);
  const optimizer = "checkpoint/optimizer.json";
  await refused("run.json", half, /run\.json is damaged/);
  await refused("run.json", setting({ config: undefined }), /run\.json: "config": wanted record/);
  await refused(optimizer, half, /optimizer\.json is damaged/);
  for (const step of [-3, 1.5, null, "2"])
    await refused(optimizer, setting({ step }), /optimizer\.json: "step": .*received/);
  await refused(optimizer, setting({ updates: -1 }), /optimizer\.json: "updates"/);
  await refusedMoments(
    "first.0",
    [Float32Array.of(0, Number.NaN)],
    /"first\.0" of .* holds NaN at 1: wanted finite/,
  );
  await refusedMoments("first.0", [Float32Array.of(1)], /first moments of sizes/);
  await refusedMoments("third.0", [Float32Array.of(1)], /first moments of sizes \[\] received/);
  await refused("metrics.jsonl", () => "", /wanted one whole line for each of the 2 steps .* received 0/);
  const { metrics } = await trainRlvr(config, { folder: run });
  assert.deepEqual(withoutTimes(metrics), withoutTimes(whole));
});

test("a run does not go on from another base model under the same name", async () => {
  const base = at("base");
  fs.cpSync(config.base, base, { recursive: true });
  const run = at("other-base");
  await trainRlvr({ ...config, base, steps: 2 }, { folder: run });
  const weights = path.join(base, "model.safetensors");
  const bytes = fs.readFileSync(weights);
  bytes[bytes.length - 1] ^= 1;
  fs.writeFileSync(weights, bytes);
  await assert.rejects(
    trainRlvr({ ...config, base }, { folder: run }),
    /began from other weights of .*base \(SHA-256 [0-9a-f]{64} there, [0-9a-f]{64} now\)/,
  );
  fs.rmSync(base, { recursive: true });
  const { metrics } = await trainRlvr({ ...config, base }, { folder: run });
  assert.equal(metrics.filter(({ split }) => split === undefined).length, 4);
  assert.match(new RunFolder<RlvrConfig>(run).record()!.baseSha256!, /^[0-9a-f]{64}$/);
});

test("a base that does not open leaves no folder behind", async () => {
  const damaged = at("damaged");
  fs.cpSync(config.base, damaged, { recursive: true });
  fs.truncateSync(path.join(damaged, "model.safetensors"), 1000);
  for (const [base, message] of [
    [at("nowhere"), /there is no model folder or file .*nowhere/],
    [damaged, /model\.safetensors .*truncated/],
  ] as const) {
    await assert.rejects(trainRlvr({ ...config, base }, { folder: at("never") }), message);
    assert.ok(!fs.existsSync(at("never")));
  }
});

test("a disk that is full stops a run, which goes on once there is room", async (t) => {
  const run = await stopped("full");
  const { writeSync } = fs;
  let room = 30;
  const mock = t.mock.method(fs, "writeSync", (...args: Parameters<typeof writeSync>) => {
    if (room-- <= 0)
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    return writeSync(...args);
  });
  await assert.rejects(
    trainRlvr({ ...config, checkpointEvery: 1 }, { folder: run }),
    /cannot write .*: no space left on device/,
  );
  mock.mock.restore();
  const { metrics } = await trainRlvr(config, { folder: run });
  assert.deepEqual(withoutTimes(metrics), withoutTimes(whole));
});

test("a run that is asked to stop keeps a checkpoint of the step it ends with, and goes on to the same end", async () => {
  const stop = new AbortController();
  const onMetrics = (line: MetricsLine): void => {
    if (line.split === undefined && line.step === 0) stop.abort(new Error("asked to stop"));
  };
  const run = new RunFolder<RlvrConfig>(at("asked"));
  await assert.rejects(
    trainRlvr(config, { folder: run, onMetrics, signal: stop.signal }),
    /asked to stop; .*asked goes on from the checkpoint after 1 steps/,
  );
  assert.equal(run.record()?.step, 1);
  const { metrics, resumedAt } = await trainRlvr(config, { folder: run });
  assert.equal(resumedAt, 1);
  assert.deepEqual(withoutTimes(metrics), withoutTimes(whole));
});
