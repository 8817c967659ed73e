import type { RlvrConfig } from "../../training/index.js";
import type { LaunchSettings } from "./settings.js";

export type OptionValue = string | number | boolean | null | readonly (string | number)[];
/** Options of an engine, by its own names. */
export type Options = Record<string, OptionValue>;

/** What a setting of ours became: options of the engine, or the file of the launch folder that honours it. */
export interface Became {
  options?: Options;
  by?: string;
  note?: string;
}

/** An engine cannot honour a setting: why, and who can. */
export interface Refusal {
  refused: string;
  instead: readonly string[];
}

/** How an engine is told each setting of ours. A setting without an entry does not compile. */
export type Translation = {
  readonly [Setting in keyof RlvrConfig]-?: (settings: LaunchSettings) => Became | Refusal;
};

/** A setting of ours beside what it became, as launch.json holds it. */
export interface TranslatedSetting extends Became {
  setting: keyof RlvrConfig;
  value: unknown;
}

/** The setting became these options. */
export const option = (options: Options, note?: string): Became => ({ options, ...(note && { note }) });

/** This file of the launch folder honours the setting. */
export const by = (file: string, note?: string): Became => ({ by: file, ...(note && { note }) });

/** Nothing reads the setting, and why. */
export const unused = (why: string): Became => ({ note: `unused: ${why}` });

/** The engine cannot honour the setting; these can. */
export const refuse = (refused: string, ...instead: string[]): Refusal => ({ refused, instead });

/** For settings of Countdown's data. */
export const countdownOnly = ({ task }: LaunchSettings): Became =>
  task === "countdown" ? by("data/") : unused("Countdown alone has it");

/** For settings of a critic, which no other engine here trains. */
export const withoutCritic = (): Became => unused("only a critic reads it");

/** For settings of low-rank adapters. */
export const withoutAdapters = ({ config }: LaunchSettings): Became | Refusal =>
  config.loraRank === undefined
    ? unused("all weights are trained")
    : refuse("these folders train all weights, not adapters", ...OWN_ENGINES);

/** For how far the policy is from its base. */
export const withoutKl = ({ config }: LaunchSettings): Became | Refusal =>
  config.klToBase
    ? refuse("these engines do not measure it in an evaluation", ...OWN_ENGINES)
    : unused("not measured");

/** For fine-tuning on answers. */
export const withoutFineTuning = ({ config }: LaunchSettings): Became | Refusal =>
  config.fineTuning
    ? refuse("these folders train on sampled responses, not on answers", ...OWN_ENGINES)
    : unused("responses are sampled");

/** For the threads of our own engine. */
export const withoutThreads = (): Became => unused("the engine shares its work out itself");

/** Our own engine, on one machine or on many. */
export const OWN_ENGINES = ["slurm", "ray"] as const;

/**
 * Translates every setting.
 * @throws Error listing all settings that the engine cannot honour, each with the engines that can
 */
export function translateSettings(settings: LaunchSettings, translation: Translation): TranslatedSetting[] {
  const refusals: string[] = [];
  const translated = (Object.keys(translation) as (keyof RlvrConfig)[]).map((setting) => {
    const value = settings.config[setting] ?? null;
    const became = translation[setting](settings);
    if ("refused" in became) {
      refusals.push(
        `${setting} = ${JSON.stringify(value)}: ${became.refused}; ${became.instead.length > 0 ? `use ${became.instead.join(" or ")}` : "no engine can"}`,
      );
      return { setting, value };
    }
    return { setting, value, ...became };
  });
  if (refusals.length > 0)
    throw new Error(
      `${settings.engine} cannot honour ${refusals.length} of the settings:\n${refusals.join("\n")}`,
    );
  return translated;
}

/** All options that the settings became, in their order. Throws where two settings claim one option. */
export function optionsOf(translated: readonly TranslatedSetting[]): Options {
  const options: Options = {};
  for (const { setting, options: own = {} } of translated) {
    for (const [name, value] of Object.entries(own)) {
      if (name in options) throw new Error(`${setting} sets ${name}, which an earlier setting set already`);
      options[name] = value;
    }
  }
  return options;
}
