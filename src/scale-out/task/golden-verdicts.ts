import { demonstrate, EOS, PAD, sampleProblem, TOKEN, VOCAB_SIZE, verify } from "../../countdown/index.js";
import { type Rng, seededRng } from "../../random/index.js";
import { configuredRules, type RlvrConfig } from "../../training/index.js";
import { type CountdownRow, countdownRow } from "./countdown-data.js";

/** One line of verdicts.jsonl: a response, and what our verifier says of it. */
export interface GoldenVerdict {
  row: CountdownRow;
  response: { ids: number[] };
  /** Reward, outcome, the `ROLE` of each token, and the verifier's counts. */
  verdict: { reward: number; outcome: string; roles: number[] } & Record<string, unknown>;
}

/** Ways to spoil a response, so that every kind of departure is met. */
const CHANGES: readonly ((response: number[], rng: Rng) => number[])[] = [
  (response) => response,
  (response) => response,
  (response, rng) => response.slice(0, rng.integer(response.length)),
  (response, rng) => withToken(response, rng.integer(response.length), rng.integer(VOCAB_SIZE)),
  (response, rng) =>
    withToken(response, rng.integer(response.length), response[rng.integer(response.length)]),
  (response, rng) => without(response, rng.integer(response.length)),
  (response) => response.map((token) => (token === TOKEN.so ? TOKEN.wait : token)),
  (response, rng) => [...response, rng.choice([EOS, PAD, TOKEN.wait])],
];

/**
 * Verdicts of our verifier on random responses, whole and spoilt, that hold the engine's copy of the verifier to it.
 * The same seed gives the same verdicts.
 */
export function goldenVerdicts(config: RlvrConfig, { count = 2000, seed = 0 } = {}): GoldenVerdict[] {
  const rng = seededRng(seed);
  const rules = configuredRules(config);
  return Array.from({ length: count }, (_, i) => {
    const problem = sampleProblem(rng, { rules });
    const demonstration = demonstrate(problem, rng, { rules, usefulMove: 0.6, retry: 0.7 });
    const ids = CHANGES[i % CHANGES.length](demonstration, rng);
    const { reward, outcome, roles, extras } = verify(problem, ids, { rules });
    const verdict = { reward, outcome, roles: [...roles], ...extras };
    return { row: countdownRow(problem, config), response: { ids }, verdict };
  });
}

function withToken(response: readonly number[], at: number, token: number): number[] {
  return response.map((old, t) => (t === at ? token : old));
}

function without(response: readonly number[], at: number): number[] {
  return response.filter((_, t) => t !== at);
}
