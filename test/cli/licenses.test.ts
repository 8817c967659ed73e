import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { installedPackages, isAccepted } from "../../src/cli/installed-packages.js";
import { projectPath } from "../../src/files/index.js";

test("every installed package has a license that was looked at", () => {
  const packages = installedPackages();
  assert.ok(packages.length > 100);
  assert.deepEqual(
    packages.filter(({ license }) => !isAccepted(license)),
    [],
  );
});

test("a license of several parts is accepted if each part is", () => {
  assert.ok(isAccepted("(BSD-3-Clause AND Apache-2.0)"));
  assert.ok(!isAccepted("MIT AND GPL-3.0"));
  assert.ok(!isAccepted("none stated"));
});

test("every direct dependency is pinned to one version, and locked with its checksum", () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
    readFileSync(projectPath("package.json"), "utf8"),
  );
  for (const [name, version] of Object.entries({
    ...dependencies,
    ...devDependencies,
    ...optionalDependencies,
  }))
    assert.match(String(version), /^(npm:[\w./@-]+@)?\d+\.\d+\.\d+$|^file:/, name);
  const { packages } = JSON.parse(readFileSync(projectPath("package-lock.json"), "utf8"));
  for (const [place, { link, integrity }] of Object.entries(
    packages as Record<string, { link?: boolean; integrity?: string }>,
  ))
    if (place.startsWith("node_modules/") && !link) assert.match(integrity ?? "", /^sha512-/, place);
});
