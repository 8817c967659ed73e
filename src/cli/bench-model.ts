import {
  findTorchPython,
  type ModelCosts,
  NEW_TOKENS,
  type OpenedModel,
  openHere,
  openInPyTorch,
  READ_TOKENS,
  shareOfCeiling,
  twoLoopGains,
  twoThreadGains,
  WARM_UP_SECONDS,
} from "../benchmark/index.js";
import { selectBackend } from "../kernels/index.js";
import { type DecoderConfig, readModelConfig } from "../models/index.js";
import type { BenchReport } from "./bench-report.js";

const MEASURES: Record<keyof ModelCosts, string> = {
  oneRow: "decoding 1 response, ms a token",
  manyRows: "decoding 16 together, ms a token",
  score: "reading 256 tokens, ms a token",
};

/** Speed and memory of a real model, beside PyTorch's: `npm run bench -- --model FOLDER`. */
export async function benchModel(report: BenchReport, folder: string, rounds: number): Promise<void> {
  report.remark((await selectBackend()).line);
  const config = readModelConfig(folder);
  const here = await openHere(folder);
  const python = findTorchPython();
  const there = python ? await openInPyTorch(python, folder) : undefined;
  if (!there)
    report.remark(
      "no python3 with torch and transformers (and gguf, for a GGUF file) opens it: the PyTorch column stays empty",
    );
  try {
    await reportCosts(report, { here, there, rounds, config, folder });
  } finally {
    here.end();
    there?.end();
  }
  await reportThreads(report, folder, rounds);
}

interface Comparison {
  here: OpenedModel;
  there: OpenedModel | undefined;
  rounds: number;
  config: DecoderConfig;
  folder: string;
}

async function reportCosts(report: BenchReport, comparison: Comparison): Promise<void> {
  const { here, there, rounds, folder } = comparison;
  const costs = await alternate(comparison);
  report.table(`${folder}, one thread: processor time, medians (range) of ${rounds} rounds, alternating`, [
    "here",
    "PyTorch float32",
    "PyTorch / here",
  ]);
  for (const [measure, label] of Object.entries(MEASURES)) {
    const mine = costs.map(({ mine }) => mine[measure as keyof ModelCosts]);
    const other = costs.flatMap(({ other }) => (other ? other[measure as keyof ModelCosts] : []));
    const ratios = other.map((value, i) => value / mine[i]);
    report.row(label, mine, other, ratios);
  }
  const shares = costs.map(({ share }) => share);
  report.row("reading, share of the FMA ceiling", shares);
  report.row("loading, s of processor time", here.load, there?.load ?? []);
  const ours = await here.close();
  report.row("peak memory, 16 rows of 272 tokens, MB", ours, (await there?.close()) ?? []);
  report.row("the same, keys and values in float16", await peakWithHalves(folder));
}

async function peakWithHalves(folder: string): Promise<number> {
  const model = await openHere(folder, "F16");
  try {
    await model.round();
    return await model.close();
  } finally {
    model.end();
  }
}

async function alternate({ here, there, rounds, config }: Comparison) {
  const costs: { mine: ModelCosts; other?: ModelCosts; share: number }[] = [];
  // The first rounds are not counted: the engine still compiles.
  for (let warm = 0; warm < WARM_UP_SECONDS * 1000; ) {
    const { oneRow, score } = await here.round();
    warm += NEW_TOKENS * oneRow + READ_TOKENS * score;
  }
  await there?.round();
  for (let round = 0; round < rounds; round++) {
    const mine = await here.round();
    costs.push({ mine, share: shareOfCeiling(config, mine), other: await there?.round() });
  }
  return costs;
}

async function reportThreads(report: BenchReport, folder: string, rounds: number): Promise<void> {
  report.table("two threads against one, wall time, alternating", ["one / two"]);
  const gains = twoThreadGains(folder, rounds);
  for (const [measure, label] of Object.entries(MEASURES))
    report.row(
      label.split(",")[0],
      gains.map((gain) => gain[measure as keyof ModelCosts]),
    );
  report.row("two FMA loops: what the machine gives", await twoLoopGains("multiply-add", rounds, 1));
  report.row("two loops that read memory: the same", await twoLoopGains("read-memory", rounds, 1));
}
