import { paperTable } from "../../paper/index.js";
import type { RlvrConfig } from "../../training/index.js";
import { type ModelShape, modelShape, paperSize, parameterCount } from "./model-shapes.js";

/** What a launch is reckoned to need. Assumptions are part of it. */
export interface LaunchCost {
  /** All parameters of the model. */
  parameters: number;
  /** Mean length of a response and of a prompt, tokens. */
  responseTokens: number;
  promptTokens: number;
  /** Response tokens that are sampled, and those of them that are trained on. */
  sampledTokens: number;
  trainedTokens: number;
  /** Floating-point operations by stage. */
  operations: { sampling: number; scoring: number; update: number };
  /** GPU-hours by stage. */
  gpuHours: { sampling: number; scoring: number; update: number };
}

export interface CostAssumptions {
  /** Response tokens, mean; default: the paper's mean over its six benchmarks (Table 2), of the arm. */
  responseTokens?: number;
  promptTokens?: number;
  /** Responses sampled for one that is trained on: groups without spread are dropped. */
  oversampling?: number;
  /** Floating-point operations a second of one GPU at its best. */
  peak?: number;
  /** Share of the peak that each stage reaches. */
  utilization?: { sampling: number; scoring: number; update: number };
}

/** Dense BF16 of an H100 SXM (NVIDIA's data sheet). */
const H100_PEAK = 989e12;
/** What is usual for long responses: sampling is bound by memory, the update by arithmetic. */
const UTILIZATION = { sampling: 0.08, scoring: 0.35, update: 0.35 };

/**
 * Reckons tokens, operations and GPU-hours of a run: a forward pass takes 2 operations a weight and token, a backward
 * pass 4, recomputed activations 2 more, attention 4 x layers x width operations a token and token attended to.
 * Null where the model's shape or the length of its responses is not known.
 *
 * @example launchCost(settings.config)?.gpuHours.sampling
 */
export function launchCost(config: RlvrConfig, assumptions: CostAssumptions = {}): LaunchCost | null {
  const shape = modelShape(config.base);
  const responseTokens = assumptions.responseTokens ?? paperLength(config);
  if (!shape || responseTokens === null) return null;
  const { promptTokens = 150, oversampling = 1.5, peak = H100_PEAK, utilization = UTILIZATION } = assumptions;
  const responses = config.steps * config.prompts * config.samples;
  const trainedTokens = responses * responseTokens;
  const sampledTokens = oversampling * trainedTokens;
  const forward = forwardOperations(shape, responseTokens + promptTokens);
  const operations = {
    sampling: sampledTokens * forward,
    scoring: trainedTokens * forward,
    update: trainedTokens * 4 * forward,
  };
  const hours = (stage: keyof typeof operations): number =>
    operations[stage] / (peak * utilization[stage]) / 3600;
  return {
    parameters: parameterCount(shape).all,
    responseTokens,
    promptTokens,
    sampledTokens,
    trainedTokens,
    operations,
    gpuHours: { sampling: hours("sampling"), scoring: hours("scoring"), update: hours("update") },
  };
}

/** Operations of a forward pass a token, in sequences of this length: on average half of it is attended to. */
function forwardOperations(shape: ModelShape, length: number): number {
  const { layers, heads, headDim } = shape;
  return 2 * parameterCount(shape).inMatmuls + 4 * layers * heads * headDim * (length / 2);
}

/** The paper's mean response length at the end of training, over its benchmarks; null for other models. */
function paperLength({ base, arm }: RlvrConfig): number | null {
  const size = paperSize(base);
  const row = paperTable("table-2").find(
    ({ baseModel, benchmark }) => baseModel === `Qwen3-${size}` && benchmark === "Average",
  );
  if (!row) return null;
  return arm === "all" ? row.allLength : row.forkLength;
}
