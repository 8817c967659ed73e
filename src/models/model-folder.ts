import path from "node:path";
import { z } from "zod";
import { EOS, PAD } from "../countdown/index.js";
import { replaceFiles, writeWholeFile } from "../files/index.js";
import type { tf } from "../kernels/index.js";
import { checkpointParts } from "./checkpoint.js";
import type { DecoderConfig } from "./config.js";
import { countdownTokenizerFiles } from "./countdown-tokenizer.js";
import {
  fromHuggingFaceConfig,
  huggingFaceConfigSchema,
  toHuggingFaceConfig,
} from "./hugging-face-config.js";
import { openModelFiles, type WeightsReader } from "./model-files.js";
import { type Policy, policyFrom } from "./policy.js";
import { type NamedTensor, writeSafetensors } from "./safetensors.js";
import { readTokenizerFor } from "./tokenizer.js";

/**
 * Opens a Hugging Face model folder (`model_type` "qwen3" or "llama"; F32, F16 or BF16 weights, one file or shards) or a
 * GGUF file on the active tfjs backend. Throws when a file is missing, truncated or damaged, when config.json asks for something
 * that the decoder does not have, when a tensor is missing, left over or of another shape, and when the folder's
 * tokenizer does not fit the model.
 */
export function loadPolicy(folder: string): Policy {
  const files = openModelFiles(folder);
  const config = fromHuggingFaceConfig(files.json("config.json", huggingFaceConfigSchema));
  if (files.has("tokenizer.json")) readTokenizerFor(config.vocabSize, files);
  const checkpoint = files.weights();
  const unused = new Set(checkpoint.names);
  try {
    const policy = policyFrom(config, (parameter, shape) => {
      const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
      let offset = 0;
      for (const { name, rows } of checkpointParts(parameter, shape[0], config)) {
        const part = readTensor(checkpoint, name, [rows, ...shape.slice(1)], folder);
        values.set(part, offset);
        offset += part.length;
        unused.delete(name);
      }
      return values;
    });
    // A tied head is sometimes stored twice; rotary frequencies were stored by old versions of transformers.
    const leftOver = [...unused].filter((name) => !/^lm_head\.weight$|rotary_emb\.inv_freq$/.test(name));
    if (leftOver.length === 0) return policy;
    policy.dispose();
    throw new Error(
      `${folder} holds ${leftOver.length} tensors that its config.json has no place for: ${leftOver.slice(0, 5).join(", ")}`,
    );
  } finally {
    checkpoint.close();
  }
}

function readTensor(
  checkpoint: WeightsReader,
  name: string,
  wanted: readonly number[],
  folder: string,
): Float32Array {
  const found = checkpoint.shape(name);
  if (found.join() !== wanted.join())
    throw new Error(`tensor "${name}" of ${folder} has shape [${found}]; its config.json wants [${wanted}]`);
  return checkpoint.read(name);
}

export interface SavePolicyOptions {
  /**
   * The model folder that the policy came from: its other files (tokenizer, generation settings) and the keys of its
   * config.json that we do not know are carried over. Without it the Countdown tokenizer is written.
   */
  from?: string;
}

/**
 * Writes a Hugging Face model folder in float32: config.json, model.safetensors, tokenizer.json and
 * tokenizer_config.json, which transformers opens too. Files are replaced all or none: on failure (a full disk) the
 * folder is as before and nothing is left behind. Throws when the tokenizer does not fit the policy.
 */
export function savePolicy(policy: Policy, folder: string, { from }: SavePolicyOptions = {}): void {
  const { config } = policy;
  const known = toHuggingFaceConfig(config);
  replaceFiles(folder, (temporary) => {
    const writeJson = (name: string, value: object): void =>
      writeWholeFile(path.join(temporary, name), `${JSON.stringify(value, null, 2)}\n`);
    if (from === undefined) {
      for (const [name, value] of Object.entries(countdownTokenizerFiles(config.maxPositions)))
        writeJson(name, value);
      writeJson("config.json", { ...known, bos_token_id: null, eos_token_id: EOS, pad_token_id: PAD });
    } else {
      const files = openModelFiles(from);
      files.copyTo(temporary);
      writeJson("config.json", { ...files.json("config.json", z.looseObject({})), ...known });
    }
    readTokenizerFor(config.vocabSize, openModelFiles(temporary));
    writeSafetensors(
      path.join(temporary, "model.safetensors"),
      checkpointTensors(config, policy.parameters),
      { format: "pt" },
    );
  });
}

/** The parameters (or their gradients) under their Hugging Face names, q, k, v, gate and up apart. */
export function checkpointTensors(
  config: DecoderConfig,
  parameters: ReadonlyMap<string, tf.Tensor>,
): NamedTensor[] {
  return [...parameters].flatMap(([parameter, variable]) => {
    const [rows, ...rest] = variable.shape;
    const values = variable.dataSync() as Float32Array;
    const rowSize = values.length / rows;
    let start = 0;
    return checkpointParts(parameter, rows, config).map(({ name, rows: count }) => {
      const part = values.subarray(start * rowSize, (start + count) * rowSize);
      start += count;
      return { name, shape: [count, ...rest], values: part };
    });
  });
}
