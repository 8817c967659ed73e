import { VOCAB_SIZE } from "../../src/countdown/index.js";
import { createPolicy, MODEL_SIZES, type Policy } from "../../src/models/index.js";
import { seededRng } from "../../src/random/index.js";

/** A randomly initialised policy of one block, small enough for finite differences. */
export function tinyPolicy(seed = 1): Policy {
  return createPolicy(
    {
      ...MODEL_SIZES.S,
      vocabSize: VOCAB_SIZE,
      hiddenSize: 16,
      layers: 1,
      heads: 2,
      kvHeads: 2,
      headDim: 8,
      feedForward: 24,
    },
    seededRng(seed),
  );
}
