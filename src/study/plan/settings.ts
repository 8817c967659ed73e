import type { RecordedRun } from "../results/recorded-runs.js";
import { type StudyArm, studyArms } from "../results/run-groups.js";

/** One place on the map of where the top 20 % win, tie or lose against all tokens: one thing changed, or none. */
export interface StudySetting {
  /** What differs from the standard setting. */
  label: string;
  /** The runs' question and base model. */
  question: string;
  base: string;
}

export const STANDARD_SETTING: StudySetting = { label: "standard (M)", question: "main", base: "M" };

/** The model sizes, ascending, in the standard setting. */
export const SIZE_SETTINGS: readonly StudySetting[] = [
  { label: "smaller (S)", question: "size", base: "S" },
  STANDARD_SETTING,
  { label: "larger (L)", question: "size", base: "L" },
  { label: "largest (XL)", question: "size", base: "XL" },
];

/** Every setting in which both arms are trained. */
export const STUDY_SETTINGS: readonly StudySetting[] = [
  ...SIZE_SETTINGS,
  { label: "another base model", question: "base", base: "M-1" },
  { label: "no QK-norm (Llama block)", question: "llama", base: "M-llama" },
  { label: "no decorative forks", question: "undecorated", base: "M-undecorated" },
  { label: "four numbers", question: "four-numbers", base: "M-four" },
  { label: "division too", question: "division", base: "M-division" },
  { label: "twice the steps", question: "long", base: "M" },
  { label: "four times the steps", question: "longest", base: "M" },
  { label: "lower rate, twice the steps", question: "slow", base: "M" },
  { label: "16 mini-batches", question: "off-policy", base: "M" },
  { label: "an attempt costs 0.1", question: "attempt-cost", base: "M" },
  { label: "a token costs 0.005", question: "token-cost", base: "M" },
  { label: "a token costs 0.005, own rate", question: "token-cost-swept", base: "M" },
  { label: "soft length penalty", question: "overlong", base: "M" },
  { label: "one attempt", question: "one-attempt", base: "M" },
  { label: "one attempt, base never waits", question: "one-attempt", base: "M-once" },
  { label: "one attempt (L)", question: "one-attempt", base: "L" },
];

/** The settings of one question. */
export function settingsOf(question: string): StudySetting[] {
  return STUDY_SETTINGS.filter((setting) => setting.question === question);
}

/** A setting's recorded runs of the two arms. */
export interface SettingArms {
  setting: StudySetting;
  all: StudyArm;
  top: StudyArm;
}

/** The settings of which finished runs of both arms, all tokens and top 20 %, share a seed; in the order given. */
export function recordedSettings(
  runs: readonly RecordedRun[],
  settings: readonly StudySetting[] = STUDY_SETTINGS,
): SettingArms[] {
  return settings.flatMap((setting) => {
    const arms = studyArms(runs, { questions: [setting.question], base: setting.base });
    const all = arms.find(({ config }) => config.arm === "all");
    const top = arms.find(({ config }) => config.arm === "top");
    if (!all || !top) return [];
    const seeds = new Set(all.runs.map(({ config }) => config.seed));
    return top.runs.some(({ config }) => seeds.has(config.seed)) ? [{ setting, all, top }] : [];
  });
}
