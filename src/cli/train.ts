import { existsSync } from "node:fs";
import { selectBackend } from "../kernels/index.js";
import { readModelConfig } from "../models/index.js";
import { ARMS, type Arm } from "../token-rules/index.js";
import {
  isFasterNatively,
  type RlvrConfig,
  RunFolder,
  rlvrConfig,
  trainRlvr,
  whatIsTrained,
} from "../training/index.js";
import {
  command,
  count,
  file,
  folder,
  folderOrFile,
  inShell,
  number,
  printResult,
  run,
  seed,
  setting,
  threadCount,
  withFlags,
} from "./command.js";
import { stopSignal } from "./stop-signal.js";
import { trainingProgress } from "./training-progress.js";

const program = command(
  "train",
  "Train a policy by RLVR. On an existing run folder, the run goes on where it stood; Ctrl-C stops it so that it can.",
)
  .requiredOption("--base <folder>", "model folder to start from", folderOrFile)
  .requiredOption("--out <folder>", "run folder", folder)
  .option("--arm <arm>", `tokens that receive gradient (default: top): ${ARMS.join(", ")}`)
  .option("--rule <module>", "a rule of your own, in place of --arm: see below")
  .option("--reward <module>", "a reward of your own", file)
  .option("--task <module>", "a task of your own", file)
  .option("--lora-rank <rank>", "train low-rank adapters in place of the weights", count)
  .option("--rho <share>", "share of tokens on (0, 1] (default: 0.2)", number)
  .option(
    "--threads <count>",
    "threads that share the work, each with a copy of the model (default: 1)",
    threadCount,
  )
  .option("--seed <seed>", "whole number (default: 0)", seed)
  .option("--steps <steps>", "rollout batches (default: 100)", count)
  .option("--lr <rate>", "learning rate of Adam (default: 0.0002)", number)
  .option(
    "--set <key=value>",
    "any other key of the configuration, or rule.KEY for one of the rule's own (repeatable)",
    setting,
    {},
  )
  .option("--json", "print the folder and the last evaluation as JSON")
  .addHelpText(
    "after",
    `
A module is an .mjs file whose default export is
  a rule    (tokens, context) => one weight for each of tokens.tokens, or an object { name, label, parameters, weights };
            weights are an array or a Float32Array: tokens.tokens.map(...) is an Int32Array, which cuts fractions off
  a reward  (verdict, response) => a number
  a task    { name, problems(split), prompt(problem), verify(problem, response), maxResponseTokens, ... };
            its prompts are token ids, a text, or messages that the model's chat template writes out
The run folder records its name and the SHA-256 of its file and of those that it imports by relative paths (installed
packages are not covered), and goes on with the same one only. Examples: notebook 11-your-own.
Any model folder can be trained with a task of its own. --lora-rank 8 --set loraAlpha=16 --set 'loraModules=["q_proj","v_proj"]'
trains adapters, saved as peft does; npm run merge-adapters makes a model of them. --set fineTuning=direct trains on right
answers in place of samples: Countdown has "direct" and "searched", a task of yours its answers: { kinds: [...], write(kind, problem, rng) }.`,
  )
  .action(async ({ out, lr, set, json, rule, reward, task, arm, ...flags }) => {
    const named = builtInArm(arm, rule);
    const input = withFlags(withRuleParameters(set), {
      ...flags,
      arm: named,
      learningRate: lr,
    }) as Partial<RlvrConfig> & { base: string };
    const config = rlvrConfig(input);
    const { base, steps, threads = 1 } = config;
    // which has threads of its own and shares no work out
    const nativeFirst = threads === 1 && existsSync(base) && isFasterNatively(readModelConfig(base));
    console.error((await selectBackend({ nativeFirst })).line);
    if (existsSync(base)) console.error(`base: ${whatIsTrained(config)}`);
    const progress = trainingProgress(steps);
    try {
      const { resumedAt } = await trainRlvr(input, {
        ...{ folder: out, onMetrics: progress.show, signal: stopSignal() },
        ...{ reward, task, rule: named === rule ? undefined : rule },
      });
      if (resumedAt === steps) console.error(`nothing left to do: all ${steps} steps are done`);
    } finally {
      progress.stop();
    }
    const evaluations = new RunFolder(out).metrics().filter(({ split }) => split !== undefined);
    printResult({ run: out, ...evaluations.at(-1) }, out, json);
    const own = task === undefined ? "" : ` --task ${inShell(task)}`;
    console.error(`evaluate it: npm run evaluate -- --model ${inShell(out)}${own} --split test`);
  });

/** The arm of --arm, or of --rule where that is the name of one. */
function builtInArm(arm: string | undefined, rule: string | undefined): string | undefined {
  if (arm !== undefined && rule !== undefined) throw new Error("give --arm or --rule, not both");
  const name = arm ?? rule;
  if (name === undefined || ARMS.includes(name as Arm)) return name;
  if (rule !== undefined && /[./\\]/.test(rule)) return undefined;
  const or = rule === undefined ? "" : ", or the path of a module";
  throw new Error(`there is no rule "${name}"; wanted one of ${ARMS.join(", ")}${or}`);
}

/** `rule.alpha` -> `ruleParameters: { alpha }` */
function withRuleParameters(set: Record<string, unknown>): Record<string, unknown> {
  const own = Object.entries(set).filter(([key]) => key.startsWith("rule."));
  if (own.length === 0) return set;
  const others = Object.entries(set).filter(([key]) => !key.startsWith("rule."));
  const ruleParameters = Object.fromEntries(own.map(([key, value]) => [key.slice("rule.".length), value]));
  return { ...Object.fromEntries(others), ruleParameters };
}

void run(program);
