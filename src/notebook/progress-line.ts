import type { ProcessMessage } from "./notebook-process.js";
import { HEADLESS_VARIABLE } from "./preset.js";
import { stopSignal } from "./stop-signal.js";

export interface ProgressLine {
  /** Rewrites the line, at most ten times a second: `done` of the total, time left, and a note. Throws once the cell is stopped. */
  update(done: number, note?: string): void;
  /** Rewrites the line a last time and ends it. */
  finish(note?: string): void;
}

const REWRITE_EVERY_MS = 100;

/**
 * One line under the cell that is rewritten in place while a loop of `total` steps runs. In a headless run only its
 * end is written, without the time it took, so that a second run gives the same output; the steps go to the command
 * that runs the notebook.
 * @example progressLine("training", { total: 60, unit: "steps" })
 */
export function progressLine(
  label: string,
  { total, unit = "steps" }: { total: number; unit?: string },
): ProgressLine {
  const start = Date.now();
  const signal = stopSignal();
  const headless = Boolean(process.env[HEADLESS_VARIABLE]);
  let written = 0;
  let nextTime = 0;
  const write = (line: string) => {
    process.stdout.write(`\r${line.padEnd(written)}`);
    written = line.length;
  };
  return {
    update(done, note = "") {
      signal.throwIfAborted();
      const now = Date.now();
      if (now < nextTime) return;
      nextTime = now + REWRITE_EVERY_MS;
      const left = done > 0 ? `, ${formatSeconds(((now - start) / done) * (total - done))} left` : "";
      const line = `${label}: ${done}/${total} ${unit}${left}${note && `, ${note}`}`;
      if (headless) process.send?.({ type: "output", line } satisfies ProcessMessage);
      else write(line);
    },
    finish(note = "") {
      signal.throwIfAborted();
      const took = headless ? "" : ` in ${formatSeconds(Date.now() - start)}`;
      write(`${label}: ${total} ${unit}${took}${note && `, ${note}`}`);
      process.stdout.write("\n");
    },
  };
}

/**
 * "0.4 s", "12 s", "3 min 5 s".
 * @example formatSeconds(185_000) // "3 min 5 s"
 */
export function formatSeconds(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
