import { ROLE } from "../countdown/index.js";
import { highEntropyMask, lowEntropyMask, randomMask } from "../policy-gradient/index.js";
import type { Rng } from "../random/index.js";
import type { RlvrConfig } from "./config.js";

/** Response tokens of one batch, row-major [responses, maxLength]. */
export interface BatchTokens {
  /** nats */
  entropies: Float32Array;
  /** `ROLE` of each token */
  roles: Uint8Array;
  /** 1 on response tokens, 0 on padding */
  responseMask: Uint8Array;
  /** The response that each position belongs to. */
  groups: Int32Array;
}

/** Weight of each token's surrogate in an arm of the ablation; 0 where a token receives no gradient. */
export function tokenWeights(
  { arm, rho, rule, scope }: Pick<RlvrConfig, "arm" | "rho" | "rule" | "scope">,
  { entropies, roles, responseMask, groups }: BatchTokens,
  rng: Rng,
): Float32Array {
  const options = { rho, rule, scope, responseMask, groups };
  const withRole = (...wanted: number[]): Float32Array =>
    Float32Array.from(responseMask, (response, i) => (response && wanted.includes(roles[i]) ? 1 : 0));
  switch (arm) {
    case "all":
      return Float32Array.from(responseMask);
    case "top":
      return Float32Array.from(highEntropyMask(entropies, options));
    case "bottom":
      return Float32Array.from(lowEntropyMask(entropies, options));
    case "random":
      return Float32Array.from(randomMask(responseMask, { rng, rho, scope, groups }));
    case "oracle":
      return withRole(ROLE.real);
    case "oracle-errors":
      return withRole(ROLE.real, ROLE.error);
    case "decorative":
      return withRole(ROLE.decorative);
    case "soft":
      return proportionalToEntropy(entropies, responseMask);
  }
}

/** Weights proportional to entropy with mean 1 over the response tokens. */
function proportionalToEntropy(entropies: Float32Array, responseMask: Uint8Array): Float32Array {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < entropies.length; i++) {
    if (!responseMask[i]) continue;
    sum += entropies[i];
    count++;
  }
  return Float32Array.from(entropies, (entropy, i) =>
    responseMask[i] && sum > 0 ? (entropy * count) / sum : 0,
  );
}
