import { Option } from "commander";
import { selectBackend } from "../kernels/index.js";
import { savePolicy } from "../models/index.js";
import {
  type PretrainConfig,
  type PretrainLine,
  pretrain,
  pretrainConfig,
  RunFolder,
  writePretrainingSummary,
} from "../training/index.js";
import { command, given, inShell, integer, number, run, setting } from "./command.js";
import { trainingProgress } from "./training-progress.js";

const program = command(
  "pre-train",
  "Train a base model from scratch on demonstrations. The run beside the model folder (<out>.run) goes on where it stood.",
)
  .requiredOption("--out <folder>", "model folder to write")
  .addOption(new Option("--size <size>", "model size (default: M)").choices(["S", "M", "L", "XL"]))
  .option("--steps <steps>", "gradient steps", integer)
  .option("--seed <seed>", "whole number (default: 0)", integer)
  .option("--lr <rate>", "peak learning rate of AdamW", number)
  .option("--set <key=value>", "any other key of the configuration (repeatable)", setting, {})
  .action(async ({ out, lr, set, ...flags }) => {
    const config = pretrainConfig({ ...set, ...given(flags), ...given({ learningRate: lr }) });
    console.error((await selectBackend()).line);
    const progress = trainingProgress(config.steps);
    try {
      const { policy } = await pretrain(config, { folder: `${out}.run`, onMetrics: progress.show });
      savePolicy(policy, out);
      writePretrainingSummary(new RunFolder<PretrainConfig, PretrainLine>(`${out}.run`), out);
    } finally {
      progress.stop();
    }
    console.log(out);
    console.error(`train it: npm run train -- --base ${inShell(out)} --arm top --out runs/mine`);
  });

void run(program);
