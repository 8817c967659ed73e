import { ARMS, armLabel } from "../../token-rules/index.js";
import type { RlvrConfig } from "../../training/index.js";
import type { RecordedRun } from "./recorded-runs.js";

/** The recorded runs that differ in nothing but the seed, by ascending seed. */
export interface RunGroup {
  /** Which tokens receive gradient, for instance "top 20 %"; with ", adapters" where these are trained in the weights' place. */
  label: string;
  /** That of the first run. */
  config: RlvrConfig;
  runs: RecordedRun[];
}

/**
 * Runs gathered into groups that differ in nothing but the seed: in the order of `ARMS`, then by rho and learning rate.
 *
 * @param options.experiments only runs of these; by default those under the standard conditions, which differ in arm and rho
 * @param options.base only runs from this base model
 * @example runGroups(readRecordedRuns()).map(({ label }) => label)
 */
export function runGroups(
  runs: readonly RecordedRun[],
  {
    experiments = ["main", "rho", "controls"],
    base = "M",
  }: { experiments?: readonly string[]; base?: string } = {},
): RunGroup[] {
  const groups = new Map<string, RunGroup>();
  for (const run of runs) {
    if (!experiments.includes(run.experiment) || run.base !== base) continue;
    const key = JSON.stringify({ ...run.config, seed: 0 });
    const group = groups.get(key) ?? { label: labelOf(run.config), config: run.config, runs: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  for (const { runs: ofGroup } of groups.values()) ofGroup.sort((a, b) => a.config.seed - b.config.seed);
  const place = ({ arm, rho, learningRate }: RlvrConfig): number[] => [
    (ARMS as readonly string[]).indexOf(arm),
    rho,
    learningRate,
  ];
  return [...groups.values()].sort((a, b) => compare(place(a.config), place(b.config)));
}

const labelOf = (config: RlvrConfig): string =>
  config.loraRank === undefined ? armLabel(config) : `${armLabel(config)}, adapters`;

/**
 * Seeds that all of the groups have, ascending; none where a group is not recorded.
 * @example sharedSeeds([all, top])
 */
export function sharedSeeds([first, ...others]: readonly (RunGroup | undefined)[]): number[] {
  const seedsOf = (group?: RunGroup): number[] => group?.runs.map(({ config }) => config.seed) ?? [];
  return seedsOf(first).filter((seed) => others.every((group) => seedsOf(group).includes(seed)));
}

/**
 * The group with the runs of these seeds alone.
 * @example withSeeds(top, [0, 1, 2])
 */
export function withSeeds(group: RunGroup, seeds: readonly number[]): RunGroup {
  return { ...group, runs: group.runs.filter(({ config }) => seeds.includes(config.seed)) };
}

/**
 * @throws Error naming the groups that are recorded and the command that records more, if this one is not
 * @example groupNamed(runGroups(readRecordedRuns()), "top 20 %").runs.length
 */
export function groupNamed(groups: readonly RunGroup[], label: string): RunGroup {
  const found = groups.find((group) => group.label === label);
  if (found) return found;
  throw new Error(
    `no finished run of "${label}" is recorded; recorded: ${groups.map((group) => group.label).join(", ") || "none"}. ` +
      "Record them with: npm run ablate -- --preset full --only main",
  );
}

/**
 * "3 seeds", or "2 to 3 seeds" where groups differ.
 * @example seedsText(runGroups(readRecordedRuns()))
 */
export function seedsText(groups: readonly RunGroup[]): string {
  const counts = groups.map(({ runs }) => runs.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (least !== most) return `${least} to ${most} seeds`;
  return most === 1 ? "1 seed" : `${most} seeds`;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((value, k) => value !== b[k]);
  return i < 0 ? 0 : a[i] - b[i];
}
