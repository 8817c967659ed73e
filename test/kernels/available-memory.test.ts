import assert from "node:assert/strict";
import os from "node:os";
import { test } from "node:test";
import { availableMemory } from "../../src/kernels/index.js";

const GIB = 2 ** 30;
const machine = {
  platform: "linux",
  total: 16 * GIB,
  free: 6 * GIB,
  withinLimit: 6 * GIB,
  keptFiles: 0,
} as const;

test("what others have taken is not available", () => {
  assert.equal(availableMemory(machine), 6 * GIB);
});

test("a container's limit holds, and files that it keeps in memory can be dropped", () => {
  assert.equal(availableMemory({ ...machine, withinLimit: 2 * GIB }), 2 * GIB);
  assert.equal(availableMemory({ ...machine, withinLimit: 2 * GIB, keptFiles: GIB }), 3 * GIB);
  assert.equal(availableMemory({ ...machine, keptFiles: 20 * GIB }), 6 * GIB);
});

test("small models are not held to it, and macOS has all its memory", () => {
  assert.equal(availableMemory({ ...machine, free: 1000 }), GIB);
  assert.equal(availableMemory({ ...machine, platform: "darwin" }), 16 * GIB);
});

test("of this machine it is no more than there is", () => {
  assert.ok(availableMemory() <= Math.max(GIB, os.totalmem()));
});
