import type { RecordedRun } from "../../src/study/index.js";
import { type RlvrConfig, rlvrConfig } from "../../src/training/index.js";

/** Final values of a made-up run. */
export interface SampleRun {
  config: Partial<RlvrConfig>;
  base?: string;
  experiment?: string;
  accuracy: number;
  ood?: number;
  meanLength?: number;
  meanEntropy?: number;
  forkEntropy?: number;
  /** Right responses of each problem of the test split, out of 4. */
  rightCounts?: number[];
}

/** A finished run of 2 steps whose base model is right 20 % of the time, in 30 tokens. */
export function sampleRun({
  config: own,
  base = "M",
  experiment = "main",
  accuracy,
  ood = accuracy,
  meanLength = 50,
  meanEntropy = 0.2,
  forkEntropy = 0.5,
  rightCounts,
}: SampleRun): RecordedRun {
  const config = rlvrConfig({ steps: 2, base: `data/models/${base}`, ...own });
  const evaluation = (step: number, split: string, value: number): object => ({
    step,
    split,
    accuracy: value,
    problems: 100,
    samples: 4,
    meanLength: step === 0 ? 30 : meanLength,
    meanEntropy,
    forkEntropy,
  });
  return {
    name: `${experiment}/${base}-${config.arm}-seed${config.seed}`,
    experiment,
    base,
    config,
    backend: "wasm",
    versions: {},
    steps: [0, 1].map((step) => ({ step, meanEntropy: meanEntropy + 0.1 * step })) as RecordedRun["steps"],
    evaluations: [
      evaluation(0, "validation", 0.2),
      evaluation(config.steps, "validation", accuracy),
      { ...evaluation(config.steps, "test", accuracy), rightCounts },
      evaluation(config.steps, "ood", ood),
    ] as RecordedRun["evaluations"],
  };
}
