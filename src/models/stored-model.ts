import { quote, visibleLines } from "../text/index.js";
import { type CheckpointPart, checkpointParts } from "./checkpoint.js";
import type { DecoderConfig } from "./config.js";
import { decoderWeights } from "./decoder-weights.js";
import { fromHuggingFaceConfig, huggingFaceConfigSchema } from "./hugging-face-config.js";
import { type ModelFiles, openModelFiles, type WeightsReader } from "./model-files.js";
import { readTokenizerFor } from "./tokenizer.js";

/** A model on disk whose configuration, tokenizer and tensors fit each other; no weight has been read yet. */
export interface StoredModel {
  readonly config: DecoderConfig;
  readonly reader: WeightsReader;
  /** The stored tensors that make up a parameter of the decoder, one below the other. */
  partsOf(parameter: string, rows: number): CheckpointPart[];
  close(): void;
}

/**
 * Opens a model folder (`model_type` "qwen3", "qwen2" or "llama"; one file or shards) or a GGUF file. Throws when a file
 * is missing, truncated or damaged, when config.json asks for something that the decoder does not have, when a tensor is missing,
 * left over or of another shape, and when the tokenizer does not fit. A tied head that is stored with values of its
 * own counts, as in transformers 5: the model is then not tied.
 */
export function openStoredModel(folder: string): StoredModel {
  const files = openModelFiles(folder);
  const said = configOf(files);
  if (files.has("tokenizer.json")) readTokenizerFor(said.vocabSize, files);
  const reader = files.weights();
  try {
    const config = { ...said, tiedEmbedding: said.tiedEmbedding && !hasOwnHead(reader) };
    checkTensors(reader, config, folder);
    return {
      config,
      reader,
      partsOf: (parameter, rows) => checkpointParts(parameter, rows, config),
      close: reader.close,
    };
  } catch (error) {
    reader.close();
    throw error;
  }
}

/**
 * The configuration of a model folder or GGUF file, before anything of its weights is looked at.
 * @throws Error naming the model where its config.json describes no decoder that can be built
 * @example readModelConfig("data/models/M").hiddenSize
 */
export function readModelConfig(folder: string): DecoderConfig {
  return configOf(openModelFiles(folder));
}

/**
 * The types in which a model's matrices are stored, the one that most of their values have first.
 * @example weightTypes("data/models/M") // ["F32"]
 */
export function weightTypes(model: string): string[] {
  const reader = openModelFiles(model).weights();
  try {
    const values = new Map<string, number>();
    for (const name of reader.names) {
      const shape = reader.shape(name);
      if (shape.length < 2) continue;
      const type = reader.storedAs(name);
      values.set(type, (values.get(type) ?? 0) + elements(shape));
    }
    return [...values].sort(([, a], [, b]) => b - a).map(([type]) => type);
  } finally {
    reader.close();
  }
}

const elements = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

function configOf(files: ModelFiles): DecoderConfig {
  const said = files.json("config.json", huggingFaceConfigSchema);
  try {
    return fromHuggingFaceConfig(said);
  } catch (error) {
    throw new Error(`${files.path}: ${visibleLines((error as Error).message)}`);
  }
}

const [EMBEDDING, HEAD] = ["model.embed_tokens.weight", "lm_head.weight"];

function hasOwnHead(reader: WeightsReader): boolean {
  if (![EMBEDDING, HEAD].every((name) => reader.names.includes(name))) return false;
  if (reader.dtype(EMBEDDING) !== reader.dtype(HEAD)) return true;
  const [embedding, head] = [EMBEDDING, HEAD].map((name) => storedBytes(reader, name));
  return Buffer.compare(embedding, head) !== 0;
}

function storedBytes(reader: WeightsReader, name: string): Uint8Array {
  const width = reader.dtype(name) === "F32" ? 4 : 2;
  const bytes = new Uint8Array(reader.shape(name).reduce((product, n) => product * n, width));
  reader.readInto(name, bytes);
  return bytes;
}

/** Every tensor of the decoder is there in its shape, and no other. */
function checkTensors(reader: WeightsReader, config: DecoderConfig, folder: string): void {
  const unused = new Set(reader.names);
  decoderWeights(config, (parameter, shape) => {
    for (const { name, rows } of checkpointParts(parameter, shape[0], config)) {
      const [found, wanted] = [reader.shape(name), [rows, ...shape.slice(1)]];
      if (found.join() !== wanted.join())
        throw new Error(
          `tensor ${quote(name)} of ${folder} has shape [${found}]; its config.json wants [${wanted}]`,
        );
      unused.delete(name);
    }
  });
  // A tied head is sometimes stored twice; rotary frequencies were stored by old versions of transformers.
  const leftOver = [...unused].filter((name) => name !== HEAD && !/rotary_emb\.inv_freq$/.test(name));
  if (leftOver.length > 0)
    throw new Error(
      `${folder} holds ${leftOver.length} tensors that its config.json has no place for: ${leftOver.slice(0, 5).join(", ")}`,
    );
}
