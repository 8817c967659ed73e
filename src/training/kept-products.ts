import { tf } from "../kernels/index.js";
import { matMulTransposed, type WeightProduct } from "../models/index.js";

/** The products of a block that is computed twice. */
export interface KeptProducts {
  /** x W^T, kept. */
  keep: WeightProduct;
  /** The kept ones again, in the order in which they were computed; differentiable in x and W. */
  again: WeightProduct;
  dispose(): void;
}

/**
 * Nearly all the work of a block is in its products with weights, and little of its memory. So where it is computed a second
 * time, for the sake of its other activations, they are taken from the first.
 * @example const products = keptProducts(); block(x, products.keep); block(x, products.again); products.dispose();
 */
export function keptProducts(): KeptProducts {
  const kept: tf.Tensor2D[] = [];
  let next = 0;
  return {
    keep(x, weight) {
      const product: tf.Tensor2D = tf.keep(matMulTransposed(x, weight));
      kept.push(product);
      return product;
    },
    again(x, weight) {
      const taken = tf.customGrad<tf.Tensor2D>((...args) => {
        const save = args[2] as tf.GradSaveFunc;
        save([x, weight]);
        const gradFunc = (dy: tf.Tensor2D, [input, matrix]: tf.Tensor[]): tf.Tensor[] => [
          tf.matMul(dy, matrix as tf.Tensor2D),
          tf.matMul(dy, input as tf.Tensor2D, true),
        ];
        return { value: kept[next++], gradFunc };
      });
      return taken(x, weight);
    },
    dispose: () => tf.dispose(kept),
  };
}
