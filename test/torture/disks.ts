import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { seededRng } from "../../src/random/index.js";
import type { FaultPlan } from "./faults.js";
import { type Known, newFolder, Report, restart, shuffled, withFault } from "./rounds.js";

/** A refusal says what could not be written, where, and why, with the system's code. */
const CLEAR = /(cannot|could not) (write|read|make|look at) .*\/torture-.*: .*\((ENOSPC|EIO|EDQUOT|EROFS)\)/s;

const KINDS: readonly Omit<FaultPlan, "root" | "at">[] = [
  { kind: "full", half: true },
  { kind: "full", code: "EDQUOT" },
  { kind: "once", code: "EIO" },
  { kind: "once", code: "ENOSPC", half: true },
];

/** Lets the disk fill, or one call fail, at every call of every workload; then there is room, and it starts again. */
export async function diskFaults(
  known: readonly Known[],
  { until, seed }: { until: number; seed: number },
): Promise<Report> {
  const report = new Report("disk faults");
  const faults = known.flatMap((one) =>
    Array.from({ length: one.calls }, (_, at) => KINDS.map((kind) => ({ one, at, kind }))).flat(),
  );
  for (const { one, at, kind } of shuffled(faults, seededRng(seed))) {
    if (Date.now() > until) break;
    const folder = newFolder(one.workload);
    const error = await withFault(one.workload, folder, { ...kind, at });
    const where = `${one.workload.name}, ${kind.code ?? "ENOSPC"} ${kind.kind} at call ${at}`;
    if (error) report.tried++;
    if (error && !CLEAR.test(error.message)) report.fail(`${where}: unclear: ${error.message}`);
    const wrong = await restart(one, folder);
    if (wrong) report.fail(`${where}: ${wrong}`);
    fs.rmSync(folder, { recursive: true, force: true });
    report.show();
  }
  return report;
}

/** The same on a real file system of a few kilobytes, more each time, until a workload fits. Needs root; null elsewhere. */
export async function smallDisks(
  known: readonly Known[],
  { until }: { until: number },
): Promise<Report | null> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return null;
  const report = new Report("small disks that filled");
  const disk = fs.mkdtempSync(path.join(tmpdir(), "torture-disk-"));
  for (const one of known) {
    for (let kilobytes = 4; Date.now() < until; kilobytes += 12) {
      try {
        execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", disk], {
          stdio: "ignore",
        });
      } catch {
        fs.rmSync(disk, { recursive: true });
        return null;
      }
      try {
        one.workload.prepare?.(disk);
        const error = await one.workload.run(disk).then(
          () => null,
          (reason: Error) => reason,
        );
        if (!error) break;
        report.tried++;
        if (!CLEAR.test(error.message))
          report.fail(`${one.workload.name} on ${kilobytes} KB: unclear: ${error.message}`);
        execFileSync("mount", ["-o", "remount,size=64m", disk]);
        const wrong = await restart(one, disk);
        if (wrong) report.fail(`${one.workload.name} on ${kilobytes} KB: ${wrong}`);
      } finally {
        execFileSync("umount", [disk]);
      }
      report.show();
    }
  }
  fs.rmSync(disk, { recursive: true });
  return report;
}
