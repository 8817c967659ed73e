import assert from "node:assert/strict";
import { test } from "node:test";
import {
  configuredRules,
  type PretrainConfig,
  pretrainConfig,
  type RlvrConfig,
  rlvrConfig,
} from "../../src/training/index.js";

test("only the base is required; the rest is the paper's recipe at the testbed's scale", () => {
  const config = rlvrConfig({ base: "data/models/M" });
  assert.equal(config.arm, "top");
  assert.equal(config.rho, 0.2);
  assert.deepEqual([config.clipLow, config.clipHigh], [0.2, 0.28]);
  assert.equal(config.normalizer, "selected");
});

test("one thread is what a configuration without threads has", () => {
  const recorded = (config: RlvrConfig) => JSON.parse(JSON.stringify(config));
  assert.deepEqual(recorded(rlvrConfig({ base: "x", threads: 1 })), recorded(rlvrConfig({ base: "x" })));
  assert.equal(rlvrConfig({ base: "x", threads: 2 }).threads, 2);
  assert.throws(() => rlvrConfig({ base: "x", threads: 0 }), /threads: received 0;.*>=1/);
});

test("an unknown key is refused, naming the keys there are", () => {
  const input = { base: "x", learningrate: 1 } as unknown as RlvrConfig;
  assert.throws(
    () => rlvrConfig(input),
    /unknown key "learningrate" \(the keys are base, arm, rho,.*learningRate/,
  );
  assert.throws(() => pretrainConfig({ lr: 1 } as unknown as PretrainConfig), /unknown key "lr"/);
});

test("a wrong value is quoted with what was wanted", () => {
  assert.throws(() => rlvrConfig({ base: "x", rho: 0 }), /rho: received 0;.*>0/);
  assert.throws(() => rlvrConfig({ base: "x", rho: 1.5 }), /rho: received 1.5;.*<=1/);
  assert.throws(() => rlvrConfig({ base: "x", arm: "best" as "top" }), /arm: received "best";.*"all"/);
  assert.throws(() => rlvrConfig({ base: "x", lambda: 1.5 }), /lambda: received 1.5;.*<=1/);
  assert.throws(
    () => rlvrConfig({ base: "x", advantage: "Q" as "q" }),
    /advantage: received "Q";.*"q-minus-v"/,
  );
  assert.throws(() => rlvrConfig({ base: "x", steps: 2.5 }), /steps: received 2.5/);
  assert.throws(
    () => rlvrConfig({ base: "x", operations: "+%" }),
    /operations: received "\+%"; wanted distinct operations/,
  );
  assert.throws(() => rlvrConfig({} as RlvrConfig), /base: received undefined/);
});

test("the rules of the task come from the configuration", () => {
  const rules = configuredRules(rlvrConfig({ base: "x", operations: "+*", maxAttempts: 1 }));
  assert.deepEqual(rules, { numberCount: 3, operations: ["+", "*"], maxAttempts: 1 });
});

test("operations are a set: their order changes nothing, and a repeated one is refused", () => {
  for (const config of [
    rlvrConfig({ base: "x", operations: "*/-+" }),
    pretrainConfig({ operations: "*/-+" }),
  ])
    assert.equal(config.operations, "+-*/");
  assert.deepEqual(
    rlvrConfig({ base: "x", operations: "*-+" }),
    rlvrConfig({ base: "x", operations: "+-*" }),
  );
  assert.throws(
    () => rlvrConfig({ base: "x", operations: "+-+" }),
    /operations: received "\+-\+"; wanted distinct/,
  );
});

test("settings of adapters want a rank", () => {
  const refused =
    /loraAlpha: received 4; wanted a loraRank .*; loraModules: received \["q_proj"\]; wanted a loraRank/;
  const adapters = { base: "x", loraAlpha: 4, loraModules: ["q_proj"] as const };
  for (const elsewhere of [false, true]) assert.throws(() => rlvrConfig(adapters, { elsewhere }), refused);
  assert.equal(rlvrConfig({ ...adapters, loraRank: 2 }).loraAlpha, 4);
});

test("numbers beyond what a run can hold, or tell apart, are refused before any work", () => {
  const refused = (input: object, wanted: RegExp): void =>
    assert.throws(() => rlvrConfig({ base: "b", ...input }), wanted);
  refused({ seed: 2 ** 32 }, /seed: received 4294967296/);
  refused({ seed: -1 }, /seed: received -1/);
  refused({ prompts: 1e9 }, /prompts: received 1000000000/);
  refused(
    { maxNewTokens: 1e6, prompts: 1000 },
    /^Error: RLVR configuration: received \{.*; wanted at most 134217728 tokens at a time/,
  );
  refused({ evaluationSamples: 1e6 }, /at most 134217728 tokens at a time/);
  refused({ temperature: 1e-300 }, /temperature: received 1e-300/);
  assert.throws(() => pretrainConfig({ steps: 1e12 }), /steps: received 1000000000000/);
});
