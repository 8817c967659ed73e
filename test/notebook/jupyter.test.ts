import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { findJupyter, jupyterEnvironment } from "../../src/notebook/find-jupyter.js";
import { compareRuns } from "../../src/notebook/index.js";
import { readNotebook } from "../../src/notebook/nbformat.js";
import { HEADLESS_VARIABLE } from "../../src/notebook/preset.js";
import { fixtureNotebook, runNotebook } from "./fixtures.js";

const REWRITE = `
import nbformat, sys
notebook = nbformat.read(sys.argv[1], 4)
nbformat.validate(notebook)
nbformat.write(notebook, sys.argv[2])`;

function pythonWithNbformat(): string | undefined {
  return ["python3", "/usr/bin/python3"].find(
    (command) => spawnSync(command, ["-c", "import nbformat"], { stdio: "ignore" }).status === 0,
  );
}

test("Jupyter's own execution gives the same outputs, where a Jupyter is found", async (t) => {
  const jupyter = findJupyter(["nbconvert"]);
  if (!jupyter) {
    t.diagnostic("not compared: no Jupyter with nbconvert found");
    return;
  }
  const file = fixtureNotebook(t, "tour");
  const executed = path.join(path.dirname(file), "executed.ipynb");
  const flags = ["--to", "notebook", "--execute", "--output", executed, file];
  const env = { ...jupyterEnvironment(), [HEADLESS_VARIABLE]: "1" };
  execFileSync(jupyter.command, [jupyter.subcommand, ...flags], { env, stdio: "pipe" });
  await runNotebook(file);
  assert.deepEqual(compareRuns(readNotebook(file), readNotebook(executed), { ignore: /^$/ }), []);

  const python = pythonWithNbformat();
  if (!python) {
    t.diagnostic("the file's bytes were not compared: no Python with nbformat found");
    return;
  }
  const copy = path.join(path.dirname(file), "copy.ipynb");
  execFileSync(python, ["-c", REWRITE, file, copy]);
  assert.equal(readFileSync(copy, "utf8"), readFileSync(file, "utf8"));
});

test("a failing cell reaches Jupyter with its error, where a Jupyter is found", (t) => {
  const jupyter = findJupyter(["nbconvert"]);
  if (!jupyter) {
    t.diagnostic("not run: no Jupyter with nbconvert found");
    return;
  }
  const file = fixtureNotebook(t, "failing");
  const flags = ["--to", "notebook", "--execute", "--inplace", file];
  const { status, stderr } = spawnSync(jupyter.command, [jupyter.subcommand, ...flags], {
    env: jupyterEnvironment(),
    encoding: "utf8",
  });
  assert.equal(status, 1);
  assert.match(stderr, /RangeError: rho 2 is outside \(0, 1\]/);
});
