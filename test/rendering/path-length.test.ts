import assert from "node:assert/strict";
import { test } from "node:test";
import { flattenPath, pathLength, pointAtLength } from "../../src/rendering/path-length.js";

test("straight commands, absolute and relative", () => {
  assert.equal(pathLength(flattenPath("M0,0H3V4Z")), 12);
  assert.equal(pathLength(flattenPath("m1,1h3v4l-3-4")), 12);
  assert.equal(pathLength(flattenPath("M0 0 3 4 6 8")), 10);
});

test("a quarter circle as a cubic is pi/2 long", () => {
  const k = 0.5522847498;
  const length = pathLength(flattenPath(`M1,0C1,${k},${k},1,0,1`));
  assert.ok(Math.abs(length - Math.PI / 2) < 2e-3, `${length}`);
});

test("the parabola y = x^2 on [-1, 1] as a quadratic has its exact length", () => {
  const exact = Math.sqrt(5) + Math.asinh(2) / 2;
  assert.ok(Math.abs(pathLength(flattenPath("M-1,1Q0,-1,1,1")) - exact) < 5e-3);
});

test("a smooth command mirrors the last control point", () => {
  assert.deepEqual(flattenPath("M0,0Q1,1,2,0T4,0").at(-5), flattenPath("M0,0Q1,1,2,0Q3,-1,4,0").at(-5));
});

test("points along a path, and the end beyond it", () => {
  const corner = flattenPath("M0,0H3V4");
  assert.deepEqual(pointAtLength(corner, 0), [0, 0]);
  assert.deepEqual(pointAtLength(corner, 2), [2, 0]);
  assert.deepEqual(pointAtLength(corner, 5), [3, 2]);
  assert.deepEqual(pointAtLength(corner, 99), [3, 4]);
});
