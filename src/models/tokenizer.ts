import { z } from "zod";
import { type ModelFiles, openModelFiles } from "./model-files.js";

/** What we use of the package, which declares its types for ES modules only (it ships CommonJS too). */
interface HuggingFaceTokenizer {
  encode(
    text: string,
    options: { add_special_tokens: boolean },
  ): { ids: (number | undefined)[]; tokens: string[] };
  decode(ids: number[], options: { skip_special_tokens: boolean }): string;
  token_to_id(token: string): number | undefined;
  id_to_token(id: number): string | undefined;
}
const huggingFace: {
  Tokenizer: new (definition: object, config: object) => HuggingFaceTokenizer;
} = require("@huggingface/tokenizers");

export interface Tokenizer {
  /** Token ids of a text. Throws on a word that has no token. */
  encode(text: string): number[];
  /** The text of token ids, special tokens included. */
  decode(ids: ArrayLike<number>): string;
  /** One token as it stands in the vocabulary. Throws on an id that has none. */
  token(id: number): string;
  /** Largest id + 1. */
  readonly vocabSize: number;
  readonly eosId: number;
  /** The padding id; the end-of-sequence id where the tokenizer names none. */
  readonly padId: number;
}

const tokenizerSchema = z.looseObject({
  model: z.looseObject({
    type: z.string(),
    vocab: z.union([z.record(z.string(), z.int()), z.array(z.unknown())]),
  }),
  added_tokens: z.array(z.looseObject({ id: z.int(), content: z.string() })),
});
const namedToken = z
  .union([z.string(), z.object({ content: z.string() })])
  .transform((token) => (typeof token === "string" ? token : token.content));
const configSchema = z.looseObject({ eos_token: namedToken, pad_token: namedToken.nullish() });

/**
 * A model's tokenizer.json and the largest token id + 1. Throws when it does not fit a model with `rows` embedding
 * rows: an id beyond them, or more than one row in a hundred without a token (real models pad to a round number).
 */
export function readTokenizerFor(rows: number, files: ModelFiles): { definition: object; vocabSize: number } {
  const definition = files.json("tokenizer.json", tokenizerSchema);
  const { vocab } = definition.model;
  let vocabSize = Array.isArray(vocab) ? vocab.length : 0;
  for (const id of Array.isArray(vocab) ? [] : Object.values(vocab)) vocabSize = Math.max(vocabSize, id + 1);
  for (const { id } of definition.added_tokens) vocabSize = Math.max(vocabSize, id + 1);
  if (vocabSize > rows || vocabSize < 0.99 * rows)
    throw new Error(
      `the tokenizer of ${files.path} does not fit the model: it has ${vocabSize} tokens, the model's embedding ${rows} rows`,
    );
  return { definition, vocabSize };
}

/**
 * The tokenizer of a Hugging Face model folder (`tokenizer.json` and `tokenizer_config.json`), run by Hugging Face's
 * own package. Throws when a file is missing or damaged, and when the tokenizer does not fit the folder's model.
 */
export function loadTokenizer(folder: string): Tokenizer {
  const files = openModelFiles(folder);
  const { vocab_size } = files.json("config.json", z.looseObject({ vocab_size: z.int() }));
  const { definition, vocabSize } = readTokenizerFor(vocab_size, files);
  const config = files.json("tokenizer_config.json", configSchema);
  const tokenizer = new huggingFace.Tokenizer(definition, config);
  const idOf = (token: string, role: string): number => {
    const id = tokenizer.token_to_id(token);
    if (id === undefined)
      throw new Error(`${folder} has no token "${token}", the ${role} of its tokenizer_config.json`);
    return id;
  };
  const eosId = idOf(config.eos_token, "eos_token");
  const token = (id: number): string => {
    const text = tokenizer.id_to_token(id);
    if (text === undefined)
      throw new Error(`token id ${id} is not in the vocabulary (0 to ${vocabSize - 1})`);
    return text;
  };
  return {
    encode(text) {
      const { ids, tokens } = tokenizer.encode(text, { add_special_tokens: false });
      return ids.map((id, i) => {
        if (id === undefined) throw new Error(`"${tokens[i]}" in "${text}" has no token in ${folder}`);
        return id;
      });
    },
    decode(ids) {
      const list = Array.from(ids);
      for (const id of list) token(id);
      return list.length === 0 ? "" : tokenizer.decode(list, { skip_special_tokens: false });
    },
    token,
    vocabSize,
    eosId,
    padId: config.pad_token ? idOf(config.pad_token, "pad_token") : eosId,
  };
}
