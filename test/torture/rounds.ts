import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { tf } from "../../src/kernels/index.js";
import { type FaultPlan, type Faults, installFaults } from "./faults.js";
import { difference, snapshot } from "./snapshot.js";
import type { Workload } from "./workloads.js";

/** A process number that no process has. */
const ENDED = 2 ** 22 + 1;

/** What was tried, and what went wrong. */
export interface Report {
  tried: number;
  failures: string[];
}

/** A workload with what it leaves when nothing goes wrong, and how many calls that takes. */
export interface Known {
  workload: Workload;
  calls: number;
  outcome: Record<string, string>;
}

export function newFolder(workload: Workload): string {
  const folder = fs.mkdtempSync(path.join(tmpdir(), "torture-"));
  workload.prepare?.(folder);
  return folder;
}

/** Does a workload without faults. */
export async function know(workload: Workload): Promise<Known> {
  const folder = newFolder(workload);
  const faults = installFaults({ root: folder, kind: "once" });
  try {
    await workload.run(folder);
  } finally {
    faults.remove();
  }
  const known = { workload, calls: faults.calls(), outcome: snapshot(folder) };
  fs.rmSync(folder, { recursive: true });
  tf.disposeVariables();
  return known;
}

/** Does a workload with a fault in this process; returns its error, or null where it came to its end. */
export async function withFault(
  workload: Workload,
  folder: string,
  plan: Omit<FaultPlan, "root">,
): Promise<Error | null> {
  const faults: Faults = installFaults({ root: folder, ...plan });
  try {
    await workload.run(folder);
    return null;
  } catch (error) {
    return error as Error;
  } finally {
    faults.remove();
    tf.disposeVariables();
    if (plan.kind === "freeze") bury(folder);
  }
}

/** The locks of a process that a "freeze" stands for are those of an ended one. */
function bury(folder: string): void {
  for (const name of fs.readdirSync(folder, { recursive: true }).map(String)) {
    const file = path.join(folder, name);
    if (/\.writer-[0-9a-f]{8}\.lock$/.test(name))
      fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, "utf8")), pid: ENDED }));
  }
}

let turn: Promise<unknown> = Promise.resolve();

/**
 * Starts a workload again, to its end, and says what is wrong with what it leaves; "" where nothing is. One at a time:
 * this process has one tensor engine.
 */
export function restart(known: Known, folder: string): Promise<string> {
  const result = turn.then(() => restartNow(known, folder));
  turn = result.catch(() => {});
  return result;
}

async function restartNow({ workload, outcome }: Known, folder: string): Promise<string> {
  try {
    await workload.run(folder);
  } catch (error) {
    return `does not go on: ${(error as Error).message}`;
  } finally {
    tf.disposeVariables();
  }
  return difference(outcome, snapshot(folder));
}

/** Tells after each round how far it is, at most once a second. */
export function teller(what: string): (tried: number, failed: number) => void {
  let next = 0;
  return (tried, failed) => {
    if (Date.now() < next) return;
    next = Date.now() + 1000;
    process.stderr.write(`\r${what}: ${tried}, ${failed} failed   `);
  };
}
