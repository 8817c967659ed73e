import { MODEL_SIZES, type ModelSize, parameterCount } from "../models/index.js";
import {
  type Interval,
  numberText,
  type PooledDeviation,
  pooledDeviation,
  pooledInterval,
  type RandomEffects,
  randomEffectsMean,
  slope,
  studentInterval,
} from "../statistics/index.js";
import {
  differenceBySeed,
  evaluationOf,
  type RecordedCondition,
  type RecordedRun,
  type RunGroup,
  type RunMeasure,
  seedsText,
  sharedSeeds,
  withSeeds,
} from "../study/index.js";
import type { ClaimUnit, ComparisonInput } from "./claim.js";

export const POINTS: ClaimUnit = { name: "points", scale: 100, digits: 1 };
export const TOKENS: ClaimUnit = { name: "tokens", digits: 1 };
export const NATS: ClaimUnit = { name: "nats", digits: 3 };
export const PERCENT: ClaimUnit = { name: "%", scale: 100, digits: 1, signed: false };

/** Two arms match if their accuracies differ by less than this: 2 percentage points. */
export const MATCH_MARGIN = 0.02;

/** What a comparison wants of its number. */
export interface Wanted {
  /** Default 0. */
  above?: number;
  below?: number;
  /** It stands beside the others and decides nothing. */
  beside?: boolean;
}

/**
 * weight * group - reference, paired by seed; null where a group is not recorded.
 * @param options spread: one that several comparisons share, in place of the own of a few seeds
 * @example pairedComparison("top - all", top, all, finalValue("test", "accuracy"), { above: 0 })
 */
export function pairedComparison(
  what: string,
  group: RunGroup | undefined,
  reference: RunGroup | undefined,
  measure: RunMeasure,
  { weight = 1, spread, ...wanted }: Wanted & { weight?: number; spread?: PooledDeviation | null } = {},
): ComparisonInput | null {
  if (!group || !reference) return null;
  const weighed: RunMeasure = (run) => (group.runs.includes(run) ? weight : 1) * measure(run);
  const { differences } = differenceBySeed(group, reference, weighed);
  const comparison = overRuns(what, differences, wanted);
  return spread
    ? { ...comparison, ...pooledInterval(differences, spread), degrees: spread.degrees }
    : comparison;
}

/**
 * The spread of the differences from a reference, paired by seed, pooled over arms that are taken to spread alike; null
 * where none of them has two seeds.
 * @example pooledSpread([top10, top50], top20, finalValue("test", "accuracy"))?.degrees
 */
export function pooledSpread(
  arms: readonly RunGroup[],
  reference: RunGroup,
  measure: RunMeasure,
): PooledDeviation | null {
  const differences = arms.map((arm) => differenceBySeed(arm, reference, measure).differences);
  return differences.some(({ length }) => length > 1) ? pooledDeviation(differences) : null;
}

/**
 * What a group has gained since it went on from a checkpoint. All seeds share the one evaluation of the checkpoint, so
 * its sampling error is no part of their spread and is added, by the binomial distribution; null where the group is not
 * recorded.
 */
export function gainSinceCheckpoint(
  what: string,
  group: RunGroup | undefined,
  wanted: Wanted = {},
): ComparisonInput | null {
  if (!group) return null;
  const [{ config }] = group.runs;
  const at = (run: RecordedRun, step: number) => evaluationOf(run, config.evaluationSplit, { step });
  const { accuracy, problems, samples } = at(group.runs[0], 0);
  const after = overRuns(
    what,
    group.runs.map((run) => at(run, config.steps).accuracy - at(run, 0).accuracy),
    wanted,
  );
  if (after.low === null || after.high === null) return after;
  const sampling = 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / (problems * samples));
  const half = Math.hypot((after.high - after.low) / 2, sampling);
  return { ...after, low: after.estimate - half, high: after.estimate + half };
}

/** A measure of a group over its seeds; null where the group is not recorded. */
export function groupComparison(
  what: string,
  group: RunGroup | undefined,
  measure: RunMeasure,
  wanted: Wanted = {},
): ComparisonInput | null {
  return group ? overRuns(what, group.runs.map(measure), wanted) : null;
}

/**
 * The random-effects mean, over conditions, of top 20 % less all tokens. Three to five seeds say little of their own
 * spread, so the variance within conditions is pooled over them.
 * @example pooledGap(recordedConditions(runs), finalValue("test", "accuracy")).mean
 */
export function pooledGap(conditions: readonly RecordedCondition[], measure: RunMeasure): RandomEffects {
  const differences = conditions.map(({ all, top }) => differenceBySeed(top, all, measure).differences);
  const { deviation } = pooledDeviation(differences);
  return randomEffectsMean(
    differences.map((values) => ({
      estimate: values.reduce((sum, value) => sum + value, 0) / values.length,
      variance: deviation ** 2 / values.length,
    })),
  );
}

/** `pooledGap` as a comparison, its heterogeneity in words; null with fewer than two conditions. */
export function pooledComparison(
  what: string,
  conditions: readonly RecordedCondition[],
  measure: RunMeasure,
  wanted: Wanted = {},
): ComparisonInput | null {
  if (conditions.length < 2) return null;
  const { mean, tau, q, degrees } = pooledGap(conditions, measure);
  const pairs = conditions.map(({ all, top }) => differenceBySeed(top, all, measure).seeds.length);
  const spread = `τ ${numberText(tau, { scale: 100, digits: 1 })} points, Q ${numberText(q, { digits: 1 })} on ${degrees}`;
  return {
    what: `${what} (${seedsEach(conditions)}, ${spread})`,
    estimate: mean.estimate,
    low: mean.low,
    high: mean.high,
    above: 0,
    ...wanted,
    runs: pairs.reduce((sum, count) => sum + count, 0),
    degrees,
  };
}

/**
 * By how much the gap, top 20 % less all tokens, rises for ten times the parameters; null with fewer than two sizes.
 * @example gapByDecade(recordedConditions(runs, SIZE_CONDITIONS), finalValue("test", "accuracy"))
 */
export function gapByDecade(
  sizes: readonly RecordedCondition[],
  measure: RunMeasure,
): ComparisonInput | null {
  const points = sizes.flatMap(({ condition, all, top }) => {
    const decade = Math.log10(parameterCount(MODEL_SIZES[condition.base as ModelSize]));
    return differenceBySeed(top, all, measure).differences.map((gap) => ({ decade, gap }));
  });
  if (sizes.length < 2 || points.length < 3) return null;
  const { estimate, low, high, degrees } = slope(
    points.map(({ decade }) => decade),
    points.map(({ gap }) => gap),
  );
  const names = sizes.map(({ condition }) => condition.base).join(", ");
  return {
    what: `rise of the gap for ten times the parameters, ${names} (${seedsEach(sizes)}), test accuracy`,
    ...{ estimate, low, high, above: 0, runs: points.length, degrees },
  };
}

/** "3 to 5 seeds each": pairs of runs of the conditions. */
function seedsEach(conditions: readonly RecordedCondition[]): string {
  return `${seedsText(conditions.map(({ all, top }) => withSeeds(top, sharedSeeds([top, all]))))} each`;
}

/**
 * A number of one run, with an interval over problems.
 * @example overProblems("accuracy", { estimate: 0.6, low: 0.5, high: 0.7 }, { above: 0.4 })
 */
export function overProblems(
  what: string,
  { estimate, low, high }: Interval,
  { above = 0, ...wanted }: Wanted = {},
): ComparisonInput {
  return { what, estimate, low, high, above, ...wanted, runs: 1 };
}

/** The mean of one number a run, with Student's interval. */
function overRuns(
  what: string,
  values: readonly number[],
  { above = 0, ...wanted }: Wanted = {},
): ComparisonInput {
  const { estimate, low, high } = studentInterval(values);
  const ends = values.length > 1 ? { low, high } : { low: null, high: null };
  return { what, estimate, ...ends, above, ...wanted, runs: values.length, degrees: values.length - 1 };
}
