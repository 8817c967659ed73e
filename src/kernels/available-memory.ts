import { readFileSync } from "node:fs";
import os from "node:os";

/** What is not held to be too much, however little is left. */
const SMALL = 2 ** 30;

export interface MemoryLeft {
  platform?: NodeJS.Platform;
  /** Bytes that the machine has, and that it could give out. */
  total?: number;
  free?: number;
  /** Bytes that this process could be given under the limit of its container, files kept in memory counted as taken. */
  withinLimit?: number;
  /** Bytes of such files, which the system drops when it needs the room. */
  keptFiles?: number;
}

/**
 * Bytes of memory that this process may still take, on this machine and within its container's limit; never below 1 GiB.
 * macOS counts what it would give out as taken, so there it is all the memory of the machine.
 * @example availableMemory() / 2 ** 30 // GiB
 */
export function availableMemory({
  platform = process.platform,
  total = os.totalmem(),
  free = os.freemem(),
  withinLimit = process.availableMemory(),
  keptFiles = filesOfContainer(),
}: MemoryLeft = {}): number {
  const left = platform === "darwin" ? total : Math.min(free, withinLimit + keptFiles);
  return Math.max(SMALL, left);
}

function filesOfContainer(): number {
  try {
    const found = /^inactive_file (\d+)$/m.exec(readFileSync("/sys/fs/cgroup/memory.stat", "utf8"));
    return Number(found?.[1] ?? 0);
  } catch {
    return 0; // no container, or none of this kind
  }
}
