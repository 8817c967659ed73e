import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { lockFolder, requireOwnFile, requireOwnFolder } from "../../src/files/index.js";
import { temporaryFolder } from "./temporary-folder.js";

const LOCK = `require(${JSON.stringify(path.join(__dirname, "../../src/files/index.js"))}).lockFolder`;

function holder(folder: string): ChildProcess {
  const script = `${LOCK}(${JSON.stringify(folder)}); console.log("held"); setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "pipe"] });
}

test("a folder has one writer, which the second is told", async (t) => {
  const folder = path.join(temporaryFolder(t), "run");
  const first = holder(folder);
  await once(first.stdout!, "data");
  assert.throws(() => lockFolder(folder), { message: `${folder} is being written by process ${first.pid}` });
  first.kill("SIGKILL");
  await once(first, "exit");
  const unlock = lockFolder(folder);
  assert.throws(() => lockFolder(folder), /is being written by this process/);
  unlock();
  assert.deepEqual(fs.readdirSync(folder), []);
});

test("of many that begin at once at most one gets the folder", async (t) => {
  const folder = path.join(temporaryFolder(t), "run");
  const all = Array.from({ length: 6 }, () => holder(folder));
  const held = await Promise.all(
    all.map((child) =>
      Promise.race([once(child.stdout!, "data").then(() => true), once(child, "exit").then(() => false)]),
    ),
  );
  for (const child of all) child.kill("SIGKILL");
  assert.ok(held.filter(Boolean).length <= 1, held.join());
});

test("the lock of another process with the same number counts for nothing", (t) => {
  const folder = temporaryFolder(t);
  const stranger = { pid: process.ppid, started: "some other time", host: require("node:os").hostname() };
  fs.writeFileSync(path.join(folder, ".writer-00000000.lock"), JSON.stringify(stranger));
  fs.writeFileSync(path.join(folder, ".writer-00000001.lock"), '{"pid": 1');
  lockFolder(folder)();
  assert.deepEqual(fs.readdirSync(folder), []);
});

test("another machine's lock is believed", (t) => {
  const folder = temporaryFolder(t);
  const stranger = { pid: 1, started: "", host: "elsewhere" };
  fs.writeFileSync(path.join(folder, ".writer-00000000.lock"), JSON.stringify(stranger));
  assert.throws(
    () => lockFolder(folder),
    /by process 1 of the machine elsewhere; if it has ended, delete .*00000000.lock/,
  );
});

test("the end of the process gives the folder free", (t) => {
  const folder = temporaryFolder(t);
  spawnSync(process.execPath, ["-e", `${LOCK}(${JSON.stringify(folder)})`]);
  assert.deepEqual(fs.readdirSync(folder), []);
});

test("what an ended process was preparing is removed with its lock", (t) => {
  const folder = temporaryFolder(t);
  fs.writeFileSync(path.join(folder, "..writer-0123abcd.lock.4194305.part"), "{");
  fs.writeFileSync(path.join(folder, ".summary.json.4194305.part"), "{");
  lockFolder(folder)();
  assert.deepEqual(fs.readdirSync(folder), []);
});

test("a folder that holds what is not ours is refused", (t) => {
  const folder = temporaryFolder(t);
  const require = (isOurs: boolean): void => requireOwnFolder(folder, () => isOurs, "a training run");
  require(false);
  requireOwnFolder(path.join(folder, "new"), () => false, "a training run");
  assert.throws(() => requireOwnFolder(__filename, () => false, "a training run"), /is a file; wanted a new/);
  requireOwnFolder(path.join(__filename, "below"), () => false, "a training run"); // for the writer to refuse
  for (const name of ["a", "b", "c", "d"]) fs.writeFileSync(path.join(folder, name), "");
  assert.throws(
    () => require(false),
    /holds a, b, c and 1 more and is not a training run; wanted a new or empty folder/,
  );
  require(true);
});

test("a file that is not ours is refused", (t) => {
  const file = path.join(temporaryFolder(t), "page.html");
  const require = (place: string): void => requireOwnFile(place, (text) => text.startsWith("ours"), "a page");
  require(file);
  require(path.join(__filename, "below")); // for the writer to refuse
  fs.writeFileSync(file, "");
  require(file);
  fs.writeFileSync(file, "theirs");
  assert.throws(() => require(file), /page\.html is not a page; wanted the name of a new file/);
  fs.writeFileSync(file, "ours");
  require(file);
  assert.throws(() => require(__dirname), /is a folder; wanted the name of a file/);
});
