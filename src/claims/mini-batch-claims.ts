import {
  finalValue,
  type MiniBatchRuns,
  miniBatchRuns,
  type RecordedRun,
  runGroups,
} from "../study/index.js";
import type { Claim } from "./claim.js";
import { POINTS, pairedComparison } from "./comparisons.js";
import { judgeClaim } from "./judge-claim.js";
import { ablate, averageGains } from "./stated.js";

/** Seeds of P4's verdict. */
const JUDGED = 10;

/**
 * Table 2 in the paper's own regime (P4): 16 gradient steps on each batch of responses, the mask by the entropies of the policy
 * being trained. Those of the policy that sampled and 4 gradient steps stand beside. Judged when ten seeds are whole.
 */
export function miniBatchClaims(runs: readonly RecordedRun[]): Claim[] {
  const whole = (wanted: Parameters<typeof miniBatchRuns>[1]) => {
    const pair = miniBatchRuns(runs, wanted);
    return pair && pair.seeds.length >= JUDGED ? pair : null;
  };
  const trained = whole({ miniBatches: 16, entropyOf: "current" });
  const [four, sixteen] = [whole({ miniBatches: 4 }), whole({ miniBatches: 16 })];
  const [control] = runGroups(runs, { experiments: ["mini-batches-control"], base: "M" });
  const gap = (pair: MiniBatchRuns | null, what: string, split: "test" | "ood", beside = true) =>
    pairedComparison(what, pair?.top, pair?.all, finalValue(split, "accuracy"), { beside });
  const besides = [
    gap(trained, "larger targets, 16 mini-batches", "ood"),
    gap(trained && control && { ...trained, top: control }, "test, 16, at half that rate (control)", "test"),
    gap(sixteen, "test, 16, entropies of the policy that sampled", "test"),
    gap(sixteen, "larger targets, 16, entropies of the policy that sampled", "ood"),
    gap(four, "test, 4 mini-batches, entropies of the policy that sampled", "test"),
  ].filter((comparison) => comparison !== null);
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
      [gap(trained, "test accuracy, 16 mini-batches", "test", false), ...besides],
      { note: "top 20 % less all tokens, each at the best rate of its own sweep, 200 steps" },
    ),
  ];
}
