import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { lineOfForm } from "../../src/files/index.js";

const schema = z.union([
  z.strictObject({ text: z.string().min(1) }),
  z.strictObject({ ids: z.array(z.int()) }),
]);

test("a line of one of the forms is given back; of another it is said what was wanted, and which field is empty", () => {
  assert.deepEqual(lineOfForm({ ids: [] }, schema, "a"), { ids: [] });
  for (const other of [null, undefined, 7, "text", { text: 7 }, { text: null }])
    assert.throws(() => lineOfForm(other, schema, '{"text": text}'), { message: 'wanted {"text": text}' });
  assert.throws(() => lineOfForm({ text: "" }, schema, "{}"), { message: '"text" is empty; wanted {}' });
});
