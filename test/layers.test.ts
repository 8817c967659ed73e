import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

const ROOT = path.resolve(__dirname, "../..");
const SOURCE = path.join(ROOT, "src");

/** Folders of `src/` that hold no part of the library. */
const APART = ["bootstrap", "stand-ins"];

/** The layer of each module, as the README has it. */
function readPlan(): Map<string, number> {
  const layers = new Map<string, number>();
  const rows = readFileSync(path.join(ROOT, "README.md"), "utf8").matchAll(/^\| (\d) \| (`[^|]*) \|/gm);
  for (const [, layer, modules] of rows)
    for (const [, module] of modules.matchAll(/`([a-z-]+)`/g)) layers.set(module, Number(layer));
  return layers;
}

test("the README has every module of src/", () => {
  const folders = readdirSync(SOURCE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const modules = folders.map(({ name }) => name).filter((name) => !APART.includes(name));
  assert.deepEqual([...readPlan().keys()].sort(), modules.sort());
});

test("no file imports from a module on a higher layer", () => {
  const layers = readPlan();
  for (const [module, layer] of layers) {
    for (const file of readdirSync(path.join(SOURCE, module), { recursive: true }).map(String)) {
      if (!file.endsWith(".ts")) continue;
      const text = readFileSync(path.join(SOURCE, module, file), "utf8");
      for (const [, other] of text.matchAll(/from "(?:\.\.\/)+([a-z-]+)\/index\.js"/g))
        assert.ok(layers.get(other)! <= layer, `src/${module}/${file} imports from ${other}`);
    }
  }
});
