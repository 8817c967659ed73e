import path from "node:path";
import cliProgress from "cli-progress";
import {
  type GridsOfModel,
  gridsText,
  measuredRollouts,
  type RecordedGrids,
  temperatureGrid,
} from "../analysis/index.js";
import { countdownTask, type Problem } from "../countdown/index.js";
import { projectPath, replaceFile, requireOwnFile } from "../files/index.js";
import { selectBackend } from "../kernels/index.js";
import { loadPolicy, type Policy } from "../models/index.js";
import { paperTable } from "../paper/index.js";
import { seededRng } from "../random/index.js";
import { quantile } from "../statistics/index.js";
import { recordedCheckpoints } from "../study/index.js";
import { BAR_OPTIONS } from "./bar-options.js";
import { command, file, integerIn, printResult, run } from "./command.js";

/** Finer temperatures than the paper's, around 1. */
const FINER = [1.25, 1.5];
/** Where the forks are known by construction. */
const COARSE = [0, 1, 1.25, 1.5, 2];
const SEED = 5;
const COMMAND = "npm run temperature-grid --";

const program = command(
  "temperature-grid",
  "Decode the test problems at two temperatures, one at the forks and one elsewhere (Figure 3), with the base model M and one trained on all tokens, and record which answers were right and which valid.",
)
  .option("--samples <count>", "answers a problem at each setting", integerIn(1, 35), 1)
  .option("--out <file>", "file of the scores", file, "data/measurements/two-temperatures.json")
  .option("--json", "print what was recorded as JSON")
  .action(async ({ samples, out, json }: { samples: number; out: string; json?: boolean }) => {
    requireOwnFile(out, (text) => text.includes(`"command": "${COMMAND}`), "a file of such scores");
    console.error((await selectBackend()).line);
    const problems = countdownTask().problems("test");
    const temperatures = [
      ...new Set([...paperTable("figure-3-temperatures").map(({ temperature }) => temperature), ...FINER]),
    ].sort((a, b) => a - b);
    const bar = new cliProgress.SingleBar({ ...BAR_OPTIONS, format: "{bar} {value}/{total} settings" });
    const settings = 2 * (2 * temperatures.length - 1 + 2 * COARSE.length - 1);
    bar.start(settings, 0);
    const options = { samples, seed: SEED, onSetting: () => bar.increment() };
    const gridsOf = (folder: string): GridsOfModel => {
      const policy = loadPolicy(folder);
      try {
        const threshold = percentile80(policy, problems);
        return {
          byEntropy: temperatureGrid(policy, problems, { ...options, threshold, temperatures }),
          byTruth: temperatureGrid(policy, problems, {
            ...options,
            threshold: "real forks",
            temperatures: COARSE,
          }),
        };
      } finally {
        policy.dispose();
      }
    };
    const recorded: RecordedGrids = {
      command: `${COMMAND} --samples ${samples}`,
      problems: problems.length,
      samples,
      seed: SEED,
      base: gridsOf(projectPath("data/models/M")),
      trained: gridsOf(recordedCheckpoints("all").at(-1)!.folder),
    };
    bar.stop();
    replaceFile(path.resolve(out), gridsText(recorded));
    printResult(
      { out, command: recorded.command, settings, problems: problems.length, samples },
      `${settings} settings, ${problems.length} problems: ${out}`,
      json,
    );
  });

/** The model's own threshold, as the paper takes that of its model: the 80th percentile of its entropies at T = 1, nats. */
function percentile80(policy: Policy, problems: readonly Problem[]): number {
  const { columns } = measuredRollouts(policy, problems, {
    samplesPerPrompt: 1,
    maxNewTokens: countdownTask().maxResponseTokens,
    rng: seededRng(1),
  });
  return quantile(columns.entropies, 0.8);
}

void run(program);
