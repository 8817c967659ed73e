import type { Adam } from "../kernels/index.js";
import { tf } from "../kernels/index.js";
import type { Policy } from "../models/index.js";
import type { Critic } from "./critic.js";
import { type MetricsLine, RunFolder, type RunRecord } from "./run-folder.js";
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

export interface TrainingOptions {
  /** Run folder; without one nothing is written. An unfinished run in it goes on. */
  folder?: string;
  /** Called with every line as it is logged; awaited, so that a display can be updated. */
  onMetrics?: (line: MetricsLine) => void | Promise<void>;
}

export interface TrainingResult {
  policy: Policy;
  metrics: MetricsLine[];
}

/** Runs a loop to its last step. Throws where the folder holds a run of another configuration. */
export async function runTraining<Config extends object>(
  loop: TrainingLoop<Config>,
  { folder, onMetrics }: TrainingOptions = {},
): Promise<TrainingResult> {
  const run = folder === undefined ? null : new RunFolder<Config>(folder);
  const earlier = run?.record() ?? null;
  if (earlier) requireSameConfig(folder!, earlier, loop);
  const checkpoint = run?.readCheckpoint() ?? null;

  const policy = checkpoint?.policy ?? loop.start();
  const adam = loop.optimizer(policy);
  const critic = loop.critic?.(policy);
  if (checkpoint) adam.restore(checkpoint.optimizer);
  if (checkpoint?.critic) critic?.restore(checkpoint.critic);
  const first = checkpoint?.step ?? 0;
  if (checkpoint) run?.truncateMetrics(first);
  const metrics = checkpoint ? (run?.metrics() ?? []) : [];
  const log = async (line: MetricsLine): Promise<void> => {
    metrics.push(line);
    run?.append(line);
    await onMetrics?.(line);
  };
  const record = (step: number, finished: boolean): void =>
    run?.writeRecord({
      kind: loop.kind,
      config: loop.config,
      backend: tf.getBackend(),
      versions: versions(),
      step,
      finished,
    });
  const save = (step: number): void => {
    run?.writeCheckpoint({ policy, optimizer: adam.state(), step, critic: critic?.state() });
    record(step, step === loop.config.steps);
  };

  if (!checkpoint) {
    record(0, false);
    run?.clearMetrics();
    if (loop.keepModel?.(0)) run?.keepModel(policy, 0);
    for (const line of loop.evaluate?.(policy, 0) ?? []) await log(line);
  }
  for (let step = first; step < loop.config.steps; step++) {
    await log(loop.step(policy, adam, step, critic));
    const done = step + 1;
    if (loop.keepModel?.(done)) run?.keepModel(policy, done);
    for (const line of loop.evaluate?.(policy, done) ?? []) await log(line);
    if (done % loop.config.checkpointEvery === 0 || done === loop.config.steps) save(done);
    await new Promise((resolve) => setImmediate(resolve));
  }
  adam.dispose();
  critic?.dispose();
  return { policy, metrics };
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
