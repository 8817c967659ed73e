import { tf } from "./tfjs.js";
import { activeKernels, type Kernels, scratch } from "./wasm/kernels.js";
import { floatsAt, isShared, pointer } from "./wasm/memory.js";

export interface AdamOptions {
  learningRate: number;
  beta1?: number;
  beta2?: number;
  eps?: number;
  /** Decoupled weight decay (AdamW) of each variable, per unit of learning rate; default 0. */
  weightDecay?: (variable: tf.Variable) => number;
}

export interface AdamStepOptions {
  /** This step's learning rate; default the optimiser's. */
  learningRate?: number;
  /** Multiplies every gradient first (clipping, averaging); default 1. */
  scale?: number;
}

/** Everything a later run needs to go on: one array a variable, in the variables' order. */
export interface AdamState {
  step: number;
  firstMoments: Float32Array[];
  secondMoments: Float32Array[];
}

export interface Adam {
  /**
   * One update; `grads` in the order of the variables. Returns the Euclidean norm of what it moved them by, weight decay
   * aside. Throws when the number or sizes of the gradients do not fit.
   */
  apply(grads: readonly tf.Tensor[], options?: AdamStepOptions): number;
  /** The arrays are the optimiser's own: they change with the next update. */
  state(): AdamState;
  /** Goes on from a copy of the state. Throws when its sizes do not fit. */
  restore(state: AdamState): void;
  /** Lets go of the moments; no update can follow. */
  dispose(): void;
}

/** The moments lie outside the engine's memory, where a model's weights and gradients need the room. */
interface Slot {
  variable: tf.Variable;
  first: Float32Array;
  second: Float32Array;
  decay: number;
}

interface StepConstants {
  beta1: number;
  beta2: number;
  eps: number;
  rate: number;
  scale: number;
  /** 1 / (1 - beta^step): the bias corrections. */
  correction1: number;
  correction2: number;
}

/** The bias corrections are folded into numbers, for every operation goes through all values of the model. */
function updateReference(
  { variable, first, second, decay }: Slot,
  grad: tf.Tensor,
  c: StepConstants,
): number {
  const root = Math.sqrt(c.correction2);
  const moved = tf.tidy(() => {
    const [m, v] = [first, second].map((moments) => tf.tensor(moments, variable.shape));
    const mean = tf.add(tf.mul(m!, c.beta1), tf.mul(grad, c.scale * (1 - c.beta1)));
    const square = tf.add(tf.mul(v!, c.beta2), tf.mul(tf.square(grad), c.scale ** 2 * (1 - c.beta2)));
    // m^ / (sqrt(v^) + eps), over correction1 / root
    const direction = tf.div(mean, tf.add(tf.sqrt(square), c.eps / root));
    const decayed = decay === 0 ? variable : tf.mul(variable, 1 - c.rate * decay);
    const step = tf.mul(direction, (c.rate * c.correction1) / root);
    variable.assign(tf.sub(decayed, step));
    // not returned: tidy would look for tensors in each of their values
    first.set(mean.dataSync());
    second.set(square.dataSync());
    return tf.sum(tf.square(step));
  });
  const [squares] = moved.dataSync();
  moved.dispose();
  return squares!;
}

/** Values whose moments are in the engine's memory at the same time. */
const CHUNK = 2 ** 18;

function updateFused(kernels: Kernels, slot: Slot, grad: tf.Tensor, c: StepConstants): number {
  const { variable, first, second, decay } = slot;
  if (isShared(variable)) tf.tidy(() => variable.assign(tf.tensor(variable.dataSync(), variable.shape)));
  let squares = 0;
  for (let from = 0; from < variable.size; from += CHUNK) {
    const parts = [first, second].map((moments) => moments.subarray(from, from + CHUNK));
    const count = parts[0]!.length;
    const firstAt = scratch(8 * CHUNK);
    const secondAt = firstAt + 4 * CHUNK;
    const views = [firstAt, secondAt].map((address) => floatsAt(address, count));
    for (const [i, part] of parts.entries()) views[i]!.set(part);
    squares += kernels.adamStep(
      ...([count, pointer(variable) + 4 * from, pointer(grad) + 4 * from, firstAt, secondAt] as const),
      ...([c.rate, c.beta1, c.beta2, 1 - c.beta1, 1 - c.beta2, c.eps, decay] as const),
      ...([c.correction1, c.correction2, c.scale] as const),
    );
    for (const [i, part] of parts.entries()) part.set(views[i]!);
  }
  return squares;
}

/**
 * Adam (Kingma & Ba 2015) with decoupled weight decay (Loshchilov & Hutter 2019), as PyTorch's `Adam`/`AdamW` compute
 * it: the variable moves by -learningRate * m^ / (sqrt(v^) + eps) after shrinking by learningRate * weightDecay.
 * @example createAdam(policy.variables, { learningRate: 2e-4 }).apply(grads)
 */
export function createAdam(
  variables: readonly tf.Variable[],
  { learningRate, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = () => 0 }: AdamOptions,
): Adam {
  let step = 0;
  const slots: Slot[] = variables.map((variable) => ({
    variable,
    first: new Float32Array(variable.size),
    second: new Float32Array(variable.size),
    decay: weightDecay(variable),
  }));

  const checkSizes = (what: string, sizes: readonly number[]): void => {
    const wanted = slots.map(({ variable }) => variable.size);
    if (sizes.length !== wanted.length || sizes.some((size, i) => size !== wanted[i])) {
      throw new Error(
        `Adam: ${what} of sizes [${sizes}] received, the variables' sizes [${wanted}] were wanted`,
      );
    }
  };

  return {
    apply(grads, { learningRate: rate = learningRate, scale = 1 } = {}): number {
      checkSizes(
        "gradients",
        grads.map(({ size }) => size),
      );
      step += 1;
      const constants: StepConstants = {
        ...{ beta1, beta2, eps, rate, scale },
        correction1: 1 / (1 - beta1 ** step),
        correction2: 1 / (1 - beta2 ** step),
      };
      const kernels = activeKernels();
      const squares = slots.map((slot, i) =>
        kernels
          ? updateFused(kernels, slot, grads[i]!, constants)
          : updateReference(slot, grads[i]!, constants),
      );
      return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
    },
    state: () => ({
      step,
      firstMoments: slots.map(({ first }) => first),
      secondMoments: slots.map(({ second }) => second),
    }),
    restore(state): void {
      const { firstMoments, secondMoments } = state;
      for (const [what, moments] of Object.entries({
        "first moments": firstMoments,
        "second moments": secondMoments,
      })) {
        checkSizes(
          what,
          moments.map(({ length }) => length),
        );
      }
      step = state.step;
      for (const [i, { first, second }] of slots.entries()) {
        first.set(firstMoments[i]!);
        second.set(secondMoments[i]!);
      }
    },
    dispose(): void {
      slots.length = 0;
    },
  };
}
