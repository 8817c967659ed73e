import { tf } from "../../kernels/index.js";
import { type DecoderConfig, isAdapted, type Policy, parameterCount } from "../../models/index.js";
import {
  type SampledResponses,
  type Sampler,
  type SamplingProgress,
  sampleStepwise,
} from "../../rollout/index.js";
import { ofResponse, responseColumns, responseCount } from "../../tokens/index.js";
import type { LossGradient } from "../gradient.js";
import { adapterGradientSum, differentiated, gradientSum } from "../gradient-sum.js";
import { type Surrogate, surrogateGradient } from "../surrogate-gradient.js";
import { type Helper, startHelper } from "./helper.js";
import { readValues, type SharedValues, sharedValues, writeValues } from "./shared-values.js";
import { sharePrompts, shareSequences } from "./shares.js";

/** Threads that share the work of training, each with a copy of the decoder in an engine of its own. */
export interface TrainingThreads {
  /**
   * `sampleStepwise`, the prompts shared out; the random streams are those of one thread. Progress takes the others to be as
   * far as this one.
   * @throws Error where a thread fails, and where the temperature is a rule, which cannot be sent to one
   */
  sample: Sampler;
  /**
   * `surrogateGradient`, the sequences shared out: the sums are in another order than on one thread, always the same for the
   * same count.
   * @throws Error where a thread fails
   */
  surrogateGradient(policy: Policy, surrogate: Surrogate): LossGradient;
  dispose(): void;
}

/** How long this thread looks away while others still sample, in milliseconds: a Stop is heard in between. */
const LOOK_AGAIN_MS = 20;

/**
 * Starts `count - 1` threads beside this one, for policies of this configuration.
 * @throws Error as `requireThreadedBackend` does, and where a thread does not start
 * @example const threads = await startTrainingThreads(policy.config, 2); updatePolicy(policy, adam, batch, config, rng, { threads })
 */
export async function startTrainingThreads(config: DecoderConfig, count: number): Promise<TrainingThreads> {
  requireThreadedBackend(count);
  const weights = sharedValues(parameterCount(config));
  const helpers = await Promise.all(Array.from({ length: count - 1 }, () => startHelper(config, weights)));
  /** The helpers whose share is not empty, with it. */
  const busyWith = <T>(shares: readonly (readonly T[])[]): { helper: Helper; share: readonly T[] }[] =>
    helpers.map((helper, i) => ({ helper, share: shares[i] })).filter(({ share }) => share.length > 0);

  return {
    *sample(model, prompts, { rng, signal, onProgress, ...options }) {
      if (typeof options.temperature === "function")
        throw new Error("threads want a temperature that is a number, received a rule");
      const { firstPrompt = 0 } = options;
      const [own, ...others] = sharePrompts(prompts.length, count);
      const state = rng.state();
      writeValues(parametersOf(model as Policy), weights);
      const busy = busyWith(others);
      for (const { helper, share } of busy)
        helper.ask({
          kind: "sample",
          prompts: share.map((index) => Int32Array.from(prompts[index])),
          options: { ...options, firstPrompt: firstPrompt + share[0] },
          rng: state,
        });
      const scaled = (share: number): number => Math.round((share * prompts.length) / own.length);
      const ofAll = ({ tokens, complete, count: asked }: SamplingProgress): SamplingProgress => ({
        ...{ tokens: scaled(tokens), complete: scaled(complete), count: scaled(asked) },
      });
      const parts = [
        yield* sampleStepwise(
          model,
          own.map((index) => prompts[index]),
          { ...options, rng, signal, onProgress: onProgress && ((done) => onProgress(ofAll(done))) },
        ),
      ];
      for (const { helper } of busy) {
        while (!helper.isDone(LOOK_AGAIN_MS)) {
          signal?.throwIfAborted();
          yield;
        }
        parts.push(helper.answer("sample"));
      }
      return joined(parts);
    },
    surrogateGradient(policy, surrogate) {
      const [own, ...others] = shareSequences(surrogate.sequences, count);
      const parameters = parametersOf(policy);
      writeValues(parameters, weights);
      const trained = differentiated(policy).map((variable) => parameters.indexOf(variable));
      const busy = busyWith(others);
      for (const { helper, share } of busy)
        helper.ask({ kind: "gradient", surrogate: partOf(surrogate, share), trained });
      const mine = surrogateGradient(policy, partOf(surrogate, own));
      const logProbs: Float32Array[] = surrogate.sequences.map(() => new Float32Array(0));
      const place = (share: readonly number[], part: LossAndLogProbs): void => {
        for (const [i, index] of share.entries()) logProbs[index] = part.logProbs[i];
      };
      place(own, mine);
      const sum = gradientSum(policy.variables());
      const add = (gradients: readonly tf.Tensor[]): void => {
        for (const [i, variable] of policy.variables().entries()) sum.add(variable, gradients[i]);
      };
      add(mine.gradients);
      let { loss } = mine;
      for (const { helper, share } of busy) {
        const part = helper.answer("gradient");
        place(share, part);
        loss += part.loss;
        add(received(policy, helper.gradients));
      }
      return { loss, gradients: sum.tensors(), logProbs };
    },
    dispose() {
      for (const helper of helpers) helper.dispose();
    },
  };
}

type LossAndLogProbs = Pick<LossGradient, "loss" | "logProbs">;

/**
 * Throws where several threads are asked for and the backend has threads of its own.
 * @example requireThreadedBackend(2)
 */
export function requireThreadedBackend(count: number): void {
  if (count > 1 && tf.getBackend() === "tensorflow")
    throw new Error(
      `${count} threads were asked for; native TensorFlow has its own (TF_NUM_INTRAOP_THREADS): leave "threads" out`,
    );
}

const parametersOf = (policy: Policy): tf.Variable[] => [
  ...(isAdapted(policy) ? policy.merged : policy).parameters.values(),
];

/** The gradients that another thread left, in the policy's variables. */
function received(policy: Policy, gradients: SharedValues): tf.Tensor[] {
  const sum = isAdapted(policy) ? adapterGradientSum(policy) : gradientSum(policy.variables());
  for (const [variable, values] of readValues(differentiated(policy), gradients))
    sum.add(variable, tf.tensor(values, variable.shape));
  return sum.tensors();
}

function partOf(surrogate: Surrogate, share: readonly number[]): Surrogate {
  const { sequences, columns } = surrogate;
  return {
    ...surrogate,
    sequences: share.map((index) => sequences[index]),
    columns: share.map((index) => columns[index]),
  };
}

/** Responses to prompts that follow one another. */
function joined(parts: readonly SampledResponses[]): SampledResponses {
  const rows = [];
  let first = 0;
  for (const { prompts, columns } of parts) {
    for (let r = 0; r < responseCount(columns); r++)
      rows.push({
        prompt: first + columns.prompts[r],
        tokens: ofResponse(columns, columns.tokens, r),
        logProbs: ofResponse(columns, columns.logProbs, r),
        entropies: ofResponse(columns, columns.entropies, r),
      });
    first += prompts.length;
  }
  return {
    prompts: parts.flatMap(({ prompts }) => prompts),
    columns: responseColumns(rows),
    finished: Uint8Array.from(parts.flatMap(({ finished }) => Array.from(finished))),
  };
}
