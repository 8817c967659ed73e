import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { PNG } from "pngjs";
import { installCanvas } from "../../src/rendering/canvas.js";

function canvas(width: number, height: number): HTMLCanvasElement {
  const { window } = new JSDOM("");
  installCanvas(window);
  return Object.assign(window.document.createElement("canvas"), { width, height });
}

const decode = (url: string) => PNG.sync.read(Buffer.from(url.split(",")[1], "base64"));

test("rectangles and pixels come out as a PNG", () => {
  const element = canvas(3, 2);
  const context = element.getContext("2d")!;
  context.fillStyle = "rgba(10,20,30,1)";
  context.fillRect(0, 0, 2, 1);
  const pixels = context.createImageData(1, 1);
  pixels.data.set([1, 2, 3, 255]);
  context.putImageData(pixels, 2, 1);
  const { width, height, data } = decode(element.toDataURL());
  assert.deepEqual([width, height], [3, 2]);
  assert.deepEqual(
    [...data],
    [
      [10, 20, 30, 255],
      [10, 20, 30, 255],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [1, 2, 3, 255],
    ].flat(),
  );
});

test("a colour that is not understood is refused", () => {
  const context = canvas(1, 1).getContext("2d")!;
  context.fillStyle = "red";
  assert.throws(() => context.fillRect(0, 0, 1, 1), /canvas color "red" is not known/);
});

test("there is no WebGL context", () => {
  assert.equal(canvas(1, 1).getContext("webgl"), null);
});
