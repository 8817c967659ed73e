import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { seededRng } from "../../src/random/index.js";
import type { FaultPlan } from "./faults.js";
import { type Known, newFolder, type Report, restart, teller, withFault } from "./rounds.js";

/** A place in a workload: before its nth call, or in the middle of it. */
type Place = Pick<FaultPlan, "at" | "half">;

function placesOf({ calls }: Known): Place[] {
  return Array.from({ length: calls }, (_, at) => [{ at }, { at, half: true }]).flat();
}

const shown = ({ at, half }: Place): string => `${half ? "in" : "before"} call ${at}`;

/** Ends every workload at every place as a kill does, and again at a place of its second start; then starts it again. */
export async function simulatedKills(
  known: readonly Known[],
  { doubles, until }: { doubles: number; until: number },
): Promise<Report> {
  const report: Report = { tried: 0, failures: [] };
  const tell = teller("simulated kills");
  const round = async (one: Known, places: readonly Place[]): Promise<void> => {
    const folder = newFolder(one.workload);
    for (const place of places) await withFault(one.workload, folder, { kind: "freeze", ...place });
    const wrong = await restart(one, folder);
    report.tried += places.length;
    if (wrong)
      report.failures.push(`${one.workload.name}, killed ${places.map(shown).join(", then ")}: ${wrong}`);
    fs.rmSync(folder, { recursive: true, force: true });
    tell(report.tried, report.failures.length);
  };
  for (const one of known)
    for (const place of placesOf(one)) if (Date.now() < until) await round(one, [place]);
  const rng = seededRng(1);
  for (let i = 0; i < doubles && Date.now() < until; i++) {
    const one = known[i % known.length];
    const places = placesOf(one);
    await round(one, [rng.choice(places), rng.choice(places)]);
  }
  return report;
}

/** The same with real processes and SIGKILL, several at once, at places spread over each workload. */
export async function realKills(
  known: readonly Known[],
  { kills, workers, until }: { kills: number; workers: number; until: number },
): Promise<Report> {
  const report: Report = { tried: 0, failures: [] };
  const tell = teller("kills");
  const rng = seededRng(2);
  const total = known.reduce((sum, { calls }) => sum + calls, 0);
  const rounds = known.flatMap((one) => {
    const places = placesOf(one);
    const share = Math.min(places.length, Math.round((kills * one.calls) / total));
    const order = rng.permutation(places.length).slice(0, share);
    // one round in ten is killed a second time
    return Array.from(order, (i, nth) => ({
      one,
      places: nth % 10 === 0 ? [places[i], rng.choice(places)] : [places[i]],
    }));
  });
  const work = async (): Promise<void> => {
    for (let next = rounds.shift(); next && Date.now() < until; next = rounds.shift()) {
      const { one, places } = next;
      const folder = newFolder(one.workload);
      for (const place of places) if (await killed(one, folder, place)) report.tried++;
      const wrong = await restart(one, folder);
      if (wrong)
        report.failures.push(`${one.workload.name}, SIGKILL ${places.map(shown).join(", then ")}: ${wrong}`);
      fs.rmSync(folder, { recursive: true, force: true });
      tell(report.tried, report.failures.length);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return report;
}

/** Starts a workload in a process of its own that kills itself at a place; whether it did not reach its end. */
async function killed({ workload }: Known, folder: string, place: Place): Promise<boolean> {
  const child = startWorkload(workload.name, folder, { root: folder, kind: "kill", ...place });
  const [, signal] = await once(child, "exit");
  return signal === "SIGKILL";
}

export function startWorkload(name: string, folder: string, plan?: FaultPlan): ChildProcess {
  return spawn(
    process.execPath,
    ["--require", path.join(__dirname, "preload.js"), path.join(__dirname, "child.js"), name, folder],
    {
      env: { ...process.env, TORTURE_PLAN: JSON.stringify(plan ?? {}) },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
}
