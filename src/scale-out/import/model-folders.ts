import { chmodSync, existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { readJson, replaceFile } from "../../files/index.js";

/** A model that an engine saved, and the rollout batches it had been trained on. */
export interface SavedModel {
  step: number;
  folder: string;
}

/** The models of a TRL run that can be judged: its base, its checkpoints and its last, by rollout batches. */
export function trlModels(
  folder: string,
  { steps, miniBatches }: { steps: number; miniBatches: number },
): SavedModel[] {
  const run = path.join(folder, "run");
  const checkpoints = readdirSync(run)
    .filter((name) => /^checkpoint-\d+$/.test(name))
    .map((name) => ({ step: Number(name.slice(11)) / miniBatches, folder: path.join(run, name) }))
    .filter(({ step }) => Number.isInteger(step) && step < steps);
  const last = [
    { step: steps, folder: path.join(run, "final") },
    { step: steps, folder: path.join(run, `checkpoint-${steps * miniBatches}`) },
  ];
  return [
    { step: 0, folder: path.join(folder, "model") },
    ...checkpoints,
    ...last.filter(({ folder: saved }) => existsSync(saved)).slice(0, 1),
  ]
    .filter(({ folder: saved }) => existsSync(path.join(saved, "model.safetensors")))
    .sort((a, b) => a.step - b.step);
}

const READABLE_FOR_ALL = 0o644;

/**
 * Puts right what transformers 5 writes for itself alone: weights that no other user may read, and a tokenizer class
 * ("TokenizersBackend") that transformers 4, and with it older vLLM, does not know.
 * @returns what was changed, in words
 */
export function repairModelFolder(folder: string): string[] {
  const changes: string[] = [];
  const file = path.join(folder, "tokenizer_config.json");
  if (existsSync(file)) {
    const config = readJson(file, z.looseObject({ tokenizer_class: z.string().optional() }));
    if (config.tokenizer_class === "TokenizersBackend") {
      const known = { ...config, tokenizer_class: "PreTrainedTokenizerFast" };
      replaceFile(file, `${JSON.stringify(known, null, 2)}\n`);
      changes.push(`${file}: tokenizer_class is now PreTrainedTokenizerFast`);
    }
  }
  for (const name of readdirSync(folder).filter((name) => name.endsWith(".safetensors"))) {
    const weights = path.join(folder, name);
    if ((statSync(weights).mode & READABLE_FOR_ALL) === READABLE_FOR_ALL) continue;
    chmodSync(weights, READABLE_FOR_ALL);
    changes.push(`${weights}: readable for all now`);
  }
  return changes;
}
