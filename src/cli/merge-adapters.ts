import { selectBackend } from "../kernels/index.js";
import { baseOfAdapters, loadAdapters, savePolicy } from "../models/index.js";
import { runModel } from "../training/index.js";
import { command, folder, printResult, run } from "./command.js";

const program = command(
  "merge-adapters",
  "Makes a model folder of low-rank adapters and their base: every target matrix becomes base + alpha / rank B A.",
)
  .requiredOption("--model <folder>", "folder of adapters as peft writes it, or run folder", folder)
  .requiredOption("--out <folder>", "model folder to write", folder)
  .option("--json", "print the folder as JSON")
  .action(async ({ model, out, json }) => {
    const { folder } = runModel(model);
    const from = baseOfAdapters(folder);
    if (from === undefined)
      throw new Error(`${folder} holds no adapters: wanted an adapter_config.json in it`);
    console.error((await selectBackend()).line);
    savePolicy(loadAdapters(folder).merged, out, { from });
    printResult({ model: out, base: from }, out, json);
  });

void run(program);
