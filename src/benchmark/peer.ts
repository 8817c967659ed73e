import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { EOS } from "../countdown/index.js";
import { projectPath } from "../files/index.js";
import type { Policy } from "../models/index.js";
import { seededRng } from "../random/index.js";
import { warmRounds } from "./rounds.js";
import {
  BENCHMARK_NEW_TOKENS,
  BENCHMARK_PROMPTS,
  BENCHMARK_SAMPLES,
  benchmarkOptimizer,
  benchmarkPrompts,
  measureStep,
  type StepCost,
} from "./step.js";

const SCRIPT = projectPath("src/benchmark/peer.py");

/** A running PyTorch process that does the benchmark's step on the same model. */
export interface Peer {
  step(prompts: readonly Int32Array[]): Promise<StepCost>;
  stop(): void;
}

/**
 * A Python that imports torch, or undefined.
 * @example findTorchPython() ?? "no PyTorch here"
 */
export function findTorchPython(): string | undefined {
  const candidates = ["python3", "/usr/bin/python3"];
  return candidates.find((python) => spawnSync(python, ["-c", "import torch"]).status === 0);
}

/**
 * Starts the peer on a model folder; throws where the peer's script is missing.
 * @example startPeer("python3", "data/models/M")
 */
export function startPeer(python: string, modelFolder: string): Peer {
  if (!existsSync(SCRIPT)) throw new Error(`the PyTorch peer ${SCRIPT} is missing`);
  const environment = { MALLOC_MMAP_THRESHOLD_: "1073741824", MALLOC_TRIM_THRESHOLD_: "1073741824" };
  const child: ChildProcessWithoutNullStreams = spawn(python, [SCRIPT, modelFolder], {
    env: { ...process.env, ...environment, OMP_NUM_THREADS: "1" },
  });
  child.stderr.pipe(process.stderr);
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async step(prompts): Promise<StepCost> {
      const job = {
        prompts: prompts.map((prompt) => Array.from(prompt)),
        samples: BENCHMARK_SAMPLES,
        maxNewTokens: BENCHMARK_NEW_TOKENS,
        eos: EOS,
      };
      child.stdin.write(`${JSON.stringify(job)}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error("the PyTorch peer ended before it answered");
      return JSON.parse(value) as StepCost;
    },
    stop: () => child.stdin.end(),
  };
}

/**
 * Our step and the peer's in turn, on the same prompts.
 * @example await alternateSteps(policy, startPeer(python, "data/models/M"), 10)
 */
export async function alternateSteps(
  policy: Policy,
  peer: Peer | undefined,
  rounds: number,
): Promise<{ ours: StepCost; theirs?: StepCost }[]> {
  const adam = benchmarkOptimizer(policy);
  const rng = seededRng(7);
  const costs = await warmRounds(rounds, async () => {
    const prompts = benchmarkPrompts(BENCHMARK_PROMPTS, rng);
    return { ours: measureStep(policy, adam, prompts, rng), theirs: await peer?.step(prompts) };
  });
  adam.dispose();
  return costs;
}
