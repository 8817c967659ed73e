import { groupAdvantage } from "../policy-gradient/index.js";
import type { RuleTokens } from "../token-rules/index.js";
import { responseColumns } from "../tokens/index.js";
import type { ExploredResponse, ExploredRun } from "./explored-run.js";

/** A run's batch as the token rules see it. */
export type RunColumns = RuleTokens;

const STATISTICS = ["maxProbability", "collisionMass", "collisionLog"] as const;

/**
 * The responses of a run in columns, with GRPO's advantages where they have rewards (else 0). Of an entropy that is
 * known within bounds the lower one counts; what a server does not show counts as 0.
 */
export function runColumns({ responses }: ExploredRun): RunColumns {
  const columns = responseColumns(
    responses.map(({ prompt, tokens, entropies, logProbs, roles, reward }) => ({
      ...{ prompt, tokens, roles, reward },
      entropies: entropies.map((entropy) => entropy ?? 0),
      logProbs: logProbs.map((logProb) => logProb ?? 0),
    })),
  );
  const rewards = columns.rewards ?? new Float64Array(responses.length);
  const byResponse = groupAdvantage(rewards, columns.prompts);
  return {
    ...columns,
    ...statisticColumns(responses),
    rewards,
    advantages: Float64Array.from(columns.responses, (response) => byResponse[response]),
    oldLogProbs: columns.logProbs,
  };
}

function statisticColumns(responses: readonly ExploredResponse[]): Partial<RunColumns> {
  if (responses.some(({ statistics }) => !statistics)) return {};
  const column = (name: (typeof STATISTICS)[number]): Float32Array =>
    Float32Array.from(responses.flatMap(({ statistics }) => statistics![name]));
  return Object.fromEntries(STATISTICS.map((name) => [name, column(name)]));
}
