export { alignedEcho, type EchoAlignment, probeEcho } from "./echo-scoring.js";
export type { SeenToken, ServedToken } from "./served-tokens.js";
export {
  openServer,
  type SamplingOptions,
  type ServedPrompt,
  type ServedResponse,
  type Server,
  type ServerOptions,
} from "./server.js";
export { shownTemperature } from "./shown-temperature.js";
export { type UntruncatedSampling, untruncatedSampling } from "./untruncated-sampling.js";
