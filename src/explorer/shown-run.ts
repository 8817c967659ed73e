import type { Selection } from "../entropy/index.js";
import type { Arm } from "../token-rules/index.js";
import type { ExploredRun } from "./explored-run.js";
import { type RuleWeights, ruleWeights } from "./rule-weights.js";
import { type RunColumns, runColumns } from "./run-columns.js";

/** A run as it is on the page now. */
export interface ShownRun {
  run: ExploredRun;
  columns: RunColumns;
  /** Entropy of the deepest tint, nats. */
  hottest: number;
  /** What the chosen rule makes of it, or why it makes nothing. */
  weights: RuleWeights | { refused: string };
}

/** The rule that the reader chose. */
export interface ChosenRule {
  arm: Arm;
  rho: number;
  scope: Selection["scope"];
}

const columnsOf = new WeakMap<ExploredRun, Pick<ShownRun, "columns" | "hottest">>();

export function shownRun(run: ExploredRun, rule: ChosenRule): ShownRun {
  let known = columnsOf.get(run);
  if (!known) {
    const columns = runColumns(run);
    known = { columns, hottest: deepestTint(columns.entropies) };
    columnsOf.set(run, known);
  }
  return { run, ...known, weights: weightsOf(run, known.columns, rule) };
}

function weightsOf(run: ExploredRun, columns: RunColumns, rule: ChosenRule): ShownRun["weights"] {
  try {
    return ruleWeights(run, columns, rule);
  } catch (error) {
    return { refused: (error as Error).message };
  }
}

/** The entropy that one token in a hundred exceeds. */
function deepestTint(entropies: Float32Array): number {
  const sorted = entropies.slice().sort();
  return Math.max(0.05, sorted[Math.floor(0.99 * (sorted.length - 1))] ?? 0);
}

/** The weight of a token of the batch; undefined where the rule gives none. */
export function weightAt({ weights, columns }: ShownRun, response: number, t: number): number | undefined {
  if ("refused" in weights || response >= columns.starts.length - 1) return undefined;
  return weights.weights[columns.starts[response] + t];
}
