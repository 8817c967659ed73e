import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bestRate,
  groupNamed,
  plannedRuns,
  readRecordedRuns,
  runGroups,
  studyRate,
  sweptRates,
  tournament,
} from "../../../src/study/index.js";
import { matchedRate } from "../../../src/study/results/rate-matched.js";
import { armLabel } from "../../../src/token-rules/index.js";

test("every arm is trained with the best rate of its recorded sweep, at every base model that was swept", () => {
  const runs = readRecordedRuns();
  for (const base of ["S", "M", "L", "XL"]) {
    const sweep = sweptRates(runs, { base });
    const swept = runGroups(runs, { experiments: ["rate"], base });
    assert.ok(swept.length > 0, base);
    for (const { config, label } of swept)
      assert.equal(studyRate(config, base), bestRate(sweep, label), `${label} at ${base}`);
  }
  const atBestRate = runs.filter(({ experiment }) =>
    ["main", "rho", "controls", "size"].includes(experiment),
  );
  assert.ok(atBestRate.length > 0);
  for (const { name, config, base } of atBestRate)
    assert.equal(config.learningRate, studyRate(config, base), name);
});

test("where a token costs something, the two arms are trained with the best rates of the sweep there", () => {
  const runs = readRecordedRuns();
  const sweep = sweptRates(runs, { experiment: "token-cost-rate" });
  const trained = runGroups(runs, { experiments: ["token-cost-swept"] });
  assert.equal(trained.length, 2);
  for (const { config, label } of trained) assert.equal(config.learningRate, bestRate(sweep, label), label);
});

test("fine-tuning on either kind of answers has the best rate of its own sweep", () => {
  const runs = readRecordedRuns();
  for (const experiment of ["fine-tuning", "fine-tuning-searched"]) {
    const best = bestRate(sweptRates(runs, { experiment: `${experiment}-rate` }), "all tokens");
    const planned = plannedRuns("full").filter(({ name }) => name.startsWith(`${experiment}/`));
    assert.equal(planned.length, 5);
    for (const { name, config } of planned) assert.equal(config.learningRate, best, name);
  }
});

test("every arm of P4 has the best rate of its own sweep", () => {
  const planned = plannedRuns("full").filter(({ name }) => name.startsWith("mini-batches/"));
  assert.equal(planned.length, 5 * 10);
  for (const { name, config } of planned) {
    const ownWay = readRecordedRuns().filter(
      ({ config: { miniBatches, entropyOf } }) =>
        miniBatches === config.miniBatches && entropyOf === config.entropyOf,
    );
    const sweep = sweptRates(ownWay, { experiment: "mini-batches-rate" });
    const ofArm = sweep.filter(({ label }) => label === armLabel(config));
    assert.equal(ofArm.length, 4, name);
    assert.equal(config.learningRate, bestRate(ofArm, armLabel(config)), name);
  }
});

test("every rule of the tournament on policy has the best rate of its own sweep", () => {
  const sweep = sweptRates(readRecordedRuns(), { base: "S", experiment: "tournament-rate" });
  const planned = plannedRuns("full").filter(({ name }) => name.startsWith("tournament/"));
  assert.deepEqual([sweep.length, planned.length], [3 * 19, 5 * 19]);
  for (const { name, config } of planned)
    assert.equal(config.learningRate, bestRate(sweep, armLabel(config)), name);
});

test("all tokens at equal steps have the rates that the steps of both masks ask for", () => {
  const { all, rules } = tournament(readRecordedRuns(), { experiment: "tournament-again" })!;
  const wanted = ["top 20 %", "random 20 %"].map((label) => matchedRate(groupNamed(rules, label), all));
  const planned = plannedRuns("full").filter(({ name }) => name.startsWith("rate-matched/"));
  assert.equal(planned.length, 2 * 5);
  assert.deepEqual(new Set(planned.map(({ config }) => config.learningRate)), new Set(wanted));
});

test("P2 has, at every dose, the best rates of the sweep at 8 %", () => {
  const sweep = sweptRates(readRecordedRuns(), { base: "S", experiment: "decoration-rate" });
  const planned = plannedRuns("full").filter(({ name }) => name.startsWith("decoration/"));
  assert.deepEqual([sweep.length, planned.length], [4 * 5, 5 * 5 * 5]);
  for (const { name, config } of planned)
    assert.equal(config.learningRate, bestRate(sweep, armLabel(config)), name);
});

test("an arm or a base model without a sweep is refused by name", () => {
  assert.throws(
    () => studyRate({ arm: "top", rho: 0.3 }, "M"),
    /no rate was swept for "top" at rho 0.3 at M; swept: "all", "top" at rho 0.05/,
  );
  assert.throws(() => studyRate({ arm: "all", rho: 0.2 }, "XS"), /the base model "XS"; swept: M, S, L, XL/);
});
