import cliProgress from "cli-progress";
import { BAR_OPTIONS } from "./bar-options.js";

/** Told how many responses are complete, and out of how many where that is known. */
export type ShowResponses = (complete: number, count?: number) => void;

/**
 * Counts responses on a terminal while `work` goes on, with a bar and the time left where their number is known;
 * elsewhere it is silent.
 */
export async function countingResponses<T>(work: (show: ShowResponses) => T | Promise<T>): Promise<T> {
  const bar = new cliProgress.SingleBar({
    // The library's own estimate needs a timer, which sampling, being synchronous, never lets run.
    format: (options, { progress, value, total, startTime }) => {
      if (total === 0) return `${value} responses`;
      const seconds = ((Date.now() - startTime) / 1000) * (total / Math.max(1, value) - 1);
      const left = value > 0 ? `${Math.ceil(seconds)} s left` : "";
      return `${cliProgress.Format.BarFormat(progress, options)} ${value}/${total} responses  ${left}`;
    },
    ...BAR_OPTIONS,
    clearOnComplete: true,
  });
  bar.start(0, 0);
  try {
    return await work((complete, count = 0) => {
      bar.setTotal(count);
      bar.update(complete);
    });
  } finally {
    bar.stop();
  }
}
