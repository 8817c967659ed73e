import path from "node:path";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { hasEnded, tf } from "../../kernels/index.js";
import type { DecoderConfig } from "../../models/index.js";
import type { SampledResponses, SampleOptions } from "../../rollout/index.js";
import type { LossGradient } from "../gradient.js";
import type { Surrogate } from "../surrogate-gradient.js";
import { type SharedValues, sharedValues } from "./shared-values.js";

/** What a thread is asked to do with the weights as `ThreadData.weights` holds them then. */
export type Job =
  | {
      kind: "sample";
      prompts: Int32Array[];
      options: Omit<SampleOptions, "rng" | "onProgress" | "signal">;
      /** The state of the random stream. */
      rng: number[];
    }
  | {
      kind: "gradient";
      surrogate: Surrogate;
      /** Places, among the decoder's parameters, of those that the gradient is taken in. */
      trained: number[];
    };

interface Answers {
  sample: SampledResponses;
  /** The gradients themselves are in `ThreadData.gradients`. */
  gradient: Pick<LossGradient, "loss" | "logProbs">;
}

/** To which job, by its number, and what came of it. */
export interface Answer {
  job: number;
  result?: Answers[Job["kind"]];
  error?: string;
}

/** What a thread is started with. */
export interface ThreadData {
  config: DecoderConfig;
  backend: string;
  /** Of all parameters of the decoder. */
  weights: SharedValues;
  /** Of the parameters that the gradient is taken in. */
  gradients: SharedValues;
  /** [2] the number of jobs that are done, and the thread's `systemThread` */
  done: Int32Array<SharedArrayBuffer>;
  answers: MessagePort;
}

/** A thread that works for this one. */
export interface Helper {
  /** What its last job of the kind "gradient" left: that of each parameter in `trained`. */
  readonly gradients: SharedValues;
  ask(job: Job): void;
  /** Whether the last job is done, after waiting for it for so many milliseconds at most. Throws where the thread has ended. */
  isDone(wait: number): boolean;
  /** Waits until the last job is done. Throws where it failed. */
  answer<Kind extends Job["kind"]>(kind: Kind): Answers[Kind];
  dispose(): void;
}

/** Milliseconds after which it looks whether a thread that works for long has ended. */
const PATIENCE = 500;

/** Starts a thread that has a decoder of its own. Throws where it does not start. */
export async function startHelper(config: DecoderConfig, weights: SharedValues): Promise<Helper> {
  const { port1: inbox, port2: answers } = new MessageChannel();
  const gradients = sharedValues(weights.length);
  const done = new Int32Array(new SharedArrayBuffer(8));
  const data: ThreadData = { config, backend: tf.getBackend(), weights, gradients, done, answers };
  const worker = new Worker(path.join(__dirname, "training.worker.js"), {
    ...{ workerData: data, transferList: [answers] },
  });
  await new Promise<void>((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("error", reject);
  });
  worker.unref();
  let jobs = 0;
  const isDone = (wait: number): boolean => {
    const now = Atomics.load(done, 0);
    if (now === jobs) return true;
    if (Atomics.wait(done, 0, now, wait) !== "timed-out") return isDone(wait);
    if (hasEnded(done[1]))
      throw new Error("a thread that helps to train has ended, perhaps for want of memory");
    return false;
  };
  return {
    gradients,
    ask(job) {
      jobs++;
      worker.postMessage(job);
    },
    isDone,
    answer<Kind extends Job["kind"]>(): Answers[Kind] {
      while (!isDone(PATIENCE));
      let answer: Answer | undefined;
      while (answer?.job !== jobs) answer = receiveMessageOnPort(inbox)!.message as Answer;
      if (answer.error !== undefined) throw new Error(`a thread that helps to train failed: ${answer.error}`);
      return answer.result as Answers[Kind];
    },
    dispose: () => void worker.terminate(),
  };
}
