import { DEFAULT_RHO } from "../entropy/index.js";
import { paperTable } from "../paper/index.js";
import type { RecordedRun } from "../study/index.js";
import { recordedSettings, type StudyArm, settingsOf, studyArms } from "../study/index.js";
import { armLabel } from "../token-rules/index.js";
import type { Claim } from "./claim.js";
import { at, compared, gain, gainOfSizes, POINTS, TOKENS } from "./comparisons.js";
import { architectureClaims, longerBudgetClaims } from "./generalisation-claims.js";
import { judgeClaim, withSign } from "./judge-claim.js";

const MAIN_COMMAND = "npm run ablate -- --preset full --only main";
const MAIN_AND_LONG_COMMAND = `${MAIN_COMMAND} && npm run ablate -- --preset full --only long`;
const MAIN_AND_RHO_COMMAND = `${MAIN_COMMAND} && npm run ablate -- --preset full --only rho`;

/** Two arms match if their accuracies differ by less than this: 2 percentage points. */
export const MATCH_MARGIN = 0.02;

const NATS = { name: "nats", scale: 1, digits: 3 };

/** The paper's claims that the recorded runs can judge, by Student's intervals of differences paired by seed. */
export function studyClaims(runs: readonly RecordedRun[]): Claim[] {
  const arms = studyArms(runs);
  const find = (arm: "all" | "top" | "bottom", rho = DEFAULT_RHO): StudyArm | undefined =>
    arms.find(({ label }) => label === armLabel({ arm, rho }));
  const [all, top, bottom, top10, top50] = [
    find("all"),
    find("top"),
    find("bottom"),
    find("top", 0.1),
    find("top", 0.5),
  ];
  const longer = recordedSettings(runs, [...settingsOf("long"), ...settingsOf("longest")]);
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
        command: MAIN_AND_LONG_COMMAND,
      },
      POINTS,
      [
        compared("top 20 % less all tokens, test accuracy", top, all, accuracy, { above: -MATCH_MARGIN }),
        ...longer.map(({ setting, ...pair }) =>
          compared(`with ${setting.label}`, pair.top, pair.all, accuracy, { above: -MATCH_MARGIN }),
        ),
      ],
    ),
    judgeClaim(
      {
        id: "top-20-beats-all",
        claim: "Gradient on the top 20 % of tokens beats all tokens",
        source: "Table 2, 14B and 32B",
        paper: averageGains("accuracyGain", "points"),
        command: MAIN_AND_LONG_COMMAND,
      },
      POINTS,
      [
        compared("top 20 % less all tokens, test accuracy", top, all, accuracy),
        ...longer.map(({ setting, ...pair }) =>
          compared(`with ${setting.label}`, pair.top, pair.all, accuracy),
        ),
      ],
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
        command: MAIN_AND_RHO_COMMAND,
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
        command: MAIN_AND_RHO_COMMAND,
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
