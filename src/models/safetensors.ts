import { closeSync, fsyncSync, openSync } from "node:fs";
import { readFully, writeBytes } from "../files/index.js";
import { quote, visibleText } from "../text/index.js";
import { FLOAT_BYTES, floatValues } from "./half-precision.js";
import type { WeightsReader } from "./model-files.js";
import { type Entry, readHeader } from "./safetensors-header.js";

/** A named array of a safetensors file, row-major. */
export interface NamedTensor {
  name: string;
  shape: readonly number[];
  values: Float32Array;
}

export interface SafetensorsReader extends WeightsReader {
  readonly metadata: Readonly<Record<string, string>>;
}

const elements = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/**
 * Opens a safetensors file: 8 bytes with the header's length, a JSON header, then the tensors' bytes without
 * holes (https://github.com/huggingface/safetensors). Tensors are read one by one, on demand.
 * Throws when the file is missing, truncated or malformed, saying what was found and what was wanted.
 * @example openSafetensors("model.safetensors").names
 */
export function openSafetensors(file: string): SafetensorsReader {
  const descriptor = openSync(file, "r");
  try {
    const { entries, metadata, dataStart } = readHeader(descriptor, file);
    const entry = (name: string): Entry => {
      const found = entries.get(name);
      if (found) return found;
      const names = [...entries.keys()];
      throw new Error(
        `${file} has no tensor ${quote(name)}; its ${names.length} tensors are ${visibleText(names.slice(0, 8).join(", "), { limit: 400 })}${names.length > 8 ? ", ..." : ""}`,
      );
    };
    return {
      names: [...entries.keys()],
      metadata,
      shape: (name) => entry(name).shape,
      dtype: (name) => entry(name).dtype,
      storedAs: (name) => entry(name).dtype,
      readInto(name, target) {
        const [start, end] = entry(name).data_offsets;
        if (target.length !== end - start)
          throw new Error(
            `tensor ${quote(name)} of ${file} has ${end - start} bytes, received room for ${target.length}`,
          );
        readFully(target, { descriptor, position: dataStart + start, file });
      },
      read(name) {
        const { dtype, data_offsets } = entry(name);
        const [start, end] = data_offsets;
        if (!Object.hasOwn(FLOAT_BYTES, dtype))
          throw new Error(`tensor ${quote(name)} of ${file} is ${dtype}; F32, F16 and BF16 can be read`);
        return floatValues(dtype, readBytes(descriptor, dataStart + start, end - start, file));
      },
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function readBytes(descriptor: number, position: number, length: number, file: string): ArrayBuffer {
  const bytes = new Uint8Array(length);
  readFully(bytes, { descriptor, position, file });
  return bytes.buffer;
}

/**
 * Writes float32 tensors to a safetensors file, in the order given. The file is written in place: to replace one
 * atomically write it inside `replaceFiles`. Throws when a shape does not fit its values or a name comes twice.
 * @example writeSafetensors("one.safetensors", [{ name: "w", shape: [2], values: Float32Array.of(1, 2) }])
 */
export function writeSafetensors(
  file: string,
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): void {
  const header: Record<string, object> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    if (name in header) throw new Error(`tensor name ${quote(name)} comes twice`);
    if (elements(shape) !== values.length)
      throw new Error(
        `tensor ${quote(name)} has ${values.length} values; its shape [${shape}] wants ${elements(shape)}`,
      );
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.alloc(Math.ceil(json.length / 8) * 8, " ");
  json.copy(padded);
  const descriptor = openSync(file, "w");
  try {
    writeBytes(descriptor, new Uint8Array(BigUint64Array.of(BigInt(padded.length)).buffer));
    writeBytes(descriptor, padded);
    for (const { values } of tensors)
      writeBytes(descriptor, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
