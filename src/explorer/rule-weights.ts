import { DEFAULT_SELECTION, type Selection } from "../entropy/index.js";
import { seededRng } from "../random/index.js";
import { type Arm, builtInRule, tokenWeights } from "../token-rules/index.js";
import type { ExploredRun } from "./explored-run.js";
import type { RunColumns } from "./run-columns.js";

/** What a token rule makes of a batch. */
export interface RuleWeights {
  label: string;
  /** [tokens] 0: the token receives no gradient. */
  weights: Float32Array;
  /** Share of the tokens with a weight above 0. */
  kept: number;
  /** Share of the kept tokens that are forks, and of the forks that are kept; where forks are known. */
  precision?: number;
  recall?: number;
}

/**
 * The weights that the kit's own rule gives the tokens of a run.
 *
 * @throws Error in the rule's words where the run lacks what the rule reads
 */
export function ruleWeights(
  run: ExploredRun,
  columns: RunColumns,
  { arm, rho, scope = DEFAULT_SELECTION.scope }: { arm: Arm; rho: number; scope?: Selection["scope"] },
): RuleWeights {
  const rule = builtInRule(arm, { ...DEFAULT_SELECTION, rho, scope });
  const missing = rule.needs?.filter((name) => columns[name] === undefined) ?? [];
  if (missing.length > 0)
    throw new Error(`the rule "${arm}" reads ${missing.join(", ")}, which was not recorded`);
  const weights = tokenWeights(rule, columns, {
    ...{ rng: seededRng(0), step: 0, steps: 1, temperature: 1 },
    ...{ vocabSize: run.vocabSize, roleNames: run.roleNames },
  });
  return { label: rule.label, weights, ...shares(weights, forksOf(run, columns)) };
}

/** [tokens] 1 where the token is a fork; undefined where that is not known, or there is none. */
function forksOf({ roleNames, forkRoles }: ExploredRun, { roles }: RunColumns): Uint8Array | undefined {
  const isFork = roleNames.map((name) => Number(forkRoles.includes(name)));
  return roles && isFork.includes(1) ? roles.map((role) => isFork[role]) : undefined;
}

function shares(
  weights: Float32Array,
  forks: Uint8Array | undefined,
): Omit<RuleWeights, "label" | "weights"> {
  let [kept, found, all] = [0, 0, 0];
  for (let t = 0; t < weights.length; t++) {
    if (weights[t] > 0) kept++;
    if (forks?.[t]) all++;
    if (forks?.[t] && weights[t] > 0) found++;
  }
  return {
    kept: kept / Math.max(1, weights.length),
    ...(all > 0 && { precision: found / Math.max(1, kept), recall: found / all }),
  };
}
