import type { LanguageModel, Tokenizer } from "../models/index.js";
import type { ChatMessage, Task, TaskPrompt, TaskResponse, Verdict } from "../task/index.js";
import { ofResponse, type ResponseTokens, responseCount } from "../tokens/index.js";
import { atOnce, type Stepwise } from "./in-turns.js";
import {
  type SampledResponses,
  type SampleOptions,
  type Sampler,
  sampleStepwise,
} from "./sample-responses.js";
import type { Sequence } from "./token-batches.js";

/** Sampled responses to problems, each with its verdict. */
export interface VerifiedRollouts<Problem = unknown> extends SampledResponses {
  /** One for each prompt. */
  problems: readonly Problem[];
  /** Rewards are the verifier's; roles are there where the task knows them. */
  columns: ResponseTokens & { rewards: Float64Array };
  /** One for each response. */
  verdicts: Verdict[];
}

export interface VerifyOptions<Problem> extends Omit<SampleOptions, "eosId"> {
  task: Task<Problem>;
  /** The model's; a task that speaks in text needs it, and one that names no token that ends a response. */
  tokenizer?: Tokenizer;
  /** Default `sampleStepwise`. */
  sampler?: Sampler;
}

/**
 * Samples responses to problems of a task and verifies them.
 *
 *     verifiedRollouts(policy, task.problems("test"), { task, maxNewTokens: 95, rng: seededRng(1) }).columns.rewards
 *
 * @throws Error naming the task where a prompt does not fit the model, or where text is wanted without a tokenizer
 */
export function verifiedRollouts<Problem>(
  policy: LanguageModel,
  problems: readonly Problem[],
  options: VerifyOptions<Problem>,
): VerifiedRollouts<Problem> {
  return atOnce(verifiedStepwise(policy, problems, options));
}

/**
 * `verifiedRollouts`, waiting before each decoding step where it is asked to.
 * @example await inTurns(verifiedStepwise(policy, task.problems("test"), { task, maxNewTokens: 95, rng, signal }))
 */
export function* verifiedStepwise<Problem>(
  policy: LanguageModel,
  problems: readonly Problem[],
  { task, tokenizer, sampler = sampleStepwise, ...options }: VerifyOptions<Problem>,
): Stepwise<VerifiedRollouts<Problem>> {
  const prompts = problems.map((problem) => taskPrompt(task, problem, policy, tokenizer));
  const sampling = { ...options, eosId: taskEnds(task, tokenizer) };
  return withVerdicts(yield* sampler(policy, prompts, sampling), problems, { task, tokenizer });
}

/** Adds the task's verdicts to responses. */
export function withVerdicts<Problem>(
  rollouts: SampledResponses,
  problems: readonly Problem[],
  { task, tokenizer }: Pick<VerifyOptions<Problem>, "task" | "tokenizer">,
): VerifiedRollouts<Problem> {
  const verdicts = taskResponses(rollouts.columns, task, tokenizer).map((response, r) =>
    checkedVerdict(task, task.verify(problems[rollouts.columns.prompts[r]], response), response),
  );
  const columns = { ...rollouts.columns, rewards: Float64Array.from(verdicts, ({ reward }) => reward) };
  if (verdicts.length > 0 && verdicts.every(({ roles }) => roles !== undefined)) {
    columns.roles = new Uint8Array(columns.tokens.length);
    for (const [r, { roles }] of verdicts.entries()) columns.roles.set(roles!, columns.starts[r]);
  }
  return { ...rollouts, problems, columns, verdicts };
}

/**
 * Each sampled response with its prompt: what other policies can be teacher-forced on. The responses are views.
 * @example scoreSequences(base, sequencesOf(sampleResponses(policy, prompts, options)))
 */
export function sequencesOf({ prompts, columns }: Pick<SampledResponses, "prompts" | "columns">): Sequence[] {
  return Array.from(columns.prompts, (prompt, r) => ({
    prompt: prompts[prompt],
    response: ofResponse(columns, columns.tokens, r),
  }));
}

/**
 * The responses as a task and a reward see them.
 * @example taskResponses(columns, task).map((response) => task.verify(problem, response))
 */
export function taskResponses(
  columns: ResponseTokens,
  task: Pick<Task, "name" | "eosId">,
  tokenizer?: Tokenizer,
): TaskResponse[] {
  const ends = taskEnds(task, tokenizer);
  return Array.from({ length: responseCount(columns) }, (_, r) => {
    const tokens = ofResponse(columns, columns.tokens, r);
    return {
      tokens,
      text() {
        const inside = ends.includes(tokens.at(-1)!) ? tokens.subarray(0, -1) : tokens;
        return needTokenizer(task, tokenizer).decode(inside);
      },
    };
  });
}

/**
 * The token ids of a problem's prompt.
 * @throws Error naming the task where the prompt leaves a model no room for a response, and where it is empty
 * @example taskPrompt(task, drawProblem(task, rng, "train"), policy)
 */
export function taskPrompt<Problem>(
  task: Task<Problem>,
  problem: Problem,
  { config }: { config: Pick<LanguageModel["config"], "maxPositions"> },
  tokenizer?: Tokenizer,
): ArrayLike<number> {
  const prompt = task.prompt(problem);
  const ids = isTokens(prompt) ? prompt : encoded(prompt, needTokenizer(task, tokenizer));
  const { maxPositions } = config;
  if (ids.length > 0 && ids.length < maxPositions) return ids;
  throw new Error(
    `the task "${task.name}" gave a prompt of ${ids.length} tokens; ` +
      `wanted at least 1 and, for a model of ${maxPositions} positions, fewer than ${maxPositions}`,
  );
}

function isTokens(prompt: TaskPrompt): prompt is ArrayLike<number> {
  return typeof prompt !== "string" && typeof prompt[0] !== "object";
}

function encoded(prompt: string | readonly ChatMessage[], tokenizer: Tokenizer): ArrayLike<number> {
  return typeof prompt === "string"
    ? tokenizer.encode(prompt, { specialTokens: true })
    : tokenizer.encodeChat(prompt);
}

/** The tokens that end a response to a task. */
export function taskEnds({ name, eosId }: Pick<Task, "name" | "eosId">, tokenizer?: Tokenizer): number[] {
  return [eosId ?? needTokenizer({ name }, tokenizer).endIds].flat();
}

export function needTokenizer({ name }: Pick<Task, "name">, tokenizer?: Tokenizer): Tokenizer {
  if (tokenizer) return tokenizer;
  throw new Error(`the task "${name}" wants the model's tokenizer (for text, or for eosId), received none`);
}

function checkedVerdict<Problem>(task: Task<Problem>, verdict: Verdict, response: TaskResponse): Verdict {
  const { name } = task;
  if (typeof verdict?.reward !== "number" || !Number.isFinite(verdict.reward))
    throw new Error(
      `the task "${name}" gave the verdict ${JSON.stringify(verdict)}; wanted a finite number as its reward`,
    );
  if (verdict.roles && verdict.roles.length !== response.tokens.length)
    throw new Error(
      `the task "${name}" gave ${verdict.roles.length} roles; wanted one for each of ${response.tokens.length} tokens`,
    );
  return verdict;
}
