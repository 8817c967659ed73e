import { tf } from "../kernels/index.js";
import { type AdaptedPolicy, isAdapted, type Policy } from "../models/index.js";

/** Gradients of what is trained, summed as those of the decoder's weights come, micro-batch by micro-batch. */
export interface GradientSum {
  /** Takes the gradient over: the caller must not use it again. */
  add(weight: tf.Variable, gradient: tf.Tensor): void;
  /** One tensor for each variable that is trained, zero where nothing was added. The caller disposes of them. */
  tensors(): tf.Tensor[];
}

/** The decoder's weights that a policy's gradient is taken in: those that adapters change, or all. */
export function differentiated(policy: Policy): tf.Variable[] {
  return isAdapted(policy) ? policy.adapters.targets : policy.variables();
}

/** Sums in the order of `variables`. */
export function gradientSum(variables: readonly tf.Variable[]): GradientSum {
  const places = new Map(variables.map((variable, i) => [variable, i]));
  const sums: (tf.Tensor | undefined)[] = variables.map(() => undefined);
  return {
    add(weight, gradient) {
      const at = places.get(weight)!;
      sums[at] = sums[at] ? addedInto(sums[at], gradient) : gradient;
    },
    tensors: () => variables.map((variable, i) => sums[i] ?? tf.zerosLike(variable)),
  };
}

/** Sums of the adapters' gradients, in the order of the policy's variables, from those of the weights that they change. */
export function adapterGradientSum({ adapters, variables }: AdaptedPolicy): GradientSum {
  const own = gradientSum(variables());
  return {
    add(weight, gradient) {
      for (const [variable, pulled] of adapters.pullBack(weight, gradient)) own.add(variable, pulled);
    },
    tensors: own.tensors,
  };
}

function addedInto(sum: tf.Tensor, more: tf.Tensor): tf.Tensor {
  const added = tf.add(sum, more);
  tf.dispose([sum, more]);
  return added;
}
