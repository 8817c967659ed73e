import type { Adam } from "../kernels/index.js";
import { tf } from "../kernels/index.js";
import type { Policy } from "../models/index.js";
import type { Critic } from "./critic.js";
import { requireFiniteLearned, requireFiniteStep } from "./finite-checks.js";
import { type Checkpoint, type MetricsLine, RunFolder, type RunRecord } from "./run-folder.js";
import { versions } from "./versions.js";

/** What pre-training and RLVR share: steps, evaluations, checkpoints, resuming. */
export interface TrainingLoop<Config> {
  kind: RunRecord<Config>["kind"];
  config: Config & { steps: number; checkpointEvery: number };
  /** The policy before the first step. */
  start: () => Policy;
  optimizer: (policy: Policy) => Adam;
  /** What learns beside the policy, made from the policy before the first step. */
  critic?: (policy: Policy) => Critic;
  step: (policy: Policy, adam: Adam, step: number, critic?: Critic) => MetricsLine;
  /** Evaluation lines after `step` steps; an empty list where none is due. */
  evaluate?: (policy: Policy, step: number) => MetricsLine[];
  keepModel?: (step: number) => boolean;
}

export interface TrainingOptions<Config = unknown> {
  /** Run folder; without one nothing is written. An unfinished run in it goes on. */
  folder?: string | RunFolder<Config>;
  /** Called with every line as it is logged; awaited, so that a display can be updated. */
  onMetrics?: (line: MetricsLine) => void | Promise<void>;
  /** Ends the run after the step that is being done, with a checkpoint. The reason is thrown. */
  signal?: AbortSignal;
}

export interface TrainingResult {
  policy: Policy;
  metrics: MetricsLine[];
  /** Steps that were done before: 0 for a new run. */
  resumedAt: number;
}

/**
 * Runs a loop to its last step. The run folder is this process's alone meanwhile.
 * @throws Error where the folder holds a run of another configuration, a longer one, one without its checkpoint, or
 * what is no run at all; and where another process is writing it
 */
export async function runTraining<Config extends object>(
  loop: TrainingLoop<Config>,
  options: TrainingOptions = {},
): Promise<TrainingResult> {
  const { folder } = options;
  const run = (typeof folder === "string" ? new RunFolder(folder) : folder) as RunFolder<Config> | undefined;
  const unlock = run?.lock();
  try {
    return await runSteps(loop, run, options);
  } finally {
    unlock?.();
  }
}

async function runSteps<Config extends object>(
  loop: TrainingLoop<Config>,
  run: RunFolder<Config> | undefined,
  { onMetrics, signal }: TrainingOptions,
): Promise<TrainingResult> {
  const checkpoint = run ? resumable(run, loop) : null;
  const first = checkpoint?.step ?? 0;
  const policy = checkpoint?.policy ?? loop.start();
  const adam = loop.optimizer(policy);
  const critic = loop.critic?.(policy);
  if (checkpoint) adam.restore(checkpoint.optimizer);
  if (checkpoint?.critic) critic?.restore(checkpoint.critic);
  const metrics = checkpoint ? run!.metrics() : [];
  const log = async (line: MetricsLine): Promise<void> => {
    metrics.push(line);
    run?.append(line);
    await onMetrics?.(line);
  };
  const record = (step: number): void =>
    run?.writeRecord({
      kind: loop.kind,
      config: loop.config,
      backend: tf.getBackend(),
      versions: versions(),
      step,
      finished: step === loop.config.steps,
    });
  const learned = () => ({ policy, optimizer: adam.state(), critic: critic?.state() });
  let saved = first;

  try {
    record(first);
    if (!checkpoint) {
      run?.clearMetrics();
      if (loop.keepModel?.(0)) run?.keepModel(policy, 0);
      for (const line of loop.evaluate?.(policy, 0) ?? []) await log(line);
    }
    for (let step = first; step < loop.config.steps; step++) {
      const done = step + 1;
      const line = atStep(step, () => loop.step(policy, adam, step, critic));
      atStep(step, () => requireFiniteStep(line, learned));
      await log(line);
      await new Promise((resolve) => setImmediate(resolve));
      const isLast = done === loop.config.steps;
      const isKept = done % loop.config.checkpointEvery === 0 || isLast || signal?.aborted;
      if (isKept) atStep(step, () => requireFiniteLearned(learned()));
      if (loop.keepModel?.(done)) run?.keepModel(policy, done);
      for (const evaluation of loop.evaluate?.(policy, done) ?? []) await log(evaluation);
      if (isKept) {
        run?.writeCheckpoint({ ...learned(), step: done });
        record(done);
        saved = done;
      }
      if (!isLast) signal?.throwIfAborted();
    }
  } catch (error) {
    if (!run || saved === 0) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message}; ${run.folder} goes on from the checkpoint after ${saved} steps`, {
      cause: error,
    });
  } finally {
    adam.dispose();
    critic?.dispose();
  }
  return { policy, metrics, resumedAt: first };
}

/** Does a part of a step; an error in it says which step it was. */
function atStep<T>(step: number, part: () => T): T {
  try {
    return part();
  } catch (error) {
    throw new Error(`step ${step}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

/** The checkpoint that a run goes on from, its metrics cut there; null where it begins. */
function resumable<Config extends object>(
  run: RunFolder<Config>,
  loop: TrainingLoop<Config>,
): Checkpoint | null {
  const { folder } = run;
  const earlier = run.record();
  if (earlier) requireSameConfig(folder, earlier, loop);
  const checkpoint = run.readCheckpoint();
  if (!checkpoint) {
    if (earlier && earlier.step > 0)
      throw new Error(
        `${folder} holds a run of ${earlier.step} steps without its checkpoint, so it cannot go on; choose another folder`,
      );
    return null;
  }
  if (checkpoint.step > loop.config.steps)
    throw new Error(
      `${folder} holds a run that has done ${checkpoint.step} steps; wanted at least as many, received ${loop.config.steps}`,
    );
  run.truncateMetrics(checkpoint.step);
  return checkpoint;
}

/** A run may be made longer; everything else must stay as it was. */
function requireSameConfig<Config extends object>(
  folder: string,
  { kind, config }: RunRecord<Config>,
  loop: TrainingLoop<Config>,
): void {
  if (kind !== loop.kind) throw new Error(`${folder} holds a run of kind "${kind}", wanted "${loop.kind}"`);
  const [before, now] = [config, loop.config] as Record<string, unknown>[];
  const changed = Object.keys({ ...before, ...now }).filter(
    (key) => key !== "steps" && key !== "checkpointEvery" && before[key] !== now[key],
  );
  if (changed.length > 0) {
    const list = changed.map(
      (key) => `${key}: ${JSON.stringify(before[key])} there, ${JSON.stringify(now[key])} now`,
    );
    throw new Error(
      `${folder} holds a run of another configuration (${list.join("; ")}); choose another folder`,
    );
  }
}
