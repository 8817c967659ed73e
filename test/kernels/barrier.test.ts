import assert from "node:assert/strict";
import { once } from "node:events";
import path from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { createBarrier, WORDS_APART } from "../../src/kernels/inference/barrier.js";

/** What the threads of a test share. */
export interface Meeting {
  meetings: Int32Array<SharedArrayBuffer>;
  failed: Int32Array<SharedArrayBuffer>;
  /** Of each thread: the meetings that it has come to. */
  counts: Int32Array<SharedArrayBuffer>;
  /** How often a thread left before another had come. */
  early: Int32Array<SharedArrayBuffer>;
  thread: number;
  threads: number;
  rounds: number;
}

const words = (count: number): Int32Array<SharedArrayBuffer> =>
  new Int32Array(new SharedArrayBuffer(4 * count));

for (const threads of [2, 3])
  test(`of ${threads} threads none leaves a meeting before all have come, and none stays`, async () => {
    const rounds = 3000;
    const shared = {
      ...{
        meetings: words(threads * WORDS_APART),
        failed: words(1),
        counts: words(threads),
        early: words(1),
      },
      ...{ threads, rounds },
    };
    const workers = Array.from({ length: threads }, (_, thread) => {
      const workerData: Meeting = { ...shared, thread };
      return new Worker(path.join(__dirname, "barrier.worker.js"), { workerData });
    });
    await Promise.all(workers.map((worker) => once(worker, "exit")));
    assert.deepEqual([...shared.counts], Array(threads).fill(rounds));
    assert.equal(shared.early[0], 0);
  });

test("one thread waits for nobody", () => {
  const meet = createBarrier({ meetings: words(WORDS_APART), failed: words(1) }, { thread: 0, threads: 1 });
  meet();
  meet();
});

test("a thread that waits for one that failed is told so", () => {
  const failed = words(1);
  const meet = createBarrier({ meetings: words(2 * WORDS_APART), failed }, { thread: 0, threads: 2 });
  failed[0] = 1;
  assert.throws(meet, /a thread of the inference engine has failed/);
});
