import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  alternateSteps,
  benchmarkOptimizer,
  benchmarkPrompts,
  findTorchPython,
  measureRunMemory,
  measureSavings,
  measureStep,
  measureTwoRuns,
  type StepCost,
  startPeer,
  warmRounds,
} from "../benchmark/index.js";
import { projectPath } from "../files/index.js";
import { measureMatMul, selectBackend } from "../kernels/index.js";
import { createPolicy, loadPolicy, type ModelSize, type Policy, savePolicy } from "../models/index.js";
import { seededRng } from "../random/index.js";
import { benchModel } from "./bench-model.js";
import { BenchReport, digits, median } from "./bench-report.js";
import { benchTraining } from "./bench-train.js";
import { command, folderOrFile, integerIn, refuseIdleFlags, run } from "./command.js";

const TRAINED_MODEL = projectPath("data/models/M");
const TWO_RUNS_SECONDS = 2;
const GROWTH_ROUNDS = 3;

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

/** Alternates our step and PyTorch's on the same model and prompts, and reports both per response token. */
async function compare(
  report: BenchReport,
  size: ModelSize,
  policy: Policy,
  rounds: number,
  python: string | undefined,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "forking-tokens-bench-"));
  try {
    savePolicy(policy, folder);
    const peer = python ? startPeer(python, folder) : undefined;
    const costs = await alternateSteps(policy, peer, rounds);
    peer?.stop();
    for (const [phase, of] of Object.entries(PHASES)) {
      const perToken = (cost: StepCost): number => (1e6 * of(cost)) / cost.tokens;
      const label = `${size} ${phase}`;
      const mine = costs.map(({ ours }) => perToken(ours));
      const other = costs.flatMap(({ theirs }) => (theirs ? perToken(theirs) : []));
      const ratios = other.map((value, i) => value / mine[i]);
      report.row(label, mine, other, ratios, GOALS[label] ?? "");
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function reportPeer(report: BenchReport, trained: Policy, rounds: number): Promise<void> {
  const python = findTorchPython();
  if (!python) report.remark("no python3 with torch found: the PyTorch columns stay empty");
  report.table("processor microseconds a response token, one thread, alternating", [
    "here",
    "PyTorch",
    "PyTorch / here",
    "goal",
  ]);
  await compare(report, "M", trained, rounds, python);
  const large = createPolicy("L", seededRng(1));
  await compare(report, "L", large, rounds, python);
  large.dispose();
}

async function reportMachine(report: BenchReport, rounds: number): Promise<void> {
  const products = measureMatMul(4 * rounds);
  report.table("against the machine", ["measured", "goal"]);
  const share = products.map(({ product, ceiling }) => product / ceiling);
  report.row("matmul 512^3, share of FMA ceiling", share, ">= 0.8");
  report.row(
    "matmul 512^3, GFLOP/s",
    products.map(({ product }) => product),
  );
  const two = await measureTwoRuns(rounds, TWO_RUNS_SECONDS);
  report.row("two FMA loops / one", two.multiplyAdd);
  report.row("two training runs / one", two.step, `>= ${digits(0.9 * median(two.multiplyAdd))}`);
  report.row("peak memory of a default run, MB", await measureRunMemory(TRAINED_MODEL), "<= 500");
}

async function reportSavings(report: BenchReport, trained: Policy, rounds: number): Promise<void> {
  report.table("what is not computed, M: processor time of the phase", ["computed / skipped"]);
  for (const { what, whole, skipping } of await measureSavings(trained, rounds, seededRng(5)))
    report.row(
      what,
      whole.map((value, i) => value / skipping[i]),
    );
}

/** Response tokens a second of one core. */
async function reportGrowthOf(
  report: BenchReport,
  label: string,
  policy: Policy,
  { prompts, rounds }: { prompts: number; rounds: number },
): Promise<void> {
  const adam = benchmarkOptimizer(policy);
  const rng = seededRng(3);
  const list = benchmarkPrompts(prompts, rng);
  const costs = await warmRounds(rounds, () => measureStep(policy, adam, list, rng));
  const rate = (secondsOf: (cost: StepCost) => number): number =>
    Math.round(median(costs.map((cost) => cost.tokens / secondsOf(cost))));
  report.row(label, ...Object.values(PHASES).map(rate));
  adam.dispose();
}

function growthTable(report: BenchReport, rounds: number): void {
  report.table(`response tokens a processor second, median of ${rounds} rounds`, Object.keys(PHASES));
}

async function reportGrowth(report: BenchReport, trained: Policy): Promise<void> {
  const rounds = GROWTH_ROUNDS;
  growthTable(report, rounds);
  for (const prompts of [1, 4, 16, 32])
    await reportGrowthOf(report, `M, ${8 * prompts} responses`, trained, { prompts, rounds });
  await reportSizes(report, { prompts: 8, rounds });
}

async function reportSizes(
  report: BenchReport,
  { prompts, rounds }: { prompts: number; rounds: number },
): Promise<void> {
  for (const size of ["S", "M", "L", "XL"] as const) {
    const policy = createPolicy(size, seededRng(1));
    const label = `${size}, width ${policy.config.hiddenSize}, ${8 * prompts} responses, untrained`;
    await reportGrowthOf(report, label, policy, { prompts, rounds });
    policy.dispose();
  }
}

async function bench(report: BenchReport, rounds: number): Promise<void> {
  report.remark((await selectBackend()).line);
  report.remark(`medians (range) of ${rounds} rounds, after a warm-up`);
  const trained = loadPolicy(TRAINED_MODEL);
  await reportPeer(report, trained, rounds);
  await reportMachine(report, rounds);
  await reportSavings(report, trained, rounds);
  await reportGrowth(report, trained);
}

async function benchSizes(report: BenchReport, options: { prompts: number; rounds: number }): Promise<void> {
  report.remark((await selectBackend()).line);
  growthTable(report, options.rounds);
  await reportSizes(report, options);
}

const program = command(
  "bench",
  "Speed of the engine: against PyTorch, against the processor, what it leaves out, and how it grows.",
)
  .option(
    "--model <folder>",
    "instead: a real model's folder or GGUF file, opened for reading and sampling",
    folderOrFile,
  )
  .option(
    "--train <folder>",
    "instead: steps of training a real model's folder, beside PyTorch's",
    folderOrFile,
  )
  .option(
    "--sizes",
    "instead: the models S to XL on the backend at hand (FORKING_TOKENS_BACKEND names another)",
  )
  .option(
    "--prompts <count>",
    "with --train and --sizes: problems in a step, 8 responses each",
    integerIn(1, 32),
    8,
  )
  .option("--threads <count>", "with --train: threads of either side", integerIn(1, 64), 1)
  .option(
    "--rounds <count>",
    "rounds of each comparison (default: 9, with --train 2, with --sizes 3)",
    integerIn(1, 1000),
  )
  .option("--json", "print the tables as JSON, when all is measured")
  .action(async ({ model, train, sizes, prompts, threads, rounds, json }) => {
    const instead = Object.entries({ model, train, sizes }).filter(([, value]) => value);
    if (instead.length > 1)
      throw new Error(
        `give one of --model, --train and --sizes; received ${instead.map(([name]) => `--${name}`).join(" and ")}`,
      );
    const mode = instead[0] ? `--${instead[0][0]}` : "the comparisons of the default";
    refuseIdleFlags(program, mode, [
      { flags: ["prompts"], modes: ["--train", "--sizes"] },
      { flags: ["threads"], modes: ["--train"] },
    ]);
    const report = new BenchReport(json);
    if (sizes) await benchSizes(report, { prompts, rounds: rounds ?? GROWTH_ROUNDS });
    else if (train) await benchTraining(report, train, { rounds: rounds ?? 2, prompts, threads });
    else if (model) await benchModel(report, model, rounds ?? 9);
    else await bench(report, rounds ?? 9);
    report.finish();
  });

void run(program);
