import cliProgress from "cli-progress";
import type { MetricsLine, PretrainLine, RecordedEvaluation, StepMetrics } from "../training/index.js";
import { BAR_OPTIONS } from "./bar-options.js";

/** A progress bar over training steps with tokens/s and the time left, and a line for each evaluation. */
export function trainingProgress(steps: number): {
  show(line: MetricsLine | PretrainLine): void;
  stop(): void;
} {
  const bar = new cliProgress.SingleBar({
    format: "{bar} {value}/{total} steps  {rate} tokens/s  {eta_formatted} left  {state}",
    ...BAR_OPTIONS,
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
      tokens += line.tokens;
      seconds += line.updateSeconds + ("rolloutSeconds" in line ? line.rolloutSeconds : 0);
      const done = line.step + 1;
      if (interactive) {
        const shown = { rate: Math.round(tokens / seconds), state: stepText(line) };
        if (bar.isActive) bar.update(done, shown);
        else bar.start(steps, done, shown);
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

function stepText(line: StepMetrics | PretrainLine): string {
  if (!("trainAccuracy" in line)) return `loss ${line.loss.toFixed(4)} nats`;
  return `accuracy ${line.trainAccuracy.toFixed(2)}  entropy ${line.meanEntropy.toFixed(3)} nats`;
}

function evaluationText(line: RecordedEvaluation): string {
  const { step, split, accuracy, accuracyLow, accuracyHigh, accuracyGreedy, validRate, meanLength } = line;
  const rate = (value: number | null): string => value?.toFixed(3) ?? "not measured";
  return (
    `after ${step} steps, ${split}: accuracy ${rate(accuracy)} ` +
    `[${rate(accuracyLow)}, ${rate(accuracyHigh)}], greedy ${rate(accuracyGreedy)}, valid ${rate(validRate)}, ` +
    `length ${meanLength.toFixed(1)} tokens`
  );
}
