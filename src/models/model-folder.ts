import path from "node:path";
import { z } from "zod";
import { EOS, PAD } from "../countdown/index.js";
import { replaceFiles, writeWholeFile } from "../files/index.js";
import { tf } from "../kernels/index.js";
import { checkpointParts } from "./checkpoint.js";
import type { DecoderConfig } from "./config.js";
import { countdownTokenizerFiles } from "./countdown-tokenizer.js";
import { decoderWeights } from "./decoder-weights.js";
import { toHuggingFaceConfig } from "./hugging-face-config.js";
import { openModelFiles } from "./model-files.js";
import { type Policy, policyFrom } from "./policy.js";
import { type NamedTensor, writeSafetensors } from "./safetensors.js";
import { openStoredModel } from "./stored-model.js";
import { readTokenizerFor } from "./tokenizer.js";

/** The engine's memory, less what the rest of it takes. */
const MOST_WEIGHT_BYTES = 2 ** 32 - 2 ** 26;

/**
 * Opens a model folder (see `openStoredModel` for what it may be, and for the errors; F32, F16 or BF16 weights) on the
 * active tfjs backend, in float32, to be trained. Throws also when a weight is NaN or infinite, and when the weights
 * do not fit the engine's memory.
 * @example loadPolicy("data/models/M").config.hiddenSize
 */
export function loadPolicy(folder: string): Policy {
  const { config, reader, partsOf, close } = openStoredModel(folder);
  try {
    checkFits(config, folder);
    return policyFrom(config, (parameter, shape) => {
      const values = new Float32Array(shape.reduce((product, n) => product * n, 1));
      let offset = 0;
      for (const { name } of partsOf(parameter, shape[0])) {
        const part = reader.read(name);
        checkFinite(part, `tensor "${name}" of ${folder}`);
        values.set(part, offset);
        offset += part.length;
      }
      return values;
    });
  } finally {
    close();
  }
}

function checkFits(config: DecoderConfig, folder: string): void {
  let bytes = 0;
  decoderWeights(config, (_, shape) => {
    bytes += 4 * shape.reduce((product, n) => product * n, 1);
  });
  if (tf.getBackend() !== "wasm" || bytes <= MOST_WEIGHT_BYTES) return;
  throw new Error(
    `the weights of ${folder} take ${(bytes / 2 ** 30).toFixed(2)} GiB in float32, the engine has room for ` +
      `${(MOST_WEIGHT_BYTES / 2 ** 30).toFixed(2)}: take a smaller model`,
  );
}

function checkFinite(values: Float32Array, what: string): void {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * 0;
  if (sum === 0) return;
  const at = values.findIndex((value) => !Number.isFinite(value));
  throw new Error(`${what} holds ${values[at]} at ${at}: wanted finite weights`);
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
 * @example savePolicy(policy, "my-model", { from: "data/models/M" })
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
