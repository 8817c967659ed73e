import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { selectBackend } from "../../src/kernels/index.js";
import { GOLDEN_FILE, type GoldenSteps, goldenSteps } from "./golden-steps.js";

before(() => selectBackend({ force: "wasm" }));

test("two steps of every arm of the study are bit for bit what they were", () => {
  const golden: GoldenSteps[] = JSON.parse(readFileSync(GOLDEN_FILE, "utf8"));
  const steps: GoldenSteps[] = JSON.parse(JSON.stringify(goldenSteps()));
  assert.deepEqual(
    steps.map(({ name }) => name),
    golden.map(({ name }) => name),
  );
  for (const [i, expected] of golden.entries()) assert.deepEqual(steps[i], expected, expected.name);
});
