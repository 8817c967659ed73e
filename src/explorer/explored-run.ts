/**
 * What the explorer shows of one model: sampled responses with what is known of each of their tokens. It is embedded in
 * the page as JSON, and read from a reader's own files. Probabilities lie in [0, 1], entropies and log-probabilities
 * are in nats.
 */
export interface ExploredRun {
  name: string;
  /** In a sentence: what was sampled, from what. */
  about: string;
  /** Text of each token id that occurs. */
  texts: Readonly<Record<number, string>>;
  /** What stands between the texts of two tokens: a space where tokens are words. */
  separator: string;
  prompts: readonly string[];
  /** Names of the roles; empty where no task knows them. */
  roleNames: readonly string[];
  /** The roles that are forks: where what is chosen decides the reward. */
  forkRoles: readonly string[];
  vocabSize: number;
  responses: readonly ExploredResponse[];
  /** Responses that a branch leads to; they are no part of the batch. */
  continuations: readonly ExploredResponse[];
  branches: readonly Branch[];
}

/** One response; lists have an entry for each token. */
export interface ExploredResponse {
  /** Index of the prompt that it answers: responses to the same prompt are a group. */
  prompt: number;
  /** Ids, places in the run's `texts`. */
  tokens: readonly number[];
  /** Where a server shows the likeliest tokens only: the lower bound; null where it shows none. */
  entropies: readonly (number | null)[];
  /** The upper bound, where entropies are known within bounds. */
  entropyHigh?: readonly (number | null)[];
  logProbs: readonly (number | null)[];
  roles?: readonly number[];
  reward?: number;
  /** How it ended, in a word of the task's. */
  outcome?: string;
  /** The likeliest tokens in the place of each: id, probability, id, probability, ... */
  top?: readonly (readonly number[])[];
  /** max p, sum p^2 and sum p^2 ln p, which some rules read. */
  statistics?: Readonly<Record<"maxProbability" | "collisionMass" | "collisionLog", readonly number[]>>;
}

/** A token of a response where others were tried too, and how each went. */
export interface Branch {
  /** The response: its place in `responses`, or behind their end in `continuations`. */
  response: number;
  /** The token's place in it. */
  at: number;
  options: readonly BranchOption[];
}

export interface BranchOption {
  /** Token id. */
  token: number;
  probability: number;
  /** Continuations that were sampled after it, and how many of them were right. */
  samples: number;
  successes: number;
  /** One of the continuations: a response, counted as in `Branch`. */
  response: number;
}

/** The response of a place that counts on into the continuations. */
export function responseAt(run: ExploredRun, place: number): ExploredResponse {
  return run.responses[place] ?? run.continuations[place - run.responses.length];
}
