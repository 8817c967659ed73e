import assert from "node:assert/strict";
import { test } from "node:test";
import { formatSeconds, progressLine } from "../../src/notebook/progress-line.js";

test("the line is rewritten in place, at most ten times a second, and ended once", (t) => {
  t.mock.timers.enable({ apis: ["Date"] });
  const writes: string[] = [];
  t.mock.method(process.stdout, "write", (text: string) => {
    writes.push(text);
    return true;
  });
  const line = progressLine("training", { total: 10 });
  line.update(1, "accuracy 0.3");
  line.update(2);
  t.mock.timers.tick(4000);
  line.update(4);
  t.mock.timers.tick(6000);
  line.finish("accuracy 0.4");
  t.mock.restoreAll();
  assert.deepEqual(writes, [
    "\rtraining: 1/10 steps, 0.0 s left, accuracy 0.3",
    "\rtraining: 4/10 steps, 6.0 s left              ",
    "\rtraining: 10 steps in 10 s, accuracy 0.4",
    "\n",
  ]);
});

test("a headless run writes only the end, the same every time", (t) => {
  process.env.FORKING_TOKENS_HEADLESS = "1";
  const writes: string[] = [];
  t.mock.method(process.stdout, "write", (text: string) => {
    writes.push(text);
    return true;
  });
  const line = progressLine("training", { total: 10 });
  line.update(4);
  line.finish("accuracy 0.4");
  t.mock.restoreAll();
  delete process.env.FORKING_TOKENS_HEADLESS;
  assert.deepEqual(writes, ["\rtraining: 10 steps, accuracy 0.4", "\n"]);
});

test("durations read well at every size", () => {
  assert.deepEqual([40, 9949, 12_345, 59_600, 185_000].map(formatSeconds), [
    "0.0 s",
    "9.9 s",
    "12 s",
    "1 min 0 s",
    "3 min 5 s",
  ]);
});
