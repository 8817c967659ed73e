import assert from "node:assert/strict";
import { test } from "node:test";
import { varianceBySamplesFigure } from "../../../src/figures/index.js";

const measured = { estimate: 2, low: 1.5, high: 3 };

test("variance by samples: a measured and an exact trace a form, in one color", () => {
  const { data } = varianceBySamplesFigure({
    sampleSizes: [100, 1000],
    curves: [{ name: "a", exact: 2.2, measured: [measured, measured] }],
  });
  assert.deepEqual(data[1].y, [2.2, 2.2]);
  assert.equal((data[0].marker as { color: string }).color, (data[1].line as { color: string }).color);
});
