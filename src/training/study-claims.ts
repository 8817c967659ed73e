import { type Claim, judgeClaim, paperTable, withSign } from "../paper/index.js";
import { aboveZero, at, compared, gain, gainOfSizes } from "./claim-comparisons.js";
import type { RecordedRun } from "./recorded-runs.js";
import { armLabel, type StudyArm, studyArms } from "./study-arms.js";
import { recordedSettings, STUDY_SETTINGS } from "./study-settings.js";

const MAIN_COMMAND = "npm run ablate -- --preset full --only main";

/** Two arms match if their accuracies differ by less than this: 2 percentage points. */
export const MATCH_MARGIN = 0.02;

const POINTS = { name: "points", scale: 100, digits: 1 };
const TOKENS = { name: "tokens", scale: 1, digits: 1 };
const NATS = { name: "nats", scale: 1, digits: 3 };

/** The paper's claims that the recorded runs can judge, by Student's intervals of differences paired by seed. */
export function studyClaims(runs: readonly RecordedRun[]): Claim[] {
  const arms = studyArms(runs);
  const find = (arm: "all" | "top" | "bottom", rho = 0.2): StudyArm | undefined =>
    arms.find(({ label }) => label === armLabel({ arm, rho }));
  const [all, top, bottom, top10, top50] = [
    find("all"),
    find("top"),
    find("bottom"),
    find("top", 0.1),
    find("top", 0.5),
  ];
  const accuracy = at("test", "accuracy");
  const entropy = at("test", "meanEntropy");
  return [
    judgeClaim(
      {
        id: "bottom-80-teaches-little",
        claim: "Gradient on the bottom 80 % of tokens alone teaches little",
        source: "Figure 7",
        paper: "strong drop (8B; no number printed)",
        command: MAIN_COMMAND,
      },
      POINTS,
      [
        compared("all tokens above bottom 80 %, test accuracy", all, bottom, accuracy),
        compared(
          "half the gain of all tokens above that of bottom 80 %, validation",
          all,
          bottom,
          gain("accuracy"),
          {
            weight: 0.5,
          },
        ),
      ],
    ),
    judgeClaim(
      {
        id: "top-20-matches-all",
        claim: "Gradient on the top 20 % of tokens matches all tokens or beats them",
        source: "Table 2",
        paper: averageGains("accuracyGain", "points"),
        command: MAIN_COMMAND,
      },
      POINTS,
      [compared("top 20 % less all tokens, test accuracy", top, all, accuracy, { above: -MATCH_MARGIN })],
    ),
    judgeClaim(
      {
        id: "top-20-beats-all",
        claim: "Gradient on the top 20 % of tokens beats all tokens",
        source: "Table 2, 14B and 32B",
        paper: averageGains("accuracyGain", "points"),
        command: MAIN_COMMAND,
      },
      POINTS,
      [compared("top 20 % less all tokens, test accuracy", top, all, accuracy)],
    ),
    judgeClaim(
      {
        id: "gain-grows-with-size",
        claim: "The gain of the top 20 % over all tokens grows with the size of the model",
        source: "Figure 8",
        paper: `AIME24 ${sizeGains("AIME24")} points`,
        command: "npm run ablate -- --preset full --only size",
      },
      POINTS,
      [gainOfSizes(runs, accuracy)],
    ),
    judgeClaim(
      {
        id: "top-20-keeps-highest-entropy",
        claim: "The top 20 % keep a higher overall entropy than 10 %, 50 % and all tokens",
        source: "Figure 7",
        paper: "highest until convergence (no number printed)",
        command: MAIN_COMMAND,
      },
      NATS,
      [
        compared("top 20 % less all tokens", top, all, entropy),
        ...(top10 ? [compared("top 20 % less top 10 %", top, top10, entropy)] : []),
        ...(top50 ? [compared("top 20 % less top 50 %", top, top50, entropy)] : []),
      ],
    ),
    judgeClaim(
      {
        id: "bottom-80-lowers-entropy",
        claim: "The bottom 80 % alone end at a lower overall entropy than the top 20 %",
        source: "Figure 7",
        paper: "much lower (no number printed)",
        command: MAIN_COMMAND,
      },
      NATS,
      [compared("top 20 % less bottom 80 %", top, bottom, entropy)],
    ),
    judgeClaim(
      {
        id: "top-20-answers-longer",
        claim: "Gradient on the top 20 % of tokens makes responses longer than all tokens do",
        source: "Table 2, Figure 6",
        paper: averageGains("lengthGain", "tokens"),
        command: MAIN_COMMAND,
      },
      TOKENS,
      [compared("top 20 % less all tokens, test", top, all, at("test", "meanLength"))],
    ),
    judgeClaim(
      {
        id: "share-matters-little-between-10-and-50",
        claim: "Shares of 10 % and 50 % do about as well as 20 % in the smallest model",
        source: "Figure 7",
        paper: "about equal (8B; no number printed)",
        command: "npm run ablate -- --preset full --only rho",
      },
      POINTS,
      [
        compared("top 10 % less top 20 %, test accuracy", top10, top, accuracy, { above: -MATCH_MARGIN }),
        compared("top 50 % less top 20 %, test accuracy", top50, top, accuracy, { above: -MATCH_MARGIN }),
      ],
    ),
    judgeClaim(
      {
        id: "top-20-generalises-better",
        claim: "Out of distribution the top 20 % stay above all tokens",
        source: "Figure 9",
        paper: "above throughout (32B, LiveCodeBench; no number printed)",
        command: MAIN_COMMAND,
      },
      POINTS,
      [compared("top 20 % less all tokens, larger targets", top, all, at("ood", "accuracy"))],
    ),
    ...longerBudgetClaims(runs),
    ...architectureClaims(runs),
  ];
}

/** Figure 10: the run on the top 20 % goes on with room for longer answers. Our control goes on without it. */
function longerBudgetClaims(runs: readonly RecordedRun[]): Claim[] {
  const continued = studyArms(runs, { questions: ["budget"], base: "step-200" });
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
function architectureClaims(runs: readonly RecordedRun[]): Claim[] {
  const settings = STUDY_SETTINGS.filter(({ question }) => question === "llama");
  const recorded = recordedSettings(runs, settings)[0];
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

function averageGains(column: "accuracyGain" | "lengthGain", unit: string): string {
  const averages = paperTable("table-2").filter(({ benchmark }) => benchmark === "Average");
  const gains = averages.map((row) => `${withSign(row[column])} (${row.baseModel.replace("Qwen3-", "")})`);
  return `${gains.join(", ")} ${unit} on average`;
}

function sizeGains(benchmark: string): string {
  return paperTable("figure-8")
    .filter((row) => row.benchmark === benchmark)
    .map(({ gain: points, size }) => `${withSign(points)} (${size})`)
    .join(", ");
}
