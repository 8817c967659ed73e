import type { LanguageModel, Tokenizer } from "../models/index.js";
import type { Rng } from "../random/index.js";
import { requireAnswers, type Task } from "../task/index.js";
import { quote } from "../text/index.js";
import { responseColumns } from "../tokens/index.js";
import { scoreSequences } from "./score-sequences.js";
import {
  needTokenizer,
  taskEnds,
  taskPrompt,
  type VerifiedRollouts,
  withVerdicts,
} from "./verified-rollouts.js";

export interface AnswerOptions<Problem> {
  task: Task<Problem>;
  /** One of the task's `answers.kinds`. */
  kind: string;
  /** The model's; a task that speaks in text needs it. */
  tokenizer?: Tokenizer;
  /** Answers to each problem; default 1. */
  samplesPerPrompt?: number;
  /** Longest answer, in tokens. */
  maxNewTokens: number;
  /** At which log-probabilities and entropies are measured; default 1. */
  temperature?: number;
  rng: Rng;
}

/**
 * Right answers that the task writes, in the form of sampled responses: what a policy is fine-tuned on. `logProbs` and
 * `entropies` are those that the policy has at their tokens.
 *
 *     answeredProblems(policy, problems, { task, kind: "direct", maxNewTokens: 95, rng }).columns.tokens
 *
 * @throws Error naming the task where it has no answers of the kind, where one is too long, and where its verifier pays
 * nothing for one
 */
export function answeredProblems<Problem>(
  policy: LanguageModel,
  problems: readonly Problem[],
  { task, kind, tokenizer, samplesPerPrompt = 1, maxNewTokens, temperature = 1, rng }: AnswerOptions<Problem>,
): VerifiedRollouts<Problem> {
  const answers = requireAnswers(task, kind);
  const idsOf = (answer: string | ArrayLike<number>): ArrayLike<number> =>
    typeof answer === "string"
      ? [...needTokenizer(task, tokenizer).encode(answer), taskEnds(task, tokenizer)[0]]
      : answer;
  const prompts = problems.map((problem) => Int32Array.from(taskPrompt(task, problem, policy, tokenizer)));
  const rows = problems.flatMap((problem, prompt) =>
    Array.from({ length: samplesPerPrompt }, () => ({
      prompt,
      tokens: idsOf(answers.write(kind, problem, rng)),
    })),
  );
  const longest = Math.max(...rows.map(({ tokens }) => tokens.length));
  if (longest > maxNewTokens)
    throw new Error(
      `the task "${task.name}" wrote an answer of ${longest} tokens; wanted at most maxNewTokens, ${maxNewTokens}`,
    );
  const sequences = rows.map(({ prompt, tokens }) => ({ prompt: prompts[prompt], response: tokens }));
  const { logProbs, entropies } = scoreSequences(policy, sequences, { temperature });
  const columns = responseColumns(
    rows.map((row, r) => ({ ...row, logProbs: logProbs[r], entropies: entropies[r] })),
  );
  const finished = new Uint8Array(rows.length).fill(1);
  const answered = withVerdicts({ prompts, columns, finished }, problems, { task, tokenizer });
  const unpaid = answered.verdicts.find(({ reward }) => reward <= 0);
  if (unpaid)
    throw new Error(
      `the task "${task.name}" wrote an answer that it judges ${quote(unpaid.outcome)} and pays ` +
        `${unpaid.reward}; wanted a right one`,
    );
  return answered;
}
