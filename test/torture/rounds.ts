import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { tf } from "../../src/kernels/index.js";
import type { Rng } from "../../src/random/index.js";
import { type FaultPlan, type Faults, installFaults } from "./faults.js";
import { difference, snapshot } from "./snapshot.js";
import type { Workload } from "./workloads.js";

/** A process number that no process has. */
const ENDED = 2 ** 22 + 1;

/** What was tried, and what went wrong. A failure is printed at once, how far it is at most once a second. */
export class Report {
  tried = 0;
  readonly failures: string[] = [];
  #nextLine = 0;

  constructor(readonly what: string) {}

  fail(failure: string): void {
    this.failures.push(failure);
    console.log(`${CLEAR_LINE}not as it must be: ${failure.slice(0, 1000)}`);
  }

  show(): void {
    if (Date.now() < this.#nextLine) return;
    this.#nextLine = Date.now() + 1000;
    process.stderr.write(`${CLEAR_LINE}${this.what}: ${this.tried}`);
  }

  end(): void {
    console.log(
      `${CLEAR_LINE}${String(this.tried).padStart(9)} ${this.what}, ${this.failures.length} not as they must be`,
    );
  }
}

const CLEAR_LINE = process.stderr.isTTY ? "\r\u001b[K" : "\r";

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

export function shuffled<T>(items: readonly T[], rng: Rng): T[] {
  return Array.from(rng.permutation(items.length), (i) => items[i]);
}
