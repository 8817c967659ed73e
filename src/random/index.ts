export { type Rng, restoreRng, seededRng } from "./rng.js";
