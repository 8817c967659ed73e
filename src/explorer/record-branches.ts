import type { Policy } from "../models/index.js";
import type { Rng } from "../random/index.js";
import { sampleResponses, taskPrompt } from "../rollout/index.js";
import type { Task } from "../task/index.js";
import { ofResponse } from "../tokens/index.js";
import type { Branch, BranchOption, ExploredResponse, ExploredRun } from "./explored-run.js";
import { exploredResponse, type JudgedSequence, type RecordOptions, textsOf } from "./record-run.js";

/** Options of less probability are not tried. */
const RARE = 0.02;

export interface BranchOptions<Problem>
  extends Pick<RecordOptions<Problem>, "task" | "problems" | "tokenizer" | "rng"> {
  /** The responses whose forks are opened first; those of what was sampled there follow. */
  responses: readonly number[];
  /** Forks opened for each of them; default 24. */
  forks?: number;
  /** Continuations sampled after each option; default 16. */
  samples?: number;
}

/**
 * Opens forks of recorded responses: after each token that might have stood there, continuations are sampled and
 * judged. One of them is kept, and its own forks are opened in turn, the nearest first.
 *
 * @returns the run with its branches
 * @throws Error where the run's task knows no forks
 * @example recordBranches(policy, run, { task, problems, tokenizer, rng, responses: [0], forks: 2, samples: 8 })
 */
export function recordBranches<Problem>(
  policy: Policy,
  run: ExploredRun,
  { task, problems, tokenizer, rng, responses, forks = 24, samples = 16 }: BranchOptions<Problem>,
): ExploredRun {
  const isFork = run.roleNames.map((name) => run.forkRoles.includes(name));
  if (!isFork.includes(true)) throw new Error(`the run "${run.name}" knows no forks to branch at`);
  const continuations = [...run.continuations];
  const branches: Branch[] = [...run.branches];
  for (const root of responses) {
    const open = forksAfter(run.responses[root], root, 0, isFork);
    for (let opened = 0; opened < forks && open.length > 0; opened++) {
      const { response, place, at } = open.shift()!;
      const options = optionsAt(response, at).map(({ token, probability }): BranchOption => {
        const start = [...response.tokens.slice(0, at), token];
        const tried = continued(policy, { task, problem: problems[response.prompt], start, samples, rng });
        const successes = tried.filter(({ verdict }) => verdict.reward === 1).length;
        const counted = { token, probability, samples, successes };
        if (token === response.tokens[at]) return { ...counted, response: place };
        const kept = exploredResponse(policy, { ...tried[0], group: response.prompt });
        const own = run.responses.length + continuations.push(kept) - 1;
        open.push(...forksAfter(kept, own, at + 1, isFork));
        return { ...counted, response: own };
      });
      branches.push({ response: place, at, options });
    }
  }
  return { ...run, texts: { ...run.texts, ...textsOf(continuations, tokenizer) }, continuations, branches };
}

function forksAfter(response: ExploredResponse, place: number, from: number, isFork: readonly boolean[]) {
  return response.tokens.flatMap((_, at) =>
    at >= from && isFork[response.roles![at]] && optionsAt(response, at).length > 1
      ? [{ response, place, at }]
      : [],
  );
}

/** The tokens that might stand at a place, the one that does among them. */
function optionsAt({ tokens, top }: ExploredResponse, at: number): { token: number; probability: number }[] {
  const pairs = top![at];
  return pairs.flatMap((token, i) =>
    i % 2 === 0 && (pairs[i + 1] >= RARE || token === tokens[at])
      ? [{ token, probability: pairs[i + 1] }]
      : [],
  );
}

/** Samples the rest of a response that begins so, and judges each. */
function continued<Problem>(
  policy: Policy,
  {
    task,
    problem,
    start,
    samples,
    rng,
  }: { task: Task<Problem>; problem: Problem; start: number[]; samples: number; rng: Rng },
): Omit<JudgedSequence, "group">[] {
  const prompt = taskPrompt(task, problem, policy);
  const { columns } = sampleResponses(policy, [[...Array.from(prompt), ...start]], {
    ...{ samplesPerPrompt: samples, rng, eosId: task.eosId! },
    maxNewTokens: Math.max(1, task.maxResponseTokens - start.length),
  });
  return Array.from({ length: samples }, (_, r) => {
    const response = Int32Array.from([...start, ...ofResponse(columns, columns.tokens, r)]);
    return { prompt, response, verdict: task.verify(problem, { tokens: response, text: withoutText }) };
  });
}

function withoutText(): string {
  throw new Error("branches are recorded of tasks that judge tokens, not their text");
}
