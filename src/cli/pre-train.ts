import { Option } from "commander";
import { beside, requireOwnFolder } from "../files/index.js";
import { selectBackend } from "../kernels/index.js";
import { savePolicy } from "../models/index.js";
import {
  isPretrainedBy,
  type PretrainConfig,
  type PretrainLine,
  pretrain,
  pretrainConfig,
  RunFolder,
  writePretrainingSummary,
} from "../training/index.js";
import {
  command,
  count,
  folder,
  inShell,
  number,
  printResult,
  run,
  seed,
  setting,
  withFlags,
} from "./command.js";
import { stopSignal } from "./stop-signal.js";
import { trainingProgress } from "./training-progress.js";

const program = command(
  "pre-train",
  "Train a base model from scratch on demonstrations. The run beside the model folder (<out>.run) goes on where it stood.",
)
  .requiredOption("--out <folder>", "model folder to write", folder)
  .addOption(new Option("--size <size>", "model size (default: M)").choices(["S", "M", "L", "XL"]))
  .option("--steps <steps>", "gradient steps", count)
  .option("--seed <seed>", "whole number (default: 0)", seed)
  .option("--lr <rate>", "peak learning rate of AdamW", number)
  .option("--set <key=value>", "any other key of the configuration (repeatable)", setting, {})
  .option("--json", "print the folder and the last step as JSON")
  .action(async ({ out, lr, set, json, ...flags }) => {
    const config = pretrainConfig(withFlags(set, { ...flags, learningRate: lr }));
    requireOwnFolder(out, () => isPretrainedBy(config, out), "the model that this configuration makes");
    console.error((await selectBackend()).line);
    const progress = trainingProgress(config.steps);
    const folder = beside(out, ".run");
    try {
      const { policy } = await pretrain(config, { folder, onMetrics: progress.show, signal: stopSignal() });
      writePretrainingSummary(new RunFolder<PretrainConfig, PretrainLine>(folder), out);
      savePolicy(policy, out);
    } finally {
      progress.stop();
    }
    const last = new RunFolder<PretrainConfig, PretrainLine>(folder).metrics().at(-1);
    printResult({ model: out, ...last }, out, json);
    console.error(`train it: npm run train -- --base ${inShell(out)} --arm top --out runs/mine`);
  });

void run(program);
