import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import path from "node:path";
import { type MetricsLine, RunFolder } from "../../training/index.js";
import { isFinished } from "../plan/held-out.js";
import type { PlannedRun } from "../plan/planned-runs.js";
import { packedExperiments, readPackedRuns } from "../results/packed-runs.js";

export interface StudyOptions {
  /** Folder of the run folders. */
  out: string;
  /** Child processes at once; default one a core. */
  workers?: number;
  /** Stops the runs, with a checkpoint: sampling at once, an update when it is done. The reason is thrown. */
  signal?: AbortSignal;
  onMetrics?: (planned: PlannedRun, line: MetricsLine) => void;
  onFinished?: (planned: PlannedRun) => void;
  /** Called when a run fails; the others go on. */
  onFailed?: (planned: PlannedRun, reason: string) => void;
}

/**
 * Does the runs of a study, one child process each, several at once. Finished runs, packed ones too, are skipped and
 * unfinished ones go on, so the study can be stopped at any time.
 * @throws Error at the end, naming each run that failed or whose files are damaged; the others are done
 * @example await runStudy(plannedRuns("quick"), { out: "runs", workers: 2 })
 */
export async function runStudy(
  runs: readonly PlannedRun[],
  { out, workers = availableParallelism(), signal, onMetrics, onFinished, onFailed }: StudyOptions,
): Promise<void> {
  const failures: string[] = [];
  const fail = (planned: PlannedRun, error: unknown): void => {
    const reason = error instanceof Error ? error.message : String(error);
    failures.push(`${planned.name}: ${reason}`);
    onFailed?.(planned, reason);
  };
  const packed = new Set(
    packedExperiments(out).flatMap((experiment) =>
      readPackedRuns(out, experiment).map(({ name }) => `${experiment}/${name}`),
    ),
  );
  const waiting = runs.filter((planned) => {
    if (packed.has(planned.name)) return false;
    try {
      const run = new RunFolder(path.join(out, planned.name));
      // one that was killed before it dropped its checkpoint has that to do yet
      return !isFinished(run) || run.hasCheckpoint();
    } catch (error) {
      fail(planned, error);
      return false;
    }
  });
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const current = next;
      try {
        await runInChild(current, out, (line) => onMetrics?.(current, line), signal);
        onFinished?.(current);
      } catch (error) {
        if (signal?.aborted) return;
        fail(current, error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, waiting.length) }, work));
  signal?.throwIfAborted();
  if (failures.length > 0) throw new Error(`${failures.length} runs failed:\n${failures.join("\n")}`);
}

function runInChild(
  planned: PlannedRun,
  folder: string,
  onMetrics: (line: MetricsLine) => void,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(path.join(__dirname, "planned-run.worker.js"), {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    let outcome = new Error("the child process ended early");
    let done = false;
    child.on("message", (message: { line?: MetricsLine; done?: true; failed?: string }) => {
      if (message.line) onMetrics(message.line);
      if (message.done) done = true;
      if (message.failed !== undefined) outcome = new Error(message.failed);
    });
    const stop = (): void => void (child.connected && child.send("stop"));
    signal?.addEventListener("abort", stop, { once: true });
    child.on("error", reject);
    child.on("exit", () => {
      signal?.removeEventListener("abort", stop);
      if (done) resolve();
      else reject(outcome);
    });
    child.send({ planned, folder });
  });
}
