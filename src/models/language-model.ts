import { createDecoder, type Decoder, type DecoderOptions } from "../kernels/index.js";
import type { InferenceModel } from "./inference.js";
import type { Policy } from "./policy.js";

/** A distribution over the next token: a policy, which can be trained, or a model for inference only. */
export type LanguageModel = Pick<Policy, "config" | "weights"> | InferenceModel;

/**
 * Whether a model is opened for inference alone, not to be trained.
 * @example isInferenceModel(openModel("data/models/M")) // a trainable policy is none
 */
export function isInferenceModel(model: LanguageModel): model is InferenceModel {
  return "decoder" in model;
}

/**
 * Opens a decoder of either kind of model.
 * @example openDecoder(loadPolicy("data/models/M"), { maxLength: 64 })
 */
export function openDecoder(model: LanguageModel, options: DecoderOptions): Decoder {
  return isInferenceModel(model)
    ? model.decoder(options)
    : createDecoder(model.weights, model.config, options);
}
