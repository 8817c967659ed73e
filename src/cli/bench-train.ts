import {
  findTorchPython,
  openTraining,
  openTrainingInPyTorch,
  type TrainedModel,
  type TrainingCost,
} from "../benchmark/index.js";
import { formatTask, wordProblems } from "../math/index.js";
import { loadTokenizer, readModelConfig } from "../models/index.js";
import { taskPrompt } from "../rollout/index.js";
import { type BenchReport, digits } from "./bench-report.js";

const MEASURES: Record<string, (cost: TrainingCost) => number> = {
  "rollout, ms a response token": ({ rollout, tokens }) => (1e3 * rollout) / tokens,
  "update, ms a response token": ({ update, tokens }) => (1e3 * update) / tokens,
  "whole step, ms a response token": ({ rollout, update, tokens }) => (1e3 * (rollout + update)) / tokens,
  "whole step, ms a response token on the wall": ({ wall, tokens }) => (1e3 * wall) / tokens,
  "response tokens a processor second": ({ rollout, update, tokens }) => tokens / (rollout + update),
};

/** Speed and memory of training a real model, beside PyTorch's: `npm run bench -- --train FOLDER`. */
export async function benchTraining(
  report: BenchReport,
  folder: string,
  { rounds, prompts: count, threads }: { rounds: number; prompts: number; threads: number },
): Promise<void> {
  const task = formatTask();
  const [config, tokenizer] = [readModelConfig(folder), loadTokenizer(folder)];
  const prompts = wordProblems("validation", count).map((problem) =>
    Array.from(taskPrompt(task, problem, { config }, tokenizer)),
  );
  const maxNewTokens = Math.min(
    task.maxResponseTokens,
    config.maxPositions - Math.max(...prompts.map(({ length }) => length)),
  );
  const python = findTorchPython();
  const here = await openTraining(folder, threads);
  const there = python ? await openTrainingInPyTorch(python, folder, threads) : undefined;
  if (!there)
    report.remark("no python3 with torch and transformers opens it: the PyTorch column stays empty");
  const title =
    `${folder}: a step on ${count} word problems x 8 responses of up to ${maxNewTokens} tokens, all of them trained; ` +
    `processor time unless said, medians (range) of ${rounds} rounds, alternating; ${threads} thread${threads > 1 ? "s" : ""} on each side`;
  try {
    const step = (model: TrainedModel) => model.step(prompts, maxNewTokens);
    const costs = await alternate(report, { here, there, rounds, step });
    report.table(title, ["here", "PyTorch float32", "PyTorch / here"]);
    for (const [label, of] of Object.entries(MEASURES)) {
      const mine = costs.map(({ mine }) => of(mine));
      const other = costs.flatMap(({ other }) => (other ? of(other) : []));
      const ratios = other.map((value, i) => value / mine[i]);
      report.row(label, mine, other, ratios);
    }
    report.row("loading, s", here.load, there?.load ?? []);
    report.row("peak memory, MB", await here.close(), (await there?.close()) ?? []);
  } finally {
    here.end();
    there?.end();
  }
}

interface Alternation {
  here: TrainedModel;
  there: TrainedModel | undefined;
  rounds: number;
  step(model: TrainedModel): Promise<TrainingCost>;
}

async function alternate(
  report: BenchReport,
  { here, there, rounds, step }: Alternation,
): Promise<{ mine: TrainingCost; other?: TrainingCost }[]> {
  const costs: { mine: TrainingCost; other?: TrainingCost }[] = [];
  while (costs.length < rounds) {
    const mine = await step(here);
    const other = there && (await step(there));
    costs.push({ mine, other });
    report.remark(
      `step ${costs.length} of ${rounds}: ${digits(mine.wall)} s here` +
        (other ? `, ${digits(other.wall)} s in PyTorch` : ""),
    );
  }
  return costs;
}
