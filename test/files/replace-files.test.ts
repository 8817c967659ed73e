import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { replaceFiles } from "../../src/files/index.js";

const root = fs.mkdtempSync(path.join(tmpdir(), "replace-files-"));
after(() => fs.rmSync(root, { recursive: true }));
const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    fs.readdirSync(folder).map((name) => [name, fs.readFileSync(path.join(folder, name), "utf8")]),
  );
const write = (folder: string, files: Record<string, string>): void => {
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
};

test("a folder is made with its parents, and later its files are replaced", () => {
  const folder = path.join(root, "a", "b");
  replaceFiles(folder, (temporary) => write(temporary, { x: "1", y: "1" }));
  replaceFiles(folder, (temporary) => write(temporary, { y: "2", z: "2" }));
  assert.deepEqual(contents(folder), { x: "1", y: "2", z: "2" });
  assert.deepEqual(fs.readdirSync(path.join(root, "a")), ["b"]);
});

test("a failure leaves everything as it was and says what failed", () => {
  const folder = path.join(root, "kept");
  replaceFiles(folder, (temporary) => write(temporary, { x: "1" }));
  const failing = (temporary: string): void => {
    write(temporary, { x: "2" });
    throw new Error("no space left");
  };
  const before = fs.readdirSync(root);
  assert.throws(() => replaceFiles(folder, failing), /could not write .*kept: no space left/);
  assert.throws(() => replaceFiles(path.join(root, "new"), failing), /could not write .*new: no space left/);
  assert.deepEqual(contents(folder), { x: "1" });
  assert.deepEqual(fs.readdirSync(root), before);
});
