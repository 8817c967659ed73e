import type { Selection } from "../entropy/index.js";
import type { RuleTokens } from "./token-rule.js";

/** `groups` of a mask's options: the pool in which each token is ranked; undefined: all tokens are one. */
export function scopePools(
  { responses, prompts }: Pick<RuleTokens, "responses" | "prompts">,
  scope: Selection["scope"],
): Int32Array | undefined {
  if (scope === "batch") return undefined;
  return scope === "group" ? responses.map((response) => prompts[response]) : responses;
}
