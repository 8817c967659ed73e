import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { sys } from "typescript";
import { ignoreOtherFiles } from "../../../src/notebook/kernel/ignored-files.js";

test("the compiler watches TypeScript files that are there, and neither folders nor anything else", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "watched-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const compiler = require("@tslab/typescript-for-tslab") as { sys: typeof sys };
  const watched: string[] = [];
  const watch = (name: string) => {
    watched.push(path.basename(name));
    return { close: () => {} };
  };
  const { watchDirectory, watchFile } = compiler.sys;
  t.after(() => Object.assign(compiler.sys, { watchDirectory, watchFile }));
  Object.assign(compiler.sys, { watchDirectory: watch, watchFile: watch });
  ignoreOtherFiles();
  for (const name of ["own.ts", "types.d.ts", "package.json"]) {
    writeFileSync(path.join(folder, name), "");
    compiler.sys.watchFile!(path.join(folder, name), () => {});
  }
  compiler.sys.watchFile!(path.join(folder, "missing.ts"), () => {});
  compiler.sys.watchDirectory!(folder, () => {});
  assert.deepEqual(watched, ["own.ts"]);
});
