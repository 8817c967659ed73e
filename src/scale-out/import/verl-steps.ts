import type { KnownColumns } from "./columns.js";
import type { EngineLine } from "./engine-log.js";
import type { ImportedEvaluation, ImportedStep } from "./imported-run.js";

const VALIDATION = /^val-core\/forking-tokens\/acc\/mean@(\d+)$/;

/** What is known of the columns of verl's fork and of verl 0.9. */
export const VERL_COLUMNS: KnownColumns = {
  read: ["critic/score/mean", "actor/entropy", "response_length/mean", VALIDATION],
  leftOut: [
    [/^actor\/(pg_loss|loss|grad_norm)$/, "another denominator than ours"],
    [/^actor\/pg_clipfrac/, "over all tokens; ours over the selected ones"],
    [/^actor\//, "no namesake here"],
    [/^critic\//, "follows from the score, or no namesake here"],
    [
      /^(response_length|prompt_length|response|global_seqlen|training|train|rollout_corr|mismatch)\//,
      "no namesake here",
    ],
    [/^(timing_s|timing_per_token_ms|perf)\//, "times of these machines and of this engine"],
    [/^val-(core|aux)\//, "another measure of the validation responses than their mean accuracy"],
    [/^num_turns\//, "no namesake here"],
  ],
};

/**
 * The training steps of a log. Groups without spread have been replaced before verl measures a batch, so its accuracy,
 * entropy and length are of the groups that were trained on, and bear names of their own.
 * @param outcomes shares of the outcomes of a step's responses, where they were dumped
 */
export function verlSteps(
  lines: readonly EngineLine[],
  outcomes: (step: number) => Record<string, number> | null,
): ImportedStep[] {
  return lines
    .filter(({ values }) => "actor/entropy" in values || "critic/score/mean" in values)
    .map(({ step, values }) => {
      const shares = outcomes(step);
      return {
        step: step - 1,
        trainedGroupsAccuracy: shares ? (shares.right ?? 0) : null,
        trainedGroupsScore: values["critic/score/mean"] ?? null,
        trainedGroupsEntropy: values["actor/entropy"] ?? null,
        trainedGroupsLength: values["response_length/mean"] ?? null,
      };
    });
}

/** The evaluations that verl itself made, by our verifier on responses of its own sampler. */
export function verlEvaluations(lines: readonly EngineLine[]): ImportedEvaluation[] {
  return lines.flatMap(({ step, values }) =>
    Object.entries(values).flatMap(([name, accuracy]) => {
      const found = VALIDATION.exec(name);
      if (!found || accuracy === null) return [];
      return [{ step, split: "validation", judgedBy: "verl" as const, samples: Number(found[1]), accuracy }];
    }),
  );
}
