import fs from "node:fs";
import path from "node:path";
import { measureModel } from "../../src/cli/measure-model.js";
import { projectPath } from "../../src/files/index.js";
import { createPolicy, MODEL_SIZES, savePolicy } from "../../src/models/index.js";
import { isCodeCell, readNotebook, writeNotebook } from "../../src/notebook/nbformat.js";
import { parsePercent, printPercent, pullNotebook, syncNotebook } from "../../src/notebook/pairing.js";
import { seededRng } from "../../src/random/index.js";
import { trainPlanned } from "../../src/study/run/train-planned.js";
import type { Task } from "../../src/task/index.js";
import {
  type LoggedLine,
  type PretrainConfig,
  type PretrainLine,
  pretrain,
  type RlvrConfig,
  RunFolder,
  rlvrConfig,
  trainRlvr,
  writePretrainingSummary,
} from "../../src/training/index.js";

/** A piece of work that writes into a folder, and that started again there ends the same, wherever it was stopped. */
export interface Workload {
  name: string;
  /** Files that are there before. */
  prepare?(folder: string): void;
  run(folder: string): Promise<unknown>;
}

/** Where the toy model lies that the workloads train. */
export const TOY_MODEL = projectPath("dist/torture/toy-model");

/** Writes the toy model: two blocks, 16 wide. */
export function writeToyModel(): void {
  const shape = { hiddenSize: 16, layers: 2, heads: 2, kvHeads: 2, headDim: 8, feedForward: 24 };
  savePolicy(createPolicy({ ...MODEL_SIZES.S, ...shape }, seededRng(1)), TOY_MODEL);
}

/** A response is right if its first token is odd: every batch has right and wrong ones. */
const parity: Task<number[]> = {
  name: "parity",
  parameters: {},
  maxResponseTokens: 4,
  problems: () => [[3], [5]],
  prompt: (tokens) => tokens,
  verify: (prompt, { tokens }) => {
    const reward = (tokens[0] + prompt[0]) % 2;
    return { reward, outcome: reward ? "right" : "wrong", valid: true };
  },
};

const CONFIG: Partial<RlvrConfig> & { base: string } = {
  base: TOY_MODEL,
  arm: "all",
  steps: 3,
  prompts: 2,
  samples: 4,
  maxNewTokens: 4,
  miniBatches: 1,
  learningRate: 0.01,
  evaluateEvery: 2,
  evaluationSamples: 1,
  checkpointEvery: 1,
};

/** Refuses to do a step again that the run's record already counts. */
function nothingTwice(run: string): (line: LoggedLine) => void {
  const promised = new RunFolder(run).record()?.step ?? 0;
  return ({ step, split }) => {
    if (split === undefined && step < promised)
      throw new Error(`steps were lost: ${promised} were done, and step ${step} is done again`);
  };
}

async function train(folder: string, more: Partial<RlvrConfig> = {}): Promise<void> {
  const onMetrics = nothingTwice(folder);
  const { policy } = await trainRlvr({ ...CONFIG, ...more }, { folder, task: parity, onMetrics });
  policy.dispose();
}

async function preTrain(folder: string): Promise<void> {
  const out = path.join(folder, "model");
  const run = `${out}.run`;
  const config: Partial<PretrainConfig> = { size: "S", steps: 3, batch: 1, checkpointEvery: 1 };
  const { policy } = await pretrain(config, { folder: run, onMetrics: nothingTwice(run) });
  writePretrainingSummary(new RunFolder<PretrainConfig, PretrainLine>(run), out);
  savePolicy(policy, out);
  policy.dispose();
}

/** One run of a study, with its evaluations on the held-out splits. */
async function ablate(folder: string): Promise<void> {
  const name = "toy/top";
  const config = rlvrConfig({ ...CONFIG, steps: 2, maxNewTokens: 2, samples: 2, evaluateEvery: 0 });
  const onMetrics = nothingTwice(path.join(folder, name));
  await trainPlanned({ name, config, heldOutSamples: 1 }, folder, { onMetrics });
}

async function measure(folder: string): Promise<void> {
  const { log, error } = console;
  Object.assign(console, { log: () => {}, error: () => {} });
  try {
    await measureModel(TOY_MODEL, {
      out: path.join(folder, "out"),
      ...{ temperature: 1, samples: 1, limit: 4, maxNewTokens: 40, seed: 0, formats: [] },
      ...{ dtype: "stored", keysAndValues: "float32" },
    });
  } finally {
    Object.assign(console, { log, error });
  }
}

const NOTEBOOK = "// %% [markdown]\n// # A title\n\n// %%\n1 + 1\n";

/** What executing, editing and pulling a notebook write. */
async function notebook(folder: string): Promise<void> {
  const [percent, file] = ["a.nb.ts", "a.ipynb"].map((name) => path.join(folder, name));
  if (!fs.existsSync(file) || readNotebook(file).cells.length < 3) {
    const executed = syncNotebook(percent, file);
    for (const cell of executed.cells.filter(isCodeCell))
      cell.outputs = [{ output_type: "stream", name: "stdout", text: "2\n".repeat(2000) }];
    writeNotebook(file, executed);
    executed.cells.push({ cell_type: "markdown", metadata: {}, source: "the end" });
    writeNotebook(file, executed);
  }
  pullNotebook(percent, file);
  if (printPercent(parsePercent(fs.readFileSync(percent, "utf8"))) !== fs.readFileSync(percent, "utf8"))
    throw new Error("the plain text is damaged");
}

export const WORKLOADS: readonly Workload[] = [
  { name: "train", run: (folder) => train(folder) },
  {
    name: "train with a critic, models kept",
    run: (folder) =>
      train(folder, { advantage: "gae", criticWarmup: 1, criticMiniBatches: 1, keepCheckpoints: true }),
  },
  { name: "pre-train", run: preTrain },
  { name: "ablate", run: ablate },
  { name: "measure", run: measure },
  {
    name: "notebook",
    prepare: (folder) => fs.writeFileSync(path.join(folder, "a.nb.ts"), NOTEBOOK),
    run: notebook,
  },
];
