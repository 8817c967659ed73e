import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { readJson } from "../files/index.js";
import type { DecoderConfig } from "./config.js";
import type { WeightsReader } from "./model-files.js";
import { openSafetensors } from "./safetensors.js";

/** Some rows of a parameter, under the name that they have in a Hugging Face checkpoint. */
export interface CheckpointPart {
  name: string;
  rows: number;
}

/** The tensors of a Hugging Face checkpoint that, one below the other, make up the parameter of this name. */
export function checkpointParts(parameter: string, rows: number, config: DecoderConfig): CheckpointPart[] {
  const { heads, kvHeads, headDim, feedForward } = config;
  const split = (fused: string, parts: [string, number][]): CheckpointPart[] =>
    parts.map(([part, count]) => ({ name: parameter.replace(fused, part), rows: count }));
  if (parameter.includes("qkv_proj"))
    return split("qkv_proj", [
      ["q_proj", heads * headDim],
      ["k_proj", kvHeads * headDim],
      ["v_proj", kvHeads * headDim],
    ]);
  if (parameter.includes("gate_up_proj"))
    return split("gate_up_proj", [
      ["gate_proj", feedForward],
      ["up_proj", feedForward],
    ]);
  return [{ name: parameter, rows }];
}

/**
 * Opens the weights of a Hugging Face model folder: `model.safetensors`, or the shards that
 * `model.safetensors.index.json` lists. Throws when neither is there, or when a file is damaged.
 */
export function openCheckpoint(folder: string): WeightsReader {
  const single = path.join(folder, "model.safetensors");
  const index = `${single}.index.json`;
  if (existsSync(single)) return openSafetensors(single);
  if (!existsSync(index)) throw new Error(`${folder} has no model.safetensors (nor an index of shards)`);
  const { weight_map: fileOf } = readJson(
    index,
    z.looseObject({ weight_map: z.record(z.string(), z.string()) }),
  );
  const shards = new Map<string, WeightsReader>();
  const close = (): void => {
    for (const shard of shards.values()) shard.close();
  };
  try {
    for (const file of new Set(Object.values(fileOf)))
      shards.set(file, openSafetensors(path.join(folder, file)));
  } catch (error) {
    close();
    throw error;
  }
  const shardOf = (name: string): WeightsReader => {
    const shard = shards.get(fileOf[name]);
    if (!shard) throw new Error(`${index} names no file for tensor "${name}"`);
    return shard;
  };
  return {
    names: Object.keys(fileOf),
    shape: (name) => shardOf(name).shape(name),
    dtype: (name) => shardOf(name).dtype(name),
    storedAs: (name) => shardOf(name).storedAs(name),
    read: (name) => shardOf(name).read(name),
    readInto: (name, target) => shardOf(name).readInto(name, target),
    close,
  };
}
