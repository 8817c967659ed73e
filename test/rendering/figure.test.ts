import assert from "node:assert/strict";
import { test } from "node:test";
import { plainFigure, renderFigure } from "../../src/rendering/index.js";

test("typed arrays become arrays, 32-bit numbers keep the digits they have, what JSON lacks becomes a gap", () => {
  const { data, layout } = plainFigure({
    data: [
      {
        y: Float32Array.of(0.1, Number.NaN),
        x: Int16Array.of(1, 2),
        z: [Uint8Array.of(3), [Infinity]],
        w: undefined,
      },
    ],
    layout: {},
  });
  assert.deepEqual(data, [{ y: [0.1, null], x: [1, 2], z: [[3], [null]] }]);
  assert.deepEqual(layout, { width: 700, height: 450 });
});

test("titles given as strings are shown, wherever plotly has a title", async () => {
  const { svg } = await renderFigure({
    data: [{ type: "heatmap", z: [[1, 2]], colorbar: { title: "nats" } }],
    layout: { title: "My title", xaxis: { title: "step" }, yaxis: { title: { text: "reward" } } },
  });
  for (const title of ["My title", "step", "reward", "nats"]) assert.ok(svg.includes(`>${title}<`), title);
});

test("a title in the caller's own data stays a string", () => {
  const customdata = [{ title: "Attention" }];
  assert.deepEqual(
    plainFigure({ data: [{ y: [1], customdata }], layout: {} }).data[0].customdata,
    customdata,
  );
});

test("BigInts are refused by their place, before anything is drawn", () => {
  const figure = (trace: object) => ({ data: [{ y: [1] }, { ...trace }], layout: {} });
  assert.throws(
    () => plainFigure(figure({ y: BigInt64Array.of(1n) })),
    /data\[1\]\.y holds BigInts; want numbers/,
  );
  assert.throws(
    () => plainFigure(figure({ marker: { size: [1, 2n] } })),
    /data\[1\]\.marker\.size\[1\] holds BigInts/,
  );
});
