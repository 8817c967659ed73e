import assert from "node:assert/strict";
import { test } from "node:test";
import { PNG } from "pngjs";
import { renderFigure } from "../../src/rendering/index.js";
import { chromiumPictures, findChromium } from "./chromium.js";
import { SAMPLE_FIGURES } from "./sample-figures.js";

/** Letters and slanted edges are smoothed differently; a misplaced label or line costs more than this. */
const TOLERATED_SHARE = 0.015;
/** A pixel counts as different from this distance in one channel, of 255. */
const VISIBLE = 64;

function differingShare(a: Buffer, b: Buffer): number {
  const [one, other] = [PNG.sync.read(a), PNG.sync.read(b)];
  assert.deepEqual([one.width, one.height], [other.width, other.height]);
  const onWhite = (data: Buffer, i: number, channel: number) =>
    255 + ((data[i + channel] - 255) * data[i + 3]) / 255;
  let different = 0;
  for (let i = 0; i < one.data.length; i += 4) {
    const channels = [0, 1, 2].map((c) => Math.abs(onWhite(one.data, i, c) - onWhite(other.data, i, c)));
    if (Math.max(...channels) > VISIBLE) different++;
  }
  return different / (one.width * one.height);
}

test("figures look as Chromium draws them, where a Chromium is found", async (t) => {
  const chromium = findChromium();
  if (!chromium) {
    t.diagnostic("not compared: no Chromium found (set CHROME_PATH)");
    return;
  }
  const { lines, bars, heatmap, subplots } = SAMPLE_FIGURES;
  const pictures = await chromiumPictures(chromium, { lines, bars, heatmap, subplots });
  for (const [name, picture] of pictures) {
    const { png } = await renderFigure(SAMPLE_FIGURES[name]);
    const share = differingShare(Buffer.from(png), picture);
    t.diagnostic(`${name}: ${(100 * share).toFixed(2)} % of pixels differ visibly`);
    assert.ok(share < TOLERATED_SHARE, `${name}: ${(100 * share).toFixed(2)} % of pixels differ visibly`);
  }
  assert.equal(pictures.size, 4);
});
