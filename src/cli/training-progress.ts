import cliProgress from "cli-progress";
import type { MetricsLine } from "../training/index.js";

/** A progress bar over training steps with tokens/s and the time left, and a line for each evaluation. */
export function trainingProgress(steps: number): { show(line: MetricsLine): void; stop(): void } {
  const bar = new cliProgress.SingleBar({
    format: "{bar} {value}/{total} steps  {rate} tokens/s  {eta_formatted} left  {state}",
    hideCursor: true,
    noTTYOutput: false,
    etaBuffer: 50,
  });
  const interactive = process.stderr.isTTY;
  let tokens = 0;
  let seconds = 0;
  return {
    show(line) {
      if (line.split !== undefined) {
        write(evaluationText(line));
        return;
      }
      tokens += Number(line.tokens);
      seconds += Number(line.updateSeconds) + Number(line.rolloutSeconds ?? 0);
      const done = Number(line.step) + 1;
      if (interactive) {
        if (!bar.isActive) bar.start(steps, done - 1);
        bar.update(done, { rate: Math.round(tokens / seconds), state: stepText(line) });
      } else if (done % Math.max(1, Math.floor(steps / 20)) === 0 || done === steps) {
        write(`step ${done}/${steps}  ${Math.round(tokens / seconds)} tokens/s  ${stepText(line)}`);
      }
    },
    stop() {
      bar.stop();
    },
  };

  function write(text: string): void {
    if (bar.isActive) bar.stop();
    process.stderr.write(`${text}\n`);
  }
}

function stepText(line: MetricsLine): string {
  if (line.trainAccuracy === undefined) return `loss ${Number(line.loss).toFixed(4)} nats`;
  return `accuracy ${Number(line.trainAccuracy).toFixed(2)}  entropy ${Number(line.meanEntropy).toFixed(3)} nats`;
}

function evaluationText(line: MetricsLine): string {
  const rate = (key: string): string => Number(line[key]).toFixed(3);
  return (
    `after ${line.step} steps, ${line.split}: accuracy ${rate("accuracy")} ` +
    `[${rate("accuracyLow")}, ${rate("accuracyHigh")}], greedy ${rate("accuracyGreedy")}, valid ${rate("validRate")}, ` +
    `length ${Number(line.meanLength).toFixed(1)} tokens`
  );
}
