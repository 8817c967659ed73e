import type { Split } from "../countdown/index.js";
import { type Claim, type Comparison, judgeClaim, paperTable, withSign } from "../paper/index.js";
import { studentInterval } from "../statistics/index.js";
import { evaluationOf, type RecordedEvaluation, type RecordedRun } from "./recorded-runs.js";
import { armLabel, type StudyArm, studyArms } from "./study-arms.js";
import { differenceBySeed, type RunMeasure } from "./study-summary.js";

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
        compared("half the gain of all tokens above that of bottom 80 %, validation", all, bottom, gain, {
          weight: 0.5,
        }),
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
  ];
}

function at(split: Split, key: "accuracy" | "meanEntropy" | "meanLength"): RunMeasure {
  return (run) => evaluationOf(run, split)[key];
}

/** Accuracy on validation after training less that of the base model. */
const gain: RunMeasure = (run) => {
  const on = (step: number): RecordedEvaluation => evaluationOf(run, run.config.evaluationSplit, { step });
  return on(run.config.steps).accuracy - on(0).accuracy;
};

/** weight * arm - reference, paired by seed; null where an arm is not recorded. */
function compared(
  what: string,
  arm: StudyArm | undefined,
  reference: StudyArm | undefined,
  measure: RunMeasure,
  { above = 0, weight = 1 }: { above?: number; weight?: number } = {},
): Comparison | null {
  if (!arm || !reference) return null;
  const weighed: RunMeasure = (run) => (arm.runs.includes(run) ? weight : 1) * measure(run);
  const { student, seeds } = differenceBySeed(arm, reference, weighed);
  return { what, difference: student, above, seeds: seeds.length };
}

/** How much more the largest recorded size gains than the smallest, paired by seed; null with fewer than two sizes. */
function gainOfSizes(runs: readonly RecordedRun[], measure: RunMeasure): Comparison | null {
  const sizes = ["S", "M", "L", "XL"].flatMap((base) => {
    const arms = studyArms(runs, { questions: ["main", "size"], base });
    const [all, top] = ["all", "top"].map((arm) => arms.find(({ config }) => config.arm === arm));
    return all && top ? [{ base, ...differenceBySeed(top, all, measure) }] : [];
  });
  if (sizes.length < 2) return null;
  const [small, large] = [sizes[0], sizes[sizes.length - 1]];
  const differences = large.seeds.flatMap((seed, i) => {
    const partner = small.seeds.indexOf(seed);
    return partner < 0 ? [] : [large.differences[i] - small.differences[partner]];
  });
  if (differences.length === 0) return null;
  return {
    what: `gain at ${large.base} less gain at ${small.base}, test accuracy`,
    difference: studentInterval(differences),
    above: 0,
    seeds: differences.length,
  };
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
