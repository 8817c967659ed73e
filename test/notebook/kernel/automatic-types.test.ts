import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { sys } from "typescript";
import { onlyNodeTypes } from "../../../src/notebook/kernel/automatic-types.js";

test("of the types that no cell imports the compiler sees Node's alone; other folders are whole", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "types-"));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of ["@types/node", "@types/jsdom", "plain/node", "plain/jsdom"]) {
    mkdirSync(path.join(folder, name), { recursive: true });
  }
  const compiler = require("@tslab/typescript-for-tslab") as { sys: typeof sys };
  const { getDirectories } = compiler.sys;
  t.after(() => Object.assign(compiler.sys, { getDirectories }));
  onlyNodeTypes();
  assert.deepEqual(compiler.sys.getDirectories(path.join(folder, "@types")), ["node"]);
  assert.deepEqual(compiler.sys.getDirectories(path.join(folder, "plain")).sort(), ["jsdom", "node"]);
});
