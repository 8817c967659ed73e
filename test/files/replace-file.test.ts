import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { replaceFile } from "../../src/files/index.js";
import { temporaryFolder } from "./temporary-folder.js";

const read = (file: string): string => fs.readFileSync(file, "utf8");

test("a file is made with its folders, and later replaced", (t) => {
  const file = path.join(temporaryFolder(t), "a/b/c.txt");
  replaceFile(file, "first");
  replaceFile(file, new Uint8Array([104, 105]));
  assert.equal(read(file), "hi");
  assert.deepEqual(fs.readdirSync(path.dirname(file)), ["c.txt"]);
});

test("a disk that takes a little at a time gets all of it", (t) => {
  const file = path.join(temporaryFolder(t), "c.txt");
  const { writeSync } = fs;
  t.mock.method(fs, "writeSync", (descriptor: number, bytes: Uint8Array, offset: number) =>
    writeSync(descriptor, bytes, offset, 1),
  );
  replaceFile(file, "0123456789");
  assert.equal(read(file), "0123456789");
});

test("a disk that fills half way leaves the old file whole, and nothing else", (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, "c.txt");
  replaceFile(file, "the good one");
  const { writeSync } = fs;
  let room = 4;
  t.mock.method(fs, "writeSync", (descriptor: number, bytes: Uint8Array, offset: number) => {
    if (room === 0)
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    return writeSync(descriptor, bytes, offset, Math.min(room--, 1));
  });
  assert.throws(() => replaceFile(file, "0123456789"), {
    message: `cannot write ${file}: no space left on device (ENOSPC)`,
  });
  assert.equal(read(file), "the good one");
  assert.deepEqual(fs.readdirSync(folder), ["c.txt"]);
});

test("rights and a symbolic link stay", {
  skip: process.platform === "win32" && "needs POSIX rights",
}, (t) => {
  const folder = temporaryFolder(t);
  const file = path.join(folder, "c.txt");
  fs.writeFileSync(file, "old", { mode: 0o640 });
  fs.chmodSync(file, 0o640);
  fs.symlinkSync("c.txt", path.join(folder, "link"));
  replaceFile(path.join(folder, "link"), "new");
  assert.equal(read(file), "new");
  assert.equal(fs.statSync(file).mode & 0o777, 0o640);
  assert.ok(fs.lstatSync(path.join(folder, "link")).isSymbolicLink());
});

test("what an ended process was preparing is removed, what a living one prepares stays", (t) => {
  const folder = temporaryFolder(t);
  const ended = spawnSync(process.execPath, ["-e", ""]).pid;
  fs.writeFileSync(path.join(folder, `.c.txt.${ended}.part`), "half");
  fs.writeFileSync(path.join(folder, `.c.txt.${process.ppid}.part`), "half");
  replaceFile(path.join(folder, "c.txt"), "whole");
  assert.deepEqual(fs.readdirSync(folder).sort(), [`.c.txt.${process.ppid}.part`, "c.txt"]);
});

test("a folder that cannot be made is an error with the reason", (t) => {
  const folder = temporaryFolder(t);
  fs.writeFileSync(path.join(folder, "taken"), "");
  assert.throws(
    () => replaceFile(path.join(folder, "taken/x/y"), ""),
    /cannot make the folder .*taken.x: .*taken is a file/,
  );
  if (process.platform === "linux")
    assert.throws(() => replaceFile("/proc/x/y", ""), /cannot make the folder \/proc\/x/);
});
