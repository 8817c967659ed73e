import { paperTable } from "../paper/index.js";
import type { Interval } from "../statistics/index.js";
import type { Claim } from "./claim.js";
import { NATS, overProblems, PERCENT } from "./comparisons.js";
import { judgeClaim } from "./judge-claim.js";
import { oneRunJudge } from "./judge-one-run.js";

/** What notebook 07 measures between the base and the final model of one run, with intervals over problems. */
export interface ThroughTrainingNumbers {
  /** Share of the base model's top 20 % of positions that the final model has too. */
  overlap: Interval;
  /** Share of all absolute change of entropy that lies in the base model's top 20 %. */
  changeHeldByTop: Interval;
  /** Mean change of the base model's top 20 %, in nats. */
  changeOfTop: Interval;
  /** By how much the 75th to 95th percentile move more than the median, in nats. */
  upperLessMedian: Interval;
  /** Mean change at all forks, in nats. */
  changeOfForks: Interval;
}

/** What notebook 07 measures of the tokens that clip-higher acts on. */
export interface ClipHigherNumbers {
  /** By model, share of the top 20 % among rewarded tokens with a ratio above 1.2. */
  topAmongReleased: Readonly<Record<string, Interval>>;
  /** Prompts of all batches. */
  problems: number;
  batches: number;
  /** Gradient steps a batch. */
  miniBatches: number;
}

/** The paper states most of these claims in words; the thresholds are ours. */
const MOST = 0.5;
const OVERLAP_MARGIN = 0.05;
const KEPT_NATS = 0.05;

const NOTEBOOK = "07-entropy-through-training";

/**
 * What the paper says of entropy through training, judged by one run.
 * @param options problems: how many the intervals are over; from and to: steps of the two models
 * @example recordClaims(throughTrainingClaims(numbers, { problems: 122, from: 0, to: 200 }))
 */
export function throughTrainingClaims(
  numbers: ThroughTrainingNumbers,
  { problems, from, to }: { problems: number; from: number; to: number },
): Claim[] {
  const judge = oneRunJudge<keyof ThroughTrainingNumbers>(numbers, {
    notebook: NOTEBOOK,
    note: `over ${problems} problems; step ${from} to ${to}`,
  });
  const printed = paperTable("table-1").at(-1)!.overlapBase;
  const overlap = {
    source: "Table 1",
    paper: `${printed} % overlap (14B)`,
    unit: PERCENT,
    what: "overlap of the top 20 %, base and final",
  };
  const axisTo = paperTable("figure-details").find(
    ({ item, quantity }) => item === "Figure 4" && quantity === "change axis to",
  )!.value;
  return [
    judge("overlap", {
      ...overlap,
      id: "high-entropy-positions-stay",
      claim:
        "Most of the base model's high-entropy positions are still high-entropy positions after training",
      above: MOST,
    }),
    judge("overlap", {
      ...overlap,
      id: "as-many-positions-stay",
      claim: "As many of the high-entropy positions stay as in the paper, to within 5 points",
      above: printed / 100 - OVERLAP_MARGIN,
    }),
    judge("changeHeldByTop", {
      id: "high-entropy-changes-most",
      claim: "The tokens of high entropy in the base model change most",
      source: "Figure 4",
      paper: "change grows with initial entropy (no number printed)",
      unit: PERCENT,
      what: "share of all absolute change in the top 20 % of positions",
      above: MOST,
    }),
    judge("changeOfTop", {
      id: "high-entropy-rises",
      claim: "The tokens of high entropy in the base model gain entropy",
      source: "Figure 4",
      paper: `increase, on an axis up to ${axisTo} nats (no number printed)`,
      unit: NATS,
      what: "mean change of the top 20 % of positions",
      above: 0,
    }),
    judge("upperLessMedian", {
      id: "low-percentiles-hardly-move",
      claim: "High percentiles of the entropy move through training, low ones hardly do",
      source: "Figure 5",
      paper: "by inspection of six percentiles (no number printed)",
      unit: NATS,
      what: "movement of the 75th to 95th percentile less that of the median",
      above: 0,
    }),
    judge("changeOfForks", {
      id: "rl-keeps-fork-entropy",
      claim: "Reinforcement learning keeps the entropy of forks or raises it",
      source: "discussion, Figures 5 and 7",
      paper: "hypothesis (no number printed)",
      unit: NATS,
      what: "mean change at all forks",
      above: -KEPT_NATS,
    }),
  ];
}

/**
 * What the paper says of clip-higher, judged from every model given.
 * @example recordClaims([clipHigherClaim({ topAmongReleased: { base }, problems: 64, batches: 4, miniBatches: 16 })])
 */
export function clipHigherClaim({
  topAmongReleased,
  problems,
  batches,
  miniBatches,
}: ClipHigherNumbers): Claim {
  return judgeClaim(
    {
      id: "clip-higher-acts-on-high-entropy",
      claim: "The tokens that clip-higher acts on have high entropy",
      source: "discussion",
      paper: "observed (no number printed)",
      command: `npm run notebooks -- ${NOTEBOOK}`,
    },
    PERCENT,
    Object.entries(topAmongReleased).map(([model, top]) =>
      overProblems(`top 20 % among rewarded tokens with a ratio above 1.2, from the ${model} model`, top, {
        above: MOST,
      }),
    ),
    {
      note: `over ${problems} problems; ${batches} batches of ${miniBatches} gradient steps from each model`,
    },
  );
}
