import assert from "node:assert/strict";
import { test } from "node:test";
import { notebookPreset } from "../../src/notebook/index.js";

test("the preset comes from the environment, quick by default", (t) => {
  const before = process.env.FORKING_TOKENS_PRESET;
  t.after(() => {
    process.env.FORKING_TOKENS_PRESET = before ?? "";
  });
  delete process.env.FORKING_TOKENS_PRESET;
  assert.equal(notebookPreset(), "quick");
  process.env.FORKING_TOKENS_PRESET = "full";
  assert.equal(notebookPreset(), "full");
  process.env.FORKING_TOKENS_PRESET = "ful";
  assert.throws(notebookPreset, /FORKING_TOKENS_PRESET is "ful"; valid presets: quick, default, full/);
});
