import path from "node:path";
import { Worker } from "node:worker_threads";

export interface ConcurrentWork {
  task: "multiply-add" | "step";
  seconds: number;
}

/** Throughput of two workers at once over that of one. */
export interface TwoRuns {
  /** of plain multiply-add loops: what the machine gives (two cores may be one core's threads) */
  multiplyAdd: number;
  /** of steps of reinforcement learning */
  step: number;
}

function rate(work: ConcurrentWork): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(path.join(__dirname, "benchmark-worker.js"), { workerData: work });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

async function gain(work: ConcurrentWork): Promise<number> {
  const alone = await rate(work);
  const [a, b] = await Promise.all([rate(work), rate(work)]);
  return (a + b) / alone;
}

/** Measures for about six times `seconds`. */
export async function measureTwoRuns(seconds: number): Promise<TwoRuns> {
  return {
    multiplyAdd: await gain({ task: "multiply-add", seconds }),
    step: await gain({ task: "step", seconds }),
  };
}
