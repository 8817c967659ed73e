import type { Policy } from "../models/index.js";
import { seededRng } from "../random/index.js";
import { atOnce } from "../rollout/index.js";
import { responseCount } from "../tokens/index.js";
import { type CompleteRun, judge, sample, trainedResponses, weigh } from "./rlvr.js";

/** Tokens of a rehearsed response. */
const TOKENS = 8;

/**
 * Tries the parts of a run on a few short responses, before anything is written: one step as far as the rule's weights,
 * at a mini-batch too. Its random stream is no step's.
 * @throws Error naming the task, rule or reward, what came and what was wanted
 */
export function rehearse(run: CompleteRun, policy: Policy): void {
  const { task, config } = run;
  const problems = task.problems(config.evaluationSplit);
  if (problems.length === 0)
    throw new Error(
      `the task "${task.name}" has no problem of the split "${config.evaluationSplit}"; wanted at least one`,
    );
  // an answer is not cut short
  const maxNewTokens = config.fineTuning ? config.maxNewTokens : Math.min(TOKENS, config.maxNewTokens);
  const short = { ...run, config: { ...config, prompts: 2, samples: 2, maxNewTokens } };
  const rng = seededRng(config.seed).split(-1);
  const judged = judge(short, atOnce(sample(short, policy, rng)));
  const prompts = new Set(judged.columns.prompts);
  // with rewards that all differ, so that every response counts
  const rewards = judged.columns.rewards.map((_, r) => r);
  const all = { ...judged, columns: { ...judged.columns, rewards }, spread: prompts };
  const trained = trainedResponses({ ...short, config: { ...short.config, advantage: "group" } }, all, 0);
  const weighed = weigh(short, policy, trained, 0, rng);
  const responses = Array.from({ length: responseCount(weighed.columns) }, (_, r) => r);
  if (responses.length > 0) weighed.atMiniBatch?.(weighed, responses);
}
