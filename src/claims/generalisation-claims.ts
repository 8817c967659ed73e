import { paperTable } from "../paper/index.js";
import type { RecordedRun } from "../study/index.js";
import { LAST_MODEL, recordedSettings, type StudyArm, settingsOf, studyArms } from "../study/index.js";
import type { Claim } from "./claim.js";
import { aboveZero, at, compared, gain, POINTS, TOKENS } from "./comparisons.js";
import { judgeClaim } from "./judge-claim.js";

/** Figure 10: the run on the top 20 % goes on with room for longer answers. Our control goes on without it. */
export function longerBudgetClaims(runs: readonly RecordedRun[]): Claim[] {
  const continued = studyArms(runs, { questions: ["budget"], base: LAST_MODEL });
  const attempts = (count: number): StudyArm | undefined =>
    continued.find(({ config }) => config.arm === "top" && config.maxAttempts === count);
  const [six, four] = [attempts(6), attempts(4)];
  const [before, after] = paperTable("figure-10");
  const command = "npm run ablate -- --preset full --only budget";
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
        compared("six attempts less four, test accuracy", six, four, at("test", "accuracy")),
        aboveZero("gain from where it went on, validation", six, gain("accuracy")),
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
        compared("six attempts less four, test", six, four, at("test", "meanLength")),
        aboveZero("growth from where it went on, validation", six, gain("meanLength")),
      ],
    ),
  ];
}

/** Figure 11: another family of models. */
export function architectureClaims(runs: readonly RecordedRun[]): Claim[] {
  const recorded = recordedSettings(runs, settingsOf("llama"))[0];
  const command = "npm run ablate -- --preset full --only llama";
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
        compared(
          "top 20 % less all tokens, test accuracy, Llama block",
          recorded?.top,
          recorded?.all,
          at("test", "accuracy"),
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
      [
        compared(
          "top 20 % less all tokens, test, Llama block",
          recorded?.top,
          recorded?.all,
          at("test", "meanLength"),
        ),
      ],
    ),
  ];
}
