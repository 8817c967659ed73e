import { z } from "zod";
import { readJson } from "../../files/index.js";
import { type RlvrConfig, rlvrConfig } from "../../training/index.js";

/** Where a launch folder says what it is. */
export const LAUNCH_FILE = "launch.json";

const launchSchema = z.object({
  kind: z.literal("forking-tokens launch"),
  kit: z.string(),
  engine: z.object({ name: z.enum(["trl", "verl"]), version: z.string() }),
  /** What of the folder this project has executed itself. */
  executed: z.string(),
  task: z.enum(["countdown", "math"]),
  preset: z.enum(["paper", "study"]),
  config: z.looseObject({ base: z.string() }),
  optimizer: z.record(z.string(), z.number().nullable()),
  hardware: z.object({ nodes: z.number(), gpus: z.number() }),
  settings: z.array(
    z.object({
      setting: z.string(),
      value: z.unknown(),
      options: z.record(z.string(), z.unknown()).optional(),
      by: z.string().optional(),
      note: z.string().optional(),
    }),
  ),
  deviations: z.array(z.string()),
});

/** What a launch folder says of itself: each setting of ours, what it became, what the engine does otherwise. */
export type LaunchRecord = Omit<z.infer<typeof launchSchema>, "config"> & { config: RlvrConfig };

/** Reads launch.json. Throws, naming the file, where it is missing, damaged or of another form. */
export function readLaunchRecord(file: string): LaunchRecord {
  const record = readJson(file, launchSchema);
  return {
    ...record,
    config: rlvrConfig(record.config as Partial<RlvrConfig> & { base: string }, { elsewhere: true }),
  };
}
