import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { type EngineLine, type EngineLog, numbersOf, readPythonLines } from "./engine-log.js";

/**
 * verl's file logger of a launch folder, those of earlier starts included: {"step", "data"} lines in run/metrics*.jsonl.
 * Where a resumed run logs a step again, the later start counts.
 * @throws Error naming what was looked for if there is none
 */
export function readVerlLog(folder: string): EngineLog {
  const run = path.join(folder, "run");
  const files = existsSync(run) ? readdirSync(run).filter((name) => /^metrics.*\.jsonl$/.test(name)) : [];
  if (files.length === 0) throw new Error(`${folder} has no run/metrics.jsonl; has it been trained?`);
  // "metrics-until-TIME.jsonl" in the order of time, then "metrics.jsonl"
  const ordered = files.sort((a, b) =>
    a === "metrics.jsonl" ? 1 : b === "metrics.jsonl" ? -1 : a < b ? -1 : 1,
  );
  const notes: string[] = [];
  const lines = new Map<number, EngineLine>();
  for (const name of ordered) {
    const read = readPythonLines(path.join(run, name));
    notes.push(...read.notes);
    for (const { step, data } of read.objects) {
      if (typeof step !== "number" || typeof data !== "object" || data === null)
        throw new Error(`${path.join(run, name)}: wanted lines of {"step", "data"}, received another`);
      const values = numbersOf(data as Record<string, unknown>);
      lines.set(step, { step, values: { ...lines.get(step)?.values, ...values } });
    }
  }
  return {
    file: path.join(run, ordered[ordered.length - 1]),
    lines: [...lines.values()].sort((a, b) => a.step - b.step),
    notes,
  };
}

/** Shares of the outcomes of a step's responses, from run/rollouts/STEP.jsonl; null where it was not dumped. */
export function rolloutOutcomes(folder: string, step: number): Record<string, number> | null {
  const file = path.join(folder, "run", "rollouts", `${step}.jsonl`);
  if (!existsSync(file)) return null;
  const { objects } = readPythonLines(file);
  const shares: Record<string, number> = {};
  for (const { outcome } of objects)
    if (typeof outcome === "string") shares[outcome] = (shares[outcome] ?? 0) + 1 / objects.length;
  return shares;
}
