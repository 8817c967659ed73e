import { z } from "zod";
import { projectPath, readJson } from "../../files/index.js";
import type { Options, OptionValue } from "../launch/translation.js";
import { VERL_TARGETS, type VerlTargetName } from "./target.js";

/**
 * Checks overrides as Hydra would, against the recorded names and defaults of verl's composed configuration: a name it
 * does not have (unless it begins with "+"), a group of options in place of one, a value of another kind than the
 * default's.
 * @throws Error listing all that is wrong
 */
export function checkOverrides(overrides: Options, target: VerlTargetName): void {
  const { composed, version } = VERL_TARGETS[target];
  const defaults = readJson(projectPath("src/scale-out/verl", composed), z.record(z.string(), z.unknown()));
  const names = Object.keys(defaults);
  const wrong = Object.entries(overrides).flatMap(([name, value]): string[] => {
    if (name.startsWith("+")) return [];
    if (name in defaults)
      return kindsAgree(value, defaults[name]) ? [] : [kindsText(name, value, defaults[name])];
    return names.some((known) => known.startsWith(`${name}.`))
      ? [`${name} is a group of options`]
      : [`there is no option ${name}`];
  });
  if (wrong.length > 0)
    throw new Error(`verl (${target}, ${version}) refuses these overrides:\n${wrong.join("\n")}`);
}

/** Interpolated and unset defaults may become anything. */
function kindsAgree(value: OptionValue, standard: unknown): boolean {
  const open = standard === null || (typeof standard === "string" && /^\$\{|^\?\?\?$/.test(standard));
  return open || value === null || kindOf(value) === kindOf(standard);
}

function kindsText(name: string, value: OptionValue, standard: unknown): string {
  return `${name}: received ${JSON.stringify(value)}; wanted a ${kindOf(standard)} such as ${JSON.stringify(standard)}`;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? "list" : typeof value;
}
