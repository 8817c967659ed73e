import type { RecordedRun } from "../../src/study/index.js";
import { EXPERIMENTS } from "../../src/study/plan/experiments.js";
import { sampleRun } from "./sample-runs.js";

/** A tournament's runs, all tokens at 50 and 40 points, the others as many points off as the law says. */
export function tournamentRuns(gain: (arm: string) => { test: number; ood: number }): RecordedRun[] {
  const [{ arms }] = EXPERIMENTS.filter(({ name }) => name === "tournament");
  return arms.flatMap(([arm]) =>
    [0, 1, 2, 3, 4].map((seed) => {
      const { test: onTest, ood } = arm === "all" ? { test: 0, ood: 0 } : gain(arm);
      const noise = arm === "all" ? 0 : (seed - 2) / 1000;
      return sampleRun({
        ...{ experiment: "tournament", base: "S", config: { arm, seed } },
        ...{ accuracy: 0.5 + onTest / 100 + noise, ood: 0.4 + ood / 100 + noise },
      });
    }),
  );
}
