import { type SamplingOptions, type ServedPrompt, type Server, ServerError } from "./server.js";

/**
 * Fields that leave the distribution whole, with the values to try in turn. llama.cpp draws from the 40 likeliest tokens
 * unless told otherwise, vLLM and SGLang as the model's generation_config.json says. A top_k of 0 means none to
 * llama-cpp-python, which refuses -1, and is refused by SGLang and older vLLM.
 */
const WHOLE: Readonly<Record<string, readonly number[]>> = {
  top_k: [-1, 0],
  min_p: [0],
  repetition_penalty: [1],
  repeat_penalty: [1],
};

/** With what a server is asked for text from the whole distribution. */
export interface UntruncatedSampling {
  /** Fields of the request: those that the server takes, and the caller's own. */
  fields: Record<string, unknown>;
  /** Where the text may come from a part of the distribution all the same: why. */
  doubt?: string;
}

/**
 * Finds the fields by which a server draws from the whole distribution, the one whose entropy is measured: one token is
 * asked for with all that are known, and again without what the server refuses. The caller's own fields win.
 *
 * @throws where the server fails for another reason
 * @example (await untruncatedSampling(server, { prompt: "12 * 3 =" }, { top: 20 })).fields // { top_k: -1, ... }
 */
export async function untruncatedSampling(
  server: Server,
  prompt: ServedPrompt,
  { top, extra = {} }: Pick<SamplingOptions, "top" | "extra">,
): Promise<UntruncatedSampling> {
  const values = new Map(Object.entries(WHOLE).filter(([field]) => !Object.hasOwn(extra, field)));
  const refused: string[] = [];
  for (;;) {
    const fields = { ...Object.fromEntries([...values].map(([field, [value]]) => [field, value])), ...extra };
    try {
      const { system } = await server.sample(prompt, { temperature: 1, maxNewTokens: 1, top, extra: fields });
      const doubt = doubtOf(refused, system);
      return doubt === undefined ? { fields } : { fields, doubt };
    } catch (error) {
      const named = error instanceof ServerError && error.status !== undefined ? error.message : "";
      const wrong = [...values].filter(([field]) => named.includes(field));
      if (wrong.length === 0) throw error;
      for (const [field, [, ...others]] of wrong) {
        if (others.length > 0) values.set(field, others);
        else {
          values.delete(field);
          refused.push(field);
        }
      }
    }
  }
}

function doubtOf(refused: readonly string[], system: string | undefined): string | undefined {
  if (system === "fp_ollama")
    return "Ollama passes over top_k and min_p of a request and takes its model's own (top_k 40 unless its Modelfile says otherwise): the text may come from a part of the distribution whose entropy is measured";
  const truncating = refused.filter((field) => field === "top_k" || field === "min_p");
  if (truncating.length === 0) return undefined;
  return `the server takes no ${truncating.join(" and no ")}: should it cut the distribution by itself, its text comes from a part of that whose entropy is measured`;
}
