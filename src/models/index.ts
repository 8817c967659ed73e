export {
  baseOfAdapters,
  loadAdapters,
  loadTrained,
  saveTrained,
} from "./adapters/adapter-folder.js";
export {
  type AdaptedPolicy,
  adapterValues,
  adaptPolicy,
  isAdapted,
  type LowRankAdapters,
  type LowRankOptions,
  TARGET_MODULES,
  type TargetModule,
} from "./adapters/low-rank.js";
export { type ChatTemplate, loadChatTemplate } from "./chat-template.js";
export {
  type DecoderConfig,
  type DecoderConfigOptions,
  decoderConfig,
  MODEL_SIZES,
  type ModelSize,
} from "./config.js";
export {
  type BatchLayout,
  decoderBlock,
  embedTokens,
  hiddenStates,
  lastNorm,
  matMulTransposed,
  nextTokenLogProbs,
  projectToVocabulary,
  rowCount,
  type WeightProduct,
} from "./decoder.js";
export { parameterCount } from "./decoder-weights.js";
export type { FetchProgress } from "./fetch/fetch-from-hub.js";
export { type FetchModelOptions, fetchModel } from "./fetch/fetch-model.js";
export { isHubName } from "./fetch/hub-files.js";
export { pretrainedFolder } from "./fetch/known-models.js";
export {
  CACHE_TYPES,
  DTYPES,
  type Dtype,
  type InferenceModel,
  type OpenModelOptions,
  openModel,
} from "./inference.js";
export { isInferenceModel, type LanguageModel, openDecoder } from "./language-model.js";
export { type ModelAtHand, modelAtHand } from "./model-at-hand.js";
export { type ModelFiles, openModelFiles, type WeightsReader } from "./model-files.js";
export { loadPolicy, type SavePolicyOptions, savePolicy } from "./model-folder.js";
export { createPolicy, type Policy, policyFrom } from "./policy.js";
export {
  type NamedTensor,
  openSafetensors,
  type SafetensorsReader,
  writeSafetensors,
} from "./safetensors.js";
export * from "./served/index.js";
export { readModelConfig, weightTypes } from "./stored-model.js";
export { displayToken } from "./token-display.js";
export { loadTokenizer, type Tokenizer } from "./tokenizer.js";
export { weightsDigest } from "./weights-digest.js";
