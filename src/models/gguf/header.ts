import { statSync } from "node:fs";
import path from "node:path";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { HeaderReply, HeaderTask } from "./header.worker.js";

/** One tensor as the header of a GGUF file has it. */
export interface GgufTensor {
  name: string;
  /** Row-major, the outermost dimension first (GGUF has them the other way round). */
  shape: readonly number[];
  /** ggml's name of the type: "F32", "Q4_0", ... */
  type: string;
  /** Where its bytes begin in the file. */
  position: number;
}

export interface GgufHeader {
  /** "general.architecture", "tokenizer.ggml.tokens", ...; 64-bit integers as numbers. */
  metadata: ReadonlyMap<string, unknown>;
  tensors: readonly GgufTensor[];
}

const SECONDS = 120;

/** The header read last: a model and its tokenizer are opened one after the other. */
let last: { key: string; header: GgufHeader } | undefined;

/**
 * Reads the header of a GGUF file (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md) by Hugging Face's own
 * package. That works asynchronously, so it runs in a thread that is waited for.
 * Throws when the file is missing, truncated, damaged or big-endian.
 */
export function readGgufHeader(file: string): GgufHeader {
  const { size, mtimeMs } = statSync(file);
  const key = `${path.resolve(file)} ${size} ${mtimeMs}`;
  if (last?.key === key) return last.header;
  const header = readInThread(file);
  last = { key, header };
  return header;
}

function readInThread(file: string): GgufHeader {
  const { port1, port2 } = new MessageChannel();
  const done = new Int32Array(new SharedArrayBuffer(4));
  const task: HeaderTask = { file, port: port2, done };
  const worker = new Worker(path.join(__dirname, "header.worker.js"), {
    workerData: task,
    transferList: [port2],
  });
  Atomics.wait(done, 0, 0, SECONDS * 1000);
  const reply: HeaderReply | undefined = receiveMessageOnPort(port1)?.message;
  port1.close();
  void worker.terminate();
  if (!reply) throw new Error(`${file}: its GGUF header was not read within ${SECONDS} s`);
  if ("error" in reply) throw new Error(`${file} cannot be read as a GGUF file: ${reply.error}`);
  return reply.header;
}
