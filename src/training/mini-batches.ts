import type { Rng } from "../random/index.js";

/** The items in random order, cut into at most `count` parts of the same size; the last may be smaller. */
export function miniBatches<T>(items: readonly T[], count: number, rng: Rng): T[][] {
  const order = Array.from(rng.permutation(items.length), (index) => items[index]);
  const size = Math.max(1, Math.ceil(items.length / count));
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    order.slice(i * size, (i + 1) * size),
  );
}
