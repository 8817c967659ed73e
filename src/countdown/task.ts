import type { Rng } from "../random/index.js";
import type { Task } from "../task/index.js";
import { CHOICES, choiceAt } from "./choices.js";
import { demonstrate } from "./demonstration.js";
import { type Problem, problemsOf, promptTokens, sampleProblem } from "./problem.js";
import { type CountdownRules, maxResponseTokens, STANDARD_RULES } from "./rules.js";
import { nextRole, ROLE_NAMES, verify } from "./verifier.js";
import { EOS } from "./vocabulary.js";

/**
 * Countdown as a task: by default that of the study, three numbers, no division, four attempts. Its answers are "direct",
 * useful steps only and no failed attempt, or "searched", what the random searcher of the pre-training texts writes when
 * it is right.
 *
 *     verifiedRollouts(policy, problems, { task: countdownTask(), maxNewTokens: 95, rng })
 */
export function countdownTask(rules: CountdownRules = STANDARD_RULES): Task<Problem> {
  return {
    name: "countdown",
    parameters: { ...rules },
    maxResponseTokens: maxResponseTokens(rules),
    eosId: EOS,
    roles: ROLE_NAMES,
    loggedOutcomes: ["out-of-budget", "broken"],
    loggedExtras: {
      steps: { attempts: "meanAttempts" },
      evaluations: {
        firstAttemptRight: "firstAttemptAccuracy",
        attempts: "meanAttempts",
        waits: "meanWaits",
      },
    },
    problems: (split) => problemsOf(split, { rules }).map(({ problem }) => problem),
    sample: (rng, split) => sampleProblem(rng, { split, rules }),
    prompt: promptTokens,
    verify: (problem, { tokens }) => verify(problem, tokens, { rules }),
    answers: {
      kinds: ["direct", "searched"],
      write: (kind, problem, rng) =>
        kind === "direct"
          ? demonstrate(problem, rng, { rules, usefulMove: 1, retry: 0 })
          : searchedAnswer(problem, rng, rules),
    },
    nextRole: (problem, response) => nextRole(problem, response, { rules }),
    choices: { names: CHOICES, at: choiceAt },
  };
}

/** A response of the random searcher that reaches the target, its failed attempts included. */
function searchedAnswer(problem: Problem, rng: Rng, rules: CountdownRules): number[] {
  for (;;) {
    const response = demonstrate(problem, rng, { rules });
    if (verify(problem, response, { rules }).reward === 1) return response;
  }
}
