import { highEntropyMask } from "../../policy-gradient/index.js";
import { grouped } from "../../statistics/index.js";
import { positionsInResponse } from "../../tokens/index.js";
import { withParameters } from "../rule-factory.js";
import type { RuleTokens } from "../token-rule.js";

/**
 * ICT: keeps the `share` of each response's tokens at which its distribution differs most from the mean over its group
 * at the same position (Jensen-Shannon divergence), and takes the mean over kept tokens within a response first. A
 * response that has ended drops out of the mean. Where all responses share their prefix, as at the first token, the
 * divergence is 0: a fork there is invisible to this rule.
 *
 * The first steps on all tokens, whose number the paper does not state, are left out.
 */
export const groupDivergence = withParameters({ share: 0.1 }, ({ share }) => ({
  name: "group-divergence",
  label: "group divergence",
  parameters: { share },
  paper: "ICT, arXiv 2606.19771",
  needs: ["distribution"],
  normalizer: "responses",
  weights(tokens, { vocabSize }) {
    const divergences = divergenceFromGroup(tokens, vocabSize);
    return highEntropyMask(divergences, {
      rho: share,
      rule: "top-k",
      scope: "response",
      groups: tokens.responses,
    });
  },
}));

/** Nats: JS(p || mean p of the group at this position) of each token. */
export function divergenceFromGroup(
  {
    prompts,
    responses,
    starts,
    distribution,
  }: Pick<RuleTokens, "prompts" | "responses" | "starts" | "distribution">,
  vocabSize: number,
): Float64Array {
  const positions = positionsInResponse({ starts, responses });
  const members = grouped(responses.keys(), (t) => `${prompts[responses[t]]}/${positions[t]}`);
  const divergences = new Float64Array(responses.length);
  for (const group of members.values()) {
    const mean = new Float64Array(vocabSize);
    for (const t of group)
      for (let v = 0; v < vocabSize; v++) mean[v] += distribution![t * vocabSize + v] / group.length;
    for (const t of group)
      divergences[t] = jensenShannon(distribution!.subarray(t * vocabSize, (t + 1) * vocabSize), mean);
  }
  return divergences;
}

/** Nats. */
function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number {
  let sum = 0;
  for (let v = 0; v < p.length; v++) {
    const middle = (p[v] + q[v]) / 2;
    if (p[v] > 0) sum += (p[v] / 2) * Math.log(p[v] / middle);
    if (q[v] > 0) sum += (q[v] / 2) * Math.log(q[v] / middle);
  }
  return Math.max(0, sum);
}
