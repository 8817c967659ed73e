import assert from "node:assert/strict";
import { test } from "node:test";
import { figureLayout } from "../../src/figures/index.js";
import { liveFigure } from "../../src/notebook/index.js";

const figure = (title: string) => ({ data: [{ y: [1, 2] }], layout: figureLayout({ title }) });

test("states that come too fast are passed over, the last one is always shown", async (t) => {
  delete process.env.FORKING_TOKENS_HEADLESS;
  const log = t.mock.method(console, "log", () => {});
  const live = liveFigure();
  let built = 0;
  for (let step = 0; step < 50; step++) {
    await live.update(() => {
      built++;
      return figure(`step ${step}`);
    });
  }
  await live.finish(figure("end"));
  assert.equal(built, 1);
  assert.deepEqual(
    log.mock.calls.map(({ arguments: [text] }) => text),
    ["The figure follows.", "Figure: step 0", "Figure: end"],
  );
});

test("a state that cannot be drawn is an error of the next call", async () => {
  const live = liveFigure();
  const drawing = async () => {
    await live.update({ data: [{ type: "scatter3d" }], layout: {} });
    await live.finish(figure("end"));
  };
  await assert.rejects(drawing, /scatter3d.*WebGL/);
});

test("a headless run draws the last state only", async (t) => {
  process.env.FORKING_TOKENS_HEADLESS = "1";
  t.after(() => {
    delete process.env.FORKING_TOKENS_HEADLESS;
  });
  const log = t.mock.method(console, "log", () => {});
  const live = liveFigure();
  await live.update(() => assert.fail("not drawn"));
  await live.finish(figure("end"));
  assert.deepEqual(
    log.mock.calls.map(({ arguments: [text] }) => text),
    ["The figure follows.", "Figure: end"],
  );
});
