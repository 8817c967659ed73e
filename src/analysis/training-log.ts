import { basename } from "node:path";
import Papa from "papaparse";
import { z } from "zod";
import { readText } from "../files/index.js";
import { mean, quantiles } from "../statistics/index.js";

/** A training run of someone else's, some steps at a time. */
export interface TrainingLog {
  name: string;
  bins: {
    /** The last step of the bin. */
    step: number;
    /** Means of the steps, each with its quartiles over them. Entropy in nats, length in tokens. */
    entropy: Spread;
    reward: Spread;
    length: Spread;
  }[];
}

export interface Spread {
  mean: number;
  low: number;
  high: number;
}

const rowSchema = z.object({
  step: z.coerce.number(),
  entropy_avg: z.coerce.number(),
  reward_avg: z.coerce.number(),
  avg_response_len: z.coerce.number(),
});

/**
 * Reads the log of a GRPO run as Raschka's "reasoning from scratch" writes it: a CSV with a row a step and the columns step,
 * entropy_avg, reward_avg and avg_response_len. Where a run starts again at step 1, what follows is the run.
 *
 * @param options every: steps that are taken together
 * @throws naming the file and the row where a column is missing or no number
 * @example readTrainingLog("metrics.csv", { every: 10 })
 */
export function readTrainingLog(file: string, { every = 10 }: { every?: number } = {}): TrainingLog {
  const { data } = Papa.parse<unknown>(readText(file), { header: true, skipEmptyLines: true });
  const rows = data.map((row, i) => {
    const result = rowSchema.safeParse(row);
    if (!result.success) throw new Error(`${file}, row ${i + 1}: ${z.prettifyError(result.error)}`);
    return result.data;
  });
  const start = rows.reduce((last, { step }, i) => (step === 1 ? i : last), 0);
  const bins: TrainingLog["bins"] = [];
  for (let from = start; from < rows.length; from += every) {
    const part = rows.slice(from, from + every);
    bins.push({
      step: part[part.length - 1].step,
      entropy: spread(part.map((row) => row.entropy_avg)),
      reward: spread(part.map((row) => row.reward_avg)),
      length: spread(part.map((row) => row.avg_response_len)),
    });
  }
  return { name: basename(file, ".csv").replace(/_metrics$/, ""), bins };
}

function spread(values: readonly number[]): Spread {
  const [low, high] = quantiles(values, [0.25, 0.75]);
  return { mean: mean(values), low, high };
}
