import { fstatSync } from "node:fs";
import { z } from "zod";
import { checked, readFully } from "../files/index.js";
import { quote, visibleText } from "../text/index.js";

/** Bits that an element takes, for every type of the format. */
const BITS: Readonly<Record<string, number>> = {
  ...{ F4: 4, F6_E2M3: 6, F6_E3M2: 6, BOOL: 8, U8: 8, I8: 8 },
  ...{ F8_E4M3: 8, F8_E5M2: 8, F8_E8M0: 8, F8_E4M3FNUZ: 8, F8_E5M2FNUZ: 8 },
  ...{ U16: 16, I16: 16, F16: 16, BF16: 16, U32: 32, I32: 32, F32: 32 },
  ...{ U64: 64, I64: 64, F64: 64, C64: 64 },
};
/** The format's own limit. */
const LONGEST_HEADER = 100_000_000;

const whole = z.int().nonnegative();
const entrySchema = z.object({
  dtype: z.enum(Object.keys(BITS)),
  shape: z.array(whole),
  data_offsets: z.tuple([whole, whole]),
});
const metadataSchema = z.record(z.string(), z.string()).default({});

/** Where a tensor lies, from the beginning of the data. */
export type Entry = z.infer<typeof entrySchema>;

export interface SafetensorsHeader {
  entries: ReadonlyMap<string, Entry>;
  metadata: Readonly<Record<string, string>>;
  dataStart: number;
}

/**
 * Reads the header of an open safetensors file. Throws when it is truncated, malformed or names a tensor twice, and when
 * the tensors do not fill the data without holes, saying what was found and what was wanted.
 */
export function readHeader(descriptor: number, file: string): SafetensorsHeader {
  const stats = fstatSync(descriptor);
  if (!stats.isFile()) throw new Error(`${file} is a folder; wanted a safetensors file`);
  if (stats.size < 8)
    throw new Error(`${file} is truncated: ${stats.size} bytes, a safetensors file has at least 8`);
  const lengthBytes = new Uint8Array(8);
  readFully(lengthBytes, { descriptor, position: 0, file });
  const length = Number(new DataView(lengthBytes.buffer).getBigUint64(0, true));
  if (8 + length > stats.size)
    throw new Error(
      `${file} is truncated or no safetensors file: it announces a header of ${length} bytes and has ${stats.size} bytes`,
    );
  if (length > LONGEST_HEADER)
    throw new Error(`${file} has a header of ${length} bytes; the format has at most ${LONGEST_HEADER}`);
  const bytes = new Uint8Array(length);
  readFully(bytes, { descriptor, position: 8, file });
  const { entries, metadata } = parseHeader(new TextDecoder().decode(bytes), file);
  checkLayout(entries, stats.size - 8 - length, file);
  return { entries, metadata, dataStart: 8 + length };
}

function parseHeader(text: string, file: string): Omit<SafetensorsHeader, "dataStart"> {
  const where = `${file} has a malformed safetensors header`;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(`${where}: wanted JSON, received ${visibleText(text)}`);
  }
  const header = checked(json, z.looseObject({ __metadata__: metadataSchema }), where);
  const entries = new Map<string, Entry>();
  for (const name of topLevelKeys(text)) {
    if (entries.has(name)) throw new Error(`${where}: it names ${quote(name)} twice`);
    if (name === "__metadata__") continue;
    const entry = Object.getOwnPropertyDescriptor(json, name)?.value;
    entries.set(name, checked(entry, entrySchema, `${where}, ${quote(name)}`));
  }
  return { entries, metadata: header.__metadata__ };
}

/** The keys of a JSON object's text, in its order, also those that JSON.parse takes for one. */
function topLevelKeys(text: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (depth === 1 && /^\s*:/.test(text.slice(index + token.length, index + token.length + 99)))
      keys.push(JSON.parse(token));
  }
  return keys;
}

/** Every tensor takes as many bytes as its shape and type say, and together they fill the data without holes. */
function checkLayout(entries: ReadonlyMap<string, Entry>, dataBytes: number, file: string): void {
  const inOrder = [...entries].sort(
    ([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1],
  );
  let end = 0;
  for (const [name, { dtype, shape, data_offsets }] of inOrder) {
    const wanted = (shape.reduce((product, n) => product * n, 1) * BITS[dtype]) / 8;
    if (data_offsets[0] !== end || data_offsets[1] !== end + wanted)
      throw new Error(
        `${file}: tensor ${quote(name)} (${dtype} [${shape}]) lies at bytes ${data_offsets.join("-")}; wanted ${end}-${end + wanted}`,
      );
    end += wanted;
  }
  if (end > dataBytes)
    throw new Error(`${file} is truncated: its tensors take ${end} bytes, it holds ${dataBytes}`);
  if (end < dataBytes) throw new Error(`${file} has ${dataBytes - end} bytes that belong to no tensor`);
}
