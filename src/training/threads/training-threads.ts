import { tf } from "../../kernels/index.js";
import { type DecoderConfig, isAdapted, type Policy, parameterCount } from "../../models/index.js";
import { type SampledResponses, type Sampler, sampleStepwise } from "../../rollout/index.js";
import { ofResponse, responseColumns, responseCount } from "../../tokens/index.js";
import type { LossGradient } from "../gradient.js";
import { adapterGradientSum, gradientSum } from "../gradient-sum.js";
import { type Surrogate, surrogateGradient } from "../surrogate-gradient.js";
import { type Helper, sharedFloats, startHelper } from "./helper.js";
import { sharePrompts, shareSequences } from "./shares.js";

/** Threads that share the work of training, each with a copy of the decoder in an engine of its own. */
export interface TrainingThreads {
  /** This thread included. */
  readonly count: number;
  /** `sampleStepwise`, the prompts shared out; the random streams are those of one thread. */
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
 * Starts `count - 1` threads beside this one.
 * @throws Error as `requireThreadedBackend` does, and where a thread does not start
 * @example const threads = await startTrainingThreads(policy.config, 2); updatePolicy(policy, adam, batch, config, rng, { threads })
 */
export async function startTrainingThreads(config: DecoderConfig, count: number): Promise<TrainingThreads> {
  requireThreadedBackend(count);
  const weights = sharedFloats(parameterCount(config));
  const helpers = await Promise.all(Array.from({ length: count - 1 }, () => startHelper(config, weights)));
  /** The helpers whose share is not empty, with it. */
  const busyWith = <T>(shares: readonly (readonly T[])[]): { helper: Helper; share: readonly T[] }[] =>
    helpers.map((helper, i) => ({ helper, share: shares[i] })).filter(({ share }) => share.length > 0);

  return {
    count,
    *sample(model, prompts, { rng, samplesPerPrompt = 1, ...options }) {
      const { maxNewTokens, temperature, greedy, eosId, batchRows, signal } = options;
      if (typeof temperature === "function") throw new Error("threads want a temperature that is a number");
      const [own, ...others] = sharePrompts(prompts.length, count);
      const state = rng.state();
      copyWeights(model as Policy, weights);
      const busy = busyWith(others);
      for (const { helper, share } of busy)
        helper.ask({
          kind: "sample",
          prompts: share.map((index) => Int32Array.from(prompts[index])),
          options: {
            ...{ samplesPerPrompt, maxNewTokens, temperature, greedy, eosId, batchRows },
            firstPrompt: share[0],
          },
          rng: state,
        });
      const parts = [
        yield* sampleStepwise(
          model,
          own.map((index) => prompts[index]),
          { ...options, rng, samplesPerPrompt },
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
      copyWeights(policy, weights);
      const trained = placesOfTrained(policy);
      const busy = busyWith(others);
      for (const { helper, share } of busy)
        helper.ask({ kind: "gradient", surrogate: partOf(surrogate, share), trained });
      const mine = surrogateGradient(policy, partOf(surrogate, own));
      const logProbs: Float32Array[] = surrogate.sequences.map(() => new Float32Array(0));
      const place = (share: readonly number[], part: LossAndLogProbs): void => {
        for (const [i, index] of share.entries()) logProbs[index] = part.logProbs[i];
      };
      place(own, mine);
      let { loss, gradients } = mine;
      for (const { helper, share } of busy) {
        const part = helper.answer("gradient");
        place(share, part);
        loss += part.loss;
        gradients = added(gradients, received(policy, helper.gradients, trained));
      }
      return { loss, gradients, logProbs };
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

/** Places, among the decoder's parameters, of those that the gradient is taken in. */
function placesOfTrained(policy: Policy): number[] {
  const parameters = parametersOf(policy);
  return (isAdapted(policy) ? policy.adapters.targets : policy.variables()).map((variable) =>
    parameters.indexOf(variable),
  );
}

function copyWeights(policy: Policy, weights: Float32Array): void {
  let at = 0;
  for (const parameter of parametersOf(policy)) {
    weights.set(parameter.dataSync(), at);
    at += parameter.size;
  }
}

/** The gradients that another thread computed, in the policy's variables. */
function received(policy: Policy, gradients: Float32Array, trained: readonly number[]): tf.Tensor[] {
  const sum = isAdapted(policy) ? adapterGradientSum(policy) : gradientSum(policy.variables());
  const parameters = parametersOf(policy);
  let at = 0;
  for (const place of trained) {
    const parameter = parameters[place];
    sum.add(parameter, tf.tensor(gradients.slice(at, at + parameter.size), parameter.shape));
    at += parameter.size;
  }
  return sum.tensors();
}

function added(gradients: readonly tf.Tensor[], more: readonly tf.Tensor[]): tf.Tensor[] {
  return gradients.map((gradient, i) => {
    const sum = tf.add(gradient, more[i]);
    tf.dispose([gradient, more[i]]);
    return sum;
  });
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
