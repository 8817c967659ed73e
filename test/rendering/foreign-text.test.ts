import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { chainOfThoughtFigure, figureLayout, tokenCloudFigure } from "../../src/figures/index.js";
import { escapeText, plainFigure, renderFigure } from "../../src/rendering/index.js";
import { visibleText } from "../../src/text/index.js";
import { PAYLOADS } from "../text/payloads.js";

const SVG_CANNOT_HOLD = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

test("every payload is drawn in a cloud and a chain of thought, as text", async () => {
  const tokens = Object.values(PAYLOADS);
  const means = tokens.map((token, i) => ({ token, meanEntropy: 1 + i / 100, count: 100 }));
  const figures = [
    tokenCloudFigure(means, { title: "cloud", width: 1600, height: 1200 }),
    chainOfThoughtFigure([tokens.map((token) => ({ token, entropy: 1 }))], { title: "chain" }),
  ];
  for (const figure of figures) {
    const { svg, png } = await renderFigure(figure);
    assert.ok(png.length > 1000);
    assert.doesNotMatch(svg, SVG_CANNOT_HOLD);
    const { document } = new JSDOM(svg, { contentType: "image/svg+xml" }).window;
    assert.equal(document.querySelectorAll("script, foreignObject, [onload], [onerror]").length, 0);
    for (const image of document.querySelectorAll("image"))
      assert.match(image.getAttribute("xlink:href") ?? "", /^data:image\/png;/);
    assert.equal(document.querySelectorAll("a").length, 0);
    const shown = document.documentElement.textContent!;
    for (const name of ["script", "inline formula", "terminal escapes", "half surrogates", "wide characters"])
      assert.ok(figure === figures[0] || shown.includes(visibleText(PAYLOADS[name], { limit: 60 })), name);
  }
});

test("what a caller put into a figure unescaped is drawn too", async () => {
  const text = Object.values(PAYLOADS);
  const trace = { type: "scatter", mode: "text", x: text.map((_, i) => i), y: text.map((_, i) => i), text };
  const { svg } = await renderFigure({
    data: [trace],
    layout: figureLayout({ title: PAYLOADS["many accents"] }),
  });
  assert.doesNotMatch(svg, SVG_CANNOT_HOLD);
  const { data } = plainFigure({ data: [{ text: "a\u0000b", name: "x\ny" }], layout: { title: "\ud800" } });
  assert.deepEqual(data, [{ text: "a\\u0000b", name: "x\ny" }]);
});

test("a formula's dollars are text in a label", () => {
  assert.equal(escapeText("$x$ <b>&"), "&#36;x&#36; &lt;b&gt;&amp;");
});

test("a drawing process that dies takes only its figure along", () => {
  const script = `
    const rasterizer = require(${JSON.stringify(path.join(__dirname, "../../src/rendering/index.js"))});
    const figure = (text) => ({ data: [], layout: { title: { text } } });
    const drawn = [1, 2, 3].map((i) => rasterizer.renderFigure(figure("figure " + i)).then(
      ({ svg }) => svg.includes(">figure " + i + "<"), (error) => error.message));
    const kill = ["-ABRT", "-P", String(process.pid), "-f", "render-process"];
    setTimeout(() => require("node:child_process").spawnSync("pkill", kill), 100);
    Promise.all(drawn).then((results) => console.log(JSON.stringify(results)));`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  const [first, ...others] = JSON.parse(stdout);
  assert.match(first, /rendering stopped: the drawing process ended with SIGABRT/);
  assert.deepEqual(others, [true, true]);
});
