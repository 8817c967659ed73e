import type { RuleFactory } from "../rule-factory.js";
import type { TokenRule } from "../token-rule.js";

/** The real forks, known by construction. */
export const oracle: RuleFactory = () => withRoles("oracle", "real forks", ["real"]);

/** The real forks and every token from a departure from the grammar on. */
export const oracleErrors: RuleFactory = () =>
  withRoles("oracle-errors", "real forks, errors", ["real", "error"]);

/** The decorative forks only: choices that change nothing. */
export const decorative: RuleFactory = () => withRoles("decorative", "decorative forks", ["decorative"]);

function withRoles(name: string, label: string, wanted: readonly string[]): TokenRule {
  return {
    name,
    label,
    parameters: {},
    weights({ roles }, { roleNames }) {
      const missing = wanted.find((role) => !roleNames.includes(role));
      if (!roles || missing !== undefined)
        throw new Error(
          `the rule "${name}" wants tokens whose role "${missing ?? wanted[0]}" is known; ` +
            `the task's roles: ${roleNames.join(", ") || "none"}`,
        );
      return Float32Array.from(roles, (role) => (wanted.includes(roleNames[role]) ? 1 : 0));
    },
  };
}
