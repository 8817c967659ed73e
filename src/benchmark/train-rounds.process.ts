// A policy in a process of its own, so that its memory can be told: it answers each job with what a step cost.
import { selectBackend } from "../kernels/index.js";
import { loadPolicy, loadTokenizer } from "../models/index.js";
import { seededRng } from "../random/index.js";
import { startTrainingThreads } from "../training/index.js";
import { processorSeconds } from "./rounds.js";
import { benchmarkOptimizer, measureStep } from "./step.js";

async function main(folder: string, count: number): Promise<void> {
  await selectBackend();
  const started = processorSeconds();
  const policy = loadPolicy(folder);
  const { endIds } = loadTokenizer(folder);
  const load = processorSeconds() - started;
  const adam = benchmarkOptimizer(policy);
  const rng = seededRng(1);
  const threads = count > 1 ? await startTrainingThreads(policy.config, count) : undefined;
  process.on("message", (job: "stop" | { prompts: number[][]; maxNewTokens: number }) => {
    if (job === "stop") {
      process.send!({ megabytes: process.resourceUsage().maxRSS / 1000 }, () => process.exit());
      return;
    }
    const began = performance.now();
    const { prompts, maxNewTokens } = job;
    const cost = measureStep(policy, adam, prompts, rng, {
      ...{ maxNewTokens, eosId: endIds, rho: 1, miniBatches: 1, threads },
    });
    process.send!({ ...cost, wall: (performance.now() - began) / 1000 });
  });
  process.send!({ load });
}

void main(process.argv[2], Number(process.argv[3]));
