import assert from "node:assert/strict";
import { test } from "node:test";
import * as claims from "../../src/claims/index.js";
import { claimsInNotebook } from "../../src/claims/project-claims.js";
import { findNotebooks, tableBundle } from "../../src/notebook/index.js";
import { isCodeCell, readNotebook } from "../../src/notebook/nbformat.js";
import * as study from "../../src/study/index.js";
import { rlvrConfig } from "../../src/training/index.js";

const runs = study.readRecordedRuns();
const judged = claims.studyClaims(runs);
const notebooks = findNotebooks();

/** What a notebook shows as plain text, output by output. */
const shownIn = (wanted: string): string[] =>
  readNotebook(notebooks.find(({ name }) => name === wanted)!.notebook)
    .cells.filter(isCodeCell)
    .flatMap(({ outputs }) => outputs)
    .map((output) => ("data" in output ? `${output.data["text/plain"]}` : ""));

for (const { name, notebook } of notebooks)
  test(`${name}: its claims are those of the recorded runs (npm run notebooks -- ${name})`, () => {
    for (const stored of claimsInNotebook(notebook)) {
      const now = judged.find(({ id }) => id === stored.id);
      if (now) assert.deepEqual(stored, now);
    }
  });

test("every claim that the recorded runs judge stands in a notebook's output (npm run notebooks)", () => {
  const shown = new Set(notebooks.flatMap(({ notebook }) => claimsInNotebook(notebook).map(({ id }) => id)));
  assert.deepEqual(
    judged.map(({ id }) => id).filter((id) => !shown.has(id)),
    [],
  );
});

test("10-scale-out: its table of settings has every one of a run (npm run notebooks -- 10-scale-out)", () => {
  const settings = shownIn("10-scale-out").find((text) => /^setting +value +became/.test(text))!;
  const named = settings.split("\n").map((line) => line.split(" ")[0]);
  assert.deepEqual(
    Object.keys(rlvrConfig({ base: "data/models/M" })).filter((key) => !named.includes(key)),
    [],
  );
});

const p1 = study.missedTokens(runs)!;
const [direct, searched] = (["direct", "searched"] as const).map((answers) =>
  study.fineTuningRuns(runs, { answers }),
);
const [two, four, sixteen] = [2, 4, 16].map((miniBatches) => study.miniBatchRuns(runs, { miniBatches }));
const trained = study.miniBatchRuns(runs, { miniBatches: 16, entropyOf: "current" });
const keepers = study.entropyKeepers(runs)!;
const surpriseAt = (base: "M" | "S") => claims.surprisePredictions(study.surpriseRuns(runs, { base })!);
const PREDICTIONS = {
  "12-which-tokens": {
    P1: claims.missedTokensPredictions(p1),
    "P3 at M": surpriseAt("M"),
    "P3 at S": surpriseAt("S"),
    difficulty: claims.difficultyPredictions(p1, study.groupNamed(study.runGroups(runs), "random 20 %")),
    "fine-tuning": claims.fineTuningPredictions(direct!),
    "searched answers": claims.searchedAnswersPredictions({ direct: direct!, searched: searched! }),
    "entropy bonus": claims.entropyBonusPredictions(keepers),
    tournament: claims.tournamentPredictions(study.tournament(runs, { experiment: "tournament" })!),
    "tournament again": claims.againPredictions(study.tournament(runs, { experiment: "tournament-again" })!),
    "equal steps": claims.rateMatchedPredictions(study.rateMatched(runs)),
    P4: claims.miniBatchPredictions({ two: two!, four, sixteen: sixteen!, trained, keepers }),
    P2: claims.decorationPredictions(study.decorationRuns(runs)!),
  },
  "13-a-real-model-learns": { P6: claims.formatPredictions(study.formatRuns(runs)) },
};

for (const [name, tables] of Object.entries(PREDICTIONS))
  for (const [experiment, rows] of Object.entries(tables))
    test(`${name}: the predictions of ${experiment} are judged by the recorded runs (npm run notebooks -- ${name})`, () => {
      const wanted = tableBundle(rows)["text/plain"];
      assert.ok(rows.length > 0 && shownIn(name).includes(wanted), wanted);
    });
