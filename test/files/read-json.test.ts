import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { readJson } from "../../src/files/index.js";
import { temporaryFolder } from "./temporary-folder.js";

const schema = z.object({ name: z.string(), size: z.int().positive(), kind: z.enum(["a", "b"]) });

test("a byte order mark and a raw U+2028 change nothing", (t) => {
  const file = path.join(temporaryFolder(t), "x.json");
  fs.writeFileSync(file, '\ufeff{"name": "a\u2028b", "size": 1, "kind": "a"}\r\n');
  assert.deepEqual(readJson(file, schema), { name: "a\u2028b", size: 1, kind: "a" });
});

test("an error names the file, the key, what came and what was wanted", (t) => {
  const file = path.join(temporaryFolder(t), "x.json");
  const cases: [string | Buffer, RegExp][] = [
    [
      '{"name": 5, "size": -1, "kind": "c"}',
      /"name": wanted string, received 5; "size": .*>0, received -1; "kind": .*"a"\|"b", received "c"/,
    ],
    ['{"size": 1, "kind": "a"}', /x\.json: "name": wanted string, received nothing/],
    ["null", /x\.json: wanted object, received null/],
    ['{"name": "a', /x\.json is damaged: 11 characters, ending in ".*", are no JSON/],
    ["", /x\.json is damaged: 0 characters/],
    [Buffer.from('\ufeff{"name": 5}', "utf16le"), /x\.json is UTF-16; wanted UTF-8/],
    [Buffer.from([0x7b, 0xff]), /x\.json is not UTF-8 text/],
  ];
  for (const [content, wanted] of cases) {
    fs.writeFileSync(file, content);
    assert.throws(() => readJson(file, schema), wanted);
  }
  assert.throws(
    () => readJson(`${file}.no`, schema),
    /cannot read .*x\.json\.no: no such file or directory \(ENOENT\)/,
  );
});
