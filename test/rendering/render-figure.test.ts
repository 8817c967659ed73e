import assert from "node:assert/strict";
import { test } from "node:test";
import { PNG } from "pngjs";
import { figureLayout, tokenCloudFigure } from "../../src/figures/index.js";
import { renderFigure } from "../../src/rendering/index.js";
import { SAMPLE_FIGURES } from "../figures/sample-figures.js";

test("the same figure gives the same bytes, whatever was drawn before", async () => {
  const alone = await renderFigure(SAMPLE_FIGURES.bars);
  await renderFigure(SAMPLE_FIGURES.heatmap);
  const [again] = await Promise.all([renderFigure(SAMPLE_FIGURES.bars), renderFigure(SAMPLE_FIGURES.lines)]);
  assert.equal(again.svg, alone.svg);
  assert.deepEqual(again.png, alone.png);
});

test("every kind of figure is drawn whole, at twice its size", async () => {
  for (const [name, figure] of Object.entries(SAMPLE_FIGURES)) {
    const { svg, png } = await renderFigure(figure);
    const { width, height } = PNG.sync.read(Buffer.from(png));
    assert.deepEqual([width, height], [2 * (figure.layout.width ?? 700), 2 * (figure.layout.height ?? 450)]);
    assert.doesNotMatch(svg, /NaN|Infinity|[("]undefined/, name);
  }
});

test("titles, ticks and legend entries stand in the picture, escaped", async () => {
  const { svg } = await renderFigure(SAMPLE_FIGURES.bars);
  assert.match(svg, />Mean entropy by role</);
  assert.match(svg, />entropy \(nats\)</);
  assert.match(svg, />operators &amp; signs</);
  const { svg: lines } = await renderFigure(SAMPLE_FIGURES.lines);
  for (const arm of ["all", "top", "bottom", "random"]) assert.match(lines, new RegExp(`>${arm}<`));
  assert.doesNotMatch(lines, />all, interval</);
});

test("typed arrays are drawn as plain ones, NaN as a gap", async () => {
  const layout = figureLayout({ title: "gap" });
  const typed = { data: [{ x: Int32Array.of(0, 1, 2), y: Float32Array.of(0.1, Number.NaN, 3) }], layout };
  const plain = { data: [{ x: [0, 1, 2], y: [0.1, null, 3] }], layout };
  assert.equal((await renderFigure(typed)).svg, (await renderFigure(plain)).svg);
});

test("types that need WebGL or the network are refused by name", async () => {
  const figure = (type: string) => ({ data: [{ type: "bar" }, { type }], layout: {} });
  for (const type of ["scattergl", "scatter3d", "surface", "parcoords", "scattermapbox"]) {
    await assert.rejects(
      renderFigure(figure(type)),
      new RegExp(`trace 1 has type "${type}", which needs WebGL`),
    );
  }
  await assert.rejects(renderFigure(figure("choropleth")), /needs map data from the network/);
});

test("what is no figure is refused with what was received", async () => {
  await assert.rejects(
    renderFigure({ data: 3 } as unknown as Parameters<typeof renderFigure>[0]),
    /want a figure .*received \{"data":3\}/,
  );
});

test("a figure that plotly.js cannot draw is an error, and the next one is drawn", async () => {
  const broken = { data: [{ type: "scatter", y: [1] }], layout: { width: 20, height: 20, margin: 3 } };
  const next = { data: [], layout: figureLayout({ title: "fine" }) };
  await renderFigure(broken).catch((error: Error) => assert.match(error.message, /cannot draw/));
  assert.match((await renderFigure(next)).svg, />fine</);
});

test("characters that DejaVu lacks are drawn, each as itself", async () => {
  const words = ["等一下", "因为我", "かなで", "안녕하", "等一為"];
  const pictures = await Promise.all(
    words.map(async (token) => {
      const cloud = tokenCloudFigure([{ token, count: 200, meanEntropy: 0.9 }], { title: "cloud" });
      return Buffer.from((await renderFigure(cloud)).png).toString("base64");
    }),
  );
  assert.equal(new Set(pictures).size, words.length);
});
