// A worker thread that does one kind of work for as many seconds as each message says, and answers how much of it it did
// per second. It announces itself, with 0, once it is warm.
import { parentPort, workerData } from "node:worker_threads";
import { multiplyAddRate, selectBackend } from "../kernels/index.js";
import { createPolicy } from "../models/index.js";
import { seededRng } from "../random/index.js";
import { WARM_UP_SECONDS } from "./rounds.js";
import { benchmarkOptimizer, benchmarkPrompts, measureStep } from "./step.js";
import type { ConcurrentTask } from "./two-runs.js";

const PROMPTS = 4;
/** Bytes of each of two texts that are compared: more than any cache holds. */
const COMPARED_BYTES = 2 ** 27;

/** Response tokens a second of wall time, of training model M. */
function stepRate(): (seconds: number) => number {
  const rng = seededRng(1);
  const policy = createPolicy("M", rng);
  const adam = benchmarkOptimizer(policy);
  const prompts = benchmarkPrompts(PROMPTS, rng);
  return (seconds) => {
    const started = performance.now();
    let tokens = 0;
    while (performance.now() - started < seconds * 1000) tokens += measureStep(policy, adam, prompts).tokens;
    return (tokens * 1000) / (performance.now() - started);
  };
}

/** Bytes a second of wall time that are read from memory: two equal texts are read to the end to be compared. */
function readingRate(): (seconds: number) => number {
  // Filled, for pages that nobody has written to are all one page.
  const [a, b] = [1, 1].map((byte) => Buffer.alloc(COMPARED_BYTES, byte));
  return (seconds) => {
    const started = performance.now();
    let bytes = 0;
    for (; performance.now() - started < seconds * 1000; bytes += 2 * COMPARED_BYTES) a.equals(b);
    return (bytes * 1000) / (performance.now() - started);
  };
}

const RATES: Record<ConcurrentTask, () => (seconds: number) => number> = {
  "multiply-add": () => multiplyAddRate,
  "read-memory": readingRate,
  step: stepRate,
};

async function work(task: ConcurrentTask): Promise<void> {
  await selectBackend({ force: "wasm" });
  const rate = RATES[task]();
  rate(WARM_UP_SECONDS);
  parentPort!.on("message", (seconds: number) => parentPort!.postMessage(rate(seconds)));
  parentPort!.postMessage(0);
}

void work(workerData as ConcurrentTask);
