import path from "node:path";
import { projectPath } from "../files/index.js";
import { type AnsweringProcess, forkAnswering, spawnAnswering } from "./answering-process.js";
import { BENCHMARK_SAMPLES, type StepCost } from "./step.js";

/** A step of reinforcement learning on a real model, all its tokens trained. */
export interface TrainingCost extends StepCost {
  /** Seconds of the whole step on the wall. */
  wall: number;
}

/** A model in a process of its own that trains on word problems. */
export interface TrainedModel {
  /** Processor seconds of loading. */
  load: number;
  /** One step: 8 responses of up to `maxNewTokens` to each prompt, and one update from random advantages. */
  step(prompts: readonly (readonly number[])[], maxNewTokens: number): Promise<TrainingCost>;
  /** Says the most memory that the process held, MB. */
  close(): Promise<number>;
  /** Ends the process, whatever it is at. */
  end(): void;
}

/**
 * Opens a folder here. Throws where its process ends.
 * @example const { rollout, update } = await (await openTraining(folder, 1)).step([[5, 9, 12]], 64);
 */
export async function openTraining(folder: string, threads: number): Promise<TrainedModel> {
  return opened(forkAnswering(path.join(__dirname, "train-rounds.process.js"), [folder, String(threads)]));
}

/**
 * Opens a folder by transformers; undefined where this Python has none or it does not open it.
 * @example await openTrainingInPyTorch("python3", "data/pretrained/smollm2-135m-instruct", 1)
 */
export async function openTrainingInPyTorch(
  python: string,
  folder: string,
  threads: number,
): Promise<TrainedModel | undefined> {
  const script = projectPath("src/benchmark/train_peer.py");
  return opened(spawnAnswering(python, script, [folder, String(threads)], { threads })).catch(
    () => undefined,
  );
}

async function opened(model: AnsweringProcess): Promise<TrainedModel> {
  const { load } = await model.next();
  return {
    load,
    step: (prompts, maxNewTokens) => model.ask({ prompts, maxNewTokens, samples: BENCHMARK_SAMPLES }),
    close: async () => (await model.ask("stop")).megabytes,
    end: model.end,
  };
}
