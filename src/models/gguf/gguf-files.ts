import path from "node:path";
import { checked, writeWholeFile } from "../../files/index.js";
import type { ModelFiles } from "../model-files.js";
import { ggufConfig } from "./config.js";
import { readGgufHeader } from "./header.js";
import { ggufTokenizer } from "./tokenizer.js";
import { openGgufWeights } from "./weights.js";

/**
 * A GGUF file, what llama.cpp, Ollama and LM Studio keep on disk, as the files of the Hugging Face folder that it was made
 * from: llama, qwen2 and qwen3 models, quantised or not. Throws, naming it, on anything that is not supported.
 */
export function openGgufFiles(file: string): ModelFiles {
  const header = readGgufHeader(file);
  const config = ggufConfig(file, header);
  const contents: Record<string, object> = { "config.json": config };
  if (header.metadata.has("tokenizer.ggml.tokens")) Object.assign(contents, ggufTokenizer(file, header));
  const content = (name: string): object => {
    if (!Object.hasOwn(contents, name)) throw new Error(`${file} holds nothing that would make up a ${name}`);
    return contents[name];
  };
  return {
    path: file,
    has: (name) => Object.hasOwn(contents, name),
    json: (name, schema) => checked(content(name), schema, `the ${name} in ${file}`),
    text: (name) => `${JSON.stringify(content(name), null, 2)}\n`,
    weights: () => openGgufWeights(file, header, config),
    copyTo(folder) {
      for (const name of Object.keys(contents)) writeWholeFile(path.join(folder, name), this.text(name));
    },
  };
}
