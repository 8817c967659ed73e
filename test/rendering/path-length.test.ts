import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { installPathLength } from "../../src/rendering/path-length.js";

const { window } = new JSDOM("<svg><path/></svg>");
installPathLength(window);

/** The path's length, and its point at a length. */
function measure(d: string, at = 0): [number, number, number] {
  const path = window.document.querySelector("path") as unknown as SVGPathElement;
  path.setAttribute("d", d);
  const { x, y } = path.getPointAtLength(at);
  return [path.getTotalLength(), x, y];
}

test("straight commands, absolute and relative", () => {
  assert.equal(measure("M0,0H3V4Z")[0], 12);
  assert.equal(measure("m1,1h3v4l-3-4")[0], 12);
  assert.equal(measure("M0 0 3 4 6 8")[0], 10);
  assert.equal(measure("")[0], 0);
});

test("a half circle is 5 pi long, and a quarter of the way along it stands at 45 degrees", () => {
  const [length, x, y] = measure("M0,0A5,5 0 0 1 10,0", (5 * Math.PI) / 4);
  assert.ok(Math.abs(length - 5 * Math.PI) < 1e-3, `${length}`);
  assert.ok(Math.abs(x - (5 - 5 / Math.SQRT2)) < 1e-2 && Math.abs(y + 5 / Math.SQRT2) < 1e-2, `${x}, ${y}`);
});

test("the parabola y = x^2 on [-1, 1] as a quadratic has its exact length", () => {
  const exact = Math.sqrt(5) + Math.asinh(2) / 2;
  assert.ok(Math.abs(measure("M-1,1Q0,-1,1,1")[0] - exact) < 1e-6);
});

test("points along a path, and the end beyond it", () => {
  const corner = "M0,0H3V4";
  assert.deepEqual(measure(corner, 0), [7, 0, 0]);
  assert.deepEqual(measure(corner, 2), [7, 2, 0]);
  assert.deepEqual(measure(corner, 5), [7, 3, 2]);
  assert.deepEqual(measure(corner, 99), [7, 3, 4]);
});
