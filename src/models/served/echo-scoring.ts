import type { ServedToken } from "./served-tokens.js";
import type { Server } from "./server.js";

/** Where a server puts the distribution that a token was drawn from: at the token, or one place before it. */
export type EchoAlignment = "at the token" | "one place early";

const KNOWN_TEXT = "The days of the week are Monday, Tuesday,";
/** Reading a text at once and writing it token by token differ by the rounding of the server's arithmetic, nats. */
const TOLERANCE = 0.1;

/**
 * Finds out whether echoed log-probabilities can be believed: the server continues a text with log-probabilities, then
 * echoes all of it, and the distributions are compared where it wrote them. Some servers show them one place early.
 *
 * @throws where they agree in neither place, with the differences
 * @example await probeEcho(openServer({ endpoint: "http://localhost:8000/v1", model: "my-model" }), { top: 20 })
 */
export async function probeEcho(server: Server, { top }: { top: number }): Promise<EchoAlignment> {
  const { text, tokens } = await server.sample(
    { prompt: KNOWN_TEXT },
    { temperature: 0, maxNewTokens: 8, top },
  );
  const written = tokens.filter((token) => token.text !== "");
  if (written.length < 3)
    throw new Error(`the server wrote ${written.length} tokens to probe its echo with; wanted 3 or more`);
  const echoed = await server.echo(KNOWN_TEXT + text, { top });
  const first = echoed.length - written.length;
  if (written.some((token, i) => echoed[first + i]?.text !== token.text))
    throw new Error("the server echoes its own words in other tokens, so its echo cannot be probed");
  const difference = (shift: number): number =>
    Math.max(...written.slice(1).map((token, i) => largestDifference(token, echoed[first + 1 + i - shift])));
  const [at, early] = [difference(0), difference(1)];
  if (at <= TOLERANCE) return "at the token";
  if (early <= TOLERANCE) return "one place early";
  throw new Error(
    `echoed log-probabilities differ from those of the same text when written, by ${at.toFixed(2)} nats, and by ${early.toFixed(2)} one place earlier; wanted at most ${TOLERANCE}`,
  );
}

/** Largest difference in log-probability over the tokens that both show; infinite where they share too few. */
function largestDifference(a: ServedToken, b: ServedToken): number {
  const shared = a.top.slice(0, 3).map(({ text, logProb }) => {
    const other = b.top.find((token) => token.text === text);
    return other ? Math.abs(other.logProb - logProb) : Number.POSITIVE_INFINITY;
  });
  return shared.length > 0 ? Math.max(...shared) : Number.POSITIVE_INFINITY;
}

/**
 * The tokens of an echoed text, each with the distribution that it was drawn from. Where the server shows it one place
 * early, the first two tokens have none, and a token that is not among the likeliest has no log-probability.
 * @example alignedEcho(await server.echo(text, { top: 20 }), await probeEcho(server, { top: 20 }))
 */
export function alignedEcho(echoed: readonly ServedToken[], alignment: EchoAlignment): ServedToken[] {
  if (alignment === "at the token") return [...echoed];
  return echoed.map(({ text }, i) => {
    if (i < 2) return { text, logProb: null, top: [], cap: null };
    const { top, cap } = echoed[i - 1];
    return { text, logProb: top.find((token) => token.text === text)?.logProb ?? null, top, cap };
  });
}
