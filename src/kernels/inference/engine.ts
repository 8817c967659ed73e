import path from "node:path";
import { Worker } from "node:worker_threads";
import { fasterBuild, instantiate, sharedMemory, type WasmMemory } from "../wasm/compiled.js";
import { createBarrier, WORDS_APART } from "./barrier.js";
import { type ForwardJob, runForward } from "./forward.js";
import type { InferenceKernels } from "./kernels.js";
import { type MemoryPlan, ModelTooLarge } from "./memory-plan.js";
import { createPieces, type TakePieces } from "./pieces.js";
import { referenceKernels } from "./reference.js";

/** "wasm" the compiled kernels, "reference" the same in plain TypeScript, one thread. */
export type KernelChoice = "wasm" | "reference";

export type SharedWasmMemory = WasmMemory<SharedArrayBuffer>;

/** A model's memory and the threads that work on it. */
export interface InferenceEngine {
  readonly plan: MemoryPlan;
  readonly kernels: InferenceKernels;
  readonly memory: SharedWasmMemory;
  /**
   * Computes one job, whose tokens the caller has written into the plan's buffers, and returns when it is done. Throws
   * where a thread fails, and in every job after that.
   */
  run(job: ForwardJob): void;
  dispose(): void;
}

/** Words of the control block: whether a thread has failed, how many are ready, the job, and the pieces taken. */
const [FAILED, READY, JOB, ROWS, RUNS, HEAD_ROWS, OUTPUT, SCALE, TAKEN] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const CONTROL_WORDS = 16;
const STOP = -1;
const START_MILLISECONDS = 60_000;

/** The kernels that work on a memory. */
export function inferenceKernels(memory: SharedWasmMemory, choice: KernelChoice): InferenceKernels {
  if (choice === "reference") return referenceKernels(memory);
  return instantiate<InferenceKernels>("inference", fasterBuild(), memory);
}

function allocate(bytes: number): SharedWasmMemory {
  try {
    return sharedMemory(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ModelTooLarge(
      `the model does not fit: the system gave no ${(bytes / 2 ** 30).toFixed(2)} GiB (${error.message})`,
    );
  }
}

/** Allocates the memory of a plan and starts its threads. Throws where the system has no room for them. */
export function startEngine(plan: MemoryPlan, choice: KernelChoice = "wasm"): InferenceEngine {
  const memory = allocate(plan.bytes.total);
  const kernels = inferenceKernels(memory, choice);
  const control = controlOf(memory, plan);
  const [meet, take] = [barrierOf(memory, plan, 0), piecesOf(memory, plan)];
  const workers = Array.from({ length: plan.threads - 1 }, (_, i) => {
    const worker = new Worker(path.join(__dirname, "inference.worker.js"), {
      workerData: { memory, plan, thread: i + 1 } satisfies ThreadData,
    });
    worker.unref();
    return worker;
  });
  for (let ready = 0; ready < workers.length; ready = Atomics.load(control, READY))
    if (Atomics.wait(control, READY, ready, START_MILLISECONDS) === "timed-out")
      throw new Error(
        `of ${workers.length} worker threads only ${ready} started within a minute; ask for fewer`,
      );
  return {
    plan,
    kernels,
    memory,
    run(job): void {
      try {
        post(control, job);
        runForward(kernels, plan, job, { thread: 0, meet, take });
      } catch (error) {
        // so that the other threads do not wait for this one, nor meet it in the middle of its next job
        Atomics.store(control, FAILED, 1);
        throw error;
      }
    },
    dispose(): void {
      Atomics.store(control, JOB, STOP);
      Atomics.notify(control, JOB);
    },
  };
}

const controlOf = (memory: SharedWasmMemory, plan: MemoryPlan): Int32Array<SharedArrayBuffer> =>
  new Int32Array(memory.buffer, plan.at.control, CONTROL_WORDS);

function barrierOf(memory: SharedWasmMemory, plan: MemoryPlan, thread: number): () => void {
  const { at, threads } = plan;
  const meetings = new Int32Array(memory.buffer, at.meetings, threads * WORDS_APART);
  const failed = new Int32Array(memory.buffer, at.control + 4 * FAILED, 1);
  return createBarrier({ meetings, failed }, { thread, threads });
}

function piecesOf(memory: SharedWasmMemory, { at, threads }: MemoryPlan): TakePieces {
  return createPieces(new Int32Array(memory.buffer, at.control + 4 * TAKEN, 1), { threads });
}

function post(control: Int32Array<SharedArrayBuffer>, job: ForwardJob): void {
  control[ROWS] = job.rows;
  control[RUNS] = job.runs;
  control[HEAD_ROWS] = job.headRows;
  control[OUTPUT] = job.output === "logits" ? 0 : 1;
  new Float32Array(control.buffer, control.byteOffset, CONTROL_WORDS)[SCALE] = job.scale;
  Atomics.add(control, JOB, 1);
  Atomics.notify(control, JOB);
}

/** What a worker thread is started with. */
export interface ThreadData {
  memory: SharedWasmMemory;
  plan: MemoryPlan;
  thread: number;
}

/** Works with the other threads on each job that is posted, until the engine is disposed of. */
export function serveJobs({ memory, plan, thread }: ThreadData): void {
  const kernels = inferenceKernels(memory, "wasm");
  const control = controlOf(memory, plan);
  const [meet, take] = [barrierOf(memory, plan, thread), piecesOf(memory, plan)];
  const scales = new Float32Array(control.buffer, control.byteOffset, CONTROL_WORDS);
  let done = 0;
  Atomics.add(control, READY, 1);
  Atomics.notify(control, READY);
  try {
    for (;;) {
      while (Atomics.load(control, JOB) === done) Atomics.wait(control, JOB, done);
      done = Atomics.load(control, JOB);
      if (done === STOP) return;
      const output = control[OUTPUT] === 0 ? "logits" : "statistics";
      const [rows, runs, headRows, scale] = [control[ROWS], control[RUNS], control[HEAD_ROWS], scales[SCALE]];
      runForward(kernels, plan, { rows, runs, headRows, output, scale }, { thread, meet, take });
    }
  } catch (error) {
    // Only the first to fail says why.
    if (Atomics.exchange(control, FAILED, 1) === 0) throw error;
  }
}
