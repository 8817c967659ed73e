import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { digestFiles } from "../files/index.js";

/**
 * SHA-256 of a model's weights, in hexadecimal: of its safetensors files by name, or of its GGUF file; undefined where
 * the model is not there any more.
 * @example weightsDigest("data/models/M")?.slice(0, 12)
 */
export function weightsDigest(model: string): string | undefined {
  if (!existsSync(model)) return undefined;
  if (!statSync(model).isDirectory()) return digestFiles([model]);
  const names = readdirSync(model).filter((name) => /\.(safetensors|gguf)$/.test(name));
  return digestFiles(names.sort().map((name) => path.join(model, name)));
}
