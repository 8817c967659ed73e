import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { projectPath } from "../../src/files/index.js";
import { selectBackend } from "../../src/kernels/index.js";
import { loadAdapters, loadPolicy, openSafetensors, savePolicy } from "../../src/models/index.js";
import { scoreSequences } from "../../src/rollout/index.js";
import { tinyPolicy } from "../training/tiny-policy.js";

const folder = mkdtempSync(path.join(tmpdir(), "commands-"));
const base = path.join(folder, "base");
const out = path.join(folder, "run");

before(async () => {
  await selectBackend();
  savePolicy(tinyPolicy(), base);
});
after(() => rmSync(folder, { recursive: true, force: true }));

function cli(command: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const script = path.join(__dirname, `../../src/cli/${command}.js`);
  return spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
}

test("a wrong command line is refused with what was wanted", () => {
  const cases: [string, string[], RegExp][] = [
    ["train", ["--base", base], /required option '--out <folder>'/],
    ["train", ["--base", base, "--out", out, "--lrr", "1"], /unknown option '--lrr'/],
    [
      "train",
      ["--base", base, "--out", out, "--arm", "best"],
      /there is no rule "best"; wanted one of all, top, bottom/,
    ],
    [
      "train",
      ["--base", base, "--out", out, "--rule", "best"],
      /wanted one of all, .* or the path of a module/,
    ],
    ["train", ["--base", base, "--out", out, "--rule", "./best.mjs"], /there is no module \.\/best\.mjs/],
    ["train", ["--base", base, "--out", out, "--arm", "all", "--rule", "top"], /--arm or --rule, not both/],
    [
      "train",
      ["--base", base, "--out", out, "--set", "rule.alpha=1"],
      /rule "top" takes no parameters of its own/,
    ],
    ["train", ["--base", base, "--out", out, "--rho", "1.5"], /rho: received 1.5/],
    ["train", ["--base", base, "--out", out, "--steps", "many"], /wanted a number, received "many"/],
    ["train", ["--base", base, "--out", out, "--set", "lerningRate=1"], /unknown key "lerningRate"/],
    ["train", ["--base", path.join(folder, "nowhere"), "--out", out], /nowhere/],
    ["pre-train", ["--out", out, "--size", "XXL"], /Allowed choices are S, M, L, XL/],
    ["evaluate", ["--model", base, "--task", "./none.mjs"], /--task: there is no module \.\/none\.mjs/],
    [
      "merge-adapters",
      ["--model", base, "--out", out],
      /holds no adapters: wanted an adapter_config\.json in it/,
    ],
    ["train", ["--base", base, "--out", out, "--lora-rank", "0"], /wanted a whole number from 1/],
    ["evaluate", ["--model", base, "--split", "exam"], /Allowed choices are train, validation, test, ood/],
    ["evaluate", ["--model", base, "--numbers", "5"], /Allowed choices are 3, 4/],
    ["evaluate", ["--model", base, "--operations", "+%"], /received "\+%"; wanted distinct operations/],
    ["train", ["--base", base, "--out", out, "--seed", "4294967296"], /whole number from 0 to 4294967295/],
    ["train", ["--base", base, "--out", out, "--seed", "-1"], /from 0 to 4294967295, received -1/],
    ["train", ["--base", base, "--out", out, "--set", "base=3"], /base is given by its flag and by --set/],
    [
      "train",
      ["--base", base, "--out", ""],
      /'--out <folder>' argument '' is invalid. wanted the name of a folder/,
    ],
    [
      "measure",
      [base, "--prompts", ""],
      /'--prompts <file>' argument '' is invalid. wanted the name of a file/,
    ],
    [
      "measure",
      ["--endpoint", "http://localhost:1", "--model", "", "--prompts", "prompts.jsonl"],
      /wanted --model <name>, received "" for it/,
    ],
    [
      "train",
      ["--base", base, "--out", base],
      /base holds .* and is not a training run; wanted a new or empty/,
    ],
    [
      "pre-train",
      ["--out", base, "--size", "S", "--steps", "1"],
      /is not the model that this configuration makes/,
    ],
    ["evaluate", ["--model", base, "--seed", "-1"], /from 0 to 4294967295, received -1/],
    ["evaluate", ["--model", base, "--threads", "0"], /wanted a whole number from 1 to 64, received 0/],
    ["evaluate", ["--model", base, "--limit", "0"], /wanted a whole number from 1 to 1000000, received 0/],
    ["evaluate", ["--model", base, "--temperature", "1e-300"], /wanted a number from 0.001 to 1000/],
    ["measure", [base, "--samples", "1e99"], /wanted a whole number from 1 to 1000000, received 1e99/],
    ["measure", [base, "--out", base], /is not a measurement; wanted a new or empty folder/],
    ["ablate", ["--workers", "0"], /wanted a whole number from 1 to 1024, received 0/],
    [
      "evaluate",
      ["--model", base, "--task", "x.mjs", "--numbers", "4"],
      /'--task <module>' cannot be used with option '--numbers <count>'/,
    ],
    [
      "bench",
      ["--model", base, "--prompts", "3"],
      /--prompts means nothing with --model; it goes with --train or --sizes/,
    ],
    [
      "bench",
      ["--threads", "2"],
      /--threads means nothing with the comparisons of the default; it goes with --train/,
    ],
    ["ablate", ["--list", "--workers", "2"], /'--list' cannot be used with option '--workers <count>'/],
    [
      "ablate",
      ["--unpack", "x", "--compare", "y"],
      /'--unpack <folder>' cannot be used with option '--compare/,
    ],
    ["notebooks", ["--pull", "--compare"], /'--pull' cannot be used with option '--compare'/],
    ["figures", ["--list", "--preset", "full"], /'--list' cannot be used with option '--preset <preset>'/],
    ["bench", ["--rounds", "-1"], /wanted a whole number from 1 to 1000, received -1/],
    ["ablate", ["--run", "quick/M-top"], /no run of preset "quick" is named "quick\/M-top"/],
    ["ablate", ["--only", "no such run"], /no run of preset "quick" has "no such run" in its name/],
    [
      "ablate",
      ["--only", "M-top", "--out", "README.md/runs"],
      /^error: cannot make the folder README\.md\/runs: .* is a file/,
    ],
    ["ablate", ["--pack", "--out", out], /there is no finished run folder without models in .*run/],
    [
      "ablate",
      ["--unpack", out, "--only", "nonsense"],
      /no packed run in data\/runs has "nonsense" in its name/,
    ],
    ["ablate", ["--pack", "--unpack", out], /'--pack' cannot be used with option '--unpack <folder>'/],
    ["ablate", ["--unpack", out, "--list"], /'--list' cannot be used with option '--unpack <folder>'/],
    [
      "ablate",
      ["--compare", out, "--workers", "2"],
      /'--compare <folder>' cannot be used with option '--workers/,
    ],
  ];
  for (const [command, args, message] of cases) {
    const { status, stderr } = cli(command, ...args);
    assert.equal(status, 1, `${command} ${args.join(" ")}`);
    assert.match(stderr, message);
  }
  assert.ok(!existsSync(path.join(out, "checkpoint")));
});

test("no command is one that npm runs before or after another", () => {
  const { scripts } = JSON.parse(readFileSync(projectPath("package.json"), "utf8"));
  for (const name of Object.keys(scripts))
    for (const hook of [`pre${name}`, `post${name}`]) assert.ok(!(hook in scripts), hook);
});

test("the README says of every command what it is for", () => {
  const { scripts } = JSON.parse(readFileSync(projectPath("package.json"), "utf8"));
  const commands = Object.keys(scripts).filter((name) => scripts[name].includes("run.mjs"));
  for (const readme of ["README.md", "README.zh.md"]) {
    const text = readFileSync(projectPath(readme), "utf8");
    assert.deepEqual(
      commands.filter((name) => !new RegExp(`npm run ${name}\\b`).test(text)),
      [],
      readme,
    );
  }
});

test("train writes a run folder that evaluate can read, and says how far it is", () => {
  const small = ["prompts=2", "samples=2", "maxNewTokens=6", "evaluationSamples=1"].flatMap((set) => [
    "--set",
    set,
  ]);
  const trained = cli("train", "--base", base, "--out", out, "--arm", "all", "--steps", "2", ...small);
  assert.equal(trained.status, 0, trained.stderr);
  assert.match(trained.stderr, /backend: wasm.*\nbase: F32 weights, trained\n/);
  assert.match(trained.stderr, /step 2\/2 .* tokens\/s/);
  assert.match(trained.stderr, /after 2 steps, validation: accuracy/);
  assert.ok(trained.stderr.includes(`npm run evaluate -- --model ${out}`));
  const few = ["--limit", "3", "--samples", "1", "--json"];
  const evaluated = cli("evaluate", "--model", out, ...few);
  assert.equal(JSON.parse(evaluated.stdout).problems, 3);
  const shared = cli("evaluate", "--model", out, "--threads", "2", ...few);
  assert.equal(shared.stdout, evaluated.stdout, shared.stderr);
});

test("pre-train finds its run again where the folder's name ends in a slash", () => {
  const model = path.join(folder, "from-scratch");
  const pretrained = (place: string) =>
    cli("pre-train", "--out", place, "--size", "S", "--steps", "1", "--set", "batch=2", "--json");
  const first = pretrained(model);
  assert.equal(first.status, 0, first.stderr);
  const { updateSeconds } = JSON.parse(first.stdout);
  assert.ok(updateSeconds > 0);
  const again = pretrained(`${model}/`);
  assert.equal(JSON.parse(again.stdout).updateSeconds, updateSeconds, "the same step, not done again");
  assert.ok(!existsSync(path.join(model, ".run")));
});

test("merge-adapters makes a model that gives the log-probabilities of the base with its adapters", () => {
  const [base, run, out] = ["data/models/S", path.join(folder, "adapted"), path.join(folder, "merged")];
  const settings = ["prompts=2", "samples=4", "maxNewTokens=40", "evaluationSamples=1", "tokenCost=0.01"];
  const trained = cli(
    ...["train", "--base", base, "--out", run, "--arm", "all", "--steps", "1", "--lr", "0.01"],
    ...["--lora-rank", "2", "--set", "loraAlpha=6"],
    ...settings.flatMap((set) => ["--set", set]),
  );
  assert.equal(trained.status, 0, trained.stderr);
  assert.match(trained.stderr, /base: F32 weights; adapters of rank 2 on them are trained/);
  const merged = cli("merge-adapters", "--model", run, "--out", out, "--json");
  assert.equal(merged.status, 0, merged.stderr);
  assert.deepEqual(JSON.parse(merged.stdout), { model: out, base });
  assert.equal(cli("merge-adapters", "--model", run, "--out", out).status, 0);
  const other = path.join(folder, "not-merged");
  savePolicy(loadPolicy(base), other);
  const refused = cli("merge-adapters", "--model", run, "--out", other);
  assert.match(
    refused.stderr,
    /not-merged holds .* and is not a model that merge-adapters made; wanted a new or empty/,
  );

  const sequence = { prompt: [9, 5, 3], response: [4, 7, 1, 2] };
  const [asOne, apart, before] = [
    loadPolicy(out),
    loadAdapters(path.join(run, "checkpoint")),
    loadPolicy(base),
  ].map((policy) => scoreSequences(policy, [sequence]).logProbs[0]);
  assert.deepEqual(asOne, apart);
  assert.ok(asOne.some((logProb, t) => Math.abs(logProb - before[t]) > 1e-4));

  const name = "model.layers.1.self_attn.v_proj";
  const [b, a] = ["B", "A"].map((which) =>
    tensor(
      path.join(run, "checkpoint/adapter_model.safetensors"),
      `base_model.model.${name}.lora_${which}.weight`,
    ),
  );
  const [from, to] = [base, out].map((model) =>
    tensor(path.join(model, "model.safetensors"), `${name}.weight`),
  );
  const columns = a.length / 2;
  for (const [i, value] of to.entries()) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const change = 3 * (b[2 * row] * a[column] + b[2 * row + 1] * a[columns + column]);
    assert.ok(Math.abs(value - from[i] - change) < 1e-6, `${name}: ${value}, wanted ${from[i] + change}`);
  }
});

function tensor(file: string, name: string): Float32Array {
  const reader = openSafetensors(file);
  const values = reader.read(name);
  reader.close();
  return values;
}

test("train takes a rule of one's own from a module, and parameters of one that is built in", () => {
  const rule = path.join(folder, "uncertain.mjs");
  writeFileSync(
    rule,
    "export default ({ entropies }) => entropies.map((entropy) => Math.min(entropy, 1));\n",
  );
  const small = ["prompts=2", "samples=2", "maxNewTokens=6", "evaluationSamples=1"].flatMap((set) => [
    "--set",
    set,
  ]);
  const run = (name: string, ...args: string[]) => {
    const out = path.join(folder, name);
    const { status, stderr } = cli("train", "--base", base, "--out", out, "--steps", "1", ...small, ...args);
    assert.equal(status, 0, stderr);
    return JSON.parse(readFileSync(path.join(out, "run.json"), "utf8"));
  };
  const own = run("own", "--rule", rule);
  assert.deepEqual([own.config.arm, own.parts.rule.name], ["own", "uncertain"]);
  const named = run("named", "--rule", "probability-weighted", "--set", "rule.alpha=0.25");
  assert.equal(named.config.arm, "probability-weighted");
  assert.deepEqual(named.config.ruleParameters, { alpha: 0.25 });
  assert.equal(named.parts, undefined);
});

test("ablate --run picks runs by their whole name, where --only takes every name that contains a text", () => {
  const listed = (...flags: string[]): string[] => {
    const { stdout } = cli("ablate", "--list", "--json", "--preset", "full", ...flags);
    return (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name);
  };
  assert.ok(listed("--only", "main/M-top-seed0").length === 1 && listed("--only", "M-top-seed0").length > 5);
  const [one, other] = ["long/M-top-seed0", "main/M-top-seed0"];
  assert.deepEqual(listed("--run", one, "--run", other).sort(), [one, other]);
});

test("ablate --compare says whether runs came out as recorded, and fails where one did not", () => {
  const again = path.join(folder, "again");
  cli("ablate", "--unpack", again, "--run", "main/M-top-seed0", "--run", "main/M-all-seed0");
  const same = cli("ablate", "--compare", again, "--run", "main/M-top-seed0");
  assert.match(same.stdout, /^main\/M-top-seed0: \d+ lines, bit for bit the same\n$/);
  assert.equal(same.status, 0);
  const metrics = path.join(again, "main/M-top-seed0/metrics.jsonl");
  writeFileSync(metrics, readFileSync(metrics, "utf8").replace(/"loss":[^,]*/, '"loss":0.5'));
  const changed = cli("ablate", "--compare", again, "--only", "top");
  assert.match(changed.stdout, /1 numbers differ, the first at step 0, loss: 0\.5, recorded /);
  assert.equal(changed.status, 1);
  assert.match(
    cli("ablate", "--compare", path.join(folder, "none")).stderr,
    /there is no finished run that is both in .*none and in data\/runs/,
  );
});

test("evaluate takes a version of the task, with room for its longest response", () => {
  const lengthOf = (...task: string[]): number => {
    const { stdout, stderr } = cli(
      ...["evaluate", "--model", base, "--limit", "8", "--samples", "2", "--json"],
      ...task,
    );
    assert.doesNotMatch(stderr, /error/);
    return JSON.parse(stdout).meanLength;
  };
  assert.ok(lengthOf("--attempts", "1") < lengthOf());
  assert.ok(lengthOf() < lengthOf("--numbers", "4", "--operations", "+-*/"));
});

test("a model of another vocabulary is neither evaluated nor trained on Countdown", () => {
  const foreign = "test/models/fixtures/families/llama-own-head";
  for (const flags of [
    ["evaluate", "--model", foreign],
    ["train", "--base", foreign, "--arm", "all", "--out", path.join(folder, "foreign")],
  ]) {
    const { status, stderr } = cli(...(flags as [string, ...string[]]));
    assert.equal(status, 1);
    assert.match(stderr, /a vocabulary of \d+ tokens, Countdown one of 120: wanted a model of this kit/);
  }
  assert.ok(!existsSync(path.join(folder, "foreign")));
});

test("doctor looks at the machine and says what is broken", () => {
  const healthy = cli("doctor", "--json");
  assert.equal(healthy.status, 0, healthy.stderr);
  const findings = JSON.parse(healthy.stdout) as { what: string; found: string; state: string }[];
  assert.ok(findings.find(({ what }) => what === "Node.js")?.found.startsWith(process.version));
  assert.match(findings.find(({ what }) => what === "backend")!.found, /^backend: wasm/);

  const script = path.join(__dirname, "../../src/cli/doctor.js");
  const env = { ...process.env, FORKING_TOKENS_BACKEND: "abacus" };
  const ill = spawnSync(process.execPath, [script], { encoding: "utf8", env });
  assert.equal(ill.status, 1);
  assert.match(ill.stdout, /^BROKEN +backend +.*abacus/m);
});
