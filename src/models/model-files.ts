import { copyFileSync, existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import type { z } from "zod";
import { readJson, readText } from "../files/index.js";
import { openCheckpoint } from "./checkpoint.js";
import { openGgufFiles } from "./gguf/gguf-files.js";

/** The tensors of a model on disk, read one by one, on demand. */
export interface WeightsReader {
  readonly names: readonly string[];
  /** Shape of a tensor. Throws on an unknown name, listing some of the names there are. */
  shape(name: string): readonly number[];
  /** The type of the values that `readInto` gives, by its safetensors name: "F32", "BF16", ... */
  dtype(name: string): string;
  /** The type in which the values are stored: that of `dtype`, or of quantised ones "Q4_1", "Q6_K", ... */
  storedAs(name: string): string;
  /** The values of an F32, F16 or BF16 tensor as float32. Throws on another type. */
  read(name: string): Float32Array;
  /** Reads a tensor's values as they are, in its `dtype`, little-endian. Throws unless `target` is as long as they. */
  readInto(name: string, target: Uint8Array): void;
  close(): void;
}

/** A model on disk, whatever its format, as the files of a Hugging Face folder. */
export interface ModelFiles {
  /** The folder or file. */
  readonly path: string;
  /** Whether there is such a file ("tokenizer.json", "generation_config.json", ...). */
  has(name: string): boolean;
  /** The content of a JSON file of a known form. Throws when it is missing, damaged or of another form, naming it. */
  json<T extends z.ZodType>(name: string, schema: T): z.infer<T>;
  /** The content of a text file. Throws when it is missing. */
  text(name: string): string;
  /** Opens the weights, under the names that they have in a Hugging Face folder. */
  weights(): WeightsReader;
  /** Writes everything but the weights into a folder. */
  copyTo(folder: string): void;
}

/**
 * Opens a Hugging Face model folder, a GGUF file, or a folder with one GGUF file in it. Throws when there is none of them, and
 * on a folder of several GGUF files, naming them.
 * @example openModelFiles("data/models/M").has("tokenizer.json")
 */
export function openModelFiles(model: string): ModelFiles {
  if (!existsSync(model)) throw new Error(`there is no model folder or file ${model}`);
  if (!statSync(model).isDirectory()) return openGgufFiles(model);
  const names = readdirSync(model);
  const gguf = names.filter((name) => name.endsWith(".gguf"));
  if (gguf.length === 0 || names.includes("config.json")) return openFolder(model);
  if (gguf.length === 1) return openGgufFiles(path.join(model, gguf[0]));
  throw new Error(
    `${model} holds ${gguf.length} GGUF files; wanted one of them: ${gguf.map((name) => path.join(model, name)).join(", ")}`,
  );
}

function openFolder(model: string): ModelFiles {
  const file = (name: string): string => path.join(model, name);
  return {
    path: model,
    has: (name) => existsSync(file(name)),
    json: (name, schema) => readJson(file(name), schema),
    text: (name) => readText(file(name)),
    weights: () => openCheckpoint(model),
    copyTo(folder) {
      for (const name of readdirSync(model))
        if (/\.(json|txt|jinja)$/.test(name) && !/safetensors|^source\.json$/.test(name))
          copyFileSync(file(name), path.join(folder, name));
    },
  };
}
