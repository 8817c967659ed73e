import { type InferenceModel, type OpenModelOptions, openModel } from "../models/index.js";
import { seededRng } from "../random/index.js";
import { scoreSequences } from "../rollout/index.js";
import { processorSeconds } from "./rounds.js";

/** Tokens of the text that is read, of each prompt that is continued, and of each continuation. */
export const READ_TOKENS = 256;
const PROMPT_TOKENS = 16;
export const NEW_TOKENS = 8;
/** Tokens whose keys and values every decoded row holds. */
export const WRITTEN_TOKENS = PROMPT_TOKENS + NEW_TOKENS;
/** What a model is opened for. */
export const MODEL_ROWS = 16;
export const MODEL_LENGTH = READ_TOKENS + PROMPT_TOKENS;

/** What a token costs, ms. */
export interface ModelCosts {
  /** of a text of `READ_TOKENS`, with the distribution at each of them */
  score: number;
  /** of a response that is decoded alone, and of 16 that are decoded together */
  oneRow: number;
  manyRows: number;
}

export function openForBenchmark(
  folder: string,
  threads: number,
  options: Pick<OpenModelOptions, "keysAndValues"> = {},
): InferenceModel {
  return openModel(folder, { rows: MODEL_ROWS, maxLength: MODEL_LENGTH, threads, ...options });
}

/** The same random ids in every round, below the vocabulary's size. */
export function benchmarkIds(count: number, vocabSize: number): number[] {
  const rng = seededRng(11);
  return Array.from({ length: count }, () => rng.integer(vocabSize));
}

/** Reads a text and decodes one response, then sixteen at a time. @param seconds the clock, by default processor time */
export function modelCosts(model: InferenceModel, seconds: () => number = processorSeconds): ModelCosts {
  const ids = benchmarkIds(READ_TOKENS + 1, model.config.vocabSize);
  const timed = (work: () => void): number => {
    const started = seconds();
    work();
    return (seconds() - started) * 1000;
  };
  const decode = (rows: number): number => {
    const decoder = model.decoder({ maxLength: WRITTEN_TOKENS });
    const prompts = Array.from({ length: rows }, (_, row) => ids.slice(row, row + PROMPT_TOKENS));
    decoder.prefill(prompts, 1);
    const cost = timed(() => {
      for (let t = 0; t < NEW_TOKENS; t++) decoder.step(Int32Array.from(prompts, ([id]) => id));
    });
    decoder.dispose();
    return cost / (NEW_TOKENS * rows);
  };
  return {
    score:
      timed(() => scoreSequences(model, [{ prompt: ids.slice(0, 1), response: ids.slice(1) }])) / READ_TOKENS,
    oneRow: decode(1),
    manyRows: decode(MODEL_ROWS),
  };
}
