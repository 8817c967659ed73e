import { closeSync, fstatSync, fsyncSync, openSync } from "node:fs";
import { z } from "zod";
import { readFully, writeBytes } from "../files/index.js";
import { FLOAT_BYTES, floatValues } from "./half-precision.js";
import type { WeightsReader } from "./model-files.js";

/** A named array of a safetensors file, row-major. */
export interface NamedTensor {
  name: string;
  shape: readonly number[];
  values: Float32Array;
}

export interface SafetensorsReader extends WeightsReader {
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bits that an element takes, for every type of the format. */
const BITS: Readonly<Record<string, number>> = {
  ...{ F4: 4, F6_E2M3: 6, F6_E3M2: 6, BOOL: 8, U8: 8, I8: 8 },
  ...{ F8_E4M3: 8, F8_E5M2: 8, F8_E8M0: 8, F8_E4M3FNUZ: 8, F8_E5M2FNUZ: 8 },
  ...{ U16: 16, I16: 16, F16: 16, BF16: 16, U32: 32, I32: 32, F32: 32 },
  ...{ U64: 64, I64: 64, F64: 64, C64: 64 },
};
const whole = z.int().nonnegative();
const entrySchema = z.object({
  dtype: z.enum(Object.keys(BITS)),
  shape: z.array(whole),
  data_offsets: z.tuple([whole, whole]),
});
const headerSchema = z
  .object({ __metadata__: z.record(z.string(), z.string()).default({}) })
  .catchall(entrySchema);
type Entry = z.infer<typeof entrySchema>;

const elements = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

/**
 * Opens a safetensors file: 8 bytes with the header's length, a JSON header, then the tensors' bytes without
 * holes (https://github.com/huggingface/safetensors). Tensors are read one by one, on demand.
 * Throws when the file is missing, truncated or malformed, saying what was found and what was wanted.
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
        `${file} has no tensor "${name}"; its ${names.length} tensors are ${names.slice(0, 8).join(", ")}${names.length > 8 ? ", ..." : ""}`,
      );
    };
    return {
      names: [...entries.keys()],
      metadata,
      shape: (name) => entry(name).shape,
      dtype: (name) => entry(name).dtype,
      readInto(name, target) {
        const [start, end] = entry(name).data_offsets;
        if (target.length !== end - start)
          throw new Error(
            `tensor "${name}" of ${file} has ${end - start} bytes, received room for ${target.length}`,
          );
        readFully(target, { descriptor, position: dataStart + start, file });
      },
      read(name) {
        const { dtype, data_offsets } = entry(name);
        const [start, end] = data_offsets;
        if (!Object.hasOwn(FLOAT_BYTES, dtype))
          throw new Error(`tensor "${name}" of ${file} is ${dtype}; F32, F16 and BF16 can be read`);
        return floatValues(dtype, readBytes(descriptor, dataStart + start, end - start, file));
      },
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function readHeader(descriptor: number, file: string) {
  const fileSize = fstatSync(descriptor).size;
  if (fileSize < 8)
    throw new Error(`${file} is truncated: ${fileSize} bytes, a safetensors file has at least 8`);
  const headerLength = Number(new BigUint64Array(readBytes(descriptor, 0, 8, file))[0]);
  const dataStart = 8 + headerLength;
  if (dataStart > fileSize)
    throw new Error(
      `${file} is truncated or no safetensors file: it announces a header of ${headerLength} bytes and has ${fileSize} bytes`,
    );
  const { __metadata__: metadata, ...tensors } = parseHeader(
    readBytes(descriptor, 8, headerLength, file),
    file,
  );
  const entries = new Map(Object.entries(tensors as Record<string, Entry>));
  checkLayout(entries, fileSize - dataStart, file);
  return { entries, metadata, dataStart };
}

function parseHeader(bytes: ArrayBuffer, file: string): z.infer<typeof headerSchema> {
  const text = new TextDecoder().decode(bytes);
  try {
    return headerSchema.parse(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${file} has a malformed safetensors header (${text.slice(0, 60)}...): ${reason}`);
  }
}

/** Every tensor takes as many bytes as its shape and type say, and together they fill the data without holes. */
function checkLayout(entries: ReadonlyMap<string, Entry>, dataBytes: number, file: string): void {
  const byOffset = [...entries].sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0]);
  let end = 0;
  for (const [name, { dtype, shape, data_offsets }] of byOffset) {
    const wanted = (elements(shape) * BITS[dtype]) / 8;
    if (data_offsets[0] !== end || data_offsets[1] !== end + wanted)
      throw new Error(
        `${file}: tensor "${name}" (${dtype} [${shape}]) lies at bytes ${data_offsets.join("-")}; wanted ${end}-${end + wanted}`,
      );
    end += wanted;
  }
  if (end > dataBytes)
    throw new Error(`${file} is truncated: its tensors take ${end} bytes, it holds ${dataBytes}`);
  if (end < dataBytes) throw new Error(`${file} has ${dataBytes - end} bytes that belong to no tensor`);
}

function readBytes(descriptor: number, position: number, length: number, file: string): ArrayBuffer {
  const bytes = new Uint8Array(length);
  readFully(bytes, { descriptor, position, file });
  return bytes.buffer;
}

/**
 * Writes float32 tensors to a safetensors file, in the order given. The file is written in place: to replace one
 * atomically write it inside `replaceFiles`. Throws when a shape does not fit its values or a name comes twice.
 */
export function writeSafetensors(
  file: string,
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>> = {},
): void {
  const header: Record<string, object> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    if (name in header) throw new Error(`tensor name "${name}" comes twice`);
    if (elements(shape) !== values.length)
      throw new Error(
        `tensor "${name}" has ${values.length} values; its shape [${shape}] wants ${elements(shape)}`,
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
