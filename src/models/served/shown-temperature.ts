import type { ServedToken } from "./served-tokens.js";
import type { SamplingOptions, ServedPrompt, Server } from "./server.js";

/** Two requests for the same distribution may differ by the rounding of the server's arithmetic, nats. */
const TOLERANCE = 0.1;

/**
 * At which temperature the log-probabilities are that a server shows when it samples at `temperature`: most show those
 * of the model itself (1), some those that they sample from. The first token is asked for at both temperatures.
 *
 * @throws where the log-probabilities are those of neither
 * @example await shownTemperature(server, { prompt: "12 * 3 =" }, { temperature: 0.6, top: 20 })
 */
export async function shownTemperature(
  server: Server,
  prompt: ServedPrompt,
  { temperature, top, extra }: { temperature: number } & Pick<SamplingOptions, "top" | "extra">,
): Promise<number> {
  if (temperature === 1) return 1;
  const firstToken = async (temperature: number): Promise<ServedToken> => {
    const { tokens } = await server.sample(prompt, { temperature, maxNewTokens: 1, top, extra });
    if (!tokens[0] || tokens[0].top.length < 2)
      throw new Error("the server shows no two tokens to compare temperatures by");
    return tokens[0];
  };
  const [own, shown] = [await firstToken(1), await firstToken(temperature)];
  // ln p(a) - ln p(b) is divided by the temperature, whatever the rest of the vocabulary.
  const gaps = own.top.slice(0, 5).map(({ text, logProb }) => {
    const other = shown.top.find((token) => token.text === text);
    const first = shown.top.find((token) => token.text === own.top[0].text);
    return {
      own: own.top[0].logProb - logProb,
      shown: first && other ? first.logProb - other.logProb : Number.NaN,
    };
  });
  const fits = (divisor: number): boolean =>
    gaps.every((gap) => Math.abs(gap.shown - gap.own / divisor) <= TOLERANCE);
  if (fits(1)) return 1;
  if (temperature > 0 && fits(temperature)) return temperature;
  throw new Error(
    `at temperature ${temperature} the server shows log-probabilities that are neither the model's own nor those it samples from`,
  );
}
