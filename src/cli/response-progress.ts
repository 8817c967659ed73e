import cliProgress from "cli-progress";

/** Counts responses on a terminal, with a bar and the time left where their number is known; elsewhere it is silent. */
export function responseProgress(): { show(complete: number, count?: number): void; stop(): void } {
  const bar = new cliProgress.SingleBar({
    // The library's own estimate needs a timer, which sampling, being synchronous, never lets run.
    format: (options, { progress, value, total, startTime }) => {
      if (total === 0) return `${value} responses`;
      const seconds = ((Date.now() - startTime) / 1000) * (total / Math.max(1, value) - 1);
      const left = value > 0 ? `${Math.ceil(seconds)} s left` : "";
      return `${cliProgress.Format.BarFormat(progress, options)} ${value}/${total} responses  ${left}`;
    },
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(0, 0);
  return {
    show(complete, count = 0) {
      bar.setTotal(count);
      bar.update(complete);
    },
    stop: () => bar.stop(),
  };
}
