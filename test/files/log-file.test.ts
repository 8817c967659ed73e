import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { appendLine, readLog } from "../../src/files/index.js";
import { temporaryFolder } from "./temporary-folder.js";

const schema = z.object({ n: z.number() });

test("what was appended is read again", (t) => {
  const file = path.join(temporaryFolder(t), "log.jsonl");
  assert.deepEqual(readLog(file, schema), []);
  for (const n of [1, 2, 3]) appendLine(file, { n });
  assert.deepEqual(readLog(file, schema), [{ n: 1 }, { n: 2 }, { n: 3 }]);
});

test("a torn last line is left out, wherever it is torn", (t) => {
  const file = path.join(temporaryFolder(t), "log.jsonl");
  const text = '{"n":1}\n{"n":2,"name":"é"}\n';
  const bytes = Buffer.from(text);
  for (let length = 8; length < bytes.length - 2; length++) {
    fs.writeFileSync(file, bytes.subarray(0, length));
    assert.deepEqual(readLog(file, schema), [{ n: 1 }], bytes.subarray(0, length).toString());
  }
  fs.writeFileSync(file, Buffer.concat([bytes, Buffer.alloc(512)]));
  assert.equal(readLog(file, schema).length, 2);
});

test("a damaged line elsewhere is an error that names it, or the end where that is asked for", (t) => {
  const file = path.join(temporaryFolder(t), "log.jsonl");
  fs.writeFileSync(file, '{"n":1}\n{"n":2,"na\u001b{"n":3}\n{"n":4}\n');
  assert.throws(() => readLog(file, schema), /log\.jsonl, line 2: wanted a JSON object, received .*\\u001b/);
  assert.deepEqual(readLog(file, schema, { upToDamage: true }), [{ n: 1 }]);
  fs.writeFileSync(file, '{"n":1}\n{"n":"two"}\n');
  assert.throws(() => readLog(file, schema), /log\.jsonl, line 2: "n": wanted number, received .*two/);
});

test("a disk that fills in the middle of a line leaves the log as it was", (t) => {
  const file = path.join(temporaryFolder(t), "log.jsonl");
  appendLine(file, { n: 1 });
  const { writeSync } = fs;
  let room = 3;
  t.mock.method(fs, "writeSync", (descriptor: number, bytes: Uint8Array, offset: number) => {
    if (room-- === 0) throw new Error("ENOSPC: no space left on device, write");
    return writeSync(descriptor, bytes, offset, 1);
  });
  assert.throws(
    () => appendLine(file, { n: 2 }),
    /cannot write .*log\.jsonl: no space left on device \(ENOSPC\)/,
  );
  assert.equal(fs.readFileSync(file, "utf8"), '{"n":1}\n');
});
