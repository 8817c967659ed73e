import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { inBatches, readJsonLines } from "../../src/files/index.js";

function fileOf(t: TestContext, text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "lines-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "in.jsonl");
  writeFileSync(file, text);
  return file;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const positive = (value: unknown): number => {
  if (typeof value !== "number" || value <= 0) throw new Error("wanted a positive number");
  return value;
};

test("lines are parsed in order, empty ones and either line ending passed over", async (t) => {
  assert.deepEqual(await all(readJsonLines(fileOf(t, "1\r\n\n2\n3"), positive)), [1, 2, 3]);
});

test("a malformed line throws with its number and what was received", async (t) => {
  const file = fileOf(t, "1\n\n-2\n");
  await assert.rejects(
    all(readJsonLines(file, positive)),
    /in\.jsonl, line 3: wanted a positive number; received -2/,
  );
  await assert.rejects(all(readJsonLines(fileOf(t, "{"), positive)), /line 1: wanted JSON; received {/);
});

test("with onBad malformed lines are reported and skipped", async (t) => {
  const reports: string[] = [];
  const file = fileOf(t, "1\nno\n-2\n4");
  assert.deepEqual(
    await all(readJsonLines(file, positive, { onBad: (report) => reports.push(report) })),
    [1, 4],
  );
  assert.deepEqual(
    reports.map((report) => /line \d/.exec(report)?.[0]),
    ["line 2", "line 3"],
  );
});

test("a missing file is an error", async () => {
  await assert.rejects(
    all(readJsonLines("/nowhere/in.jsonl", positive)),
    /cannot read .nowhere.in\.jsonl: no such file or directory \(ENOENT\)/,
  );
});

test("a byte order mark and a raw U+2028 are read alike on every Node.js, and long lines too", async (t) => {
  const text = (value: unknown): string => String(value);
  const long = "é".repeat(100_000);
  const file = fileOf(t, `\ufeff"a\u2028b\u2029c\u0085d"\r\n"${long}"\n\n"e"`);
  assert.deepEqual(await all(readJsonLines(file, text)), ["a\u2028b\u2029c\u0085d", long, "e"]);
});

test("another encoding is said, and what a line holds is shown as its escape", async (t) => {
  const file = fileOf(t, "");
  writeFileSync(file, Buffer.from("\ufeff1\n", "utf16le"));
  await assert.rejects(all(readJsonLines(file, positive)), /in\.jsonl is UTF-16; wanted UTF-8/);
  await assert.rejects(all(readJsonLines(fileOf(t, "\u001b[2Jno"), positive)), /received \\u001b\[2Jno$/);
});

test("batches hold every item once, the last being shorter", async () => {
  assert.deepEqual(await all(inBatches([1, 2, 3, 4, 5], 2)), [[1, 2], [3, 4], [5]]);
  assert.deepEqual(await all(inBatches([], 2)), []);
});
