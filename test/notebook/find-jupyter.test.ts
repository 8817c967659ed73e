import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { findJupyter, JUPYTER_FOLDER, jupyterEnvironment } from "../../src/notebook/find-jupyter.js";

test("a subcommand that no Jupyter has is not found", () => {
  assert.equal(findJupyter(["no-such-subcommand"]), undefined);
});

test("the environment puts the project's kernels before others", (t) => {
  const before = process.env.JUPYTER_PATH;
  t.after(() => {
    if (before === undefined) delete process.env.JUPYTER_PATH;
    else process.env.JUPYTER_PATH = before;
  });
  process.env.JUPYTER_PATH = "/other";
  assert.equal(jupyterEnvironment().JUPYTER_PATH, [JUPYTER_FOLDER, "/other"].join(path.delimiter));
});

test("the kernel that the project offers starts a file of the project", () => {
  const folder = path.join(JUPYTER_FOLDER, "kernels/tslab");
  const { argv } = JSON.parse(readFileSync(path.join(folder, "kernel.json"), "utf8"));
  assert.ok(existsSync(argv[1].replace("{resource_dir}", folder)), argv[1]);
});
