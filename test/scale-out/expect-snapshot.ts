import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectPath } from "../../src/files/index.js";
import type { LaunchFiles } from "../../src/scale-out/index.js";

const FOLDER = projectPath("test/scale-out/fixtures/snapshots");

/**
 * Holds files of a launch folder to those kept in fixtures/snapshots/NAME, character by character. To accept a change
 * that is wanted: UPDATE_SNAPSHOTS=1 npm test -- scale-out, and read the difference before it is committed.
 */
export function expectSnapshot(name: string, files: LaunchFiles, kept: readonly string[]): void {
  for (const file of kept) {
    const snapshot = path.join(FOLDER, name, file);
    const { text } = files[file];
    if (process.env.UPDATE_SNAPSHOTS === "1") {
      mkdirSync(path.dirname(snapshot), { recursive: true });
      writeFileSync(snapshot, text);
    }
    assert.ok(existsSync(snapshot), `${snapshot} is missing; UPDATE_SNAPSHOTS=1 writes it`);
    assert.equal(text, readFileSync(snapshot, "utf8"), `${name}/${file} is not as in its snapshot`);
  }
}
