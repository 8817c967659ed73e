import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { projectPath } from "../../src/files/index.js";
import { pictureMetadata } from "../../src/notebook/show-figure.js";

const folder = projectPath(".jupyter/labextensions/forking-tokens-plotly");

test("Jupyter finds the extension's entry, and the project's own plotly.js beside it", () => {
  const { jupyterlab } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  assert.ok(existsSync(path.join(folder, jupyterlab._build.load)));
  const own = readFileSync(projectPath("node_modules/plotly.js/plotly.min.js"));
  assert.ok(own.equals(readFileSync(path.join(folder, "static/plotly.min.js"))));
});

test("the extension offers a renderer for plotly figures, also in a notebook that is not trusted", async () => {
  const window: Record<string, Record<string, never>> = {};
  const document = { currentScript: { src: "http://localhost/static/remoteEntry.js" } };
  runInNewContext(readFileSync(path.join(folder, "static/remoteEntry.js"), "utf8"), { window, document });
  const container = window._JUPYTERLAB["forking-tokens-plotly"] as {
    init(scope: object): void;
    get(): Promise<() => { default: { rendererFactory: { safe: boolean; mimeTypes: string[] } } }>;
  };
  container.init({ "@lumino/widgets": { "2.0.0": { get: async () => () => ({ Widget: class {} }) } } });
  const { rendererFactory } = (await container.get())().default;
  assert.equal(rendererFactory.safe, true);
  assert.deepEqual([...rendererFactory.mimeTypes], ["application/vnd.plotly.v1+json"]);
});

test("a picture says its size and its title", () => {
  const layout = { title: { text: "Entropy <b>H</b>" }, width: 640, height: 400 };
  assert.deepEqual(pictureMetadata({ data: [], layout }), {
    "image/png": { width: 640, height: 400, alt: "Entropy H" },
  });
});
