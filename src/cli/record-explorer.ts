import { existsSync } from "node:fs";
import path from "node:path";
import { countdownTask, decodeTokens } from "../countdown/index.js";
import { type ExploredRun, recordBranches, recordRun } from "../explorer/index.js";
import { projectPath, replaceFile } from "../files/index.js";
import { selectBackend } from "../kernels/index.js";
import { mathTask } from "../math/index.js";
import { loadPolicy, loadTokenizer, type Policy, pretrainedFolder } from "../models/index.js";
import { seededRng } from "../random/index.js";

const PROBLEMS = 24;
const SAMPLES = 8;
/** Problems whose first response is branched at its forks. */
const BRANCHED_PROBLEMS = 2;
const COUNTDOWN_MODELS = [
  { file: "1-base", name: "base model M", folder: "data/models/M" },
  {
    file: "2-all",
    name: "trained on all tokens",
    folder: "data/runs/checkpoints/M-all-seed0/models/step-200",
  },
  {
    file: "3-top",
    name: "trained on the top 20 %",
    folder: "data/runs/checkpoints/M-top-seed0/models/step-200",
  },
];

const REAL_MODEL = "smollm2-135m-instruct";
const REAL_TOKENS = 96;
const REAL_SAMPLES = 2;
const REAL_PROBLEMS = [
  ["A box holds 6 rows of 4 eggs. Five eggs are broken. How many are whole?", "19"],
  ["Mia reads 12 pages a day. How many days does she need for a book of 180 pages?", "15"],
  ["A shirt costs 40 dollars and is sold at 25 percent off. What does it cost now?", "30"],
  ["Three friends share 2 pizzas of 9 slices each. How many slices does each get?", "6"],
  ["A train leaves at 2:40 p.m. and travels for 95 minutes. When does it arrive?", "4:15 p.m."],
  ["What is the perimeter of a square whose area is 49?", "28"],
  ["Two dice are thrown. How likely is it that both show a six?", "1/36"],
  ["Solve 3x + 7 = 22.", "5"],
];

/**
 * Records what the explorer shows without further files: the base model and two trained ones on Countdown, and, where
 * it has been fetched, a pre-trained model on problems in words.
 */
export async function recordExplorer(folder: string): Promise<void> {
  console.error((await selectBackend()).line);
  const write = (file: string, run: ExploredRun): void =>
    replaceFile(path.join(folder, `${file}.json`), `${JSON.stringify(run)}\n`);
  for (const { file, name, folder } of COUNTDOWN_MODELS) {
    console.error(`${name}: ${PROBLEMS * SAMPLES} responses and their branches`);
    write(
      file,
      withPolicy(folder, (policy) => countdownRun(policy, { name, folder })),
    );
  }
  const real = pretrainedFolder(REAL_MODEL);
  if (!existsSync(real)) {
    console.error(
      `${REAL_MODEL} is not here, so what was recorded of it stays: npm run fetch-model -- ${REAL_MODEL}`,
    );
    return;
  }
  console.error(`${REAL_MODEL}: ${REAL_PROBLEMS.length * REAL_SAMPLES} responses`);
  write(
    "4-real",
    withPolicy(real, (policy) => realRun(policy, real)),
  );
}

function withPolicy(folder: string, record: (policy: Policy) => ExploredRun): ExploredRun {
  const policy = loadPolicy(path.resolve(projectPath(), folder));
  try {
    return record(policy);
  } finally {
    policy.dispose();
  }
}

function countdownRun(policy: Policy, { name, folder }: { name: string; folder: string }): ExploredRun {
  const task = countdownTask();
  const all = task.problems("test");
  const problems = Array.from({ length: PROBLEMS }, (_, i) => all[Math.floor((i * all.length) / PROBLEMS)]);
  const common = { task, problems, tokenizer: loadTokenizer(projectPath(folder)) };
  const run = recordRun(policy, {
    ...{ ...common, name, separator: " ", samplesPerPrompt: SAMPLES, forkRoles: ["real"], rng: seededRng(0) },
    about: `${SAMPLES} responses to each of ${PROBLEMS} test problems at temperature 1, from ${folder}`,
    promptText: (problem) => decodeTokens(task.prompt(problem) as ArrayLike<number>),
  });
  const responses = Array.from({ length: BRANCHED_PROBLEMS }, (_, i) => i * SAMPLES);
  return recordBranches(policy, run, { ...common, responses, rng: seededRng(1) });
}

function realRun(policy: Policy, folder: string): ExploredRun {
  const problems = REAL_PROBLEMS.map(([question, answer]) => ({ question, answer }));
  const task = mathTask({ problems: { test: problems }, maxResponseTokens: REAL_TOKENS });
  return recordRun(policy, {
    ...{ name: REAL_MODEL, task, problems, samplesPerPrompt: REAL_SAMPLES, rng: seededRng(0) },
    tokenizer: loadTokenizer(folder),
    about: `${REAL_SAMPLES} responses of at most ${REAL_TOKENS} tokens to each of ${problems.length} problems in words, at temperature 1`,
    promptText: ({ question }) => question,
  });
}
