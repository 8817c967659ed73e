import assert from "node:assert/strict";
import { test } from "node:test";
import { projectPath } from "../../src/files/index.js";
import { metricsOf } from "../../src/rendering/fonts.js";
import { readFontMetrics } from "../../src/rendering/true-type.js";

// Advance widths in units of 1/2048 em, as Chromium measures them at a font size of 2048 px.
const DEJAVU_SANS = { A: 1401, i: 569, m: 1995, " ": 651, "0": 1303, ".": 651, π: 1233, "−": 1716 };

test("the metrics of DejaVu Sans are read as a browser reads them", () => {
  const metrics = readFontMetrics(require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"));
  assert.equal(metrics.ascent * 2048, 1901);
  assert.equal(metrics.descent * 2048, 483);
  for (const [character, width] of Object.entries(DEJAVU_SANS)) {
    assert.equal(metrics.advance(character.codePointAt(0)!) * 2048, width, character);
  }
});

test("the face that stands in for it has what it lacks, half an em or a whole one wide", () => {
  const [dejaVu, fallback] = [
    require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
    projectPath("dist/unifontex.ttf"),
  ].map(readFontMetrics);
  for (const character of "等一下かな안") {
    const codePoint = character.codePointAt(0)!;
    assert.deepEqual([dejaVu.has(codePoint), fallback.has(codePoint)], [false, true], character);
    assert.equal(fallback.advance(codePoint), 1);
    assert.equal(metricsOf({ family: "DejaVu Sans", bold: false }).advance(codePoint), 1);
  }
  assert.equal(fallback.advance("a".codePointAt(0)!), 0.5);
});

test("a character outside the font is as wide as the missing glyph", () => {
  const metrics = readFontMetrics(require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"));
  assert.equal(metrics.advance(0x4e2d) * 2048, 1229);
});
