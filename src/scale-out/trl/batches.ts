import type { LaunchSettings } from "../launch/settings.js";

/** How TRL splits a rollout batch over optimiser steps, accumulation and processes. */
export interface TrlBatches {
  processes: number;
  /** Responses that one process takes at once: `per_device_train_batch_size`. */
  microBatch: number;
  /** Micro-batches of a process in one optimiser step. */
  accumulation: number;
  /** Responses over all processes among which the entropy threshold is taken. */
  pool: number;
}

/** Response tokens that a process of a GPU launch takes at once, at their longest. */
const TOKENS_AT_ONCE = 24_576;

/**
 * The largest micro-batch that fits: all of an optimiser step on the CPU, for ours are small.
 * @throws Error where the responses of a step cannot be shared out evenly
 */
export function trlBatches({ config, nodes, gpus }: LaunchSettings): TrlBatches {
  const processes = Math.max(1, nodes * gpus);
  const responses = (config.prompts * config.samples) / config.miniBatches;
  const each = responses / processes;
  if (!Number.isInteger(each))
    throw new Error(
      `${config.prompts} prompts x ${config.samples} samples in ${config.miniBatches} mini-batches are ${responses} responses a step, which ${processes} processes cannot share out evenly`,
    );
  const room = gpus === 0 ? each : Math.max(1, Math.floor(TOKENS_AT_ONCE / config.maxNewTokens));
  let microBatch = Math.min(each, room);
  while (each % microBatch !== 0) microBatch--;
  return { processes, microBatch, accumulation: each / microBatch, pool: microBatch * processes };
}
