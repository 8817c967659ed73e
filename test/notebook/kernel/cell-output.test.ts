import assert from "node:assert/strict";
import { test } from "node:test";
import { JupyterHandlerImpl } from "tslab/dist/jupyter";
import { errorReply, repairCellOutput } from "../../../src/notebook/kernel/cell-output.js";

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

test("where the front end goes on after an error, the cells behind it run", async () => {
  repairCellOutput();
  const executor = { execute: async (code: string) => code !== "fails" };
  const statuses = async (stop_on_error: boolean): Promise<string[]> => {
    const handler = new JupyterHandlerImpl(executor as never, false);
    const requests = ["a", "fails", "b", "c"].map((code) =>
      handler.handleExecute(
        { code, stop_on_error } as never,
        () => {},
        () => {},
      ),
    );
    return (await Promise.all(requests)).map(({ status }) => status);
  };
  const [out, err] = [process.stdout.write, process.stderr.write];
  try {
    assert.deepEqual(await statuses(false), ["ok", "error", "ok", "ok"]);
    assert.deepEqual(await statuses(true), ["ok", "error", "abort", "abort"]);
  } finally {
    Object.assign(process.stdout, { write: out });
    Object.assign(process.stderr, { write: err });
  }
});
