import { likelierOfTwo } from "../../entropy/index.js";
import { mean } from "../../statistics/index.js";
import { EXPERIMENTS } from "../plan/experiments.js";
import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";
import { finalValue } from "./summary.js";

/** One of P2's conditions: a dose of decoration and a share of the tokens. */
export interface DecorationCondition {
  base: string;
  rho: number;
  /** Share of the first batch that is decorative and a choice: none where opener and connective are always the same. */
  decorative: number;
  /** Share of the first batch at which the language leaves a choice: `decorative` and real forks. */
  forks: number;
  /** Whether `forks` is more than `rho`. */
  crowded: boolean;
  all: RunGroup;
  /** The top `rho` by entropy. */
  top: RunGroup;
}

/** The recorded runs of P2, all with the same seeds. */
export interface DecorationRuns {
  /** Those that every condition has, ascending; the others are left out. */
  seeds: number[];
  /** By ascending dose, then share. */
  conditions: DecorationCondition[];
}

/** The base model in whose language opener and connective are always the same. */
const UNDECORATED = "S-undecorated";

/**
 * P2's conditions at the seeds that all of them have; null where there is no such seed yet.
 * @example decorationRuns(readRecordedRuns())?.conditions.filter(({ crowded }) => crowded).length
 */
export function decorationRuns(runs: readonly RecordedRun[]): DecorationRuns | null {
  const doses = EXPERIMENTS.filter(({ name }) => name === "decoration").map(({ bases: [base], arms }) => {
    const groups = runGroups(runs, { experiments: ["decoration"], base });
    return { base, groups, whole: groups.length === arms.length };
  });
  const seeds = doses.every(({ whole }) => whole) ? sharedSeeds(doses.flatMap(({ groups }) => groups)) : [];
  if (seeds.length === 0) return null;
  const conditions = doses.flatMap(({ base, groups }) => {
    const [all, ...masks] = groups.map((group) => withSeeds(group, seeds));
    const decorative = base === UNDECORATED ? 0 : shareAtFirst(all, "maskDecorative");
    const forks = decorative + shareAtFirst(all, "maskReal");
    return masks.map((top) => ({
      base,
      rho: top.config.rho,
      decorative,
      forks,
      crowded: forks > top.config.rho,
      all,
      top,
    }));
  });
  return { seeds, conditions };
}

/** A share of the first batch, mean over the runs. */
function shareAtFirst({ runs }: RunGroup, role: "maskReal" | "maskDecorative"): number {
  return mean(runs.map(({ steps: [first] }) => first[role] ?? 0));
}

/**
 * What P2's law says that a mask loses in proportion to, seed by seed: 1 - p*, the chance of the other branch at a binary
 * fork whose entropy has come to the mask's threshold, times the times that a response of all tokens goes on at it.
 * @example lostVisits(condition) // one number a seed
 */
export function lostVisits({ all, top }: DecorationCondition): number[] {
  const waits = all.runs.map(finalValue("test", "meanWaits"));
  return top.runs.map(({ steps }, i) => {
    const threshold = steps.at(-1)!.threshold ?? 0;
    return (1 - likelierOfTwo(Math.min(threshold, Math.LN2))) * waits[i];
  });
}
