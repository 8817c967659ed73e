import { seededRng } from "../../../src/random/index.js";
import { type Answer, events, json } from "./local-server.js";

/** The toy's vocabulary: every token is one word with the space before it. */
const WORDS = Array.from({ length: 40 }, (_, i) => ` w${i}`);
export const TOY_VOCABULARY = WORDS.length;

/** The distribution after a text: different for every text, and the same whenever it is asked. */
export function toyDistribution(prefix: string, temperature = 1): number[] {
  let seed = 7;
  for (const character of prefix) seed = (seed * 31 + character.charCodeAt(0)) % 1_000_003;
  const rng = seededRng(seed);
  const weights = WORDS.map(() => Math.exp((6 * rng.uniform() * rng.uniform()) / temperature));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / total);
}

export function toyEntropy(prefix: string): number {
  return toyDistribution(prefix).reduce((sum, p) => sum - p * Math.log(p), 0);
}

/** What the table form shows: the top k, and the token itself. */
function shown(distribution: number[], k: number, token: number) {
  const order = WORDS.map((_, i) => i).sort((a, b) => distribution[b] - distribution[a]);
  const ids = new Set([...order.slice(0, k), token]);
  return Object.fromEntries([...ids].map((id) => [WORDS[id], Math.fround(Math.log(distribution[id]))]));
}

/** A text's tokens: what is no word of the toy is one token of its own. */
function tokensOf(text: string): string[] {
  return text.match(/ w\d+|.+?(?= w\d|$)/gs) ?? [];
}

export interface ToyOptions {
  /** How its echo is: right, one place early as some servers have it, or of another model. */
  echo?: "right" | "early" | "wrong";
  /** Show the distribution that it samples from, not the model's own. */
  showsTempered?: boolean;
}

/** A tiny language model behind an OpenAI-compatible interface. */
export function toyServer({ echo = "right", showsTempered = false }: ToyOptions = {}): Answer {
  return (response, { path, body }) => {
    if (path === "/v1/models")
      return json(response, { data: [{ id: "toy", meta: { n_vocab: TOY_VOCABULARY } }] });
    const {
      prompt,
      logprobs: k,
      temperature,
      seed = 0,
      max_tokens,
    } = body as Record<string, number> & { prompt: string };
    if (body.echo) return json(response, echoed(prompt, k, echo));
    const rng = seededRng(seed);
    const parts: object[] = [];
    let text = prompt;
    for (let t = 0; t < max_tokens; t++) {
      const own = toyDistribution(text);
      const sampled = toyDistribution(text, temperature || 1e-3);
      const token = drawn(sampled, rng.uniform());
      const top = shown(showsTempered ? sampled : own, k, token);
      const logprobs = { tokens: [WORDS[token]], token_logprobs: [top[WORDS[token]]], top_logprobs: [top] };
      parts.push({
        choices: [{ text: WORDS[token], logprobs, finish_reason: t === max_tokens - 1 ? "length" : null }],
      });
      text += WORDS[token];
    }
    events(response, parts);
  };
}

function echoed(text: string, k: number, mode: "right" | "early" | "wrong"): object {
  const tokens = tokensOf(text);
  const rows = tokens.map((token, i) => {
    if (i === 0) return null;
    const prefix = tokens.slice(0, mode === "early" ? i + 1 : i).join("");
    return shown(
      toyDistribution(mode === "wrong" ? `${prefix}!` : prefix),
      k,
      Math.max(0, WORDS.indexOf(token)),
    );
  });
  const token_logprobs = rows.map((row, i) => row && (row[tokens[i]] ?? -20));
  return {
    choices: [{ text, logprobs: { tokens, token_logprobs, top_logprobs: rows }, finish_reason: "length" }],
  };
}

function drawn(distribution: number[], uniform: number): number {
  let below = 0;
  const token = distribution.findIndex((p) => {
    below += p;
    return uniform < below;
  });
  return Math.max(0, token);
}
