import assert from "node:assert/strict";
import { test } from "node:test";
import { againstForks, type RecordedRun, tournament } from "../../../src/study/index.js";
import { tournamentRuns } from "../sample-tournament.js";

test("a tournament has the seeds of all its arms, and none before every arm has one", () => {
  const runs = tournamentRuns(() => ({ test: 0, ood: 0 }));
  assert.equal(tournament(runs, { experiment: "tournament-16" }), null);
  assert.equal(
    tournament(
      runs.filter(({ config }) => config.arm !== "steer"),
      { experiment: "tournament" },
    ),
    null,
  );
  const some = tournament(
    runs.filter(({ config }) => config.arm !== "steer" || config.seed === 3),
    { experiment: "tournament" },
  )!;
  assert.deepEqual(some.seeds, [3]);
  assert.ok(some.rules.every(({ runs: ofRule, config }) => ofRule.length === 1 && config.arm !== "all"));
  assert.deepEqual(some.all.runs.length, 1);
});

test("a rule's tokens are held against the real forks of the first batch", () => {
  const runs = tournamentRuns(() => ({ test: 0, ood: 0 })).map((run) => {
    // a fifth of 100 tokens are real forks; a rule of a quarter has 15 of them
    const mask =
      run.config.arm === "all" ? { keptFraction: 1, maskReal: 0.2 } : { keptFraction: 0.25, maskReal: 0.6 };
    return { ...run, steps: [{ ...run.steps[0], ...mask }] } as RecordedRun;
  });
  const { rules, all } = tournament(runs, { experiment: "tournament" })!;
  const { kept, precision, recall } = againstForks(rules[0], all);
  assert.ok(
    Math.abs(kept - 0.25) < 1e-12 && Math.abs(precision - 0.6) < 1e-12 && Math.abs(recall - 0.75) < 1e-12,
  );
});
