import { existsSync, readlinkSync } from "node:fs";

/**
 * The system's number of the thread that asks; 0 where the system does not tell it, as any but Linux.
 * @example systemThread() > 0 // on Linux
 */
export function systemThread(): number {
  try {
    return Number(readlinkSync("/proc/thread-self").split("/").pop());
  } catch {
    return 0;
  }
}

/**
 * Whether a thread of this process, by `systemThread`, has ended; false where that cannot be told. A worker that ends without an exception, out of
 * memory for one, says so to the event loop alone, which does not turn while its starter waits for it.
 * @example hasEnded(systemThread()) // false
 */
export function hasEnded(thread: number): boolean {
  return thread !== 0 && !existsSync(`/proc/self/task/${thread}`);
}
