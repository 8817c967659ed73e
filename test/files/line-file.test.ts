import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { writeLines } from "../../src/files/index.js";

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "lines-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("lines stand in the file in order, in a folder made for it", async (t) => {
  const file = path.join(temporaryFolder(t), "new/out.jsonl");
  await writeLines(file, async (write) => {
    for (let i = 0; i < 20_000; i++) await write(`${i}`);
  });
  const lines = readFileSync(file, "utf8").split("\n");
  assert.equal(lines.length, 20_001);
  assert.equal(lines[19_999], "19999");
});

test("a failure half way leaves nothing behind", async (t) => {
  const folder = temporaryFolder(t);
  const failing = writeLines(path.join(folder, "out.jsonl"), async (write) => {
    await write("first");
    throw new Error("bad line");
  });
  await assert.rejects(failing, /bad line/);
  assert.deepEqual(readdirSync(folder), []);
});
