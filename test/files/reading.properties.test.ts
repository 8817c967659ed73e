import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { appendLine, readJson, readJsonLines, readLog, replaceFile } from "../../src/files/index.js";

const folder = fs.mkdtempSync(path.join(tmpdir(), "reading-"));
after(() => fs.rmSync(folder, { recursive: true }));
const file = path.join(folder, "file");

test("a log that is cut anywhere gives back the lines that were whole", () => {
  const schema = z.object({ value: z.unknown() });
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), fc.nat(2000), (values, cut) => {
      fs.rmSync(file, { force: true });
      for (const value of values) appendLine(file, { value });
      const bytes = values.length > 0 ? fs.readFileSync(file) : Buffer.alloc(0);
      const kept = bytes.subarray(0, Math.max(0, bytes.length - cut));
      fs.writeFileSync(file, kept);
      const text = kept.toString("latin1");
      const whole = text.split("\n").length - 1;
      const read = readLog(file, schema).map(({ value }) => value);
      // a line of which only the end is missing is whole too
      assert.ok(read.length === whole || read.length === whole + 1);
      assert.equal(JSON.stringify(read), JSON.stringify(values.slice(0, read.length)));
    }),
  );
});

test("JSON lines are read as they were written, whatever is in them and wherever a chunk ends", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue(), { maxLength: 20 }),
      fc.constantFrom("\n", "\r\n", "\n\n"),
      fc.constantFrom("", "\ufeff"),
      async (values, end, mark) => {
        fs.writeFileSync(file, mark + values.map((value) => JSON.stringify(value) + end).join(""));
        const read: unknown[] = [];
        for await (const value of readJsonLines(file, (value) => value)) read.push(value);
        assert.equal(JSON.stringify(read), JSON.stringify(values));
      },
    ),
  );
});

test("a file holds what it was replaced by", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 }), (contents) => {
      for (const content of contents) replaceFile(file, content);
      assert.deepEqual(new Uint8Array(fs.readFileSync(file)), contents.at(-1));
    }),
  );
});

test("any JSON is read, or refused naming the file", () => {
  const schema = z.strictObject({ a: z.int(), b: z.array(z.string()) });
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string({ unit: "binary" })), (text) => {
      fs.writeFileSync(file, text);
      try {
        readJson(file, schema);
      } catch (error) {
        assert.equal((error as Error).name, "Error");
        assert.ok((error as Error).message.includes(file));
      }
    }),
  );
});
