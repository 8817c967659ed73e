import { countdownTask, decodeTokens, type Problem, promptTokens } from "../../countdown/index.js";
import { seededRng } from "../../random/index.js";
import { drawProblem } from "../../task/index.js";
import { configuredRules, type RlvrConfig } from "../../training/index.js";

/** One line of a launch folder's data: the prompt, and what the verifier needs to know. */
export interface CountdownRow {
  prompt: string;
  numbers: readonly number[];
  target: number;
  operations: string;
  maxAttempts: number;
  /** Left out: one. */
  openers?: number;
}

/** The columns of a problem, its prompt as text: "9 5 3 : 14 >". */
export function countdownRow(
  problem: Problem,
  { operations, maxAttempts, openers }: Pick<RlvrConfig, "operations" | "maxAttempts" | "openers">,
): CountdownRow {
  return {
    ...{ prompt: decodeTokens(promptTokens(problem)), ...problem, operations, maxAttempts },
    ...(openers !== undefined && { openers }),
  };
}

/**
 * The problems of a run, `prompts` for each of its `steps`, in its order: an engine that reads them in this order puts
 * to its model what our own run of the same seed puts to its.
 */
export function countdownTrainingRows(config: RlvrConfig): CountdownRow[] {
  const task = countdownTask(configuredRules(config));
  return Array.from({ length: config.steps }, (_, step) => {
    const rng = seededRng(config.seed).split(step);
    return Array.from({ length: config.prompts }, () =>
      countdownRow(drawProblem(task, rng, "train"), config),
    );
  }).flat();
}

/** Every distinct problem of a held-out split. */
export function countdownSplitRows(split: "validation" | "test" | "ood", config: RlvrConfig): CountdownRow[] {
  return countdownTask(configuredRules(config))
    .problems(split)
    .map((problem) => countdownRow(problem, config));
}
