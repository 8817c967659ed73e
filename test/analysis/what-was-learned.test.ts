import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { selectBackend } from "../../src/kernels/index.js";
import { loadPolicy, savePolicy } from "../../src/models/index.js";

test("the script that says what a run has taught reads two folders and writes JSON", async () => {
  await selectBackend();
  const folder = mkdtempSync(path.join(tmpdir(), "learned-"));
  try {
    const gguf = "test/models/gguf/fixtures/qwen3.gguf";
    const policy = loadPolicy(gguf);
    savePolicy(policy, folder, { from: gguf });
    policy.dispose();
    const settings = path.join(folder, "config.json");
    const longer = { ...JSON.parse(readFileSync(settings, "utf8")), max_position_embeddings: 256 };
    writeFileSync(settings, JSON.stringify(longer));
    const script = "data/experiments/answer-format/what-was-learned.mjs";
    const short = ["--problems", "2", "--samples", "2", "--tokens", "8"];
    const { stdout, stderr } = spawnSync("node", [script, folder, folder, ...short], { encoding: "utf8" });
    assert.equal(stderr, "");
    const { risen, overlap, change, gradient } = JSON.parse(stdout);
    assert.ok(risen.length > 0 && typeof risen[0].text === "string");
    // a model against itself
    assert.ok(risen.every((one: { gained: number }) => Math.abs(one.gained) < 1e-5));
    assert.deepEqual([overlap, change.length, gradient], [1, 10, null]);
    const without = spawnSync("node", [script, folder], { encoding: "utf8" });
    assert.match(
      without.stderr,
      /wanted the folders of the base and of the trained model, received 1 folders/,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
