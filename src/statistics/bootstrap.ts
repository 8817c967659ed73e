import type { Rng } from "../random/index.js";
import { quantiles } from "./quantile.js";

/** An estimate with the ends of its confidence interval, in the unit of the statistic. */
export interface Interval {
  estimate: number;
  low: number;
  high: number;
}

export interface BootstrapOptions {
  rng: Rng;
  /** Number of resamples; default 1000. */
  resamples?: number;
  /** Confidence level; default 0.95. */
  level?: number;
}

/**
 * Percentile bootstrap over clusters (Efron 1979): whole clusters are drawn with replacement, so values
 * that belong together (the tokens of a response, the samples of a problem) stay together.
 *
 * With `paired`, `paired[i]` is the partner of `clusters[i]` (the same seed, the same problem): both are
 * drawn together, and the interval is that of statistic(clusters) - statistic(paired).
 *
 * @param clusters at least one; a cluster may be of any type
 * @param statistic a number from a list of clusters
 * @throws on no clusters, a partner list of another length, or an impossible option
 * @example bootstrapInterval([1, 0, 1, 1], mean, { rng: seededRng(0) }) // about 0.75 [0.25, 1]
 */
export function bootstrapInterval<T>(
  clusters: readonly T[],
  statistic: (sample: readonly T[]) => number,
  options: BootstrapOptions & { paired?: readonly T[] },
): Interval {
  const { rng, paired } = options;
  if (clusters.length === 0) throw new Error("bootstrapInterval wants at least one cluster, received none");
  if (paired && paired.length !== clusters.length)
    throw new Error(
      `paired must hold ${clusters.length} clusters as the first list does, received ${paired.length}`,
    );
  const evaluate = (drawn: ArrayLike<number>): number => {
    const take = (list: readonly T[]): T[] => {
      const taken = new Array<T>(drawn.length);
      for (let i = 0; i < taken.length; i++) taken[i] = list[drawn[i]];
      return taken;
    };
    return statistic(take(clusters)) - (paired ? statistic(take(paired)) : 0);
  };
  return percentileInterval(
    evaluate(range(clusters.length)),
    () => evaluate(drawIndices(clusters.length, rng)),
    options,
  );
}

/**
 * Bootstrap of a table scored over two crossed factors, for instance rows = seeds and columns = problems
 * (every seed answers the same problems): rows and columns are both drawn with replacement, and the
 * statistic sees the mean of each drawn row over the drawn columns.
 *
 * @param scores rows of equal length
 * @param statistic a number from the row means (mean, `interquartileMean`, ...)
 * @param options `paired`: a table of the same shape; the interval is that of the difference
 * @throws on an empty or ragged table, or a partner of another shape
 * @example crossedBootstrapInterval(scoresBySeed, interquartileMean, { rng: seededRng(0) })
 */
export function crossedBootstrapInterval(
  scores: readonly ArrayLike<number>[],
  statistic: (rowMeans: number[]) => number,
  options: BootstrapOptions & { paired?: readonly ArrayLike<number>[] },
): Interval {
  const { rng, paired } = options;
  const columns = scores[0]?.length ?? 0;
  for (const table of [scores, paired ?? scores]) {
    if (columns === 0 || table.length !== scores.length || table.some((row) => row.length !== columns))
      throw new Error(
        `wanted tables of ${scores.length} rows of ${columns} > 0 scores, received ${shape(table)}`,
      );
  }
  const evaluate = (rows: ArrayLike<number>, drawn: ArrayLike<number>): number => {
    const rowMeans = (table: readonly ArrayLike<number>[]): number[] =>
      Array.from(rows, (row) => {
        let sum = 0;
        for (let i = 0; i < drawn.length; i++) sum += table[row][drawn[i]];
        return sum / drawn.length;
      });
    return statistic(rowMeans(scores)) - (paired ? statistic(rowMeans(paired)) : 0);
  };
  return percentileInterval(
    evaluate(range(scores.length), range(columns)),
    () => evaluate(drawIndices(scores.length, rng), drawIndices(columns, rng)),
    options,
  );
}

function percentileInterval(estimate: number, resample: () => number, options: BootstrapOptions): Interval {
  const { resamples = 1000, level = 0.95 } = options;
  if (!Number.isInteger(resamples) || resamples < 1)
    throw new Error(`resamples must be an integer >= 1, received ${resamples}`);
  if (!(level > 0 && level < 1)) throw new Error(`level must lie in (0, 1), received ${level}`);
  const [low, high] = quantiles(Array.from({ length: resamples }, resample), [
    (1 - level) / 2,
    (1 + level) / 2,
  ]);
  return { estimate, low, high };
}

function range(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => i);
}

function drawIndices(n: number, rng: Rng): Int32Array {
  const drawn = new Int32Array(n);
  for (let i = 0; i < n; i++) drawn[i] = rng.integer(n);
  return drawn;
}

function shape(table: readonly ArrayLike<number>[]): string {
  return `${table.length} rows of ${[...new Set(table.map((row) => row.length))].join(" or ") || 0}`;
}
