import { type Adam, tf } from "../kernels/index.js";
import { type Policy, type SavePolicyOptions, weightsDigest } from "../models/index.js";
import type { Critic } from "./critic.js";
import { requireFiniteLearned, requireFiniteStep } from "./finite-checks.js";
import type { LoggedLine, MetricsLine } from "./metrics-lines.js";
import { requireSameParts } from "./own-parts.js";
import { type Checkpoint, RunFolder, type RunRecord } from "./run-folder.js";
import { versions } from "./versions.js";

/** What pre-training and RLVR share: steps, evaluations, checkpoints, resuming. */
export interface TrainingLoop<Config, Line extends LoggedLine = MetricsLine> {
  kind: RunRecord<Config>["kind"];
  config: Config & { steps: number; checkpointEvery: number };
  /** Of task, rule and reward where they are not built in. */
  parts?: RunRecord<Config>["parts"];
  /** The model folder that `start` opens, where it opens one. */
  base?: string;
  /** How checkpoints are written. */
  save?: SavePolicyOptions;
  /** The policy before the first step. */
  start: () => Policy;
  /** What is made ready for the policy before its first step or evaluation. */
  prepare?: (policy: Policy) => Promise<void>;
  optimizer: (policy: Policy) => Adam;
  /** What learns beside the policy, made from the policy before the first step. */
  critic?: (policy: Policy) => Critic;
  step: (policy: Policy, adam: Adam, step: number, critic?: Critic) => Line | Promise<Line>;
  /** Evaluation lines after `step` steps; an empty list where none is due. */
  evaluate?: (policy: Policy, step: number) => Line[];
  /** Whether a run of so many steps has an evaluation: one that was made longer drops that of its earlier end. */
  hasEvaluation?: (evaluation: Line) => boolean;
  keepModel?: (step: number) => boolean;
}

export interface TrainingOptions<Config = unknown, Line extends LoggedLine = MetricsLine> {
  /** Run folder; without one nothing is written. An unfinished run in it goes on. */
  folder?: string | RunFolder<Config, Line>;
  /** Called with every line as it is logged; awaited, so that a display can be updated. */
  onMetrics?: (line: Line) => void | Promise<void>;
  /**
   * Ends the run: while a step is sampling, before that step, else after it. The folder then holds a checkpoint of the
   * last whole step. The promise rejects with the reason; with a folder, the error says where it goes on and has the
   * reason as its cause.
   */
  signal?: AbortSignal;
}

export interface TrainingResult<Line extends LoggedLine = MetricsLine> {
  policy: Policy;
  metrics: Line[];
  /** Steps that were done before: 0 for a new run. */
  resumedAt: number;
}

/**
 * Runs a loop to its last step. The run folder is this process's alone meanwhile.
 * @throws Error where the folder holds a run of another configuration, a longer one, one without its checkpoint, or
 * what is no run at all; and where another process is writing it
 */
export async function runTraining<Config extends object, Line extends LoggedLine>(
  loop: TrainingLoop<Config, Line>,
  { folder, onMetrics, signal }: TrainingOptions<Config, Line> = {},
): Promise<TrainingResult<Line>> {
  signal?.throwIfAborted();
  const run = typeof folder === "string" ? new RunFolder<Config, Line>(folder) : folder;
  const unlock = run?.lock();
  try {
    return await runSteps(loop, run, { onMetrics, signal });
  } finally {
    unlock?.();
  }
}

async function runSteps<Config extends object, Line extends LoggedLine>(
  loop: TrainingLoop<Config, Line>,
  run: RunFolder<Config, Line> | undefined,
  { onMetrics, signal }: Pick<TrainingOptions<Config, Line>, "onMetrics" | "signal">,
): Promise<TrainingResult<Line>> {
  const earlier = run?.record() ?? null;
  const baseSha256 = (run && loop.base && weightsDigest(loop.base)) ?? earlier?.baseSha256;
  const checkpoint = run ? resumable(run, earlier, loop, baseSha256) : null;
  const first = checkpoint?.step ?? 0;
  const policy = checkpoint?.policy ?? loop.start();
  const adam = loop.optimizer(policy);
  const critic = loop.critic?.(policy);
  if (checkpoint) adam.restore(checkpoint.optimizer);
  if (checkpoint?.critic) critic?.restore(checkpoint.critic);
  const metrics = checkpoint ? run!.metrics() : [];
  const log = async (line: Line): Promise<void> => {
    metrics.push(line);
    run?.append(line);
    await onMetrics?.(line);
  };
  const { steps, checkpointEvery } = loop.config;
  const record = (step: number): void =>
    run?.writeRecord({ ...recordOf(loop, step), ...(baseSha256 && { baseSha256 }) });
  const learned = () => ({ policy, optimizer: adam.state(), critic: critic?.state() });
  /** Steps that the policy has taken, that are logged with their evaluations, and that are in the checkpoint. */
  const done = { taken: first, logged: first, saved: first };
  const save = (): void => {
    run?.writeCheckpoint({ ...learned(), step: done.logged }, loop.save);
    record(done.logged);
    done.saved = done.logged;
  };

  try {
    await loop.prepare?.(policy);
    record(first);
    if (!checkpoint) {
      run?.clearMetrics();
      if (loop.keepModel?.(0)) run?.keepModel(policy, 0, loop.save);
      for (const line of loop.evaluate?.(policy, 0) ?? []) await log(line);
    }
    for (let step = first; step < steps; step++) {
      const line = await atStep(step, () => loop.step(policy, adam, step, critic));
      done.taken = step + 1;
      await atStep(step, () => requireFiniteStep(line, learned));
      await log(line);
      await new Promise((resolve) => setImmediate(resolve));
      const isLast = done.taken === steps;
      const isKept = done.taken % checkpointEvery === 0 || isLast || signal?.aborted;
      if (isKept) await atStep(step, () => requireFiniteLearned(learned()));
      if (loop.keepModel?.(done.taken)) run?.keepModel(policy, done.taken, loop.save);
      for (const evaluation of loop.evaluate?.(policy, done.taken) ?? []) await log(evaluation);
      done.logged = done.taken;
      if (isKept) save();
      if (!isLast) signal?.throwIfAborted();
    }
  } catch (error) {
    const reason = signal?.aborted ? signal.reason : error;
    if (signal?.aborted && done.taken === done.logged && done.logged > done.saved) save();
    policy.dispose();
    if (!run || done.saved === 0) throw reason;
    const message = reason instanceof Error ? reason.message : String(reason);
    throw new Error(`${message}; ${run.folder} goes on from the checkpoint after ${done.saved} steps`, {
      cause: reason,
    });
  } finally {
    adam.dispose();
    critic?.dispose();
  }
  return { policy, metrics, resumedAt: first };
}

/** Does a part of a step; an error in it says which step it was. */
async function atStep<T>(step: number, part: () => T | Promise<T>): Promise<T> {
  try {
    return await part();
  } catch (error) {
    throw new Error(`step ${step}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function recordOf<Config extends object>(
  { kind, config, parts }: Pick<TrainingLoop<Config>, "kind" | "config" | "parts">,
  step: number,
): RunRecord<Config> {
  const own = parts && Object.keys(parts).length > 0 ? { parts } : {};
  const made = { backend: tf.getBackend(), versions: versions() };
  return { kind, config, ...own, ...made, step, finished: step === config.steps };
}

/** The checkpoint that a run goes on from, its metrics cut there; null where it begins. */
function resumable<Config extends object, Line extends LoggedLine>(
  run: RunFolder<Config, Line>,
  earlier: RunRecord<Config> | null,
  loop: TrainingLoop<Config, Line>,
  baseSha256: string | undefined,
): Checkpoint | null {
  const { folder } = run;
  if (earlier) {
    requireSameConfig(folder, earlier, loop);
    requireSameParts(folder, earlier.parts ?? {}, loop.parts ?? {});
    requireSameBase(folder, loop.base, earlier.baseSha256, baseSha256);
  }
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
  const earlierSteps = (earlier?.config as { steps?: number } | undefined)?.steps;
  const isLonger = earlierSteps !== undefined && earlierSteps < loop.config.steps;
  run.truncateMetrics(checkpoint.step, isLonger ? loop.hasEvaluation : undefined);
  return checkpoint;
}

/** The base model may be gone by now, but not have other weights. */
function requireSameBase(folder: string, base?: string, before?: string, now?: string): void {
  if (before === undefined || now === undefined || before === now) return;
  throw new Error(
    `${folder} holds a run that began from other weights of ${base} (SHA-256 ${before} there, ${now} now); choose another folder`,
  );
}

/** A run may be made longer; everything else must stay as it was. */
function requireSameConfig<Config extends object>(
  folder: string,
  { kind, config }: RunRecord<Config>,
  loop: Pick<TrainingLoop<Config>, "kind" | "config">,
): void {
  if (kind !== loop.kind) throw new Error(`${folder} holds a run of kind "${kind}", wanted "${loop.kind}"`);
  const [before, now] = [config, loop.config] as Record<string, unknown>[];
  const changed = Object.keys({ ...before, ...now }).filter(
    (key) =>
      key !== "steps" &&
      key !== "checkpointEvery" &&
      JSON.stringify(before[key]) !== JSON.stringify(now[key]),
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
