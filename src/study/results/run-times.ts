import path from "node:path";
import { quantile } from "../../statistics/index.js";
import type { RlvrConfig } from "../../training/index.js";
import { HELD_OUT_SAMPLES } from "../plan/held-out.js";
import type { PlannedRun } from "../plan/planned-runs.js";
import type { RecordedRun } from "./recorded-runs.js";

/** How long a planned run takes on one core. */
export interface RunTime {
  experiment: string;
  /** Name of the base model. */
  base: string;
  /** Null where no run from this base model is recorded. */
  seconds: number | null;
  /**
   * "recorded": the median of the recorded runs of this experiment from this base model; "estimated": by the number of
   * responses, from all recorded runs from this base model.
   */
  from: "recorded" | "estimated" | "unknown";
}

/**
 * How long each planned run takes, by the recorded runs.
 * @example runTimes(plannedRuns("full"), readRecordedRuns())[0] // { experiment: "main", base: "M", seconds: 78, ... }
 */
export function runTimes(planned: readonly PlannedRun[], recorded: readonly RecordedRun[]): RunTime[] {
  return planned.map((run): RunTime => {
    const [experiment, base] = [run.name.split("/")[0], path.basename(run.config.base)];
    const same = recorded.filter((other) => other.base === base);
    const own = same.filter(
      (other) => other.experiment === experiment && other.config.steps === run.config.steps,
    );
    if (own.length > 0) return { experiment, base, seconds: median(own.map(runSeconds)), from: "recorded" };
    if (same.length === 0) return { experiment, base, seconds: null, from: "unknown" };
    return { experiment, base, seconds: estimatedSeconds(run, same), from: "estimated" };
  });
}

/**
 * Seconds that a recorded run took: those of its steps, and its evaluations, which are not timed, at the speed of its
 * rollouts.
 */
export function runSeconds(run: RecordedRun): number {
  const { trained, sampling, updating } = perResponse(run);
  // one greedy response a problem besides the samples
  const evaluated = run.evaluations.map(({ problems, samples }) => problems * (samples + 1));
  return trained * (sampling + updating) + sum(evaluated) * sampling;
}

function estimatedSeconds(run: PlannedRun, same: readonly RecordedRun[]): number {
  const speeds = same.map(perResponse);
  const sampling = median(speeds.map((speed) => speed.sampling));
  const updating = median(speeds.map((speed) => speed.updating));
  const problems = new Map(same[0].evaluations.map((line) => [line.split, line.problems]));
  return responses(run.config) * (sampling + updating) + evaluatedResponses(run, problems) * sampling;
}

/** How many responses a planned run is evaluated on, given the problems of each split. */
function evaluatedResponses(
  { config, heldOutSamples, heldOutEvery = config.steps }: PlannedRun,
  problems: ReadonlyMap<string, number>,
): number {
  const { steps, evaluateEvery, evaluationSamples, evaluationSplit } = config;
  const evaluations = Math.ceil(steps / (evaluateEvery || steps)) + 1;
  const through = Math.ceil(steps / heldOutEvery) - 1;
  return sum(
    [...problems].map(([split, count]) =>
      split === evaluationSplit
        ? count * evaluations * (evaluationSamples + 1)
        : count * (through * (HELD_OUT_SAMPLES + 1) + heldOutSamples + 1),
    ),
  );
}

/** Responses that a run has learnt from, and seconds a response of sampling them and of updating the policy. */
function perResponse({ config, steps }: RecordedRun): {
  trained: number;
  sampling: number;
  updating: number;
} {
  const trained = responses(config);
  return {
    trained,
    sampling: sum(steps.map(({ rolloutSeconds }) => rolloutSeconds)) / trained,
    updating: sum(steps.map(({ updateSeconds }) => updateSeconds)) / trained,
  };
}

function responses({ steps, prompts, samples }: RlvrConfig): number {
  return steps * prompts * samples;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
