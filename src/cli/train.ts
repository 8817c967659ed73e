import { Option } from "commander";
import { selectBackend } from "../kernels/index.js";
import { ARMS } from "../token-rules/index.js";
import { rlvrConfig, trainRlvr } from "../training/index.js";
import { command, given, integer, number, run, setting } from "./command.js";
import { trainingProgress } from "./training-progress.js";

const program = command(
  "train",
  "Train a policy by RLVR. On an existing run folder, the run goes on where it stood.",
)
  .requiredOption("--base <folder>", "model folder to start from")
  .requiredOption("--out <folder>", "run folder")
  .addOption(new Option("--arm <arm>", "tokens that receive gradient (default: top)").choices([...ARMS]))
  .option("--rho <share>", "share of tokens on (0, 1] (default: 0.2)", number)
  .option("--seed <seed>", "whole number (default: 0)", integer)
  .option("--steps <steps>", "rollout batches (default: 100)", integer)
  .option("--lr <rate>", "learning rate of Adam (default: 0.0002)", number)
  .option("--set <key=value>", "any other key of the configuration (repeatable)", setting, {})
  .action(async ({ out, lr, set, ...flags }) => {
    const config = rlvrConfig({ ...set, ...given(flags), ...given({ learningRate: lr }) });
    console.error((await selectBackend()).line);
    const progress = trainingProgress(config.steps);
    try {
      await trainRlvr(config, { folder: out, onMetrics: progress.show });
    } finally {
      progress.stop();
    }
    console.log(out);
  });

void run(program);
