import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { paperQuantity, paperTable } from "../../src/paper/index.js";
import { PAPER_TABLES } from "../../src/paper/tables.js";

const near = (actual: number, wanted: number, tolerance: number, where: string): void =>
  assert.ok(
    Math.abs(actual - wanted) <= tolerance,
    `${where}: ${actual} is not within ${tolerance} of ${wanted}`,
  );

test("every file of data/paper/ is a table that loads, and every row has a source", () => {
  const files = readdirSync("data/paper").filter((file) => file.endsWith(".csv"));
  assert.deepEqual(files.sort(), PAPER_TABLES.map((name) => `${name}.csv`).sort());
  for (const name of PAPER_TABLES) {
    const rows = paperTable(name);
    assert.ok(rows.length > 0 && rows.every((row) => row.source.length > 0), name);
  }
});

test("Table 2 agrees with itself: gains are differences, averages are means", () => {
  const rows = paperTable("table-2");
  assert.equal(rows.length, 21);
  for (const row of rows) {
    const where = `${row.baseModel} ${row.benchmark}`;
    near(row.forkAccuracy - row.allAccuracy, row.accuracyGain, 0.0151, where);
    near(row.forkLength - row.allLength, row.lengthGain, 0.0151, where);
  }
  for (const average of rows.filter((row) => row.benchmark === "Average")) {
    const parts = rows.filter((row) => row.baseModel === average.baseModel && row.benchmark !== "Average");
    assert.equal(parts.length, 6);
    for (const column of ["allAccuracy", "allLength", "forkAccuracy", "forkLength"] as const)
      near(parts.reduce((sum, row) => sum + row[column], 0) / 6, average[column], 0.0101, average.baseModel);
  }
});

test("Figures 1(b) and 8 show the numbers of Table 2", () => {
  const cell = (size: string, benchmark: string) => {
    const row = paperTable("table-2").find(
      (r) => r.baseModel === `Qwen3-${size}` && r.benchmark === benchmark,
    );
    assert.ok(row);
    return row;
  };
  for (const row of paperTable("figure-1b")) {
    near(row.allTokens, cell(row.size, row.benchmark).allAccuracy, 0.0501, `${row.size} ${row.benchmark}`);
    near(row.forkTokens, cell(row.size, row.benchmark).forkAccuracy, 0.0501, `${row.size} ${row.benchmark}`);
  }
  for (const row of paperTable("figure-8"))
    assert.equal(row.gain, cell(row.size, row.benchmark).accuracyGain);
});

test("Table 1: ends at 100 %, only step 840 is suspect and only it is no multiple of 16", () => {
  const rows = paperTable("table-1");
  assert.equal(rows[0].overlapBase, 100);
  assert.equal(rows[9].overlapFinal, 100);
  assert.equal(rows[0].overlapFinal, rows[9].overlapBase);
  assert.deepEqual(
    rows.filter((row) => row.suspectStep).map((row) => row.step),
    [840],
  );
  assert.deepEqual(
    rows.filter((row) => row.step % 16 !== 0).map((row) => row.step),
    [840],
  );
});

test("Figure 3's labels are 15 scores that fit the sampling budget inferred for them", () => {
  const rows = paperTable("figure-3-labels");
  assert.equal(rows.length, 2 * paperTable("figure-3-temperatures").length - 1);
  for (const { label, samplesPerQuestion } of rows) {
    const fits = (samples: number): boolean => {
      const answers = 60 * samples;
      return Math.abs((Math.round((label * answers) / 100) * 100) / answers - label) <= 0.00501;
    };
    const budgets = [16, 24].filter(fits).join(" or ");
    assert.equal(budgets, samplesPerQuestion, `${label}`);
  }
});

test("a named quantity, and an unknown one", () => {
  assert.equal(paperQuantity("figure-2a", "80th percentile").value, 0.672);
  assert.throws(
    () => paperQuantity("figure-2a", "90th percentile"),
    /no "90th percentile"; it has "share below/,
  );
});

test("a bad row is refused with file and line", (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "paper-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const load = (...lines: string[]) => {
    writeFileSync(
      path.join(folder, "figure-10.csv"),
      ["maxLength,aime24,source,trust,note", "1,2,Figure 10,high,", ...lines].join("\n"),
    );
    return paperTable("figure-10", { folder });
  };
  assert.equal(load().length, 1);
  assert.throws(
    () => load("3,4,,high,"),
    /figure-10\.csv, line 3: "source": a row without a source, received ""/,
  );
  assert.throws(() => load("3,four,Figure 10,high,"), /line 3: "aime24": not a number, received "four"/);
  assert.throws(
    () => load("3,4,Figure 10,hearsay,"),
    /line 3: "trust": wanted one of .*, received "hearsay"/,
  );
  assert.throws(() => load("3,4,Figure 10"), /line 3: wanted 5 cells, received 3/);
  assert.throws(() => load("3,1e999,Figure 10,high,"), /line 3: "aime24": not a finite number/);
  assert.throws(
    () => paperTable("table-9" as "table-1"),
    /no published table "table-9"; there are figure-1b/,
  );
});
