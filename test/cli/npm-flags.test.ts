import assert from "node:assert/strict";
import { execSync, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { projectPath } from "../../src/files/index.js";

function runWith(taken: Record<string, string>, ...args: string[]) {
  return spawnSync(process.execPath, [projectPath("src/bootstrap/run.mjs"), ...args], {
    encoding: "utf8",
    env: { ...process.env, ...taken },
  });
}

test("flags that npm took, for want of --, are refused with the command line that was wanted", () => {
  const cases: [taken: Record<string, string>, args: string[], hint: string][] = [
    [{ npm_config_list: "true" }, ["ablate"], "npm run ablate -- --list"],
    [
      { npm_config_base: "true", npm_config_lora_rank: "2" },
      ["train", "data/models/S"],
      "npm run train -- --base <folder> --lora-rank <rank>",
    ],
    [{ npm_config_open: "" }, ["explore"], "npm run explore -- --no-open"],
    [{ npm_config_model: "true" }, ["scale-out", "trl", "x"], "npm run scale-out -- --model <folder>"],
  ];
  for (const [taken, args, hint] of cases) {
    const { status, stderr } = runWith(taken, ...args);
    assert.equal(status, 1, args.join(" "));
    assert.equal(stderr, `put -- before the flags: ${hint}\n`);
  }
});

test("npm's own settings are not mistaken for flags", async () => {
  const settings = JSON.parse(execSync("npm config list --long --json", { encoding: "utf8" }));
  const environment = Object.fromEntries(
    Object.keys(settings).map((key) => [`npm_config_${key.replaceAll("-", "_")}`, "true"]),
  );
  assert.ok("npm_config_json" in environment);
  const { flagsTakenByNpm } = await import(projectPath("src/bootstrap/npm-flags.mjs"));
  for (const source of readdirSync(projectPath("src/cli")))
    assert.deepEqual(flagsTakenByNpm(projectPath("src/cli", source), environment), [], source);
});
