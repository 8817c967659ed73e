import { finalValue, type MiniBatchRuns, miniBatchRuns, type RecordedRun } from "../study/index.js";
import type { Claim } from "./claim.js";
import { POINTS, pairedComparison } from "./comparisons.js";
import { judgeClaim } from "./judge-claim.js";
import { ablate, averageGains } from "./stated.js";

/** Seeds of P4's verdict. */
const JUDGED = 10;

/**
 * Table 2 in the paper's own regime (P4), but for whose entropies the mask takes: 16 gradient steps on each batch of responses.
 * Judged when ten seeds are whole.
 */
export function miniBatchClaims(runs: readonly RecordedRun[]): Claim[] {
  const [four, sixteen] = [4, 16].map((miniBatches) => {
    const pair = miniBatchRuns(runs, { miniBatches });
    return pair && pair.seeds.length >= JUDGED ? pair : null;
  });
  const gap = (pair: MiniBatchRuns | null, what: string, split: "test" | "ood", beside: boolean) =>
    pairedComparison(what, pair?.top, pair?.all, finalValue(split, "accuracy"), { beside });
  const fewer = gap(four, "test accuracy, 4 mini-batches", "test", true);
  return [
    judgeClaim(
      {
        id: "top-20-ahead-off-policy",
        claim: "With 16 gradient steps on each batch of responses the top 20 % are ahead of all tokens",
        source: "Table 2",
        paper: averageGains("accuracyGain", "points"),
        command: ablate("mini-batches"),
      },
      POINTS,
      [
        gap(sixteen, "test accuracy, 16 mini-batches", "test", false),
        gap(sixteen, "larger targets, 16 mini-batches", "ood", true),
        ...(fewer ? [fewer] : []),
      ],
      {
        note:
          "top 20 % less all tokens, each at the best rate of its own sweep, 200 steps; the mask takes the entropies of the " +
          "policy that sampled, the paper's those of the policy being trained, which was not run here with 16",
      },
    ),
  ];
}
