// A worker thread that does one kind of work for some seconds and reports how much of it it did, per second.
import { parentPort, workerData } from "node:worker_threads";
import { multiplyAddRate, selectBackend } from "../kernels/index.js";
import { createPolicy, type ModelSize } from "../policy/index.js";
import { seededRng } from "../random/index.js";
import { benchmarkOptimizer, benchmarkPrompts, measureStep } from "./benchmark-step.js";
import type { ConcurrentWork } from "./benchmark-two-runs.js";

/** Response tokens a second of wall time. */
function stepRate(size: ModelSize, seconds: number): number {
  const rng = seededRng(1);
  const policy = createPolicy(size, rng);
  const adam = benchmarkOptimizer(policy);
  const prompts = benchmarkPrompts(4, rng);
  measureStep(policy, adam, prompts);
  const started = performance.now();
  let tokens = 0;
  while (performance.now() - started < seconds * 1000) tokens += measureStep(policy, adam, prompts).tokens;
  return (tokens * 1000) / (performance.now() - started);
}

async function work({ task, seconds }: ConcurrentWork): Promise<void> {
  await selectBackend({ force: "wasm" });
  parentPort!.postMessage(task === "multiply-add" ? multiplyAddRate(seconds) : stepRate("M", seconds));
}

void work(workerData as ConcurrentWork);
