import { ARMS, armLabel } from "../../token-rules/index.js";
import type { RlvrConfig } from "../../training/index.js";
import type { RecordedRun } from "./recorded-runs.js";

/** The recorded runs that differ in nothing but the seed, by ascending seed. */
export interface StudyArm {
  /** Which tokens receive gradient, for instance "top 20 %". */
  label: string;
  /** That of the first run. */
  config: RlvrConfig;
  runs: RecordedRun[];
}

/**
 * Runs gathered into arms: in the order of `ARMS`, then by rho and learning rate.
 *
 * @param questions only runs done for these; by default the runs of the standard setting, which differ in arm and rho
 * @param base only runs from this base model
 */
export function studyArms(
  runs: readonly RecordedRun[],
  {
    questions = ["main", "rho", "controls"],
    base = "M",
  }: { questions?: readonly string[]; base?: string } = {},
): StudyArm[] {
  const arms = new Map<string, StudyArm>();
  for (const run of runs) {
    if (!questions.includes(run.question) || run.base !== base) continue;
    const key = JSON.stringify({ ...run.config, seed: 0 });
    const arm = arms.get(key) ?? { label: armLabel(run.config), config: run.config, runs: [] };
    arm.runs.push(run);
    arms.set(key, arm);
  }
  for (const { runs: ofArm } of arms.values()) ofArm.sort((a, b) => a.config.seed - b.config.seed);
  const place = ({ arm, rho, learningRate }: RlvrConfig): number[] => [
    (ARMS as readonly string[]).indexOf(arm),
    rho,
    learningRate,
  ];
  return [...arms.values()].sort((a, b) => compare(place(a.config), place(b.config)));
}

/** @throws Error naming the arms that are recorded and the command that records more, if this one is not */
export function armNamed(arms: readonly StudyArm[], label: string): StudyArm {
  const found = arms.find((arm) => arm.label === label);
  if (found) return found;
  throw new Error(
    `no finished run of the arm "${label}" is recorded; recorded: ${arms.map((arm) => arm.label).join(", ") || "none"}. ` +
      "Record them with: npm run ablate -- --preset full --only main",
  );
}

/** "3 seeds", or "2 to 3 seeds" where arms differ. */
export function seedsText(arms: readonly StudyArm[]): string {
  const counts = arms.map(({ runs }) => runs.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (least !== most) return `${least} to ${most} seeds`;
  return most === 1 ? "1 seed" : `${most} seeds`;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((value, k) => value !== b[k]);
  return i < 0 ? 0 : a[i] - b[i];
}
