// npm run torture: kills, full disks, damaged inputs, several writers, long runs; says what was lost, if anything was.
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { integerIn, numberIn, seed } from "../../src/cli/command.js";
import { selectBackend } from "../../src/kernels/index.js";
import { diskFaults, smallDisks } from "./disks.js";
import { fuzz } from "./fuzz/fuzz.js";
import { realKills, simulatedKills } from "./kills.js";
import { longRuns } from "./long-runs.js";
import { type Known, know, type Report } from "./rounds.js";
import { WORKLOADS, writeToyModel } from "./workloads.js";
import { manyWriters } from "./writers.js";

const PARTS = ["kills", "ends", "disks", "writers", "long", "fuzz"] as const;

interface Flags {
  minutes: number;
  only?: string;
  fuzz: number;
  workers: number;
  seed: number;
}

const program = new Command("npm run torture --")
  .description("Try to lose work: kills, full disks, damaged inputs, several writers, long runs.")
  .option("--minutes <minutes>", "how long it may take, shared out over the parts", numberIn(0.1, 10_000), 10)
  .option("--only <part>", `one part: ${PARTS.join(", ")}`)
  .option("--fuzz <inputs>", "damaged inputs at most", integerIn(1, 1e9), 1_000_000)
  .option("--workers <count>", "processes or threads at once", integerIn(1, 64), availableParallelism())
  .option("--seed <seed>", "of the damaged inputs and of the order of all else", seed, 1)
  .allowExcessArguments(false)
  .action(torture);

/** Each part's share of the time. */
const SHARES: Record<(typeof PARTS)[number], number> = {
  kills: 0.2,
  ends: 0.25,
  disks: 0.2,
  writers: 0.03,
  long: 0.07,
  fuzz: 0.25,
};

async function torture({ minutes, only, fuzz: inputs, workers, seed }: Flags): Promise<void> {
  if (only !== undefined && !PARTS.includes(only as (typeof PARTS)[number]))
    throw new Error(`there is no part "${only}"; wanted one of ${PARTS.join(", ")}`);
  await selectBackend();
  writeToyModel();
  const known: Known[] = [];
  if (only !== "fuzz" && only !== "long") for (const workload of WORKLOADS) known.push(await know(workload));
  for (const { workload, calls } of known)
    console.log(`${workload.name}: ${calls} calls that change the disk`);

  let failed = 0;
  const done = (report: Report): void => {
    report.end();
    failed += report.failures.length;
  };
  const shares = PARTS.filter((part) => only === undefined || only === part);
  const whole = shares.reduce((sum, part) => sum + SHARES[part], 0);
  const untilOf = (part: (typeof PARTS)[number], share = 1): number =>
    Date.now() + (share * minutes * 60_000 * SHARES[part]) / whole;
  const isWanted = (part: string): boolean => only === undefined || only === part;

  if (isWanted("kills")) done(await realKills(known, { workers, until: untilOf("kills"), seed }));
  if (isWanted("ends")) done(await simulatedKills(known, { doubles: 600, until: untilOf("ends"), seed }));
  if (isWanted("disks")) {
    done(await diskFaults(known, { until: untilOf("disks", 0.8), seed }));
    const small = await smallDisks(known, { until: untilOf("disks", 0.2) });
    if (small) done(small);
    else console.log("small disks: left out, they need root and Linux");
  }
  if (isWanted("writers")) done(await manyWriters(known, { rounds: 24, until: untilOf("writers") }));
  if (isWanted("long")) {
    const scale = Math.min(1, minutes / 10);
    const [tokens, steps] = [1_000_000, 2000].map((count) => Math.round(count * scale));
    done(await longRuns({ tokens, steps }));
  }
  if (isWanted("fuzz")) done(await fuzz({ count: inputs, workers, until: untilOf("fuzz"), seed }));
  console.log(failed === 0 ? "nothing was lost" : `${failed} not as it must be`);
  process.exit(failed === 0 ? 0 : 1);
}

program.parseAsync().catch((error: Error) => {
  console.error(`error: ${error.message}`);
  process.exit(1);
});
