import { DIVERGED } from "../distribution.js";
import type { InferenceEngine } from "./engine.js";
import { TILE_STATISTICS } from "./kernels.js";
import { type CachedSequence, createKvPages } from "./kv-pages.js";
import { computeRows, type TokenRow } from "./token-rows.js";

/** What a distribution is summed up in. */
export interface DistributionSummary {
  /** ln p of the target, nats */
  logProb: number;
  /** -sum p ln p, nats */
  entropy: number;
  maxProbability: number;
  /** sum p^2 */
  collisionMass: number;
  /** sum p^2 ln p */
  collisionLog: number;
}

/** A token of a text whose distribution given all before it is wanted, or which is only read. */
export interface ScoredToken {
  id: number;
  /** Whether it is scored. Not of a text's first token: nothing stands before it. */
  scored: boolean;
}

/** Called with the index of a text and what stands at its next scored token. */
export type TextReport = (text: number, summary: DistributionSummary) => void;

/**
 * Teacher forcing: reads texts, as many as fit at the same time, and reports every scored token as it comes, text by text
 * and in order.
 * @throws when a distribution is no distribution, and when a text is longer than the engine was planned for
 * @example scoreTexts(engine, texts, { temperature: 1, report })
 */
export function scoreTexts(
  engine: InferenceEngine,
  texts: readonly (readonly ScoredToken[])[],
  { temperature, report }: { temperature: number; report: TextReport },
): void {
  const { plan, memory } = engine;
  const pages = createKvPages(memory, plan);
  const summary = summarizer(engine, temperature);
  let rows: TokenRow[] = [];
  let owners: number[] = [];
  let ended: CachedSequence[] = [];
  const flush = (): void => {
    if (rows.length === 0) return;
    computeRows(engine, rows, { output: "statistics", scale: 1 / temperature });
    for (const [i, text] of owners.entries()) report(text, summary(i));
    for (const sequence of ended) pages.close(sequence);
    [rows, owners, ended] = [[], [], []];
  };

  for (const [text, tokens] of texts.entries()) {
    // Nothing is predicted from what stands behind the last scored token, nor from itself.
    let length = tokens.length - 1;
    while (length > 0 && !tokens[length].scored) length--;
    if (length > plan.maxLength)
      throw new Error(
        `the model was opened for sequences of ${plan.maxLength} tokens, text ${text} has ${length + 1}`,
      );
    if (length < 1) continue;
    const sequence = pages.open();
    for (let t = 0; t < length; t++) {
      if (rows.length === plan.chunk || !pages.extend(sequence, t + 1)) {
        flush();
        pages.extend(sequence, t + 1);
      }
      const { id, scored } = tokens[t + 1];
      rows.push({ id: tokens[t].id, sequence, position: t, wanted: scored, target: id });
      sequence.length = t + 1;
      if (scored) owners.push(text);
    }
    ended.push(sequence);
  }
  flush();
  pages.closeAll();
}

/** Sums up the distribution of the i-th row of the last job over the tiles of the vocabulary. */
function summarizer({ plan, memory }: InferenceEngine, temperature: number) {
  const { at, chunk, tiles } = plan;
  const statistics = new Float64Array(memory.buffer, at.statistics, tiles * chunk * TILE_STATISTICS);
  const targetLogits = new Float32Array(memory.buffer, at.targetLogits, chunk);
  return (row: number): DistributionSummary => {
    const at = (tile: number, which: number): number =>
      statistics[(tile * chunk + row) * TILE_STATISTICS + which];
    let top = Number.NEGATIVE_INFINITY;
    for (let tile = 0; tile < tiles; tile++) top = Math.max(top, at(tile, 0));
    let [total, weighted, squares, weightedSquares] = [0, 0, 0, 0];
    for (let tile = 0; tile < tiles; tile++) {
      const largest = at(tile, 0);
      // A tile in which every token is impossible adds nothing.
      if (largest === Number.NEGATIVE_INFINITY) continue;
      const below = (largest - top) / temperature;
      const factor = Math.exp(below);
      total += factor * at(tile, 1);
      weighted += factor * (at(tile, 2) + below * at(tile, 1));
      squares += factor ** 2 * at(tile, 3);
      weightedSquares += factor ** 2 * (at(tile, 4) + below * at(tile, 3));
    }
    const entropy = Math.max(0, Math.log(total) - weighted / total);
    if (!(total >= 1) || Number.isNaN(entropy)) throw new Error(DIVERGED);
    return {
      logProb: (targetLogits[row] - top) / temperature - Math.log(total),
      entropy,
      maxProbability: 1 / total,
      collisionMass: squares / total ** 2,
      collisionLog: (weightedSquares - Math.log(total) * squares) / total ** 2,
    };
  };
}
