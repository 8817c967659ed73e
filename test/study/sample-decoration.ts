import type { RecordedRun } from "../../src/study/index.js";
import { EXPERIMENTS } from "../../src/study/plan/experiments.js";
import { sampleRun } from "./sample-runs.js";

/** Real forks of every dose, and decorative tokens by dose, as shares of the tokens. */
export const REAL = 0.15;
export const DECORATIVE: Readonly<Record<string, number>> = {
  "S-undecorated": 0.08,
  "S-decorated-4": 0.04,
  S: 0.08,
  "S-decorated-15": 0.15,
  "S-decorated-24": 0.24,
};

/** P2's runs: all tokens at 50 points and with two waits, a mask as many points below as the law says. */
export function decorationOf(
  law: (condition: { base: string; rho: number; threshold: number }) => number,
): RecordedRun[] {
  return EXPERIMENTS.filter(({ name }) => name === "decoration").flatMap(({ bases: [base], arms }) =>
    arms.flatMap(([arm, { rho = 0.2 } = {}]) =>
      [0, 1, 2, 3, 4].map((seed) => {
        const threshold = 0.6 - rho;
        const lost = arm === "all" ? 0 : law({ base, rho, threshold });
        const run = sampleRun({
          ...{ experiment: "decoration", base, config: { arm, rho, seed } },
          accuracy: (50 - lost) / 100 + seed / 1000,
        });
        const mask = { maskReal: REAL, maskDecorative: DECORATIVE[base], keptFraction: 1, threshold };
        return {
          ...run,
          steps: run.steps.map((step) => ({ ...step, ...mask })),
          evaluations: run.evaluations.map((line) => ({ ...line, meanWaits: 2 })),
        } as RecordedRun;
      }),
    ),
  );
}
