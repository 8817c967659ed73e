import { DEFAULT_RHO } from "../entropy/index.js";
import { paperTable } from "../paper/index.js";
import { type RecordedRun, type RunGroup, runGroups } from "../study/index.js";
import { armLabel } from "../token-rules/index.js";

/** The command that records an experiment of the study. */
export const ablate = (experiment: string): string => `npm run ablate -- --preset full --only ${experiment}`;

/** The standard groups of the study by arm and share. */
export function standardGroups(
  runs: readonly RecordedRun[],
): (arm: "all" | "top" | "bottom", rho?: number) => RunGroup | undefined {
  const groups = runGroups(runs);
  return (arm, rho = DEFAULT_RHO) => groups.find(({ label }) => label === armLabel({ arm, rho }));
}

/** The paper's gains of its three models, averaged over benchmarks. */
export function averageGains(column: "accuracyGain" | "lengthGain", unit: string): string {
  const averages = paperTable("table-2").filter(({ benchmark }) => benchmark === "Average");
  const gains = averages.map((row) => `${signed(row[column])} (${row.baseModel.replace("Qwen3-", "")})`);
  return `${gains.join(", ")} ${unit} on average`;
}

/** The paper's gains on a benchmark by model size. */
export function sizeGains(benchmark: string): string {
  return paperTable("figure-8")
    .filter((row) => row.benchmark === benchmark)
    .map(({ gain: points, size }) => `${signed(points)} (${size})`)
    .join(", ");
}

/** "+0.5" or "−0.5", with the decimals that the paper prints. */
function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value).replace("-", "−");
}
