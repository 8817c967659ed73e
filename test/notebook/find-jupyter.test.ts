import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { findJupyter, JUPYTER_FOLDER, jupyterEnvironment } from "../../src/notebook/find-jupyter.js";

test("a subcommand that no Jupyter has is not found", () => {
  assert.equal(findJupyter(["no-such-subcommand"]), undefined);
});

for (const variable of ["JUPYTER_PATH", "JUPYTER_CONFIG_PATH"])
  test(`the environment puts the project's folder before others in ${variable}`, (t) => {
    const before = process.env[variable];
    t.after(() => {
      if (before === undefined) delete process.env[variable];
      else process.env[variable] = before;
    });
    process.env[variable] = "/other";
    assert.equal(jupyterEnvironment()[variable], [JUPYTER_FOLDER, "/other"].join(path.delimiter));
  });

test("the plotly extension of Python's plotly is off, the project's own is not", () => {
  const { disabledExtensions } = JSON.parse(
    readFileSync(path.join(JUPYTER_FOLDER, "labconfig/page_config.json"), "utf8"),
  );
  assert.deepEqual(disabledExtensions, { "@jupyterlab/plotly-extension": true });
});

test("the kernel that the project offers starts a file of the project", () => {
  const folder = path.join(JUPYTER_FOLDER, "kernels/tslab");
  const { argv } = JSON.parse(readFileSync(path.join(folder, "kernel.json"), "utf8"));
  assert.ok(existsSync(argv[1].replace("{resource_dir}", folder)), argv[1]);
});
