import type { Rng } from "../random/index.js";
import { quote } from "../text/index.js";

/** What problems are for: "ood" (out of distribution) holds those unlike any that training sees. */
export type Split = "train" | "validation" | "test" | "ood";

export const SPLITS: readonly Split[] = ["train", "validation", "test", "ood"];

/** One turn of a conversation. */
export interface ChatMessage {
  /** "system", "user" or "assistant" as a rule; the model's chat template has the last word. */
  role: string;
  content: string;
}

/** How a problem is put to a model: a text to go on with, a conversation to answer, or token ids. */
export type TaskPrompt = string | readonly ChatMessage[] | ArrayLike<number>;

/** A response as a task judges it. */
export interface TaskResponse {
  /** Ids, the end-of-sequence token included where the response has one. */
  tokens: Int32Array;
  /** The tokens written out, without special tokens. Throws where the model has no tokenizer. */
  text(): string;
}

/** A judgement of one response. */
export interface Verdict {
  /** What the verifier pays: 1 for right, 0 for wrong, or anything between. */
  reward: number;
  /** How the response ended, in one word of the task's: "right", "wrong", "broken". */
  outcome: string;
  /** Complete and in the required format, right or wrong. */
  valid: boolean;
  /** The role of each response token, an index into the task's `roles`; where the task knows them. */
  roles?: Uint8Array;
  /** Anything else worth counting, such as attempts; the means are logged. */
  extras?: Readonly<Record<string, number>>;
}

/** A value that `run.json` can hold. */
export type Parameter = string | number | boolean | readonly string[] | readonly number[];

/**
 * Problems with verifiable answers: all that sampling, training and evaluation know of what a model is trained on.
 *
 *     const last: Task<number[]> = {
 *       name: "say the last number",
 *       parameters: {},
 *       maxResponseTokens: 2,
 *       eosId: EOS,
 *       problems: () => [[3, 1, 4], [2, 7, 1]],
 *       prompt: (numbers) => numbers.map(numberToken),
 *       verify: (numbers, { tokens }) => {
 *         const right = tokens[0] === numberToken(numbers[2]) && tokens[1] === EOS;
 *         return { reward: right ? 1 : 0, outcome: right ? "right" : "wrong", valid: tokens[1] === EOS };
 *       },
 *     };
 */
export interface Task<Problem = unknown> {
  readonly name: string;
  /** What varies between versions of the task; recorded with every run. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Tokens of the longest response that can be right. */
  readonly maxResponseTokens: number;
  /** The token that ends a response, or all that do; default those of the model. */
  readonly eosId?: number | readonly number[];
  /** Names of the roles in verdicts, where roles are known by construction. */
  readonly roles?: readonly string[];
  /** Outcomes whose share is logged: "out-of-budget" as `outOfBudgetRate`. */
  readonly loggedOutcomes?: readonly string[];
  /**
   * Extras whose mean is logged, by the name under which it is: with every step and with every evaluation.
   * Default: each extra `x` as `meanX`, in both.
   */
  readonly loggedExtras?: {
    readonly steps: Readonly<Record<string, string>>;
    readonly evaluations: Readonly<Record<string, string>>;
  };
  /** The distinct problems of a split, always in the same order; empty where the task has none. */
  problems(split: Split): readonly Problem[];
  /** Draws a problem of a split; default: any of `problems(split)`, all equally likely. */
  sample?(rng: Rng, split: Split): Problem;
  /** How a problem is put to the model; a conversation is written out by the model's chat template. */
  prompt(problem: Problem): TaskPrompt;
  verify(problem: Problem, response: TaskResponse): Verdict;
  /** Right responses: what a policy is fine-tuned on (`RlvrConfig.fineTuning`). */
  readonly answers?: {
    readonly kinds: readonly string[];
    /** One of a kind, as token ids that end as a response does, or as a text; several to a problem may differ. */
    write(kind: string, problem: Problem, rng: Rng): string | ArrayLike<number>;
  };
  /** The role of the token that comes next, where it is known before it is sampled: an index into `roles`. */
  nextRole?(problem: Problem, response: ArrayLike<number>): number;
  /** The kinds of choice that its tokens make, where the task tells them apart. */
  readonly choices?: {
    readonly names: readonly string[];
    /** Which of them token `t` of a response is; null where it is none. */
    at(response: ArrayLike<number>, roles: ArrayLike<number>, t: number): string | null;
  };
}

/**
 * Draws a problem for training.
 * @throws Error naming the task and the split if there is none
 * @example drawProblem(task, seededRng(1), "train")
 */
export function drawProblem<Problem>(task: Task<Problem>, rng: Rng, split: Split): Problem {
  const problem = task.sample ? task.sample(rng, split) : drawnEvenly(task.problems(split), rng);
  if (problem !== undefined && problem !== null) return problem;
  throw new Error(`the task "${task.name}" has no problem of the split "${split}"; wanted at least one`);
}

function drawnEvenly<Problem>(problems: readonly Problem[], rng: Rng): Problem | undefined {
  return problems.length > 0 ? problems[rng.integer(problems.length)] : undefined;
}

/**
 * A task's answers.
 * @throws Error naming the task and its kinds of answers if this is none of them
 * @example requireAnswers(countdownTask(), "direct").write("direct", problem, rng)
 */
export function requireAnswers<Problem>(
  { name, answers }: Pick<Task<Problem>, "name" | "answers">,
  kind: string,
): NonNullable<Task<Problem>["answers"]> {
  if (answers?.kinds.includes(kind)) return answers;
  const known = answers?.kinds.map((one) => quote(one)).join(", ") || "none";
  throw new Error(`the task "${name}" has no answers of the kind ${quote(kind)}; it has ${known}`);
}
