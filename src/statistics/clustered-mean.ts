import { type BootstrapOptions, bootstrapInterval, type Interval } from "./bootstrap.js";
import { shareInterval } from "./share-interval.js";

/**
 * Mean of a quantity of tokens with its bootstrap interval, whole clusters drawn with replacement: the tokens of one
 * response, and the responses to one problem, are not independent of each other. The mean is a ratio of sums,
 * sum(w v) / sum(w), so that clusters of different size count by their tokens.
 *
 * @param values one for each token, in any unit; 0 and 1 make the mean a share
 * @param clusters the cluster of each token (its problem, its response), any numbers
 * Where all values are 0, or all are 1, the interval is the exact one of `shareInterval`: no resample of 0 of 30 problems
 * holds anything else.
 *
 * @param options weights: of the tokens, default 1; 0 leaves a token out; exact: default true, false for values that are no
 * share, or whose share is known beforehand; the others as for `bootstrapInterval`
 * @throws on arrays of different length, on a weight below 0 or not finite, and where no weight is above 0
 * @example clusteredMean(entropies, problemOfToken, { rng: seededRng(0) }).estimate
 */
export function clusteredMean(
  values: ArrayLike<number>,
  clusters: ArrayLike<number>,
  options: BootstrapOptions & { weights?: ArrayLike<number>; exact?: boolean },
): Interval {
  const { weights, exact = true } = options;
  if (clusters.length !== values.length || (weights && weights.length !== values.length))
    throw new Error(
      `clusteredMean wants a cluster and a weight for each of ${values.length} values, received ${clusters.length} and ${weights?.length ?? values.length}`,
    );
  const sums = new Map<number, { weighed: number; weight: number }>();
  for (let i = 0; i < values.length; i++) {
    const weight = weights ? weights[i] : 1;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY))
      throw new Error(`a weight must be a number >= 0, received ${weight} at ${i}`);
    if (weight === 0) continue;
    const sum = sums.get(clusters[i]) ?? { weighed: 0, weight: 0 };
    sums.set(clusters[i], { weighed: sum.weighed + weight * values[i], weight: sum.weight + weight });
  }
  if (sums.size === 0) throw new Error("clusteredMean wants a value of weight above 0, received none");
  const drawn = [...sums.values()];
  const shares = drawn.map(({ weighed, weight }) => weighed / weight);
  const isOneSided = [0, 1].some((share) => shares.every((other) => other === share));
  return exact && isOneSided
    ? shareInterval(shares, options)
    : bootstrapInterval(drawn, ratioOfSums, options);
}

function ratioOfSums(clusters: readonly { weighed: number; weight: number }[]): number {
  let [weighed, weight] = [0, 0];
  for (const cluster of clusters) {
    weighed += cluster.weighed;
    weight += cluster.weight;
  }
  return weighed / weight;
}
