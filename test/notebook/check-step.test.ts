import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { checkStep } from "../../src/notebook/index.js";

test("a step that holds says so with its gap; one that does not fails the cell", () => {
  const log = mock.method(console, "log", () => {});
  try {
    checkStep("a = b", -1.34e-13);
    checkStep("a = c", 0);
    checkStep("a < b", true);
    checkStep("near", 0.02, { below: 0.05 });
    assert.deepEqual(
      log.mock.calls.map((call) => call.arguments[0]),
      [
        "holds: a = b (gap 1.3e-13, below 1e-9)",
        "holds: a = c (gap 0, below 1e-9)",
        "holds: a < b",
        "holds: near (gap 2e-2, below 5e-2)",
      ],
    );
    assert.throws(() => checkStep("a = b", 0.1), /does not hold: a = b \(gap 1e-1, wanted below 1e-9\)/);
    assert.throws(() => checkStep("a = b", Number.NaN), /does not hold: a = b \(gap NaN/);
    assert.throws(() => checkStep("a < b", false), /does not hold: a < b$/);
    assert.equal(log.mock.calls.length, 4);
  } finally {
    log.mock.restore();
  }
});
