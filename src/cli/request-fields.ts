import { ENVIRONMENT } from "../files/index.js";
import { quote } from "../text/index.js";

/** Fields of a request that --set cannot change: the records would say something else than what was asked. */
const OURS: Readonly<Record<string, string>> = {
  model: "give --model",
  prompt: "give --prompts",
  messages: "give --prompts",
  echo: "give --score",
  n: "give --samples",
  temperature: "give --temperature",
  max_tokens: "give --max-new-tokens",
  max_completion_tokens: "give --max-new-tokens",
  seed: "give --seed",
  logprobs: "give --top",
  top_logprobs: "give --top",
  stream: "answers always come as a stream",
};

const SECRET =
  /(key|token|secret|password|passwd|auth|authorization|credentials?|headers?|cookies?|bearer)$/i;

/**
 * Refuses fields of a request that a flag gives already, and those that seem to hold a secret, which the records would
 * tell. No error says a value.
 * @example refuseFields({ temperature: 3 }) // throws: give --temperature
 */
export function refuseFields(fields: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(fields)) {
    if (Object.hasOwn(OURS, name)) throw new Error(`--set takes no ${quote(name)}: ${OURS[name]}`);
    if (SECRET.test(name))
      throw new Error(
        `--set takes no ${quote(name)}, for the records tell what was set: give a key in the environment, as ${ENVIRONMENT.apiKey}`,
      );
  }
}
