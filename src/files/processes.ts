import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Whether a process of this machine has this number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * When a living process began, as a text that tells it from a later process of the same number; "" where the system
 * does not say.
 */
export function startOf(pid: number): string {
  try {
    if (process.platform === "linux") {
      const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
      const afterName = readFileSync(`/proc/${pid}/stat`, "utf8").split(")").at(-1)!;
      return `${boot} ${afterName.split(" ")[20]}`;
    }
    if (process.platform === "win32") return "";
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}
