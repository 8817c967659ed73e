import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { figureLayout, saveFigure } from "../../src/figures/index.js";
import { plainFigure } from "../../src/rendering/index.js";

const figure = {
  data: [{ type: "bar", x: ["a", "b"], y: Float32Array.of(0.1, 0.25) }],
  layout: figureLayout({ title: "Two bars" }),
};

test("a saved figure is three files: SVG, PNG and the plotly figure", async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "figures-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const { svg, png } = await saveFigure(figure, "two-bars", { folder });
  assert.deepEqual(readdirSync(folder), ["two-bars.json", "two-bars.png", "two-bars.svg"]);
  assert.equal(readFileSync(path.join(folder, "two-bars.svg"), "utf8"), svg);
  assert.deepEqual(new Uint8Array(readFileSync(path.join(folder, "two-bars.png"))), png);
  const json = JSON.parse(readFileSync(path.join(folder, "two-bars.json"), "utf8"));
  assert.deepEqual(json, plainFigure(figure));
  assert.deepEqual(json.data[0].y, [0.1, 0.25]);
  assert.deepEqual([json.layout.width, json.layout.height], [700, 450]);
});

test("a name that is no plain file name is refused", async () => {
  await assert.rejects(
    saveFigure(figure, "../two bars"),
    /figure name "\.\.\/two bars": want lower-case words/,
  );
});
