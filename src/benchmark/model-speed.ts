import path from "node:path";
import { projectPath } from "../files/index.js";
import { type CacheType, fmaCeiling } from "../kernels/index.js";
import type { DecoderConfig } from "../models/index.js";
import { type AnsweringProcess, forkAnswering, spawnAnswering } from "./answering-process.js";
import { type ModelCosts, modelCosts, openForBenchmark, READ_TOKENS } from "./model-rounds.js";

/** A model opened by this engine or by PyTorch, in a process of its own. */
export interface OpenedModel {
  /** Processor seconds of loading. */
  load: number;
  round(): Promise<ModelCosts>;
  /** Says the most memory that the process held, MB. */
  close(): Promise<number>;
  /** Ends the process, whatever it is at. */
  end(): void;
}

/**
 * Opens a folder here, on one thread. Throws where its process ends.
 * @param cacheType how keys and values are kept
 * @example await openHere("data/pretrained/Qwen3-0.6B")
 */
export async function openHere(folder: string, cacheType: CacheType = "F32"): Promise<OpenedModel> {
  return opened(forkAnswering(path.join(__dirname, "model-rounds.process.js"), [folder, cacheType]));
}

/**
 * Opens a folder by transformers; undefined where this Python has none or it does not open it.
 * @example await openInPyTorch("python3", "data/pretrained/Qwen3-0.6B")
 */
export async function openInPyTorch(python: string, folder: string): Promise<OpenedModel | undefined> {
  const script = projectPath("src/benchmark/model_peer.py");
  return opened(spawnAnswering(python, script, [folder])).catch(() => undefined);
}

async function opened(model: AnsweringProcess): Promise<OpenedModel> {
  const { load } = await model.next();
  return {
    load,
    round: () => model.ask("round"),
    close: async () => (await model.ask("stop")).megabytes,
    end: model.end,
  };
}

/**
 * Share of the processor's multiply-adds that reading a text reaches: `costs` holds processor ms a token.
 * @example shareOfCeiling(decoderConfig(MODEL_SIZES.M), { score: 0.02 })
 */
export function shareOfCeiling(config: DecoderConfig, { score }: Pick<ModelCosts, "score">): number {
  return flopsAToken(config) / (score * 1e6) / fmaCeiling();
}

/** Floating-point operations of a token of a text of `READ_TOKENS`: its products with the weights, and attention. */
export function flopsAToken(config: DecoderConfig): number {
  const { layers, hiddenSize, heads, kvHeads, headDim, feedForward, vocabSize } = config;
  const layer = hiddenSize * headDim * (2 * heads + 2 * kvHeads) + 3 * hiddenSize * feedForward;
  const attention = 2 * heads * headDim * ((READ_TOKENS + 1) / 2);
  return 2 * (layers * (layer + attention) + hiddenSize * vocabSize);
}

/**
 * Wall time of one thread over that of two, in turn, a value a round.
 * @example twoThreadGains("data/pretrained/Qwen3-0.6B", 5)[0].score
 */
export function twoThreadGains(folder: string, rounds: number): ModelCosts[] {
  const [one, two] = [1, 2].map((threads) => openForBenchmark(folder, threads));
  const wall = () => performance.now() / 1000;
  const gains = Array.from({ length: rounds + 1 }, () => {
    const [alone, together] = [modelCosts(one, wall), modelCosts(two, wall)];
    return {
      score: alone.score / together.score,
      oneRow: alone.oneRow / together.oneRow,
      manyRows: alone.manyRows / together.manyRows,
    };
  });
  one.dispose();
  two.dispose();
  return gains.slice(1);
}
