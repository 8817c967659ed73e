import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { readJson, replaceFiles, writeWholeFile } from "../../files/index.js";
import { loadPolicy, type SavePolicyOptions, savePolicy } from "../model-folder.js";
import type { Policy } from "../policy.js";
import { openSafetensors, writeSafetensors } from "../safetensors.js";
import { weightsDigest } from "../weights-digest.js";
import { type AdaptedPolicy, adaptPolicy, isAdapted, TARGET_MODULES } from "./low-rank.js";

const CONFIG = "adapter_config.json";
const WEIGHTS = "adapter_model.safetensors";
/** Where the safetensors file says which base its adapters belong to. */
const BASE_HASH = "base_sha256";

const off = z.literal(false).nullish();
const empty = z.record(z.string(), z.never()).nullish();
/** The keys of peft's adapter_config.json; what would change the numbers and is not supported is refused. */
const configSchema = z.looseObject({
  peft_type: z.literal("LORA"),
  base_model_name_or_path: z.string().min(1),
  r: z.int().positive(),
  lora_alpha: z.number().positive(),
  target_modules: z.array(z.enum(TARGET_MODULES)).min(1),
  bias: z.literal("none").default("none"),
  use_rslora: off,
  use_dora: off,
  fan_in_fan_out: off,
  modules_to_save: z.null().optional(),
  layers_to_transform: z.null().optional(),
  rank_pattern: empty,
  alpha_pattern: empty,
});

/**
 * The folder of the base of a folder of adapters; undefined for any other folder.
 * @example baseOfAdapters("runs/mine/checkpoint") ?? "no adapters"
 */
export function baseOfAdapters(folder: string): string | undefined {
  const file = path.join(folder, CONFIG);
  return existsSync(file) ? readJson(file, configSchema).base_model_name_or_path : undefined;
}

/**
 * Writes adapters as peft does: adapter_config.json and adapter_model.safetensors. The base is named and its hash is
 * noted, not copied. Files are replaced all or none.
 */
export function saveAdapters(policy: AdaptedPolicy, folder: string, { base }: { base: string }): void {
  const { rank, alpha, targetModules } = policy.adapters;
  const config = {
    ...{ peft_type: "LORA", task_type: "CAUSAL_LM", base_model_name_or_path: base },
    ...{ r: rank, lora_alpha: alpha, target_modules: targetModules, lora_dropout: 0, bias: "none" },
    ...{ use_rslora: false, use_dora: false, fan_in_fan_out: false, modules_to_save: null },
    inference_mode: true,
  };
  const tensors = [...policy.parameters].map(([name, variable]) => ({
    ...{ name, shape: variable.shape },
    values: variable.dataSync() as Float32Array,
  }));
  const digest = weightsDigest(base);
  replaceFiles(folder, (temporary) => {
    writeWholeFile(path.join(temporary, CONFIG), `${JSON.stringify(config, null, 2)}\n`);
    writeSafetensors(path.join(temporary, WEIGHTS), tensors, {
      format: "pt",
      ...(digest && { [BASE_HASH]: digest }),
    });
  });
}

/**
 * Opens a folder of adapters, and the base that it names, to be trained on or merged.
 * @throws Error where the base is not there or is not the one that the adapters were made for, where a tensor is missing
 * or of another shape, and where the adapters are of a kind that is not supported
 * @example loadAdapters("runs/mine/checkpoint")
 */
export function loadAdapters(folder: string): AdaptedPolicy {
  const config = readJson(path.join(folder, CONFIG), configSchema);
  const base = config.base_model_name_or_path;
  const file = path.join(folder, WEIGHTS);
  const reader = openSafetensors(file);
  try {
    const wanted = reader.metadata[BASE_HASH];
    const found = wanted && weightsDigest(base);
    if (found && found !== wanted)
      throw new Error(`${folder} belongs to a base with the SHA-256 ${wanted}; that of ${base} is ${found}`);
    const options = { rank: config.r, alpha: config.lora_alpha, targetModules: config.target_modules };
    return adaptPolicy(loadPolicy(base), options, {
      valuesOf(name, shape) {
        if (reader.shape(name).join() === shape.join()) return reader.read(name);
        throw new Error(
          `tensor "${name}" of ${file} has shape [${reader.shape(name)}]; ${base} wants [${shape}]`,
        );
      },
    });
  } finally {
    reader.close();
  }
}

/**
 * Opens what training has written: a model folder, or a folder of adapters with the base that it names.
 * @example loadTrained("runs/mine/checkpoint")
 */
export function loadTrained(folder: string): Policy {
  return baseOfAdapters(folder) === undefined ? loadPolicy(folder) : loadAdapters(folder);
}

/**
 * Writes a policy as it is trained: a model folder, or for adapters those alone.
 * @example saveTrained(policy, "my-model", { from: "data/models/M" })
 */
export function saveTrained(policy: Policy, folder: string, { from }: SavePolicyOptions = {}): void {
  if (!isAdapted(policy)) savePolicy(policy, folder, { from });
  else if (from !== undefined) saveAdapters(policy, folder, { base: from });
  else throw new Error("adapters want the folder of their base, received none");
}
