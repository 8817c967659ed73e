import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";

const ROOT = path.resolve(__dirname, "../..");
const SOURCE = path.join(ROOT, "src");

/** Folders of `src/` that hold no part of the library. */
const APART = ["bootstrap", "stand-ins"];

/** The floor of each room, as the README's plan has it. */
function readPlan(): Map<string, number> {
  const floors = new Map<string, number>();
  const rows = readFileSync(path.join(ROOT, "README.md"), "utf8").matchAll(/^\| (\d) \| (`[^|]*) \|/gm);
  for (const [, floor, rooms] of rows)
    for (const [, room] of rooms.matchAll(/`([a-z-]+)`/g)) floors.set(room, Number(floor));
  return floors;
}

test("the README's plan has every room of src/", () => {
  const folders = readdirSync(SOURCE, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const rooms = folders.map(({ name }) => name).filter((name) => !APART.includes(name));
  assert.deepEqual([...readPlan().keys()].sort(), rooms.sort());
});

test("no file imports from a room on a higher floor", () => {
  const floors = readPlan();
  for (const [room, floor] of floors) {
    for (const file of readdirSync(path.join(SOURCE, room), { recursive: true }).map(String)) {
      if (!file.endsWith(".ts")) continue;
      const text = readFileSync(path.join(SOURCE, room, file), "utf8");
      for (const [, other] of text.matchAll(/from "(?:\.\.\/)+([a-z-]+)\/index\.js"/g))
        assert.ok(floors.get(other)! <= floor, `src/${room}/${file} imports from ${other}`);
    }
  }
});
