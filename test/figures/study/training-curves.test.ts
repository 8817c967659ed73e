import assert from "node:assert/strict";
import { test } from "node:test";
import { ARM_STYLES, trainingCurvesFigure } from "../../../src/figures/index.js";

const steps = [0, 10];

test("an arm has its own look, any other series one that no arm of the figure has", () => {
  const curve = (name: string, arm?: string) => ({ name, arm, steps, values: [0.1, 0.2] });
  const { data } = trainingCurvesFigure(
    [curve("all tokens", "all"), curve("my rule"), curve("another rule"), curve("my rule")],
    { title: "mine", y: "accuracy" },
  );
  const [all, mine, other, mineAgain] = data.map(({ line }) => line as { color: string; dash: string });
  assert.deepEqual([all.color, all.dash], [ARM_STYLES.all.color, ARM_STYLES.all.dash]);
  assert.deepEqual(mine, mineAgain);
  const looks = [all, mine, other].map(({ color, dash }) => `${color} ${dash}`);
  assert.equal(new Set(looks).size, 3);
});

test("a curve with an interval gets a band", () => {
  const curve = { name: "top", steps, values: [0.1, 0.2], low: [0, 0.1], high: [0.2, 0.3] };
  const [band, line] = trainingCurvesFigure([curve], { title: "t", y: "accuracy" }).data;
  assert.deepEqual(band.y, [0.2, 0.3, 0.1, 0]);
  assert.equal((line.line as { color: string }).color, ARM_STYLES.top.color);
});

test("two curves of one arm share its color and differ by the dash that they ask for", () => {
  const curves = (["solid", "dot"] as const).map((dash) => ({
    name: `all tokens, ${dash}`,
    arm: "all",
    dash,
    steps,
    values: [0.1, 0.2],
  }));
  const looks = trainingCurvesFigure(curves, { title: "t", y: "accuracy" }).data.map(({ line }) => line);
  assert.deepEqual(
    looks.map((line) => (line as { color: string; dash: string }).dash),
    ["solid", "dot"],
  );
  for (const line of looks) assert.equal((line as { color: string }).color, ARM_STYLES.all.color);
});
