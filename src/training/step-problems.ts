import type { DecoderConfig } from "../models/index.js";
import { type Rng, seededRng } from "../random/index.js";
import { drawProblem, type Task } from "../task/index.js";
import type { RlvrConfig } from "./config.js";

interface Drawing {
  task: Task;
  config: RlvrConfig;
  beyondPositions?: boolean;
}

/**
 * The random stream of a step: its problems are drawn from it first, then all else.
 * @example stepStream(config, 0).uniform()
 */
export function stepStream({ seed }: Pick<RlvrConfig, "seed">, step: number): Rng {
  return seededRng(seed).split(step);
}

/**
 * The problems of a step, drawn from its stream.
 * @example drawnProblems(run, stepStream(run.config, 0))
 */
export function drawnProblems({ task, config }: Drawing, stream: Rng): unknown[] {
  return Array.from({ length: config.prompts }, () => drawProblem(task, stream, "train"));
}

/**
 * Throws where a prompt leaves less room than the longest response takes, unless the run may go beyond it.
 * @example requireRoom(run, prompt.length, policy.config)
 */
export function requireRoom(
  { task, config: { base, maxNewTokens }, beyondPositions = false }: Drawing,
  promptTokens: number,
  { maxPositions }: Pick<DecoderConfig, "maxPositions">,
): void {
  if (beyondPositions || promptTokens + maxNewTokens <= maxPositions) return;
  throw new Error(
    `a prompt of the task "${task.name}" has ${promptTokens} tokens, with a response of up to ${maxNewTokens} more than ` +
      `the ${maxPositions} positions of ${base}: shorten it or lower maxNewTokens`,
  );
}
