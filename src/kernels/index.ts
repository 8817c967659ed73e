export type { DecoderShape, DecoderWeights, LayerWeights } from "./decoder-shape.js";
export { tf } from "./tfjs.js";
