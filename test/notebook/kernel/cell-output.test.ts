import assert from "node:assert/strict";
import { test } from "node:test";
import { errorReply } from "../../../src/notebook/kernel/cell-output.js";

test("an exception's name and message are taken from its trace", () => {
  const printed = "RangeError: rho 2 is outside (0, 1]\n    at check (a.js:1:2)\n    at <anonymous>\n";
  assert.deepEqual(errorReply(printed), {
    ename: "RangeError",
    evalue: "rho 2 is outside (0, 1]",
    traceback: ["RangeError: rho 2 is outside (0, 1]", "    at check (a.js:1:2)", "    at <anonymous>"],
  });
});

test("a compiler's diagnostic is found behind warnings", () => {
  const printed = "a warning\n1:7 - Type 'string' is not assignable to type 'number'.\n";
  const { ename, evalue } = errorReply(printed);
  assert.equal(ename, "Error");
  assert.equal(evalue, "1:7 - Type 'string' is not assignable to type 'number'.");
});

test("a thrown value that is no error is quoted", () => {
  assert.equal(errorReply("oh no\n").evalue, "oh no");
});
