import type { Policy } from "../models/index.js";
import { seededRng } from "../random/index.js";
import { atOnce } from "../rollout/index.js";
import { responseCount } from "../tokens/index.js";
import { type CompleteRun, judge, sample, trainedResponses, weigh } from "./rlvr.js";

/**
 * Tries the parts of a run on a few responses, of one token and as long as the run lets them be, before anything is
 * written: one step as far as the rule's weights, at a mini-batch too. Its random stream is no step's.
 * @throws Error naming the task, rule or reward, what came and what was wanted
 */
export function rehearse(run: CompleteRun, policy: Policy): void {
  const { task, config } = run;
  const problems = task.problems(config.evaluationSplit);
  if (problems.length === 0)
    throw new Error(
      `the task "${task.name}" has no problem of the split "${config.evaluationSplit}"; wanted at least one`,
    );
  const few = { ...run, config: { ...config, prompts: 2, samples: 2 } };
  const rng = seededRng(config.seed).split(-1);
  // an answer is not cut short
  if (!config.fineTuning) {
    const shortest = { ...few, config: { ...few.config, maxNewTokens: 1 } };
    judge(shortest, atOnce(sample(shortest, policy, rng)));
  }
  const judged = judge(few, atOnce(sample(few, policy, rng)));
  const prompts = new Set(judged.columns.prompts);
  // with rewards that all differ, so that every response counts
  const rewards = judged.columns.rewards.map((_, r) => r);
  const all = { ...judged, columns: { ...judged.columns, rewards }, spread: prompts };
  const trained = trainedResponses({ ...few, config: { ...few.config, advantage: "group" } }, all, 0);
  const weighed = weigh(few, policy, trained, 0, rng);
  const responses = Array.from({ length: responseCount(weighed.columns) }, (_, r) => r);
  if (responses.length > 0) weighed.atMiniBatch?.(weighed, responses);
}
