import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { EOS, numberToken, ROLE_NAMES, TOKEN } from "../../src/countdown/index.js";
import { selectBackend, tf } from "../../src/kernels/index.js";
import { savePolicy } from "../../src/models/index.js";
import type { Reward, Task } from "../../src/task/index.js";
import type { RuleTokens, TokenRule } from "../../src/token-rules/index.js";
import {
  type RlvrConfig,
  type RlvrOptions,
  type RlvrParts,
  RunFolder,
  rlvrConfig,
  rlvrOptimizer,
  rlvrStep,
  trainRlvr,
} from "../../src/training/index.js";
import { moduleHash } from "../../src/training/module-hash.js";
import { tinyPolicy } from "./tiny-policy.js";

const folder = mkdtempSync(path.join(tmpdir(), "own-"));
const at = (name: string): string => path.join(folder, name);
const base = at("base");
const write = (name: string, text: string): string => {
  writeFileSync(at(name), text);
  return at(name);
};

before(async () => {
  await selectBackend();
  savePolicy(tinyPolicy(), base);
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Writes one of two words after a number: the first where the number is even, the second where it is odd. */
const parity: Task<number> = {
  name: "parity",
  parameters: { words: ["yes", "no"] },
  maxResponseTokens: 2,
  eosId: EOS,
  roles: ["answer", "end"],
  problems: (split) => (split === "train" ? [2, 3, 4, 5] : split === "validation" ? [6, 7] : []),
  prompt: (number) => [numberToken(number), TOKEN[">"]],
  verify: (number, { tokens }) => ({
    reward: tokens[0] === (number % 2 === 0 ? TOKEN.yes : TOKEN.no) ? 1 : 0,
    outcome: tokens.length === 2 && tokens[1] === EOS ? "ended" : "ran on",
    valid: tokens[1] === EOS,
    roles: Uint8Array.from(tokens.keys()),
    extras: { "first-token": tokens[0] },
  }),
};
const firstTokenCost: Reward = ({ reward }, { tokens }) => reward - 0.001 * tokens[0];
const small = {
  base,
  tokenCost: 0.01,
  maxNewTokens: 12,
  prompts: 3,
  samples: 4,
  evaluateEvery: 0,
  evaluationSamples: 1,
  advantage: "total" as const,
};
const train = (options: RlvrOptions, own: Partial<RlvrConfig> = {}) =>
  trainRlvr({ ...small, steps: 2, ...own }, options);
let modules = 0;

test("a task of one's own is trained and evaluated, and logged under its own names", async () => {
  const { metrics } = await train({ task: parity, reward: firstTokenCost }, { maxNewTokens: undefined });
  const [first, step] = metrics as unknown as Record<string, number>[];
  assert.deepEqual([first.split, first.problems], ["validation", 2]);
  assert.ok(step.meanLength <= 2, "the budget is the task's");
  assert.ok(step.meanFirstToken >= 0 && first.meanFirstToken >= 0);
  assert.ok(Math.abs(step.maskAnswer + step.maskEnd - 1) < 1e-9);
  for (const name of ["meanAttempts", "forkEntropy", "brokenRate", "maskReal"])
    assert.ok(!(name in step), name);
});

test("a rule of one's own sees the columns, and exactly what it needs beside them", async () => {
  const seen: { tokens: RuleTokens; roleNames: readonly string[]; step: number }[] = [];
  const rule: TokenRule = {
    name: "curious",
    label: "curious",
    parameters: { a: 1 },
    needs: ["maxProbability", "collisionMass", "referenceLogProbs"],
    weights(tokens, { roleNames, step }) {
      seen.push({ tokens, roleNames, step });
      return tokens.entropies.map(() => 1);
    },
  };
  const { metrics } = await train({ rule, reward: firstTokenCost });
  assert.equal((metrics[1] as { keptFraction: number }).keptFraction, 1);
  const [{ tokens, roleNames }] = seen;
  assert.deepEqual(roleNames, ROLE_NAMES);
  assert.deepEqual(tokens.oldLogProbs, tokens.logProbs);
  assert.ok(tokens.maxProbability!.every((p, t) => p >= Math.exp(tokens.logProbs[t]) - 1e-5));
  assert.ok(tokens.collisionMass!.every((mass, t) => mass <= tokens.maxProbability![t] + 1e-5));
  // the reference is the base, which sampled the first step
  assert.ok(tokens.referenceLogProbs!.every((logProb, t) => Math.abs(logProb - tokens.logProbs[t]) < 1e-4));
  assert.equal(tokens.distribution, undefined);
  assert.deepEqual(
    seen.map(({ step }) => step),
    [0, 0, 1],
    "once in rehearsal, then once a step",
  );
});

test("at each mini-batch a rule sees the reference's log-probabilities of the tokens that are in it", async () => {
  const seen: RuleTokens[] = [];
  const rule: TokenRule = {
    ...{ name: "leashed", label: "leashed", parameters: {}, needs: ["referenceLogProbs"] },
    weights: ({ logProbs }) => logProbs.map(() => 1),
    coefficients(tokens) {
      seen.push(tokens);
      return tokens.advantages;
    },
  };
  await train({ rule, reward: firstTokenCost }, { steps: 1, miniBatches: 3 });
  const [, ...parts] = seen; // the first is the rehearsal's
  assert.ok(parts.length > 1);
  for (const { referenceLogProbs, oldLogProbs } of parts) {
    assert.equal(referenceLogProbs!.length, oldLogProbs.length);
    // the reference is the base, which sampled
    assert.ok(referenceLogProbs!.every((logProb, t) => Math.abs(logProb - oldLogProbs[t]) < 1e-4));
  }
  assert.ok(new Set(parts.map(({ oldLogProbs }) => oldLogProbs.join())).size > 1);
});

test("modules are loaded, recorded by name and hash, and only the same go on", async () => {
  const rule = "export default ({ entropies }) => entropies.map((entropy) => (entropy > 1 ? 1 : 0));\n";
  const reward = "export default ({ reward }, { tokens }) => reward - 0.02 * tokens.length;\n";
  const parts = { rule: write("surprising.mjs", rule), reward: write("short.mjs", reward) };
  const run = at("run");
  await train({ ...parts, folder: run });
  const record = JSON.parse(readFileSync(path.join(run, "run.json"), "utf8"));
  const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
  assert.deepEqual(record.parts, {
    rule: { name: "surprising", parameters: {}, sha256: hash(rule) },
    reward: { name: "short", sha256: hash(reward) },
  });
  assert.equal(record.config.arm, "own");

  const { resumedAt } = await train({ ...parts, folder: run }, { steps: 3 });
  assert.equal(resumedAt, 2);
  const changed = `${rule}// another\n`;
  write("surprising.mjs", changed);
  await assert.rejects(train({ ...parts, folder: run }, { steps: 4 }), (error: Error) => {
    assert.match(error.message, /holds a run with another rule: "surprising" .* there, "surprising" .* now/);
    return error.message.includes(hash(rule)) && error.message.includes(hash(changed));
  });
  await assert.rejects(
    train({ rule: write("surprising.mjs", rule), folder: run }, { steps: 4 }),
    /another reward: "short" .* there, the one that is built in now/,
  );
});

test("what a module imports belongs to it: changed, the run does not go on", async () => {
  write("limit.mjs", "export const limit = 1;\n");
  const entry = write(
    "by-limit.mjs",
    'import { limit } from "./limit.mjs";\nexport default ({ entropies }) => entropies.map((h) => (h > limit ? 1 : 0));\n',
  );
  const run = at("imports");
  await train({ rule: entry, folder: run });
  const { sha256 } = new RunFolder(run).record()!.parts!.rule;
  assert.equal(sha256, moduleHash(entry).sha256);
  assert.deepEqual(moduleHash(entry).imports, ["limit.mjs"]);
  assert.equal((await train({ rule: entry, folder: run }, { steps: 3 })).resumedAt, 2);
  write("limit.mjs", "export const limit = 2;\n");
  assert.notEqual(moduleHash(entry).sha256, sha256);
  await assert.rejects(train({ rule: entry, folder: run }, { steps: 4 }), /limit\.mjs, has changed since/);
});

test("what cannot be used is refused by name before anything is written", async () => {
  const weights = (text: string) => ({
    rule: write(`mine-${++modules}.mjs`, `export default ({ tokens }) => ${text};`),
  });
  const task = (own: object) => ({ task: { ...parity, ...own } });
  const cases: [RlvrOptions, RegExp][] = [
    [
      { rule: at("nowhere.mjs") },
      /no module .*nowhere\.mjs; wanted a function \(tokens, context\) => weights/,
    ],
    [
      { rule: write("named.mjs", "export const rule = 1;") },
      /named\.mjs has no default export, only rule; wanted/,
    ],
    [
      { reward: write("empty.mjs", "") },
      /empty\.mjs has no default export, only none at all; wanted a function/,
    ],
    [{ reward: write("broken.mjs", "export default (") }, /the module .*broken\.mjs does not load: /],
    [
      { reward: write("one.mjs", "export default 1;") },
      /one\.mjs is 1; wanted a function \(verdict, response\)/,
    ],
    [
      { task: write("half.mjs", 'export default { name: "x" };') },
      /half\.mjs is an object \{ name: string \}; wanted/,
    ],
    [weights("[1, 2]"), /rule "mine-1" gave 2 weights; wanted one for each of \d+ tokens/],
    [weights("Array.from(tokens, () => -1)"), /rule "mine-2" gave token 0 the weight -1; wanted one >= 0/],
    [weights("Array.from(tokens, () => NaN)"), /rule "mine-3" gave NaN among its weights, at token 0/],
    [
      weights("tokens.map((id) => (id > 30 ? 0.5 : 0.1))"),
      /rule "mine-4" gave its weights as Int32Array, which cuts fractions off/,
    ],
    [
      { rule: folder },
      /--rule: .*own-\w+ is no file; wanted a function \(tokens, context\) => weights, or a token rule/,
    ],
    [{ reward: folder }, /--reward: .* is no file; wanted a function \(verdict, response\)/],
    [{ task: folder }, /--task: .* is no file; wanted a task/],
    [
      { reward: write("deep.mjs", "export default (verdict) => verdict.extras.no.where;") },
      /the module .*deep\.mjs threw: Cannot read properties of undefined \(reading 'where'\)/,
    ],
    [
      { rule: write("boom.mjs", 'export default () => { throw "boom"; };') },
      /the module .*boom\.mjs threw: boom/,
    ],
    [
      {
        rule: {
          ...{ name: "odd", label: "odd", parameters: {}, weights: ({ logProbs }) => logProbs.map(() => 1) },
          coefficients: () => assert.fail("no coefficients"),
        },
      },
      /the rule "odd" threw: no coefficients/,
    ],
    [task({ verify: () => assert.fail("no verdict") }), /the task "parity" threw: no verdict/],
    [
      { reward: write("nan.mjs", "export default () => NaN;") },
      /the reward "nan" gave NaN; wanted a finite number/,
    ],
    [
      { reward: (_, { tokens }) => (tokens.length > 8 ? Number.NaN : 1) },
      /the reward "own reward" gave NaN; wanted a finite number/,
    ],
    [
      { reward: (_, { tokens }) => (tokens.length === 1 ? Number.NaN : 1) },
      /the reward "own reward" gave NaN; wanted a finite number/,
    ],
    [
      task({ prompt: () => new Int32Array(500) }),
      /"parity" gave a prompt of 500 tokens; wanted .* fewer than 128/,
    ],
    [
      task({ problems: () => [] }),
      /task "parity" has no problem of the split "validation"; wanted at least one/,
    ],
    [task({ sample: () => undefined }), /task "parity" has no problem of the split "train"/],
    [
      task({ verify: () => ({}) }),
      /task "parity" gave the verdict \{\}; wanted a finite number as its reward/,
    ],
    [task({ eosId: undefined, prompt: () => "2 ?" }), /"\?" .*has no token/],
  ];
  for (const [i, [options, message]] of cases.entries()) {
    const run = at(`refused-${i}`);
    const tensors = tf.memory().numTensors;
    await assert.rejects(train({ ...options, folder: run }), message);
    assert.ok(!existsSync(run), `${message}`);
    assert.equal(tf.memory().numTensors, tensors, `${message}`);
  }
  const answers = { kinds: ["right"], write: () => assert.fail("no answer") };
  await assert.rejects(
    train(task({ answers }), { fineTuning: "right" }),
    /the task "parity" threw: no answer/,
  );
  await assert.rejects(train(weights("tokens"), { arm: "top" }), /give an arm or a rule, not both/);
  await assert.rejects(train({}, { arm: "own" }), /the arm "own" wants a rule, received none/);
});

test("a task may be an object of a class, its methods and private fields included", async () => {
  class Parity implements Task<number> {
    readonly #served = parity;
    readonly name = "parity of a class";
    readonly parameters = {};
    readonly maxResponseTokens = 2;
    readonly eosId = EOS;
    readonly roles = parity.roles;
    problems(split: "train" | "validation" | "test"): readonly number[] {
      return this.#served.problems(split);
    }
    prompt(number: number): readonly number[] {
      return this.#served.prompt(number) as readonly number[];
    }
    verify(number: number, response: Parameters<Task<number>["verify"]>[1]): ReturnType<Task["verify"]> {
      return this.#served.verify(number, response);
    }
  }
  const { metrics } = await train({ task: new Parity() as Task }, { maxNewTokens: undefined });
  assert.equal(metrics[0].problems, 2);
});

/** As long as the number it draws. */
const measured: Task<number> = {
  ...parity,
  problems: (split) => (split === "train" ? [] : [6, 7]),
  prompt: (length) => new Int32Array(length).fill(TOKEN[">"]),
};

test("a prompt that training draws, and that leaves no room for a response, is refused before anything is written", async () => {
  const run = at("drawn");
  const sample: Task<number>["sample"] = (rng) => (rng.uniform() < 0.02 ? 117 : 2);
  const refused = train({ task: { ...measured, sample }, folder: run }, { steps: 100 });
  await assert.rejects(
    refused,
    /a prompt of the task "parity" has 117 tokens, with a response of up to 12 more than the 128 positions of .*base: shorten it or lower maxNewTokens/,
  );
  assert.ok(!existsSync(run));
});

test("the task that is built in is held to the positions of its base too", async () => {
  const run = at("beyond");
  await assert.rejects(
    train({ folder: run }, { maxNewTokens: 123 }),
    /a prompt of the task "countdown" has 6 tokens, with a response of up to 123 more than the 128 positions/,
  );
  assert.ok(!existsSync(run));
  await train({ beyondPositions: true }, { maxNewTokens: 123, steps: 1 });
});

test("the prompts that are looked at beforehand are those that the steps then draw", async () => {
  const drawn: number[] = [];
  const sample: Task<number>["sample"] = (rng) => {
    drawn.push(2 + rng.integer(50));
    return drawn.at(-1)!;
  };
  await train({ task: { ...measured, sample } });
  assert.equal(drawn.length, 6 + 2 * 2 + 6, "two steps of three, a rehearsal in two parts, the steps again");
  assert.deepEqual(drawn.slice(0, 6), drawn.slice(-6));
});

test("a prompt that comes later and leaves no room ends its step with the same message", () => {
  const policy = tinyPolicy();
  const config = rlvrConfig({ ...small, prompts: 1 });
  const step = (parts: RlvrParts) =>
    rlvrStep(policy, rlvrOptimizer(policy, config), config, 0, {
      task: { ...measured, sample: () => 117 },
      ...parts,
    });
  assert.throws(() => step({}), /a prompt of the task "parity" has 117 tokens, with a response of up to 12/);
  assert.equal(step({ beyondPositions: true }).step, 0);
});

test("an aborted run rejects with the reason, and goes on as if nothing had happened", async () => {
  const config = { ...small, steps: 5, checkpointEvery: 100 };
  const withoutTimes = (lines: readonly object[]): object[] =>
    lines.map((line) => ({ ...line, rolloutSeconds: 0, updateSeconds: 0 }));
  const reward = firstTokenCost;
  const whole = await trainRlvr(config, { reward });
  const stop = new AbortController();
  const run = at("aborted");
  const aborted = trainRlvr(config, {
    reward,
    folder: run,
    signal: stop.signal,
    onMetrics: ({ step }) => {
      if (step === 2) stop.abort(new Error("enough"));
    },
  });
  await assert.rejects(aborted, /enough/);
  assert.equal(new RunFolder(run).record()?.step, 3);
  const { metrics, resumedAt } = await trainRlvr(config, { reward, folder: run });
  assert.equal(resumedAt, 3);
  assert.deepEqual(withoutTimes(metrics), withoutTimes(whole.metrics));
  await assert.rejects(
    trainRlvr(config, { folder: at("never"), signal: AbortSignal.abort("no") }),
    (reason) => reason === "no",
  );
  assert.ok(!existsSync(at("never")));
});
