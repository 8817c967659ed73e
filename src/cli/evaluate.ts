import { Option } from "commander";
import { requireVocabulary } from "../countdown/index.js";
import { selectBackend } from "../kernels/index.js";
import { baseOfAdapters, loadTokenizer, loadTrained, readModelConfig } from "../models/index.js";
import { SPLITS } from "../task/index.js";
import {
  configuredTask,
  type Evaluation,
  evaluatePolicy,
  loadParts,
  rlvrConfig,
  runModel,
  startTrainingThreads,
} from "../training/index.js";
import {
  command,
  count,
  file,
  folderOrFile,
  given,
  integerIn,
  printResult,
  run,
  seed,
  temperature,
  threadCount,
} from "./command.js";
import { countingResponses } from "./response-progress.js";

const program = command("evaluate", "Accuracy of a model on the problems of a split, with its 95 % interval.")
  .requiredOption(
    "--model <folder>",
    "model folder, or run folder: its checkpoint, on its own task",
    folderOrFile,
  )
  .addOption(new Option("--split <split>", "problems").choices([...SPLITS]).default("validation"))
  .addOption(
    new Option("--task <module>", "a task of your own, as npm run train takes it")
      .argParser(file)
      .conflicts(["numbers", "operations", "attempts", "openers"]),
  )
  .option("--samples <count>", "responses a problem", count, 4)
  .option("--temperature <T>", "sampling temperature", temperature, 1)
  .option("--seed <seed>", "whole number", seed, 0)
  .option("--limit <problems>", "at most this many problems, evenly spaced over the split", count)
  .addOption(new Option("--numbers <count>", "numbers a problem has (default: 3)").choices(["3", "4"]))
  .option("--operations <signs>", "operations of the task, out of +-*/ (default: +-*, or those of the run)")
  .option("--attempts <count>", "attempts a response may make (default: 4)", integerIn(1, 20))
  .option(
    "--openers <words>",
    "words that open an attempt (default: 1, or those of the run)",
    integerIn(0, 6),
  )
  .option("--threads <count>", "threads that share the work, each with a copy of the model", threadCount, 1)
  .option("--greedy", "also decode each problem once greedily")
  .option("--json", "print the evaluation as JSON")
  .action(
    async ({ model, json, numbers, operations, attempts, openers, task: module, threads, ...options }) => {
      const rules = given({
        numberCount: numbers && Number(numbers),
        operations,
        maxAttempts: attempts,
        openers,
      });
      const { folder, task: trainedOn, ownTask } = runModel(model);
      if (ownTask !== undefined && module === undefined)
        throw new Error(`${model} was trained on the task "${ownTask}": give its module with --task`);
      const { task: own } = await loadParts({ task: module });
      const task = own ?? configuredTask(rlvrConfig({ base: folder, ...trainedOn, ...rules }));
      const holder = baseOfAdapters(folder) ?? folder;
      if (!own) requireVocabulary(holder, readModelConfig(holder));
      const tokenizer = own && loadTokenizer(holder);
      console.error((await selectBackend()).line);
      const policy = loadTrained(folder);
      const helpers = threads > 1 ? await startTrainingThreads(policy.config, threads) : undefined;
      const evaluation = await countingResponses((show) =>
        evaluatePolicy(policy, {
          ...options,
          ...{ task, tokenizer, sampler: helpers?.sample },
          onProgress: ({ complete, count }) => show(complete, count),
        }),
      );
      helpers?.dispose();
      printResult(evaluation, evaluationText(evaluation), json);
    },
  );

function evaluationText({ accuracyInterval, rightCounts: _, ...rest }: Evaluation): string {
  const interval = ` [${digits(accuracyInterval.low)}, ${digits(accuracyInterval.high)}]`;
  return Object.entries(rest)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => {
      const shown = typeof value === "number" ? digits(value) : value;
      return `${key.padEnd(22)} ${shown}${key === "accuracy" ? interval : ""}`;
    })
    .join("\n");
}

function digits(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(4);
}

void run(program);
