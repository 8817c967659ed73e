import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { BenchReport, digits, median, spread } from "../../src/cli/bench-report.js";

test("a spread is the median with the lowest and the highest value", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(spread([10.25, 1.5, 200]), "10.3 (1.50-200)");
  assert.equal(spread([]), "-");
  assert.deepEqual([0.123, 9.999, 12.34, 345.6].map(digits), ["0.12", "10.00", "12.3", "346"]);
});

test("a benchmark is printed row by row, or as JSON at its end", () => {
  const printed = (json: boolean): string[] => {
    const log = mock.method(console, "log", () => {});
    const report = new BenchReport(json);
    report.remark("three rounds");
    report.table("speed", ["here", "there", "goal"]);
    report.row("reading", [3, 1, 2], [], ">= 2");
    report.row("loading", 0.5);
    const before = log.mock.callCount();
    assert.equal(before, json ? 0 : 4);
    report.finish();
    log.mock.restore();
    return log.mock.calls.map(({ arguments: [line] }) => String(line));
  };
  assert.deepEqual(
    printed(false)
      .join("\n")
      .match(/\S+( \S+)*/g),
    [
      ...["three rounds", "speed", "here", "there", "goal"],
      ...["reading", "2.00 (1.00-3.00)", "-", ">= 2", "loading", "0.50"],
    ],
  );
  const [text] = printed(true);
  assert.deepEqual(JSON.parse(text), {
    remarks: ["three rounds"],
    tables: [
      {
        title: "speed",
        columns: ["here", "there", "goal"],
        rows: [
          { what: "reading", here: { median: 2, lowest: 1, highest: 3 }, there: null, goal: ">= 2" },
          { what: "loading", here: 0.5 },
        ],
      },
    ],
  });
});
