import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { attempt } from "./fuzz/attempt.js";
import { corpusOf } from "./fuzz/corpus.js";
import { PARSERS } from "./fuzz/parsers/index.js";

for (const parser of PARSERS)
  test(`${parser.name}: seeds are read, and what was once taken wrongly is read or clearly refused`, async (t) => {
    const folder = mkdtempSync(path.join(tmpdir(), "corpus-"));
    t.after(() => rmSync(folder, { recursive: true }));
    for (const seed of parser.seeds()) assert.equal(await attempt(parser, seed, folder), "");
    for (const input of corpusOf(parser.name))
      assert.equal(await attempt(parser, input, folder), "", input.toString().slice(0, 200));
  });
