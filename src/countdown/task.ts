import type { Task } from "../task/index.js";
import { CHOICES, choiceAt } from "./choices.js";
import { demonstrate } from "./demonstration.js";
import { type Problem, problemsOf, promptTokens, sampleProblem } from "./problem.js";
import { type CountdownRules, maxResponseTokens, STANDARD_RULES } from "./rules.js";
import { nextRole, ROLE_NAMES, verify } from "./verifier.js";
import { EOS } from "./vocabulary.js";

/**
 * Countdown as a task: by default that of the study, three numbers, no division, four attempts.
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
    answer: (problem, rng) => demonstrate(problem, rng, { rules, usefulMove: 1, retry: 0 }),
    nextRole: (problem, response) => nextRole(problem, response, { rules }),
    choices: { names: CHOICES, at: choiceAt },
  };
}
