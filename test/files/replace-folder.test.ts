import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { removeFolder, replaceFolder, settleFolder, wholeFolder } from "../../src/files/index.js";
import { temporaryFolder } from "./temporary-folder.js";

const CALLS = ["mkdirSync", "renameSync", "rmSync", "writeFileSync", "openSync", "fsyncSync"] as const;

const fill = (text: string) => (folder: string) => {
  for (const name of ["a", "b"]) fs.writeFileSync(path.join(folder, name), text);
};

/** The texts of the newest whole copy, or null; throws where its files are of two versions. */
function version(folder: string): string | null {
  const whole = wholeFolder(folder);
  if (whole === null) return null;
  const [a, b] = ["a", "b"].map((name) => fs.readFileSync(path.join(whole, name), "utf8"));
  assert.equal(a, b);
  return a;
}

/** Does the work, but every call to the file system from the nth on does nothing more, as after a kill. */
function killedAt(nth: number, work: () => void): boolean {
  let calls = 0;
  const originals = CALLS.map((name) => fs[name]);
  const killed = new Error("killed");
  for (const [i, name] of CALLS.entries())
    Object.assign(fs, {
      [name]: (...args: never[]) => {
        if (calls++ >= nth) throw killed;
        return (originals[i] as (...args: never[]) => unknown)(...args);
      },
    });
  try {
    work();
    return false;
  } catch (error) {
    assert.ok(error === killed || (error as Error).cause === killed, String(error));
    return true;
  } finally {
    for (const [i, name] of CALLS.entries()) Object.assign(fs, { [name]: originals[i] });
  }
}

test("after any kill, and any second one, the old or the new folder is whole", (t) => {
  const root = temporaryFolder(t);
  let kills = 0;
  const killsOf = (first: number): number => {
    let second = 0;
    for (; ; second++) {
      const folder = path.join(root, `${first}-${second}`);
      replaceFolder(folder, fill("old"));
      if (!killedAt(first, () => replaceFolder(folder, fill("new")))) return 0;
      const before = version(folder);
      assert.ok(before === "old" || before === "new");
      const again = killedAt(second, () => replaceFolder(folder, fill("newer")));
      const after = version(folder);
      assert.ok(after === before || after === "newer", `${before} became ${after}`);
      settleFolder(folder);
      assert.equal(version(folder), after);
      assert.deepEqual(
        fs.readdirSync(root).filter((name) => name.startsWith(`${first}-${second}`)),
        [`${first}-${second}`],
      );
      kills++;
      if (!again) return second;
    }
  };
  for (let first = 0; killsOf(first) > 0; first++);
  assert.ok(kills > 100, `${kills} kills`);
});

test("removing leaves nothing behind, and never half a folder", (t) => {
  const root = temporaryFolder(t);
  for (let nth = 0; ; nth++) {
    const folder = path.join(root, "x");
    replaceFolder(folder, fill("old"));
    const killed = killedAt(nth, () => removeFolder(folder));
    assert.ok(["old", null].includes(version(folder)));
    removeFolder(folder);
    assert.deepEqual(fs.readdirSync(root), []);
    if (!killed) break;
  }
});

test("a slash after the name changes nothing", (t) => {
  const folder = path.join(temporaryFolder(t), "new/folder");
  for (const text of ["old", "new"]) replaceFolder(`${folder}/`, fill(text));
  assert.equal(version(`${folder}/`), "new");
  assert.deepEqual(fs.readdirSync(path.dirname(folder)), ["folder"]);
  assert.deepEqual(fs.readdirSync(folder), ["a", "b"]);
});
