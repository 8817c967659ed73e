import { choiceAt, countdownTask, STANDARD_RULES, TOKEN } from "../countdown/index.js";
import { highEntropyMask, type MaskOptions } from "../policy-gradient/index.js";
import type { VerifiedRollouts } from "../rollout/index.js";
import { mean } from "../statistics/index.js";
import type { Task } from "../task/index.js";
import { ofResponse } from "../tokens/index.js";

/** How one kind of choice fares under the entropy mask. */
export interface ChoiceShare {
  /** One of the names in the task's `choices`. */
  choice: string;
  /** Tokens of this kind. */
  count: number;
  /** nats; NaN where there are none */
  meanEntropy: number;
  /** Share of them that the mask keeps; NaN where there are none. */
  kept: number;
  /** Share of the kept tokens that are of this kind. */
  ofMask: number;
}

/**
 * Which choices are among the tokens that `highEntropyMask` keeps of a rollout batch.
 *
 *     choiceShares(rollouts, { rule: "quantile" }).map(({ choice, ofMask }) => [choice, ofMask])
 *
 * @throws Error naming the task if it tells no choices apart, or if the roles of the tokens are unknown
 */
export function choiceShares(
  { columns }: Pick<VerifiedRollouts, "columns">,
  { task = countdownTask(), ...selection }: Pick<MaskOptions, "rho" | "rule"> & { task?: Task } = {},
): ChoiceShare[] {
  const { entropies, roles } = columns;
  const { choices: kinds } = task;
  if (!kinds || !roles)
    throw new Error(
      `wanted responses whose tokens have roles, to a task with \`choices\`; "${task.name}" has ` +
        `${kinds ? "choices" : "no choices"}, the responses have ${roles ? "roles" : "no roles"}`,
    );
  const choices = Array.from(columns.responses, (r, t) =>
    kinds.at(ofResponse(columns, columns.tokens, r), ofResponse(columns, roles, r), t - columns.starts[r]),
  );
  const mask = highEntropyMask(entropies, selection);
  const kept = mask.reduce((sum, keep) => sum + keep, 0);
  return kinds.names.map((choice) => {
    const own = [...entropies.keys()].filter((i) => choices[i] === choice);
    const ownKept = own.filter((i) => mask[i]).length;
    return {
      choice,
      count: own.length,
      meanEntropy: mean(own.map((i) => entropies[i])),
      kept: ownKept / own.length,
      ofMask: ownKept / kept,
    };
  });
}

/**
 * How often a response tries again: of the attempts that failed and were not the last allowed, the share after which it
 * says `wait`, a word of Countdown's. NaN where none failed.
 *
 *     waitingShare(rollouts, { maxAttempts: 4 })
 */
export function waitingShare(
  { columns }: Pick<VerifiedRollouts, "columns">,
  { maxAttempts = STANDARD_RULES.maxAttempts }: { maxAttempts?: number } = {},
): number {
  let [failed, waited] = [0, 0];
  for (let r = 0; r < columns.prompts.length; r++) {
    const response = ofResponse(columns, columns.tokens, r);
    const roles = ofResponse(columns, columns.roles!, r);
    let attempts = 0;
    for (let t = 0; t < response.length; t++) {
      if (choiceAt(response, roles, t) !== "wait or so") continue;
      attempts++;
      if (attempts >= maxAttempts) break;
      failed++;
      if (response[t] === TOKEN.wait) waited++;
    }
  }
  return waited / failed;
}
