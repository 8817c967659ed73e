import { paperTable } from "../paper/index.js";
import {
  changeOverTraining,
  conditionsOf,
  finalValue,
  LAST_MODEL,
  type RecordedRun,
  type RunGroup,
  recordedConditions,
  runGroups,
} from "../study/index.js";
import type { Claim } from "./claim.js";
import { gainSinceCheckpoint, groupComparison, POINTS, pairedComparison, TOKENS } from "./comparisons.js";
import { judgeClaim } from "./judge-claim.js";
import { ablate } from "./stated.js";

/**
 * Figure 10: the run on the top 20 % goes on with room for longer answers. Our control goes on without it and decides, on test,
 * paired by seed, as data/predictions.md has it for every comparison: what is gained on the start may come from the further
 * steps alone. That gain, the paper's own comparison, stands beside.
 */
export function longerBudgetClaims(runs: readonly RecordedRun[]): Claim[] {
  const continued = runGroups(runs, { experiments: ["budget"], base: LAST_MODEL });
  const attempts = (count: number): RunGroup | undefined =>
    continued.find(({ config }) => config.arm === "top" && config.maxAttempts === count);
  const [six, four] = [attempts(6), attempts(4)];
  const [before, after] = paperTable("figure-10");
  const command = ablate("budget");
  return [
    judgeClaim(
      {
        id: "longer-budget-raises-accuracy",
        claim: "Going on with a longer response budget raises the accuracy of the top 20 % further",
        source: "Figure 10",
        paper: `AIME24 ${before.aime24} to ${after.aime24} (32B, ${before.maxLength} to ${after.maxLength} tokens)`,
        command,
      },
      POINTS,
      [
        pairedComparison("six attempts less four, test accuracy", six, four, finalValue("test", "accuracy")),
        gainSinceCheckpoint("gain from where it went on, validation", six, { beside: true }),
      ],
    ),
    judgeClaim(
      {
        id: "longer-budget-lengthens-answers",
        claim: "Going on with a longer response budget makes the answers of the top 20 % longer",
        source: "Figure 10",
        paper: "rises notably (no number printed)",
        command,
      },
      TOKENS,
      [
        pairedComparison("six attempts less four, test", six, four, finalValue("test", "meanLength")),
        groupComparison("growth from where it went on, validation", six, changeOverTraining("meanLength"), {
          beside: true,
        }),
      ],
    ),
  ];
}

/** Figure 11: another family of models. */
export function architectureClaims(runs: readonly RecordedRun[]): Claim[] {
  const [recorded] = recordedConditions(runs, conditionsOf("llama"));
  const command = ablate("llama");
  const less = "top 20 % less all tokens, Llama block";
  return [
    judgeClaim(
      {
        id: "other-architecture-top-20-beats-all",
        claim: "In another family of models the top 20 % beat all tokens too",
        source: "Figure 11",
        paper: "above vanilla (Llama-3.1-8B; no number printed; called weak evidence)",
        command,
      },
      POINTS,
      [
        pairedComparison(
          `${less}, test accuracy`,
          recorded?.top,
          recorded?.all,
          finalValue("test", "accuracy"),
        ),
      ],
    ),
    judgeClaim(
      {
        id: "other-architecture-top-20-answers-longer",
        claim: "In another family of models the top 20 % make responses longer too",
        source: "Figure 11",
        paper: "longer than vanilla (Llama-3.1-8B; no number printed)",
        command,
      },
      TOKENS,
      [pairedComparison(`${less}, test`, recorded?.top, recorded?.all, finalValue("test", "meanLength"))],
    ),
  ];
}
