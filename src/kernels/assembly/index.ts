export { adamStep, sumOfSquares } from "./adam";
export { attentionBackward, attentionForward, attentionScratchBytes, attentionWeightFloats } from "./attention";
export { copySlot, decodeAttention } from "./decode-attention";
export { fmaCeiling, gemm, gemmPacked, gemmScratchBytes, packedWeightFloats, packWeight } from "./gemm";
export { logProbBackward, logProbForward } from "./log-prob";
export { qkNormRopeBackward, qkNormRopeForward } from "./qk-norm-rope";
export { rmsNormBackward, rmsNormForward } from "./rms-norm";
export { copyColumns, gatherRows, scatterAddRows } from "./rows";
export { swigluBackward, swigluForward } from "./swiglu";
