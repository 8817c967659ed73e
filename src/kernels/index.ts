export { type Adam, type AdamOptions, type AdamState, type AdamStepOptions, createAdam } from "./adam.js";
export { availableMemory } from "./available-memory.js";
export {
  type BackendChoice,
  type BackendName,
  isNative,
  type SelectBackendOptions,
  selectBackend,
} from "./backend.js";
export { type CausalAttentionOptions, causalAttention } from "./causal-attention.js";
export { fmaCeiling, type MatMulShare, measureMatMul, multiplyAddRate } from "./ceiling.js";
export { createDecoder, type Decoder, type DecoderOptions, fastestRows } from "./decoder.js";
export type { DecoderShape, DecoderWeights, LayerWeights } from "./decoder-shape.js";
export {
  checkTemperature,
  DIVERGED,
  logProbability,
  mostLikelyToken,
  softmaxDistribution,
} from "./distribution.js";
export { type DrawnTokens, drawTokens } from "./draw-tokens.js";
export { embed } from "./embed.js";
export { gatherRows } from "./gather-rows.js";
export { globalNorm } from "./global-norm.js";
export * from "./inference/index.js";
export { type LogProbEntropy, type LogProbEntropyOptions, logProbEntropy } from "./log-prob-entropy.js";
export {
  MOST_KEPT_LOGITS,
  type ProjectedLogProbOptions,
  projectedLogProbEntropy,
} from "./projected-log-prob.js";
export { type QkNormRopeOptions, qkNormRope } from "./qk-norm-rope.js";
export { rmsNorm } from "./rms-norm.js";
export type { RopeScaling } from "./rope-scaling.js";
export { swiglu } from "./swiglu.js";
export { hasEnded, systemThread } from "./system-thread.js";
export { tf } from "./tfjs.js";
export { MOST_PACKED_FLOATS } from "./wasm/packed-weights.js";
