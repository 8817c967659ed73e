import { mean } from "../../statistics/index.js";
import type { RecordedRun } from "./recorded-runs.js";
import { type RunGroup, runGroups, sharedSeeds, withSeeds } from "./run-groups.js";
import { tournament } from "./tournament.js";

/**
 * Euclidean norm of one gradient step of an arm, mean over the steps of its runs.
 * @throws Error naming a run that was recorded before the norms were
 * @example updateNorm(groupNamed(arms, "top 20 %"))
 */
export function updateNorm({ runs }: RunGroup): number {
  const ofRuns = runs.map(({ name, steps }) => {
    if (steps.some((step) => step.updateNorm === undefined))
      throw new Error(`"${name}" has steps without "updateNorm": it was recorded before that was measured`);
    return mean(steps.map((step) => step.updateNorm));
  });
  return mean(ofRuns);
}

/**
 * The learning rate at which an arm's steps would be as long as a rule's, two digits of it: a step of Adam is
 * proportional to the rate while both arms go the same way.
 * @example matchedRate(rule, all)
 */
export function matchedRate(rule: RunGroup, arm: RunGroup): number {
  const rate = (arm.config.learningRate * updateNorm(rule)) / updateNorm(arm);
  return Number(rate.toPrecision(2));
}

/** A rule beside all tokens at the rate that makes their steps as long as its own, both with the same seeds. */
export interface RateMatched {
  rule: RunGroup;
  control: RunGroup;
}

/**
 * The rules of the tournament that was run again whose control at equal steps is recorded.
 * @example rateMatched(readRecordedRuns()).map(({ rule, control }) => updateNorm(control) / updateNorm(rule))
 */
export function rateMatched(runs: readonly RecordedRun[]): RateMatched[] {
  const again = tournament(runs, { experiment: "tournament-again" });
  const controls = runGroups(runs, { experiments: ["rate-matched"], base: "S" });
  return (again?.rules ?? []).flatMap((rule) => {
    const rate = matchedRate(rule, again!.all);
    const control = controls.find(({ config }) => config.learningRate === rate);
    const seeds = sharedSeeds([rule, control]);
    return control && seeds.length > 0
      ? [{ rule: withSeeds(rule, seeds), control: withSeeds(control, seeds) }]
      : [];
  });
}
