import { closeSync, fstatSync, openSync } from "node:fs";
import { readFully } from "../../files/index.js";
import { FLOAT_BYTES, floatValues } from "../half-precision.js";
import type { WeightsReader } from "../model-files.js";
import { BLOCK_FORMATS, dequantize } from "./block-formats.js";
import type { GgufHeader, GgufTensor } from "./header.js";

/** A tensor of a GGUF file under the name that it has in a Hugging Face folder. */
interface Source extends GgufTensor {
  /** Heads whose rows are interleaved, 0 where none are. */
  interleaved: number;
}

const OUTSIDE: Readonly<Record<string, string>> = {
  "token_embd.weight": "model.embed_tokens.weight",
  "output_norm.weight": "model.norm.weight",
  "output.weight": "lm_head.weight",
};
const INSIDE: Readonly<Record<string, string>> = {
  attn_norm: "input_layernorm",
  attn_q: "self_attn.q_proj",
  attn_k: "self_attn.k_proj",
  attn_v: "self_attn.v_proj",
  attn_q_norm: "self_attn.q_norm",
  attn_k_norm: "self_attn.k_norm",
  attn_output: "self_attn.o_proj",
  ffn_norm: "post_attention_layernorm",
  ffn_gate: "mlp.gate_proj",
  ffn_up: "mlp.up_proj",
  ffn_down: "mlp.down_proj",
};

/** The name of a tensor in a Hugging Face folder; undefined for one that has no place there. */
function huggingFaceName(name: string): string | undefined {
  if (Object.hasOwn(OUTSIDE, name)) return OUTSIDE[name];
  const [, layer, part, kind] = /^blk\.(\d+)\.(\w+)\.(weight|bias)$/.exec(name) ?? [];
  return part && Object.hasOwn(INSIDE, part) ? `model.layers.${layer}.${INSIDE[part]}.${kind}` : undefined;
}

/**
 * Opens the tensors of a GGUF file under their Hugging Face names. Quantised ones are dequantised to float32; those of
 * Llama's queries and keys get their rows back in order. Throws, naming it, on a tensor without a place, on a type that
 * is not read, and on one that ends behind the file.
 */
export function openGgufWeights(
  file: string,
  header: GgufHeader,
  config: { model_type?: unknown; num_attention_heads?: unknown; num_key_value_heads?: unknown },
): WeightsReader {
  const headsOf = (name: string): number => {
    if (config.model_type !== "llama") return 0;
    const part = /^blk\.\d+\.attn_([qk])\./.exec(name)?.[1];
    if (!part) return 0;
    return Number(part === "q" ? config.num_attention_heads : config.num_key_value_heads);
  };
  const descriptor = openSync(file, "r");
  try {
    const fileSize = fstatSync(descriptor).size;
    const sources = new Map<string, Source>();
    for (const tensor of header.tensors) {
      if (tensor.name === "rope_freqs.weight") continue; // part of the configuration
      checkTensor(file, tensor, fileSize);
      const name = huggingFaceName(tensor.name);
      if (!name) throw new Error(`${file} has a tensor "${tensor.name}" that its model has no place for`);
      sources.set(name, { ...tensor, interleaved: headsOf(tensor.name) });
    }
    return reader(file, descriptor, sources);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function reader(file: string, descriptor: number, sources: ReadonlyMap<string, Source>): WeightsReader {
  const source = (name: string): Source => {
    const found = sources.get(name);
    if (found) return found;
    throw new Error(
      `${file} has no tensor "${name}"; its ${sources.size} tensors are ${[...sources.keys()].slice(0, 8).join(", ")}, ...`,
    );
  };
  /** A tensor's values in the type that `dtype` says. */
  const bytesOf = (name: string): Uint8Array<ArrayBuffer> => {
    const { interleaved, ...tensor } = source(name);
    const bytes = readTensor(file, descriptor, tensor);
    return interleaved > 0 ? halvesApart(bytes, tensor.shape[0], interleaved) : bytes;
  };
  return {
    names: [...sources.keys()],
    shape: (name) => source(name).shape,
    dtype: (name) => dtypeOf(source(name)),
    storedAs: (name) => source(name).type,
    read: (name) => floatValues(dtypeOf(source(name)), bytesOf(name).buffer),
    readInto(name, target) {
      const bytes = bytesOf(name);
      if (target.length !== bytes.length)
        throw new Error(
          `tensor "${name}" of ${file} has ${bytes.length} bytes, received room for ${target.length}`,
        );
      target.set(bytes);
    },
    close: () => closeSync(descriptor),
  };
}

/** The values of one tensor as they stand in the file, as float32. */
export function readGgufTensor(file: string, tensor: GgufTensor): Float32Array {
  const descriptor = openSync(file, "r");
  try {
    checkTensor(file, tensor, fstatSync(descriptor).size);
    return floatValues(dtypeOf(tensor), readTensor(file, descriptor, tensor).buffer);
  } finally {
    closeSync(descriptor);
  }
}

/** The bytes of a tensor's values, of quantised ones after dequantisation. */
function readTensor(file: string, descriptor: number, tensor: GgufTensor): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(tensorBytes(tensor));
  readFully(bytes, { descriptor, position: tensor.position, file });
  const format = BLOCK_FORMATS.get(tensor.type);
  return format ? new Uint8Array(dequantize(format, bytes).buffer) : bytes;
}

const dtypeOf = ({ type }: GgufTensor): string => (BLOCK_FORMATS.has(type) ? "F32" : type);

/** Bytes that a tensor takes in the file. */
function tensorBytes({ shape, type }: Pick<GgufTensor, "shape" | "type">): number {
  const elements = shape.reduce((product, n) => product * n, 1);
  const format = BLOCK_FORMATS.get(type);
  return format ? (elements / format.values) * format.bytes : elements * FLOAT_BYTES[type];
}

function checkTensor(file: string, tensor: GgufTensor, fileSize: number): void {
  const format = BLOCK_FORMATS.get(tensor.type);
  if (!format && !Object.hasOwn(FLOAT_BYTES, tensor.type))
    throw new Error(
      `${file}: tensor "${tensor.name}" is of type ${tensor.type}; ` +
        `${[...Object.keys(FLOAT_BYTES), ...BLOCK_FORMATS.keys()].join(", ")} can be read`,
    );
  const columns = tensor.shape.at(-1) ?? 1;
  if (format && columns % format.values !== 0)
    throw new Error(
      `${file}: tensor "${tensor.name}" has rows of ${columns} values, which are no whole ${tensor.type} blocks of ${format.values}`,
    );
  const end = tensor.position + tensorBytes(tensor);
  if (end > fileSize)
    throw new Error(
      `${file} is truncated: tensor "${tensor.name}" ends at byte ${end}, the file at ${fileSize}`,
    );
}

/**
 * Rows of queries or keys as Hugging Face has them: of each head the first halves of its rotary pairs, then the second.
 * For llama.cpp's rotation the conversion of Llama models has put the two of a pair side by side.
 */
function halvesApart(bytes: Uint8Array, rows: number, heads: number): Uint8Array<ArrayBuffer> {
  const apart = new Uint8Array(bytes.length);
  const rowBytes = bytes.length / rows;
  const headDim = rows / heads;
  for (let row = 0; row < rows; row++) {
    const within = row % headDim;
    const target = row - within + (within % 2) * (headDim / 2) + (within >> 1);
    apart.set(bytes.subarray(row * rowBytes, (row + 1) * rowBytes), target * rowBytes);
  }
  return apart;
}
