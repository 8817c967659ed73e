import assert from "node:assert/strict";
import { test } from "node:test";
import {
  pooledDeviation,
  pooledInterval,
  studentInterval,
  studentPValue,
} from "../../src/statistics/index.js";
import { studentCritical } from "../../src/statistics/student.js";

const near = (received: number, wanted: number, tolerance = 1e-9) =>
  assert.ok(Math.abs(received - wanted) < tolerance, `${received}, wanted ${wanted}`);

test("three values, by hand: mean 2, sd 1, t(2) = 4.302653", () => {
  const { estimate, low, high } = studentInterval([1, 2, 3]);
  assert.equal(estimate, 2);
  near(high, 2 + 4.302653 / Math.sqrt(3), 1e-6);
  near(low, 2 - 4.302653 / Math.sqrt(3), 1e-6);
});

test("critical values as printed in tables", () => {
  const table = { 1: 12.706, 2: 4.303, 4: 2.776, 10: 2.228, 30: 2.042, 40: 2.021, 120: 1.98 };
  for (const [degrees, value] of Object.entries(table)) near(studentCritical(Number(degrees)), value, 5e-4);
  near(studentCritical(Number.POSITIVE_INFINITY), 1.959964, 1e-6);
});

test("one value has no interval, none is refused", () => {
  assert.deepEqual(studentInterval([0.5]), {
    estimate: 0.5,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  });
  assert.throws(() => studentInterval([]), /at least one value/);
});

test("the p-value is that at which the interval touches 0", () => {
  // t = 2 / (1 / sqrt 3) = 3.4641 at 2 degrees of freedom: p = 1 - t / sqrt(t^2 + 2)
  const t = 2 * Math.sqrt(3);
  near(studentPValue([1, 2, 3]), 1 - t / Math.sqrt(t * t + 2), 1e-9);
  near(studentPValue([-1, -2, -3]), studentPValue([1, 2, 3]), 1e-12);
  assert.equal(studentPValue([4]), 1);
  assert.deepEqual([studentPValue([0, 0]), studentPValue([2, 2])], [1, 0]);
  const values = [0.3, -0.1, 0.8, 0.4];
  const { low } = studentInterval(values);
  near(studentPValue(values.map((value) => value - low)), 0.05, 1e-6);
  assert.throws(() => studentPValue([]), /at least one value/);
});

test("a pooled deviation weighs groups by their degrees of freedom", () => {
  // squares 2 (1 degree) and 6 (2 degrees); the single value has none
  const pooled = pooledDeviation([[0, 2], [5, 5, 8], [100]]);
  near(pooled.deviation, Math.sqrt(8 / 3));
  assert.equal(pooled.degrees, 3);
  const { estimate, low, high } = pooledInterval([1, 3], pooled);
  assert.equal(estimate, 2);
  near(high - low, 2 * 3.182446 * Math.sqrt(8 / 3 / 2), 1e-5);
  assert.throws(() => pooledDeviation([[1], [2]]), /a group of two values or more, received 2 groups/);
  assert.throws(() => pooledInterval([], pooled), /at least one value/);
});

test("pooled intervals of one group are Student's", () => {
  const values = [0.3, -0.1, 0.8, 0.4];
  assert.deepEqual(pooledInterval(values, pooledDeviation([values])), studentInterval(values));
});
