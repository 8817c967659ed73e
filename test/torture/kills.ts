import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { type Rng, seededRng } from "../../src/random/index.js";
import type { FaultPlan } from "./faults.js";
import { type Known, newFolder, Report, restart, shuffled, withFault } from "./rounds.js";

/** A place in a workload: before its nth call, or in the middle of it. */
type Place = Pick<FaultPlan, "at" | "half">;

const shown = ({ at, half }: Place): string => `${half ? "in" : "before"} call ${at}`;

function placesOf({ calls }: Known): Place[] {
  return Array.from({ length: calls }, (_, at) => [{ at }, { at, half: true }]).flat();
}

/** A workload, and where its first start and those after it are killed. */
interface Round {
  one: Known;
  places: Place[];
}

/** Every place of every workload once, in an order that has some of each wherever the time ends. */
function roundsOf(known: readonly Known[], rng: Rng): Round[] {
  return shuffled(
    known.flatMap((one) => placesOf(one).map((place) => ({ one, places: [place] }))),
    rng,
  );
}

/** Ends every workload at every place as a kill does, and again at a place of its second start; then starts it again. */
export async function simulatedKills(
  known: readonly Known[],
  { doubles, until, seed }: { doubles: number; until: number; seed: number },
): Promise<Report> {
  const report = new Report("ends in the middle of this process, as a kill leaves the disk");
  const rng = seededRng(seed);
  const twice = Array.from({ length: doubles }, (): Round => {
    const one = rng.choice(known);
    return { one, places: [rng.choice(placesOf(one)), rng.choice(placesOf(one))] };
  });
  for (const { one, places } of shuffled([...roundsOf(known, rng), ...twice], rng)) {
    if (Date.now() > until) break;
    const folder = newFolder(one.workload);
    for (const place of places)
      if (await withFault(one.workload, folder, { kind: "freeze", ...place })) report.tried++;
    const wrong = await restart(one, folder);
    if (wrong) report.fail(`${one.workload.name}, killed ${places.map(shown).join(", then ")}: ${wrong}`);
    fs.rmSync(folder, { recursive: true, force: true });
    report.show();
  }
  return report;
}

/** The same with real processes and SIGKILL, several at once, one round in ten killed a second time. */
export async function realKills(
  known: readonly Known[],
  { workers, until, seed }: { workers: number; until: number; seed: number },
): Promise<Report> {
  const report = new Report("kills by SIGKILL, one in ten rounds twice");
  const rng = seededRng(seed);
  const rounds = roundsOf(known, rng).map(({ one, places }, i) => ({
    one,
    places: i % 10 === 0 ? [...places, rng.choice(placesOf(one))] : places,
  }));
  const work = async (): Promise<void> => {
    for (let next = rounds.shift(); next && Date.now() < until; next = rounds.shift()) {
      const { one, places } = next;
      const folder = newFolder(one.workload);
      for (const place of places) if (await killed(one, folder, place)) report.tried++;
      const wrong = await restart(one, folder);
      if (wrong) report.fail(`${one.workload.name}, SIGKILL ${places.map(shown).join(", then ")}: ${wrong}`);
      fs.rmSync(folder, { recursive: true, force: true });
      report.show();
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
