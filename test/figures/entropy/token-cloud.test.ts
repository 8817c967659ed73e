import assert from "node:assert/strict";
import { test } from "node:test";
import { tokenCloudFigure } from "../../../src/figures/index.js";

test("size grows with mean entropy and markup in a token is escaped", () => {
  const means = [
    { token: "<b>wait</b>", count: 120, meanEntropy: 1 },
    { token: "so", count: 110, meanEntropy: 0.2 },
  ];
  const [trace] = tokenCloudFigure(means, { title: "cloud" }).data;
  assert.deepEqual(trace.text, ["&lt;b&gt;wait&lt;/b&gt;", "so"]);
  const { size } = trace.textfont as { size: number[] };
  assert.ok(size[0] > size[1]);
  assert.match((trace.hovertext as string[])[0], /1\.0000 nats over 120 tokens/);
});

test("no token is refused", () => {
  assert.throws(() => tokenCloudFigure([], { title: "cloud" }), /received none/);
});
