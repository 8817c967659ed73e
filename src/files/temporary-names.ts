import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { isAlive } from "./processes.js";

/** The name under which this process prepares a file or folder, beside the place that it will take. */
export function temporaryName(target: string): string {
  return path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.part`);
}

const TEMPORARY = /^\.(.+)\.(\d+)\.part$/;

export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/**
 * Removes what ended processes were preparing in a folder, for one target or for all. What belongs to another process
 * that still runs stays.
 * @example removeLitter("runs/mine", { of: "checkpoint" })
 */
export function removeLitter(folder: string, { of }: { of?: string } = {}): void {
  for (const name of readdirSync(folder)) {
    const [, target, pid] = TEMPORARY.exec(name) ?? [];
    if (target === undefined || (of !== undefined && target !== of)) continue;
    if (Number(pid) !== process.pid && isAlive(Number(pid))) continue;
    rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}
