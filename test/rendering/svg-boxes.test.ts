import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { installSvgBoxes } from "../../src/rendering/svg-boxes.js";

function first(svg: string, selector: string): SVGGraphicsElement {
  const { window } = new JSDOM(`<svg xmlns="http://www.w3.org/2000/svg">${svg}</svg>`);
  installSvgBoxes(window);
  return window.document.querySelector<SVGGraphicsElement>(selector)!;
}

const near = (received: number, wanted: number) =>
  assert.ok(Math.abs(received - wanted) < 1e-9, `${received}`);

test("a text is as wide as its letters and as high as its font", () => {
  const text = first('<text x="10" y="20" style="font-size: 20.48px">mi</text>', "text").getBBox();
  near(text.x, 10);
  near(text.width, 19.95 + 5.69);
  near(text.y, 20 - 19.01);
  near(text.height, 19.01 + 4.83);
});

test("the anchor shifts a text, bold letters are wider, percentages shrink", () => {
  const end = first('<text text-anchor="end" font-size="20.48">A</text>', "text").getBBox();
  near(end.x, -14.01);
  const bold = first('<text font-size="20.48" style="font-weight: bold">A</text>', "text").getBBox();
  near(bold.width, 15.85);
  const sub = first(
    '<text font-size="20.48">A<tspan style="font-size:50%">A</tspan></text>',
    "text",
  ).getBBox();
  near(sub.width, 14.01 * 1.5);
});

test("a group surrounds its transformed children", () => {
  const group = first(
    '<g><rect x="0" y="0" width="4" height="2" transform="translate(10,5) rotate(90)"/><rect width="1" height="1"/></g>',
    "g",
  ).getBBox();
  near(group.x, 0);
  near(group.y, 0);
  near(group.width, 10);
  near(group.height, 9);
});

test("the client rectangle is in page coordinates", () => {
  const inner = first(
    '<g transform="translate(100,50) scale(2)"><rect x="1" y="1" width="3" height="4"/></g>',
    "rect",
  );
  const { left, top, right, bottom } = inner.getBoundingClientRect();
  assert.deepEqual([left, top, right, bottom], [102, 52, 108, 60]);
});
