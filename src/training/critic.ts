import { type AdamState, createAdam, tf } from "../kernels/index.js";
import { type Policy, policyFrom } from "../models/index.js";
import type { Rng } from "../random/index.js";
import {
  type SelectedStates,
  type Sequence,
  selectedStates,
  tokenBatches,
  wholeSequence,
} from "../rollout/index.js";
import type { RlvrConfig } from "./config.js";
import { statesGradient } from "./gradient.js";
import { miniBatches } from "./mini-batches.js";

/** What a critic thinks of one response, before it has seen how it ended; arrays [response length]. */
export interface ResponseValues {
  /** V(s_t): the reward expected before token t is chosen. */
  v: Float32Array;
  /** Q(s_t, a_t): the reward expected once token t is chosen. */
  q: Float32Array;
}

/** Everything that a critic needs to go on: one array a variable. */
export interface CriticState {
  parameters: Float32Array[];
  optimizer: AdamState;
}

/** A learned V and Q of the policy's states, with its own optimiser. */
export interface Critic {
  values(responses: readonly Sequence[]): ResponseValues[];
  /**
   * One pass over a rollout batch, `criticMiniBatches` gradient steps: minimises the mean over tokens of
   * (V(s_t) - R)^2 + (Q(s_t, a_t) - R)^2, where R is the reward that the response earned in the end.
   * @param rewards one for each response
   */
  fit(responses: readonly Sequence[], rewards: ArrayLike<number>, rng: Rng): void;
  state(): CriticState;
  restore(state: CriticState): void;
  dispose(): void;
}

type CriticConfig = Pick<RlvrConfig, "criticLearningRate" | "criticMiniBatches">;

/**
 * A decoder of the base model's shape that starts from its weights, with a linear head of 1 + vocabSize rows on the
 * last hidden state h of every position: row 0 gives V(s), row 1 + a what token a adds to it,
 *
 *   V(s_t) = h_t . w_0,   Q(s_t, a) = V(s_t) + h_t . w_(1+a)
 *
 * (the dueling form of Wang et al. 2016, arXiv 1511.06581). One decoder serves both, and since the head starts at
 * zero, a token that is never taken, or always, adds nothing until the data say so. With rows that give Q itself,
 * each of the vocabulary's tokens would have to learn V anew from its own few occurrences.
 *
 * The reward comes with the last token and is not discounted, so R is an unbiased sample of both V and Q.
 * @example createCritic(policy, rlvrConfig({ base: "data/models/M" }))
 */
export function createCritic(
  { config: base, parameters }: Policy,
  { criticLearningRate: learningRate, criticMiniBatches }: CriticConfig,
): Critic {
  const decoder = policyFrom({ ...base, tiedEmbedding: true }, (name) =>
    Float32Array.from(parameters.get(name)!.dataSync()),
  );
  const head = tf.tidy(() => tf.variable(tf.zeros([1 + base.vocabSize, base.hiddenSize])));
  const variables = [...decoder.variables(), head];
  const adam = createAdam(variables, { learningRate, beta1: 0.9, beta2: 0.95, eps: 1e-8 });

  const gradientStep = (responses: readonly Sequence[], rewards: readonly number[]): void => {
    const sequences = responses.map(wholeSequence);
    const tokens = sequences.reduce((sum, { selected }) => sum + selected.length, 0);
    const { gradients } = statesGradient(decoder, variables, sequences, (states) => {
      const { v, q } = valuesOf(states, head);
      const reward = tf.tensor1d(
        Array.from(states.sequences, (index) =>
          Array<number>(responses[index].response.length).fill(rewards[index]),
        ).flat(),
      );
      const errors = tf.add(tf.squaredDifference(v, reward), tf.squaredDifference(q, reward));
      return tf.div(tf.sum(errors), tokens) as tf.Scalar;
    });
    adam.apply(gradients);
    tf.dispose(gradients);
  };

  return {
    values(responses) {
      const sequences = responses.map(wholeSequence);
      const values: ResponseValues[] = sequences.map(() => ({
        v: new Float32Array(0),
        q: new Float32Array(0),
      }));
      for (const batch of tokenBatches(sequences, 4096)) {
        const [v, q] = tf.tidy(() => {
          const read = valuesOf(selectedStates(decoder, sequences, batch), head);
          return [read.v.dataSync(), read.q.dataSync()] as Float32Array[];
        });
        let at = 0;
        for (const index of batch.sequences) {
          const end = at + sequences[index].selected.length;
          values[index] = { v: v.slice(at, end), q: q.slice(at, end) };
          at = end;
        }
      }
      return values;
    },
    fit(responses, rewards, rng) {
      for (const part of miniBatches([...responses.keys()], criticMiniBatches, rng)) {
        gradientStep(
          part.map((index) => responses[index]),
          part.map((index) => rewards[index]),
        );
      }
    },
    state: () => ({
      parameters: variables.map((variable) => Float32Array.from(variable.dataSync())),
      optimizer: adam.state(),
    }),
    restore(state) {
      variables.forEach((variable, i) => {
        tf.tidy(() => variable.assign(tf.tensor(state.parameters[i], variable.shape)));
      });
      adam.restore(state.optimizer);
    },
    dispose() {
      adam.dispose();
      tf.dispose(variables);
    },
  };
}

function valuesOf(
  { hidden, targets }: SelectedStates,
  head: tf.Variable,
): { v: tf.Tensor1D; q: tf.Tensor1D } {
  const rows = tf.matMul(hidden, head as tf.Tensor2D, false, true);
  const v = tf.squeeze<tf.Tensor1D>(tf.slice(rows, [0, 0], [-1, 1]), [1]);
  const chosen = tf.oneHot(tf.add(targets, tf.scalar(1, "int32")) as tf.Tensor1D, head.shape[0]);
  return { v, q: tf.add(v, tf.sum(tf.mul(rows, chosen), 1)) };
}
