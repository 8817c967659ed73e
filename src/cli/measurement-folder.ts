import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { readJson, replaceFile, requireOwnFolder } from "../files/index.js";
import { inShell } from "./command.js";

const COMMAND = "npm run measure --";
const summarySchema = z.looseObject({ command: z.string().startsWith(COMMAND) });

/** The command line of this measurement, as its summary records it. */
export function measureCommand(): string {
  return [COMMAND, ...process.argv.slice(2).map(inShell)].join(" ");
}

/**
 * Measures into a folder whose `summary.json` says from the beginning what it is. A failure before anything is measured
 * leaves nothing behind.
 * @throws Error where the folder holds anything else
 */
export async function measuringInto(folder: string, work: () => Promise<void>): Promise<void> {
  const summary = path.join(folder, "summary.json");
  const [isFolder, isThere] = [existsSync(folder), existsSync(summary)];
  requireOwnFolder(folder, () => isThere && isMeasurement(summary), "a measurement");
  if (!isThere)
    replaceFile(summary, `${JSON.stringify({ command: measureCommand(), finished: false }, null, 2)}\n`);
  try {
    await work();
  } catch (error) {
    if (!isThere && readdirSync(folder).length === 1)
      rmSync(isFolder ? summary : folder, { recursive: true });
    throw error;
  }
}

function isMeasurement(summary: string): boolean {
  try {
    readJson(summary, summarySchema);
    return true;
  } catch {
    return false;
  }
}
