import { tf } from "./tfjs.js";
import { activeKernels, type Kernels } from "./wasm/kernels.js";
import { isShared, pointer } from "./wasm/memory.js";

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
  /** One update; `grads` in the order of the variables. Throws when their number or sizes do not fit. */
  apply(grads: readonly tf.Tensor[], options?: AdamStepOptions): void;
  state(): AdamState;
  restore(state: AdamState): void;
  dispose(): void;
}

interface Slot {
  variable: tf.Variable;
  first: tf.Variable;
  second: tf.Variable;
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

function updateReference({ variable, first, second, decay }: Slot, grad: tf.Tensor, c: StepConstants): void {
  tf.tidy(() => {
    const scaled = tf.mul(grad, c.scale);
    first.assign(tf.add(tf.mul(first, c.beta1), tf.mul(scaled, 1 - c.beta1)));
    second.assign(tf.add(tf.mul(second, c.beta2), tf.mul(tf.square(scaled), 1 - c.beta2)));
    const denominator = tf.add(tf.sqrt(tf.mul(second, c.correction2)), c.eps);
    const direction = tf.div(tf.mul(first, c.correction1), denominator);
    const decayed = tf.mul(variable, 1 - c.rate * decay);
    variable.assign(tf.sub(decayed, tf.mul(direction, c.rate)));
  });
}

function updateFused(kernels: Kernels, slot: Slot, grad: tf.Tensor, c: StepConstants): void {
  const { variable, first, second, decay } = slot;
  if (isShared(variable)) tf.tidy(() => variable.assign(tf.tensor(variable.dataSync(), variable.shape)));
  kernels.adamStep(
    ...([variable.size, pointer(variable), pointer(grad), pointer(first), pointer(second)] as const),
    ...([
      c.rate,
      c.beta1,
      c.beta2,
      1 - c.beta1,
      1 - c.beta2,
      c.eps,
      decay,
      c.correction1,
      c.correction2,
      c.scale,
    ] as const),
  );
}

/**
 * Adam (Kingma & Ba 2015) with decoupled weight decay (Loshchilov & Hutter 2019), as PyTorch's `Adam`/`AdamW` compute
 * it: the variable moves by -learningRate * m^ / (sqrt(v^) + eps) after shrinking by learningRate * weightDecay.
 */
export function createAdam(
  variables: readonly tf.Variable[],
  { learningRate, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = () => 0 }: AdamOptions,
): Adam {
  let step = 0;
  const slots: Slot[] = variables.map((variable) => ({
    variable,
    first: tf.tidy(() => tf.variable(tf.zerosLike(variable), false)),
    second: tf.tidy(() => tf.variable(tf.zerosLike(variable), false)),
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
    apply(grads, { learningRate: rate = learningRate, scale = 1 } = {}): void {
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
      for (const [i, slot] of slots.entries()) {
        if (kernels) updateFused(kernels, slot, grads[i]!, constants);
        else updateReference(slot, grads[i]!, constants);
      }
    },
    state(): AdamState {
      return {
        step,
        firstMoments: slots.map(({ first }) => Float32Array.from(first.dataSync())),
        secondMoments: slots.map(({ second }) => Float32Array.from(second.dataSync())),
      };
    },
    restore(state): void {
      checkSizes(
        "first moments",
        state.firstMoments.map(({ length }) => length),
      );
      checkSizes(
        "second moments",
        state.secondMoments.map(({ length }) => length),
      );
      step = state.step;
      tf.tidy(() => {
        for (const [i, { variable, first, second }] of slots.entries()) {
          first.assign(tf.tensor(state.firstMoments[i]!, variable.shape));
          second.assign(tf.tensor(state.secondMoments[i]!, variable.shape));
        }
      });
    },
    dispose(): void {
      for (const { first, second } of slots) tf.dispose([first, second]);
    },
  };
}
