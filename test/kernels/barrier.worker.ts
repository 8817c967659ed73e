// A thread that counts and meets. After each meeting it looks whether all others have counted as far.
import { workerData } from "node:worker_threads";
import { createBarrier } from "../../src/kernels/inference/barrier.js";
import { seededRng } from "../../src/random/index.js";
import type { Meeting } from "./barrier.test.js";

const { meetings, failed, counts, early, thread, threads, rounds } = workerData as Meeting;
const meet = createBarrier({ meetings, failed }, { thread, threads });
const rng = seededRng(thread);
for (let round = 1; round <= rounds; round++) {
  // Some come late, so that others sleep.
  if (rng.uniform() < 0.01) Atomics.wait(counts, thread, counts[thread], 3 * rng.uniform());
  Atomics.add(counts, thread, 1);
  meet();
  for (let other = 0; other < threads; other++)
    if (Atomics.load(counts, other) < round) Atomics.add(early, 0, 1);
}
