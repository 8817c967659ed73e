import type { RecordedRun, TournamentName } from "../../src/study/index.js";
import { EXPERIMENTS } from "../../src/study/plan/experiments.js";
import { sampleRun } from "./sample-runs.js";

/** A tournament's runs, all tokens at 50 and 40 points, the others as many points off as the law says. */
export function tournamentRuns(
  gain: (arm: string) => { test: number; ood: number },
  { experiment = "tournament" }: { experiment?: TournamentName } = {},
): RecordedRun[] {
  const [{ arms, seeds }] = EXPERIMENTS.filter(({ name }) => name === experiment);
  return arms.flatMap(([arm]) =>
    seeds.map((seed, i) => {
      const { test: onTest, ood } = arm === "all" ? { test: 0, ood: 0 } : gain(arm);
      const noise = arm === "all" ? 0 : (i - 2) / 1000;
      return sampleRun({
        ...{ experiment, base: "S", config: { arm, seed } },
        ...{ accuracy: 0.5 + onTest / 100 + noise, ood: 0.4 + ood / 100 + noise },
      });
    }),
  );
}
