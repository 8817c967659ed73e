import type { Arm } from "../../token-rules/index.js";
import { OWN_ENGINES } from "./translation.js";

/** Token rules that an engine can be told, by what `scale-out` calls the engine. Our own knows all. */
const RULES = {
  verl: ["all", "top", "entropy-bonus"],
  "verl --mainline": ["all", "entropy-bonus", "cispo", "gspo", "sapo", "dppo", "clip-cov", "kl-cov"],
  trl: [
    ...["all", "top", "bottom", "random", "soft", "oracle", "oracle-errors", "decorative"],
    ...["cispo", "gspo", "sapo"],
  ] as Arm[],
} as const satisfies Record<string, readonly Arm[]>;

export function knowsRule(engine: keyof typeof RULES, rule: string): boolean {
  return (RULES[engine] as readonly string[]).includes(rule);
}

/** The engines that can train by a rule, ours last. */
export function enginesWithRule(rule: string): string[] {
  const others = Object.keys(RULES) as (keyof typeof RULES)[];
  return [...others.filter((engine) => knowsRule(engine, rule)), ...OWN_ENGINES];
}
