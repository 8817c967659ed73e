import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { openKernel } from "../../src/notebook/notebook-kernel.js";
import { fixtureNotebook } from "./fixtures.js";

test("a kernel's second notebook gives what its first one gave, and sees none of its names", async (t) => {
  const [tour, second] = [fixtureNotebook(t, "tour"), fixtureNotebook(t, "second")];
  const kernel = openKernel(path.dirname(tour), { preset: "quick" });
  t.after(() => kernel.close());
  await kernel.run(tour);
  const once = readFileSync(tour, "utf8");
  await kernel.run(tour);
  assert.equal(readFileSync(tour, "utf8"), once);
  await assert.rejects(kernel.run(second), /second\.ipynb, code cell 1 failed:.*Cannot find name 'half'/s);
});
