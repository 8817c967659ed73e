import { ENVIRONMENT } from "../files/index.js";

/** How much a notebook computes: minutes on two cores, an hour, or the whole study. */
export const PRESETS = ["quick", "default", "full"] as const;
export type Preset = (typeof PRESETS)[number];

export const PRESET_VARIABLE = ENVIRONMENT.preset;
/** Set where no one watches the notebook run: intermediate states of live outputs are not drawn then. */
export const HEADLESS_VARIABLE = ENVIRONMENT.headless;

/**
 * The preset that this notebook runs with: the environment variable FORKING_TOKENS_PRESET, "quick" where it is not set.
 * @throws Error naming the valid presets if it is set to anything else
 * @example notebookPreset() === "quick" ? 20 : 200
 */
export function notebookPreset(): Preset {
  const value = process.env[PRESET_VARIABLE] || "quick";
  const preset = PRESETS.find((name) => name === value);
  if (!preset) {
    throw new Error(`${PRESET_VARIABLE} is ${JSON.stringify(value)}; valid presets: ${PRESETS.join(", ")}`);
  }
  return preset;
}
