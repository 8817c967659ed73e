import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { projectPath } from "../../../src/files/index.js";
import { goldenVerdicts } from "../../../src/scale-out/task/golden-verdicts.js";
import { mathVerifierBundle } from "../../../src/scale-out/task/math-bundle.js";
import { goldenMathVerdicts } from "../../../src/scale-out/task/math-data.js";
import { type RlvrConfig, rlvrConfig } from "../../../src/training/index.js";
import { interpreterWith } from "./interpreter.js";

const folder = mkdtempSync(path.join(tmpdir(), "verifiers-"));
after(() => rmSync(folder, { recursive: true }));

/** A folder as a launch folder's, as far as reward.py reads it. */
function rewardFolder(name: string, task: string, config: RlvrConfig, verdicts: readonly unknown[]): string {
  const own = mkdtempSync(path.join(folder, `${name}-`));
  copyFileSync(projectPath("src/scale-out/task/reward.py"), path.join(own, "reward.py"));
  copyFileSync(projectPath("src/scale-out/task", task), path.join(own, "task.py"));
  writeFileSync(path.join(own, "launch.json"), JSON.stringify({ config }));
  writeFileSync(
    path.join(own, "verdicts.jsonl"),
    verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join(""),
  );
  return own;
}

const plain = interpreterWith();

test("the Countdown verifier in Python gives our verdicts, 3,000 a version of the task", {
  skip: plain.skip,
}, () => {
  const versions: Partial<RlvrConfig>[] = [
    {},
    { numberCount: 4 },
    { operations: "+-*/" },
    { maxAttempts: 1 },
    { openers: 0 },
    { openers: 3 },
    { numberCount: 4, operations: "+-*/", maxAttempts: 6 },
  ];
  versions.forEach((version, i) => {
    const config = rlvrConfig({ base: "none", ...version });
    const own = rewardFolder(
      "countdown",
      "countdown_task.py",
      config,
      goldenVerdicts(config, { count: 3000, seed: i }),
    );
    const said = execFileSync(plain.python, [path.join(own, "reward.py"), "--selftest"], {
      encoding: "utf8",
    });
    assert.match(said, /^3000 verdicts as forking-tokens gives them/);
  });
});

test("a verdict that differs ends the selftest with its line", { skip: plain.skip }, () => {
  const config = rlvrConfig({ base: "none" });
  const verdicts = goldenVerdicts(config, { count: 20 });
  verdicts[4].verdict.reward = 1 - verdicts[4].verdict.reward;
  const own = rewardFolder("differing", "countdown_task.py", config, verdicts);
  const { status, stderr } = spawnSync(plain.python, [path.join(own, "reward.py"), "--selftest"], {
    encoding: "utf8",
  });
  assert.equal(status, 1);
  assert.match(stderr, /verdicts.jsonl, line 5: reward is/);
});

test("text without <eos> is judged as the response was, and rewards are shaped as ours", {
  skip: plain.skip,
}, () => {
  const config = rlvrConfig({ base: "none", attemptCost: 0.1, tokenCost: 0.01, overlongBuffer: 40 });
  const own = rewardFolder("shaped", "countdown_task.py", config, []);
  const row = { numbers: [9, 5, 1], target: 15, operations: "+-*", maxAttempts: 4 };
  // 9 + 5 = 14, 14 + 1 = 15 at the second attempt: one wait, 49 tokens with <eos>
  const first = "try 9 + 5 = 14 left 14 1 : 15 + 13 - 14 * want 15 - = 13 no wait";
  const second = "try 9 + 5 = 14 left 14 1 : 15 + 13 - 14 * want 15 + = 15 yes so answer 15";
  const script = [
    "import json, sys",
    "import reward, task",
    "text = sys.argv[1]",
    "ids = [task.IDS[word] for word in text.split()] + [task.IDS['<eos>']]",
    `row = json.loads('${JSON.stringify(row)}')`,
    "columns = {name: [value] for name, value in row.items()}",
    "print(json.dumps([reward.trl_reward([text], [ids], **columns)[0], len(ids),",
    "  reward.compute_score('', text, '', {'row': json.dumps(row)}), reward.overlong_penalty(95), reward.overlong_penalty(75)]))",
  ].join("\n");
  const said = execFileSync(plain.python, ["-c", script, `${first} ${second}`], {
    cwd: own,
    encoding: "utf8",
  });
  const [paid, length, scored, atTheEnd, halfWay] = JSON.parse(said);
  assert.equal(length, 49);
  assert.ok(Math.abs(paid - (1 - 0.1 - 0.49)) < 1e-9, String(paid));
  assert.deepEqual(scored, { score: paid, acc: 1, outcome: "right" });
  assert.deepEqual([atTheEnd, halfWay], [-1, -0.5]);
});

const v8 = interpreterWith("py_mini_racer");

test("the math verifier in V8 gives our verdicts, 1,600 of them", { skip: v8.skip }, () => {
  const config = rlvrConfig({ base: "none", maxNewTokens: 512 });
  const own = rewardFolder("math", "math_task.py", config, goldenMathVerdicts(config));
  writeFileSync(path.join(own, "math_verifier.js"), mathVerifierBundle());
  const said = execFileSync(v8.python, [path.join(own, "reward.py"), "--selftest"], { encoding: "utf8" });
  assert.match(said, /^16\d\d verdicts as forking-tokens gives them/);
});
