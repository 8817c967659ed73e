import { statSync } from "node:fs";
import { type MessagePort, workerData } from "node:worker_threads";
import { GGMLQuantizationType, gguf } from "@huggingface/gguf";
import type { GgufHeader } from "./header.js";

/** What `readGgufHeader` hands over. */
export interface HeaderTask {
  file: string;
  port: MessagePort;
  /** [1] set to 1, with a notice, once the reply is on the port. */
  done: Int32Array;
}

export type HeaderReply = { header: GgufHeader } | { error: string };

async function readHeader(file: string): Promise<GgufHeader> {
  const { metadata, tensorInfos, tensorDataOffset, tensorInfoByteRange, littleEndian } = await gguf(file, {
    allowLocalFile: true,
  });
  const [, end] = tensorInfoByteRange;
  const { size } = statSync(file);
  if (end > size) throw new Error(`it is truncated: its header ends at byte ${end}, the file at ${size}`);
  if (!littleEndian) throw new Error("it is big-endian, little-endian files can be read");
  return {
    metadata: new Map(Object.entries(metadata).map(([key, value]) => [key, withoutBigInts(value)])),
    tensors: tensorInfos.map(({ name, shape, dtype, offset }) => ({
      name,
      shape: shape.map(Number).reverse(),
      type: GGMLQuantizationType[dtype] ?? `number ${dtype}`,
      position: Number(tensorDataOffset + offset),
    })),
  };
}

function withoutBigInts(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  return Array.isArray(value) && typeof value[0] === "bigint" ? value.map(Number) : value;
}

const { file, port, done }: HeaderTask = workerData;
readHeader(file)
  .then(
    (header): HeaderReply => ({ header }),
    (error): HeaderReply => ({ error: error instanceof Error ? error.message : String(error) }),
  )
  .then((reply) => {
    port.postMessage(reply);
    Atomics.store(done, 0, 1);
    Atomics.notify(done, 0);
  });
