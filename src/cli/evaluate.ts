import { Option } from "commander";
import { MAX_RESPONSE_TOKENS, SPLITS } from "../countdown/index.js";
import { selectBackend } from "../kernels/index.js";
import { loadPolicy } from "../policy/index.js";
import { evaluatePolicy } from "../training/index.js";
import { command, integer, number, run } from "./command.js";

const program = command("evaluate", "Accuracy of a model on the problems of a split, with its 95 % interval.")
  .requiredOption("--model <folder>", "model folder")
  .addOption(new Option("--split <split>", "problems").choices([...SPLITS]).default("validation"))
  .option("--samples <count>", "responses a problem", integer, 4)
  .option("--temperature <T>", "sampling temperature", number, 1)
  .option("--seed <seed>", "whole number", integer, 0)
  .option("--limit <problems>", "at most this many problems, evenly spaced over the split", integer)
  .option("--greedy", "also decode each problem once greedily")
  .option("--json", "print the evaluation as JSON")
  .action(async ({ model, json, ...options }) => {
    console.error((await selectBackend()).line);
    const evaluation = evaluatePolicy(loadPolicy(model), { ...options, maxNewTokens: MAX_RESPONSE_TOKENS });
    if (json) {
      console.log(JSON.stringify(evaluation, null, 2));
      return;
    }
    const { accuracyInterval, rightCounts: _, ...rest } = evaluation;
    for (const [key, value] of Object.entries(rest)) {
      const interval =
        key === "accuracy" ? ` [${digits(accuracyInterval.low)}, ${digits(accuracyInterval.high)}]` : "";
      if (value !== null)
        console.log(`${key.padEnd(22)} ${typeof value === "number" ? digits(value) : value}${interval}`);
    }
  });

function digits(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(4);
}

void run(program);
