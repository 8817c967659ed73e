import { demonstrate, promptTokens, sampleProblem } from "../countdown/index.js";
import { createAdam, globalNorm, tf } from "../kernels/index.js";
import { createPolicy, MODEL_SIZES } from "../models/index.js";
import { seededRng } from "../random/index.js";
import { type SelectedSequence, wholeSequence } from "../rollout/index.js";
import { configuredRules, type PretrainConfig, pretrainConfig } from "./config.js";
import { lossGradient } from "./gradient.js";
import { runTraining, type TrainingOptions, type TrainingResult } from "./loop.js";
import { likelihoodLoss } from "./surrogate-loss.js";

/** One line of the `metrics.jsonl` of a pre-training run. */
export interface PretrainLine {
  split?: undefined;
  step: number;
  /** nats per response token */
  loss: number;
  /** Response tokens of the step. */
  tokens: number;
  gradNorm: number;
  learningRate: number;
  updateSeconds: number;
}

/**
 * Pre-trains a policy from scratch on demonstrations: next-token loss on response tokens, AdamW.
 * @example await pretrain({ size: "S", steps: 100 }, { folder: "runs/base" })
 */
export function pretrain(
  input: Partial<PretrainConfig>,
  options: TrainingOptions<PretrainConfig, PretrainLine> = {},
): Promise<TrainingResult<PretrainLine>> {
  const config = pretrainConfig(input);
  return runTraining(
    {
      kind: "pretrain",
      config,
      start: () =>
        createPolicy(
          {
            ...MODEL_SIZES[config.size],
            ...(config.architecture === "llama" ? { modelType: "llama" as const, qkNorm: false } : {}),
          },
          seededRng(config.seed),
        ),
      optimizer: (policy) =>
        createAdam(policy.variables(), {
          learningRate: config.learningRate,
          beta1: 0.9,
          beta2: 0.98,
          weightDecay: ({ shape }) => (shape.length > 1 ? config.weightDecay : 0),
        }),
      step: (policy, adam, step) => {
        const started = performance.now();
        const sequences = demonstrations(config, step);
        const rate = learningRate(config, step);
        const { loss, gradients } = lossGradient(policy, sequences, ({ logProbs }) =>
          likelihoodLoss(logProbs, config.batch * config.tokensPerSequence),
        );
        const gradNorm = globalNorm(gradients);
        adam.apply(gradients, {
          learningRate: rate,
          scale: Math.min(1, config.maxGradNorm / (gradNorm + 1e-6)),
        });
        tf.dispose(gradients);
        const tokens = sequences.reduce((sum, { response }) => sum + response.length, 0);
        return {
          step,
          loss: (loss * config.batch * config.tokensPerSequence) / tokens,
          tokens,
          gradNorm,
          learningRate: rate,
          updateSeconds: (performance.now() - started) / 1000,
        };
      },
    },
    options,
  );
}

/** Linear warm-up, flat, then linear to `finalRate` times the peak. */
export function learningRate(
  {
    steps,
    warmup,
    flat,
    finalRate,
    learningRate: peak,
  }: Pick<PretrainConfig, "steps" | "warmup" | "flat" | "finalRate" | "learningRate">,
  step: number,
): number {
  const rise = warmup > 0 ? Math.min(1, (step + 1) / warmup) : 1;
  const fall = Math.max(0, (step - flat * steps) / (steps - flat * steps));
  return peak * rise * (1 - fall * (1 - finalRate));
}

/** The demonstrations of a step: they depend on the seed and the step alone. */
function demonstrations(config: PretrainConfig, step: number): SelectedSequence[] {
  const rng = seededRng(config.seed).split(1 + step);
  const rules = configuredRules(config);
  return Array.from({ length: config.batch }, () => {
    const problem = sampleProblem(rng, { rules });
    const response = Int32Array.from(demonstrate(problem, rng, { ...config, rules }));
    return wholeSequence({ prompt: promptTokens(problem), response });
  });
}
