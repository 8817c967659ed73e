import { once } from "node:events";
import path from "node:path";
import { Worker } from "node:worker_threads";

/** A loop that asks for one thing alone: for multiply-adds, or for memory that no cache holds. */
export type MachineLoop = "multiply-add" | "read-memory";
export type ConcurrentTask = MachineLoop | "step";

/** Throughput of two workers at once over that of one, a value a round. */
export interface TwoRuns {
  /** of plain multiply-add loops: what the machine gives (two cores may be one core's threads) */
  multiplyAdd: number[];
  /** of steps of reinforcement learning */
  step: number[];
}

/** A warm thread that does one kind of work when asked to. */
class TaskWorker {
  private constructor(private readonly worker: Worker) {}

  static async start(task: ConcurrentTask): Promise<TaskWorker> {
    const worker = new Worker(path.join(__dirname, "two-runs.worker.js"), { workerData: task });
    const started = new TaskWorker(worker);
    await started.answer();
    return started;
  }

  /** Works for this long; how much was done, a second of wall time. */
  rate(seconds: number): Promise<number> {
    this.worker.postMessage(seconds);
    return this.answer();
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  private async answer(): Promise<number> {
    const [value] = await once(this.worker, "message");
    return value;
  }
}

/** One worker alone, then both, in turn. */
async function gains(task: ConcurrentTask, rounds: number, seconds: number): Promise<number[]> {
  const workers = await Promise.all([TaskWorker.start(task), TaskWorker.start(task)]);
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const alone = await workers[round % 2].rate(seconds);
    const [a, b] = await Promise.all(workers.map((worker) => worker.rate(seconds)));
    values.push((a + b) / alone);
  }
  for (const worker of workers) await worker.stop();
  return values;
}

/**
 * Throughput of two such loops at once over that of one: what the machine gives. Two cores that are free give multiply-adds
 * twice, but they share one memory.
 * @example await twoLoopGains("read-memory", 3, 1)
 */
export function twoLoopGains(loop: MachineLoop, rounds: number, seconds: number): Promise<number[]> {
  return gains(loop, rounds, seconds);
}

/**
 * Measures for about four times `rounds` times `seconds`.
 * @example await measureTwoRuns(3, 10)
 */
export async function measureTwoRuns(rounds: number, seconds: number): Promise<TwoRuns> {
  return {
    multiplyAdd: await twoLoopGains("multiply-add", rounds, seconds),
    step: await gains("step", rounds, seconds),
  };
}
