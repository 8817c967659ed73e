// The kernels of inference, which have a memory of their own, shared between threads.
export { qkNormRopeForward } from "../qk-norm-rope";
export { rmsNormForward } from "../rms-norm";
export { addToRows } from "../rows";
export { swigluForward } from "../swiglu";
export { attendRuns, attentionScratchFloats, storeKeysValues } from "./paged-attention";
export { project, projectScratchBytes } from "./project";
export { embedQuantizedRows, quantizeRows } from "./quantized";
export { tileStatistics, tileTargets } from "./vocabulary";
export { embedRows, firstNonFinite, widenValues } from "./widen";
