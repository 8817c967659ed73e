import type { DistributionSummary } from "../kernels/index.js";
import type { InferenceModel } from "../models/index.js";
import { startsOf } from "../tokens/index.js";
import type { ScoredStatistic } from "./distribution-statistics.js";
import type { TokenScores } from "./score-sequences.js";
import type { Sequence } from "./token-batches.js";

/** `scoreTokens` of an inference model, which sums distributions up and never holds one whole. */
export function scoreByInference(
  model: InferenceModel,
  sequences: readonly Sequence[],
  { temperature, statistics }: { temperature: number; statistics: readonly ScoredStatistic[] },
): TokenScores {
  const summed = statistics.map((name) => {
    if (name !== "distribution") return name;
    throw new Error(
      "an inference model does not keep whole distributions; score with the policy of loadPolicy",
    );
  });
  const starts = startsOf(sequences.map(({ response }) => response.length));
  const column = (): Float32Array => new Float32Array(starts[sequences.length]);
  const columns: Record<string, Float32Array> = { logProbs: column(), entropies: column() };
  for (const name of summed) columns[name] = column();
  const next = starts.slice();
  const report = (text: number, summary: DistributionSummary): void => {
    const at = next[text]++;
    columns.logProbs[at] = summary.logProb;
    columns.entropies[at] = summary.entropy;
    for (const name of summed) columns[name][at] = summary[name];
  };
  const texts = sequences.map(({ prompt, response }) => [
    ...Array.from(prompt, (id) => ({ id, scored: false })),
    ...Array.from(response, (id) => ({ id, scored: true })),
  ]);
  model.scoreTexts(texts, { temperature, report });
  return columns as unknown as TokenScores;
}
