import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { projectPath } from "../../src/files/index.js";

function npmTest(...parts: string[]) {
  // a test that runs tests would else report to the one above
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return spawnSync(process.execPath, [projectPath("src/bootstrap/test.mjs"), ...parts], {
    encoding: "utf8",
    env,
  });
}

test("npm test runs the tests whose path contains a part, as the source or the compiled file has it", () => {
  for (const part of ["test/text/wrap", "text/wrap-row.test.ts", "dist/test/text/wrap-row.test.js"]) {
    const { status, stdout, stderr } = npmTest(part);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /tests [1-9]\d*\n/, part);
  }
  const none = npmTest("no/such");
  assert.equal(none.status, 1);
  assert.match(none.stderr, /no test file matches "no\/such" below test\//);
});

test("npm test explains itself", () => {
  const { status, stdout } = npmTest("--help");
  assert.equal(status, 0);
  assert.match(stdout, /^Usage: npm test -- \[parts\.\.\.\]/);
});
