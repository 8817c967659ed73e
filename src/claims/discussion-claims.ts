import {
  entropyKeepers,
  evaluationOf,
  type FineTuningRuns,
  finalValue,
  fineTuningRuns,
  forgettingRuns,
  largestFall,
  type RecordedRun,
  type RunMeasure,
} from "../study/index.js";
import type { Claim } from "./claim.js";
import { NATS, POINTS, pairedComparison } from "./comparisons.js";
import { judgeClaim } from "./judge-claim.js";
import { ablate } from "./stated.js";

/** What the paper's discussion says, mostly without an experiment of its own. */
export function discussionClaims(runs: readonly RecordedRun[]): Claim[] {
  return [steadinessClaim(runs), ...fineTuningClaims(runs), entropyBonusClaim(runs)];
}

/** Of P5's steps the first are, number for number, those of the runs of 800 steps in which the measure was found. */
const SEEN_STEPS = 800;

/** Figure 6, by the steps of P5 alone that were not seen when the measure was found, when all of its seeds are there. */
function steadinessClaim(runs: readonly RecordedRun[]): Claim {
  const p5 = forgettingRuns(runs);
  const { all, top } = p5?.isWhole ? p5 : {};
  return judgeClaim(
    {
      id: "steadier-at-32b",
      claim: "Training on forks alone is steadier than training on all tokens at 32B",
      source: "Figure 6",
      paper: "no number printed",
      command: ablate("forgetting"),
    },
    POINTS,
    [
      pairedComparison(
        `largest fall of the validation accuracy from step ${SEEN_STEPS} on, all tokens less top 20 %`,
        all,
        top,
        largestFall("validation", { from: SEEN_STEPS }),
      ),
      pairedComparison("from the first step on", all, top, largestFall("validation"), { beside: true }),
    ],
    { note: `the measure is ours, found in the first ${SEEN_STEPS} of these steps` },
  );
}

const oodLessTest: RunMeasure = (run) =>
  evaluationOf(run, "ood").accuracy - evaluationOf(run, "test").accuracy;

/**
 * Direct answers decide, for they are what was predicted; those of the searcher stand beside. To memorize is to be behind out
 * of distribution, and by more there than on test. The hypothesis is that of Chu et al. (arXiv 2501.17161).
 */
function fineTuningClaims(runs: readonly RecordedRun[]): Claim[] {
  const direct = fineTuningRuns(runs, { answers: "direct" });
  const searched = fineTuningRuns(runs, { answers: "searched" });
  const difference = (what: string, pair: FineTuningRuns | null, measure: RunMeasure, beside: boolean) =>
    pairedComparison(what, pair?.reinforced, pair?.fineTuned, measure, { beside });
  const less = (what: string, measure: RunMeasure, beside = false) =>
    difference(`RL less fine-tuning, ${what}`, direct, measure, beside);
  const lessSearched = (what: string, measure: RunMeasure) =>
    searched ? [difference(`RL less fine-tuning on searched answers, ${what}`, searched, measure, true)] : [];
  const [test, ood] = (["test", "ood"] as const).map((split) => finalValue(split, "accuracy"));
  const forks = finalValue("test", "forkEntropy");
  const stated = {
    source: "discussion",
    paper: "a hypothesis; no experiment reported",
    command: `${ablate("fine-tuning")} && ${ablate("missed-tokens/M-all-seed")}`,
  };
  const note = "direct right answers, as many tokens of them as RL trained on, 200 steps";
  return [
    judgeClaim(
      {
        id: "sft-memorises-rl-generalises",
        claim: "Supervised fine-tuning memorises, reinforcement learning generalises",
        ...stated,
      },
      POINTS,
      [
        less("larger targets", ood),
        less("larger targets less test", oodLessTest),
        less("test", test, true),
        ...lessSearched("larger targets", ood),
        ...lessSearched("larger targets less test", oodLessTest),
      ],
      { note },
    ),
    judgeClaim(
      {
        id: "sft-takes-the-entropy-of-forks",
        claim: "Supervised fine-tuning takes the entropy of forks away, reinforcement learning keeps it",
        ...stated,
      },
      NATS,
      [less("test, real forks", forks), ...lessSearched("test, real forks", forks)],
      { note },
    ),
  ];
}

function entropyBonusClaim(runs: readonly RecordedRun[]): Claim {
  const keepers = entropyKeepers(runs);
  const clipped = keepers?.clip(0.28);
  const less = (coefficient: number, split: "test" | "ood", beside: boolean) =>
    pairedComparison(
      `clip 0.28 less bonus ${coefficient}, ${split === "ood" ? "larger targets" : split}`,
      clipped,
      keepers?.bonus(coefficient),
      finalValue(split, "accuracy"),
      { beside },
    );
  return judgeClaim(
    {
      id: "entropy-bonus-is-worse",
      claim:
        "An entropy bonus suits reasoning less than clip-higher, because it raises the entropy of the low-entropy majority too",
      source: "discussion",
      paper: "no experiment reported",
      command: ablate("entropy-bonus"),
    },
    POINTS,
    [less(0.01, "ood", false), less(0.01, "test", true), less(0.003, "ood", true), less(0.001, "ood", true)],
    { note: "16 mini-batches, one rate for all" },
  );
}
