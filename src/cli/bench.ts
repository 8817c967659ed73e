import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { measureMatMul, selectBackend } from "../kernels/index.js";
import { createPolicy, loadPolicy, type ModelSize, type Policy, savePolicy } from "../policy/index.js";
import { seededRng } from "../random/index.js";
import {
  benchmarkOptimizer,
  benchmarkPrompts,
  findTorchPython,
  measureStep,
  measureTwoRuns,
  type StepCost,
  startPeer,
} from "../training/index.js";
import { command, integer, run } from "./command.js";

const PROMPTS = 16;
const TRAINED_MODEL = path.join(__dirname, "../../../data/models/M");

interface Spread {
  median: number;
  low: number;
  high: number;
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], low: sorted[0], high: sorted[sorted.length - 1] };
}

const digits = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
const withSpread = ({ median, low, high }: Spread): string =>
  `${digits(median)} (${digits(low)}-${digits(high)})`;

function printRow(cells: readonly (string | number)[]): void {
  console.log(
    cells.map((cell, i) => (i === 0 ? String(cell).padEnd(34) : String(cell).padStart(22))).join(""),
  );
}

const PHASES: Record<string, (cost: StepCost) => number> = {
  rollout: ({ rollout }) => rollout,
  "gradient steps": ({ update }) => update,
  "whole step": ({ rollout, update }) => rollout + update,
};

/** What the ratios are held against, where there is a goal. */
const GOALS: Record<string, string> = {
  "M rollout": ">= 2.0",
  "M gradient steps": ">= 1.0",
  "M whole step": ">= 1.3",
  "L whole step": ">= 1.0",
};

/** Alternates our step and PyTorch's on the same model and prompts, and prints both per response token. */
async function compare(
  size: ModelSize,
  policy: Policy,
  rounds: number,
  python: string | undefined,
): Promise<void> {
  const adam = benchmarkOptimizer(policy);
  const folder = mkdtempSync(path.join(tmpdir(), "forking-tokens-bench-"));
  try {
    savePolicy(policy, folder);
    const peer = python ? startPeer(python, folder) : undefined;
    const rng = seededRng(7);
    const ours: StepCost[] = [];
    const theirs: StepCost[] = [];
    for (let round = 0; round <= rounds; round++) {
      const prompts = benchmarkPrompts(PROMPTS, rng);
      const cost = measureStep(policy, adam, prompts, rng);
      const peerCost = await peer?.step(prompts);
      if (round === 0) continue; // warm-up
      ours.push(cost);
      if (peerCost) theirs.push(peerCost);
    }
    peer?.stop();
    for (const [phase, of] of Object.entries(PHASES)) {
      const perToken = (cost: StepCost): number => (1e6 * of(cost)) / cost.tokens;
      const label = `${size} ${phase}`;
      const mine = ours.map(perToken);
      const other = theirs.map(perToken);
      const ratio = withSpreadOr(other.map((value, i) => value / mine[i]));
      printRow([label, withSpread(spread(mine)), withSpreadOr(other), ratio, GOALS[label] ?? ""]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
    adam.dispose();
  }
}

const withSpreadOr = (values: readonly number[]): string =>
  values.length ? withSpread(spread(values)) : "-";

/** Response tokens a second of one core. */
function printGrowth(label: string, policy: Policy, prompts: number): void {
  const adam = benchmarkOptimizer(policy);
  const rng = seededRng(3);
  const list = benchmarkPrompts(prompts, rng);
  measureStep(policy, adam, list, rng);
  const { rollout, update, tokens } = measureStep(policy, adam, list, rng);
  printRow([label, Math.round(tokens / rollout), Math.round(tokens / update)]);
  adam.dispose();
}

async function bench(rounds: number): Promise<void> {
  console.log((await selectBackend()).line);
  const python = findTorchPython();
  if (!python) console.log("no python3 with torch found: the PyTorch columns stay empty");
  const trained = loadPolicy(TRAINED_MODEL);
  const large = createPolicy("L", seededRng(1));

  console.log(
    `\nprocessor microseconds a response token, one thread; median (range) of ${rounds} alternating rounds`,
  );
  printRow(["", "here", "PyTorch", "PyTorch / here", "goal"]);
  await compare("M", trained, rounds, python);
  await compare("L", large, rounds, python);

  const products = measureMatMul(4 * rounds);
  const share = products.map(({ product, ceiling }) => product / ceiling);
  console.log("");
  printRow(["", "measured", "goal"]);
  printRow(["matmul 512^3, share of FMA ceiling", withSpread(spread(share)), ">= 0.8"]);
  printRow(["matmul 512^3, GFLOP/s", withSpread(spread(products.map(({ product }) => product)))]);
  const two = await measureTwoRuns(3);
  printRow(["two FMA loops / one", digits(two.multiplyAdd)]);
  printRow(["two training runs / one", digits(two.step), `>= ${digits(0.9 * two.multiplyAdd)}`]);

  console.log("\nresponse tokens a processor second");
  printRow(["", "rollout", "gradient steps"]);
  for (const prompts of [1, 4, 16, 32]) printGrowth(`M, ${8 * prompts} responses`, trained, prompts);
  for (const size of ["S", "M", "L", "XL"] as const) {
    const policy = createPolicy(size, seededRng(1));
    printGrowth(`${size}, width ${policy.config.hiddenSize}, 64 responses, untrained`, policy, 8);
    policy.dispose();
  }
  printRow(["\npeak memory, MB", Math.round(process.resourceUsage().maxRSS / 1024), "<= 500"]);
}

const program = command(
  "bench",
  "Speed of the engine: against PyTorch, against the processor, and how it grows.",
)
  .option("--rounds <count>", "alternating rounds of each comparison", integer, 5)
  .action(({ rounds }) => bench(rounds));

void run(program);
