import { requireFinite, requireSameLength } from "./checks.js";

/** R = -a exp(H) + b fitted to points of a run, with what it misses. */
export interface PerformanceFit {
  a: number;
  b: number;
  /** Performance foretold at H = 0: b - a. */
  ceiling: number;
  /** R - (-a exp(H) + b) for each point. */
  residuals: number[];
  /** Root mean square of the residuals, in the unit of R. */
  rmse: number;
  /** 1 - (residual sum of squares) / (total sum of squares); NaN where R never varies. */
  rSquared: number;
}

/**
 * Least-squares fit of performance against entropy through training, R = -a exp(H) + b (Cui et al. 2025,
 * arXiv 2505.22617): performance is bought with entropy and ends at b - a when none is left.
 *
 * @param entropies mean policy entropy at each point, nats
 * @param performance accuracy or reward at each point
 * @throws on arrays of different length, fewer than three points, entropies all equal, or values not finite
 * @example entropyPerformanceFit([0.6, 0.4, 0.2], [0.1, 0.3, 0.4]) // R = -a exp(H) + b
 */
export function entropyPerformanceFit(
  entropies: ArrayLike<number>,
  performance: ArrayLike<number>,
): PerformanceFit {
  requireSameLength({ entropies, performance });
  requireFinite("entropies", entropies);
  requireFinite("performance", performance);
  const n = entropies.length;
  const x = Float64Array.from(entropies, Math.exp);
  const y = Float64Array.from(performance);
  if (n < 3 || x.every((value) => value === x[0]))
    throw new Error(`the fit wants three points or more of different entropy, received ${n}`);
  const [meanX, meanY] = [x, y].map((values) => values.reduce((sum, value) => sum + value, 0) / n);
  const squares = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  const products = x.reduce((sum, value, i) => sum + (value - meanX) * (y[i] - meanY), 0);
  const a = -products / squares;
  const b = meanY + a * meanX;
  const residuals = Array.from(y, (value, i) => value - (b - a * x[i]));
  const missed = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  const total = y.reduce((sum, value) => sum + (value - meanY) ** 2, 0);
  return {
    a,
    b,
    ceiling: b - a,
    residuals,
    rmse: Math.sqrt(missed / n),
    rSquared: total === 0 ? Number.NaN : 1 - missed / total,
  };
}
