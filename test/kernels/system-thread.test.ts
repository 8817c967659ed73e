import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { hasEnded, systemThread } from "../../src/kernels/index.js";
import { createBarrier, WORDS_APART } from "../../src/kernels/inference/barrier.js";

const skip = process.platform === "linux" ? false : "only Linux tells that a thread has ended";

/** The number of a worker that runs until it is terminated. */
async function runningWorker(): Promise<{ worker: Worker; thread: number }> {
  const module = JSON.stringify(require.resolve("../../src/kernels/system-thread.js"));
  const worker = new Worker(
    `const { parentPort } = require("node:worker_threads");
     parentPort.postMessage(require(${module}).systemThread());
     setInterval(() => {}, 1000);`,
    { eval: true },
  );
  const [thread] = await once(worker, "message");
  return { worker, thread };
}

test("a thread runs until it ends, and one without a number is not said to have ended", {
  skip,
}, async () => {
  const { worker, thread } = await runningWorker();
  assert.notEqual(thread, systemThread());
  assert.deepEqual([thread, systemThread(), 0].map(hasEnded), [false, false, false]);
  await worker.terminate();
  assert.equal(hasEnded(thread), true);
});

test("one that waits for a thread that has ended without a word is told so", { skip }, async () => {
  const { worker, thread } = await runningWorker();
  await worker.terminate();
  const [meetings, failed] = [2 * WORDS_APART, 1].map(
    (count) => new Int32Array(new SharedArrayBuffer(4 * count)),
  );
  const meet = createBarrier({ meetings, failed }, { thread: 0, threads: 2 });
  meetings[WORDS_APART + 1] = thread;
  assert.throws(meet, /a thread of the inference engine has ended, perhaps for want of memory/);
});
