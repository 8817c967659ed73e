import { existsSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { readJson, replaceFile } from "../files/index.js";
import type { PretrainConfig } from "./config.js";
import type { PretrainLine } from "./pretrain.js";
import type { RunFolder, RunRecord } from "./run-folder.js";

/** How a base model came to be; kept beside it as `pretraining.json`. */
export interface PretrainingSummary<Config> extends RunRecord<Config> {
  /** Response tokens seen. */
  tokens: number;
  seconds: number;
  /** Mean loss (nats per response token) over each hundredth of the steps. */
  lossCurve: { step: number; loss: number }[];
}

/**
 * Whether the model of a folder comes from this configuration; it may have had fewer steps.
 * @example isPretrainedBy(pretrainConfig({ size: "M" }), "data/models/M")
 */
export function isPretrainedBy(config: PretrainConfig, modelFolder: string): boolean {
  const file = path.join(modelFolder, "pretraining.json");
  if (!existsSync(file)) return false;
  const { config: recorded } = readJson(file, z.looseObject({ config: z.looseObject({ steps: z.int() }) }));
  const { steps, checkpointEvery } = config;
  return recorded.steps <= steps && isDeepStrictEqual({ ...recorded, steps, checkpointEvery }, config);
}

const CURVE_POINTS = 100;

/**
 * Writes the summary of a pre-training run into the model's folder.
 * @example writePretrainingSummary(run, "data/models/M")
 */
export function writePretrainingSummary<Config>(
  run: RunFolder<Config, PretrainLine>,
  modelFolder: string,
): void {
  const record = run.record();
  if (record === null) throw new Error(`${run.folder} holds no run`);
  const lines = run.metrics().map(({ step, loss, tokens, updateSeconds }) => ({
    step,
    loss,
    tokens,
    seconds: updateSeconds,
  }));
  const size = Math.max(1, Math.ceil(lines.length / CURVE_POINTS));
  const total = (of: (line: (typeof lines)[number]) => number, part = lines): number =>
    part.reduce((sum, line) => sum + of(line), 0);
  const lossCurve = Array.from({ length: Math.ceil(lines.length / size) }, (_, i) => {
    const part = lines.slice(i * size, (i + 1) * size);
    const loss = total((line) => line.loss * line.tokens, part) / total((line) => line.tokens, part);
    return { step: part[part.length - 1].step + 1, loss: Number(loss.toFixed(5)) };
  });
  const summary: PretrainingSummary<Config> = {
    ...record,
    tokens: total(({ tokens }) => tokens),
    seconds: Math.round(total(({ seconds }) => seconds)),
    lossCurve,
  };
  replaceFile(path.join(modelFolder, "pretraining.json"), `${JSON.stringify(summary, null, 1)}\n`);
}
