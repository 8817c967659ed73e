import { choiceAt } from "../../countdown/index.js";
import { highEntropyMask } from "../../policy-gradient/index.js";
import { percent } from "../percent.js";
import { withParameters } from "../rule-factory.js";
import type { RuleContext, RuleTokens } from "../token-rule.js";

/**
 * Interventions on the mask of the top rho in Countdown, where the roles are known: bar decorative tokens from the
 * ranking (their places are refilled), always keep `wait or so`, always keep errors. Together they ask which of the
 * tokens below the threshold are missed.
 */
export const topByRole = withParameters(
  { barDecorative: false, keepWait: false, keepErrors: false },
  ({ rho, rule, barDecorative, keepWait, keepErrors }) => ({
    name: "top-by-role",
    label: [
      `top ${percent(rho)}`,
      ...(barDecorative ? ["no decorative"] : []),
      ...(keepWait ? ["wait or so"] : []),
      ...(keepErrors ? ["errors"] : []),
    ].join(", "),
    parameters: { rho, rule, barDecorative, keepWait, keepErrors },
    weights(tokens, context) {
      const role = roleOf(tokens, context);
      const eligible = Uint8Array.from(role, (name) => (barDecorative && name === "decorative" ? 0 : 1));
      const count = eligible.reduce((sum, one) => sum + one, 0);
      const refilled = Math.min(1, (rho * eligible.length) / Math.max(1, count));
      const kept = highEntropyMask(tokens.entropies, { rho: refilled, rule, responseMask: eligible });
      const waits = keepWait ? waitOrSo(tokens) : null;
      return kept.map((one, t) => (one || waits?.[t] || (keepErrors && role[t] === "error") ? 1 : 0));
    },
  }),
);

/** All tokens but `wait or so` after a failed attempt. */
export const allButWait = withParameters({}, () => ({
  name: "all-but-wait",
  label: "all tokens but wait or so",
  parameters: {},
  weights: (tokens) => waitOrSo(tokens).map((one) => 1 - one),
}));

function roleOf({ roles }: RuleTokens, { roleNames }: RuleContext): string[] {
  if (!roles)
    throw new Error('the rule "top-by-role" wants tokens whose roles are known; the task knows none');
  return Array.from(roles, (role) => roleNames[role]);
}

function waitOrSo({ tokens, roles, starts, responses }: RuleTokens): Uint8Array {
  if (!roles) throw new Error("wait or so is known in Countdown alone; the task knows no roles");
  return Uint8Array.from(tokens, (_, t) => {
    const [from, to] = [starts[responses[t]], starts[responses[t] + 1]];
    return choiceAt(tokens.subarray(from, to), roles.subarray(from, to), t - from) === "wait or so" ? 1 : 0;
  });
}
