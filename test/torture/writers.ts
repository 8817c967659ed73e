import { once } from "node:events";
import fs from "node:fs";
import { startWorkload } from "./kills.js";
import { type Known, newFolder, Report } from "./rounds.js";
import { difference, snapshot } from "./snapshot.js";

const WRITERS = 3;

/** Starts a workload several times at once in one folder: one does it, the others are told, or find it done. */
export async function manyWriters(
  known: readonly Known[],
  { rounds, until }: { rounds: number; until: number },
): Promise<Report> {
  const report = new Report("writers, three at once");
  for (let i = 0; i < rounds && Date.now() < until; i++) {
    const { workload, outcome } = known[i % known.length];
    const folder = newFolder(workload);
    const exits = await Promise.all(
      Array.from({ length: WRITERS }, async () => {
        const child = startWorkload(workload.name, folder);
        let said = "";
        child.stderr!.on("data", (chunk) => {
          said += chunk;
        });
        const [code] = await once(child, "close");
        return { code, said };
      }),
    );
    report.tried += WRITERS;
    const refused = exits.filter(({ code }) => code !== 0);
    for (const { said } of refused)
      if (!/is being written by process \d+/.test(said))
        report.fail(`${workload.name}, ${WRITERS} at once: unclear: ${said}`);
    const wrong = refused.length < WRITERS ? difference(outcome, snapshot(folder)) : "";
    if (wrong) report.fail(`${workload.name}, ${WRITERS} at once: ${wrong}`);
    fs.rmSync(folder, { recursive: true, force: true });
    report.show();
  }
  return report;
}
