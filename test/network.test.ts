import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { projectPath } from "../src/files/index.js";

/** What reaches for the network because it is asked to, by its name: models to fetch, servers to ask or to be. */
const ASKED_FOR = [
  "models/fetch",
  "models/served",
  "analysis/served",
  "explorer",
  "cli/explore",
  "scale-out",
  "bootstrap",
];

test("nothing else of src/ can reach the network", () => {
  const reaches =
    /from "(node:)?(http|https|http2|net|dns|tls|dgram)"|require\("(node:)?(http|https|net)"\)|[^.\w]fetch\(/;
  const files = readdirSync(projectPath("src"), { recursive: true }).map(String);
  const found = files
    .filter((file) => file.endsWith(".ts") && !ASKED_FOR.some((place) => file.startsWith(place)))
    .filter((file) => {
      const text = readFileSync(projectPath("src", file), "utf8");
      return reaches.test(text.replace(/^import type .*$/gm, ""));
    });
  assert.deepEqual(found, []);
});

/** Ends the process where anything opens a connection or looks up a name. */
const GUARD = `
for (const [module, names] of Object.entries({ "node:net": ["connect", "createConnection"], "node:dns": ["lookup", "resolve"] }))
  for (const name of names) require(module)[name] = () => { console.error("NETWORK: " + name); process.exit(99); };
const { connect } = require("node:net").Socket.prototype;
require("node:net").Socket.prototype.connect = function (...args) {
  const [options] = args.flat();
  if (options?.path || options?.pipe) return connect.apply(this, args);
  console.error("NETWORK: connect"); process.exit(99);
};
globalThis.fetch = () => { console.error("NETWORK: fetch"); process.exit(99); };`;

test("training, evaluating and measuring, pictures included, open no connection", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "network-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const guard = path.join(folder, "guard.cjs");
  writeFileSync(guard, GUARD);
  const small = ["prompts=2", "samples=2", "maxNewTokens=6", "evaluationSamples=1"].flatMap((set) => [
    "--set",
    set,
  ]);
  const base = projectPath("data/models/S");
  const commands = [
    ["train", "--base", base, "--out", path.join(folder, "run"), "--steps", "1", ...small],
    ["evaluate", "--model", base, "--limit", "2", "--samples", "1"],
    ["measure", base, "--limit", "3", "--out", path.join(folder, "out")],
  ];
  for (const [command, ...args] of commands) {
    const script = projectPath("dist/src/cli", `${command}.js`);
    const { status, stderr } = spawnSync(process.execPath, ["--require", guard, script, ...args], {
      encoding: "utf8",
    });
    assert.equal(status, 0, `${command}: ${stderr}`);
  }
  const { status } = spawnSync(process.execPath, ["--require", guard, "-e", "fetch('http://127.0.0.1:1')"]);
  assert.equal(status, 99, "the guard guards");
});
